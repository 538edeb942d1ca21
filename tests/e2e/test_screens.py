"""Every screen at both sizes and in both languages: nothing overflows, axe is content, a picture is kept.

`make test` looks at each size and each language once; `make test-screens` at every pair of them.
"""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import SCREENS
from tests.support.console_page import ConsolePage

pytestmark = [pytest.mark.browser, pytest.mark.services]


def judge(console_page: ConsolePage, picture) -> None:
    page = console_page.page
    page.screenshot(path=picture)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.viewport_size["width"], "the page is wider than the screen"
    assert console_page.serious_findings() == []


@SCREENS
def test_sign_in_screen(console, open_page, screenshots, size, language):
    console_page = ConsolePage(open_page(size), console.url)
    console_page.page.goto(console.url)
    console_page.speak(language)
    judge(console_page, screenshots / f"sign-in-{size[0]}-{language}.png")


@SCREENS
def test_live_screens(open_console, screenshots, size, language):
    console_page = open_console(size)
    page = console_page.page
    console_page.speak(language)
    judge(console_page, screenshots / f"live-{size[0]}-{language}.png")

    console_page.trucks.first.click()
    expect(console_page.panel.locator(".facts").first).to_be_visible()
    judge(console_page, screenshots / f"truck-{size[0]}-{language}.png")

    page.keyboard.press("Escape")
    console_page.first_point().click()
    expect(console_page.panel.locator(".sentence")).to_be_visible()
    judge(console_page, screenshots / f"point-{size[0]}-{language}.png")

    page.keyboard.press("Escape")
    page.locator(".legend summary").click()
    judge(console_page, screenshots / f"legend-{size[0]}-{language}.png")

    page.get_by_role("tab", name=re.compile("^(Jalan|Roads)")).click()
    page.get_by_role("button", name=re.compile("^(Tutup jalan|Close a road)$")).click()
    expect(page.locator(".draw-next")).to_be_visible()
    judge(console_page, screenshots / f"close-road-{size[0]}-{language}.png")

    page.keyboard.press("Escape")
    page.get_by_role("button", name=re.compile("^(Jangkauan|Reach)$")).click()
    expect(page.locator(".reach-card")).to_be_visible()
    judge(console_page, screenshots / f"reach-{size[0]}-{language}.png")

    page.locator(".account").click()
    expect(page.locator(".menu-item").last).to_be_visible()
    judge(console_page, screenshots / f"menu-{size[0]}-{language}.png")
    assert console_page.complaints == []
