"""Drives the console as a person does: by what is written on the screen."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import APIRequestContext, Locator, Page, expect

CHROMIUM_ARGS = [
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = Path(__file__).parents[2] / "web/node_modules/axe-core/axe.min.js"
MAP_TIMEOUT_MS = 60_000
DATA_TIMEOUT_MS = 30_000


def answer_of(desk: APIRequestContext, address: str) -> Any:
    """Return what the API answers to a question; a kept line that the server just closed is opened anew."""
    return desk.get(address, max_retries=3).json()


class ConsolePage:
    """The console in one browser page, with what the page complained about."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url.rstrip("/")
        self.complaints: list[str] = []
        self.origins: set[str] = set()
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self.origins.add(origin(request.url)))

    def _heard(self, message: Any) -> None:
        # a browser reports every 401 itself; being asked who you are is how the sign-in begins
        if message.type == "error" and "401" not in message.text:
            self.complaints.append(message.text)

    def sign_in(self, username: str, password: str) -> None:
        """Open the console and sign in; wait until map and trucks are there."""
        self.page.goto(self.url)
        self.page.locator("input[name=username]").fill(username)
        self.page.locator("input[name=password]").fill(password)
        self.page.keyboard.press("Enter")
        self.wait_ready()

    def wait_ready(self) -> None:
        """Wait until the map is drawn and the list holds a truck."""
        expect(self.page.locator(".map[data-ready=true]")).to_be_visible(timeout=MAP_TIMEOUT_MS)
        expect(self.trucks.first).to_be_attached(timeout=DATA_TIMEOUT_MS)

    def wait_area(self) -> None:
        """Wait until an area other than the map is drawn."""
        expect(self.page.locator(".work > .stage[inert]")).to_be_attached(timeout=DATA_TIMEOUT_MS)
        expect(self.page.locator(".work > :not(.stage)").first).to_be_visible(timeout=DATA_TIMEOUT_MS)
        expect(self.page.locator(".work > [role=status]")).to_have_count(0, timeout=DATA_TIMEOUT_MS)

    @property
    def trucks(self) -> Locator:
        """The rows of the fleet list."""
        return self.page.locator("[data-truck]")

    @property
    def points(self) -> Locator:
        """The rows of the list of points."""
        return self.page.locator("[data-point]")

    @property
    def panel(self) -> Locator:
        """The panel of what is selected."""
        return self.page.locator(".detail")

    def first_point(self) -> Locator:
        """Change to the list of points and give its first row."""
        self.page.get_by_role("tab", name=re.compile("Titik|Points")).click()
        return self.points.first

    def speak(self, language: str) -> None:
        """Switch to the language `id` or `en`."""
        self.page.get_by_text(language.upper(), exact=True).first.click()
        expect(self.page.locator("html")).to_have_attribute("lang", language)

    def map_place(self) -> str | None:
        """Return the map's place as the address holds it."""
        found = re.search(r"map=([^&]+)", self.page.url)
        return found and found[1]

    def wait_for(self, condition: Callable[[], bool], timeout_s: float = 20.0) -> None:
        """Wait until `condition` holds, letting the page run meanwhile."""
        for _ in range(int(timeout_s * 10)):
            if condition():
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(f"not so within {timeout_s} s; the address is {self.page.url}")

    def serious_findings(self) -> list[str]:
        """Return what axe finds serious or critical, one line each."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
        return [
            f"{rule['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"
            for rule in found["violations"]
            if rule["impact"] in {"serious", "critical"}
            for node in rule["nodes"]
        ]


def origin(url: str) -> str:
    """Return scheme, host and port of an address; blobs and data belong to the page itself."""
    if url.startswith(("data:", "blob:")):
        return "page"
    return "/".join(url.split("/")[:3])
