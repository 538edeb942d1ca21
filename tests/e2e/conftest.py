"""A real browser before the running system; the fixture `console` says where it is and who may sign in."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect, sync_playwright

from tests.support.console_page import CHROMIUM_ARGS, ConsolePage

CHROMIUM = os.environ.get("SIANGSA_CHROMIUM", "/usr/bin/chromium")
OUTPUT = Path(__file__).parent / "output"
DESK = (1280, 800)
PHONE = (360, 740)
SCREENS = pytest.mark.parametrize(
    ("size", "language"),
    [
        pytest.param(DESK, "id", id="1280-id"),
        pytest.param(PHONE, "en", id="360-en"),
        pytest.param(DESK, "en", id="1280-en", marks=pytest.mark.all_screens),
        pytest.param(PHONE, "id", id="360-id", marks=pytest.mark.all_screens),
    ],
)
# the tests' machine also runs the demo and another worker's tests
expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        # without the system's own Chromium (Ubuntu's is a snap) Playwright knows the one it installed
        known = CHROMIUM if Path(CHROMIUM).exists() else None
        browser = playwright.chromium.launch(executable_path=known, args=CHROMIUM_ARGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Give a function that opens an empty page of a size, in a profile of its own."""
    contexts = []

    def open_one(
        size: tuple[int, int] = DESK, state: StorageState | None = None, *, moving: bool = False
    ) -> Page:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale="id-ID",
            storage_state=state,
            # without a graphics card every frame costs the tests' machine a tenth of a second
            reduced_motion="no-preference" if moving else "reduce",
        )
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        contexts.append(context)
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def signed_in(console, browser: Browser) -> StorageState:
    """Give the cookies of one sign-in, which all tests share but those about signing in and out."""
    context = browser.new_context()
    page = ConsolePage(context.new_page(), console.url)
    page.sign_in(console.username, console.password)
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def open_console(console, open_page, signed_in) -> Callable[..., ConsolePage]:
    """Give a function that opens the console as somebody who has signed in."""

    def open_one(size: tuple[int, int] = DESK, path: str = "/", *, moving: bool = False) -> ConsolePage:
        page = ConsolePage(open_page(size, signed_in, moving=moving), console.url)
        page.page.goto(page.url + path)
        if any(f"?{area}=" in path for area in ("admin", "data", "week")):
            page.wait_area()
        else:
            page.wait_ready()
        return page

    return open_one


@pytest.fixture
def screenshots() -> Path:
    """Give the folder where screens are kept for a person to look at."""
    OUTPUT.mkdir(exist_ok=True)
    return OUTPUT
