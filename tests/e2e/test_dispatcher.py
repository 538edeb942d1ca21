import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.services]


def test_following_a_moving_truck_moves_the_map(open_console):
    console_page = open_console(moving=True)
    console_page.trucks.filter(has=console_page.page.locator(".state-driving")).first.click()
    console_page.page.get_by_role("button", name="Ikuti").click()
    console_page.wait_for(lambda: console_page.map_place() is not None)
    before = console_page.map_place()
    console_page.wait_for(lambda: console_page.map_place() != before)


def test_the_first_screen_answers_without_a_click(open_console):
    console_page = open_console()
    page = console_page.page
    expect(page.get_by_test_id("connection")).to_have_attribute("data-phase", "live")
    expect(page.get_by_test_id("figures")).to_contain_text(re.compile(r"titik\s*\d+/\d+"))
    expect(page.locator(".clock")).to_have_text(re.compile(r"^\d\d\.\d\d WIB$"))
    expect(page.locator(".banners")).to_contain_text(re.compile(r"waktu demo \d\d\.\d\d .\d+"))
    assert console_page.complaints == []


def test_nothing_comes_from_another_origin(open_console):
    console_page = open_console()
    console_page.trucks.first.click()
    expect(console_page.panel).to_be_visible()
    assert console_page.origins <= {console_page.url, "page"}


def test_a_truck_shows_what_it_does_and_its_day(open_console):
    console_page = open_console()
    row = console_page.trucks.first
    name = row.locator(".plate").inner_text()
    row.click()
    panel = console_page.panel
    expect(panel.get_by_role("heading", level=2)).to_have_text(name)
    for word in ("Muatan", "Rit", "Kecepatan", "Posisi terakhir", "Rencana"):
        expect(panel.locator("dt", has_text=re.compile(f"^{word}$"))).to_be_visible()
    expect(panel.locator(".stop-row").first).to_be_visible()


def test_the_address_brings_back_what_was_selected(open_console):
    console_page = open_console()
    console_page.trucks.nth(1).click()
    name = console_page.panel.get_by_role("heading", level=2).inner_text()
    console_page.page.reload()
    console_page.wait_ready()
    expect(console_page.panel.get_by_role("heading", level=2)).to_have_text(name)
    console_page.page.go_back()
    expect(console_page.panel).to_have_count(0)


def test_the_keyboard_reaches_search_list_follow_and_back(open_console):
    console_page = open_console()
    page = console_page.page
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(console_page.trucks.first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(console_page.trucks.nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(console_page.panel).to_be_visible()
    page.keyboard.press("f")
    expect(page.get_by_role("button", name="Mengikuti")).to_be_visible()
    page.keyboard.press("Escape")
    expect(console_page.panel).to_have_count(0)


def test_search_finds_a_truck_by_its_plate_without_blanks(open_console):
    console_page = open_console()
    name = console_page.trucks.first.locator(".plate").inner_text()
    console_page.page.locator("#search").fill(name.replace(" ", "").lower())
    expect(console_page.trucks).to_have_count(1)
    console_page.page.locator("#search").fill("there is no such thing")
    expect(console_page.page.get_by_text("Tidak ada yang cocok.")).to_be_visible()


def test_a_point_says_why_in_one_sentence_that_can_be_copied(open_console):
    console_page = open_console()
    console_page.first_point().click()
    sentence = console_page.panel.locator(".sentence p")
    expect(sentence).to_have_text(re.compile(r"\w+ .+\."))
    console_page.page.get_by_role("button", name="Salin").click()
    expect(console_page.page.get_by_role("button", name="Tersalin")).to_be_visible()
    # the expected minute goes on with the truck, so only the rest of the sentence can be compared
    copied = console_page.page.evaluate("navigator.clipboard.readText()")
    assert without_times(copied) == without_times(sentence.inner_text())


def without_times(sentence: str) -> str:
    return re.sub(r"\d\d\.\d\d", "--.--", sentence)


def test_another_day_is_shown_and_said(open_console):
    console_page = open_console()
    page = console_page.page
    page.get_by_role("button", name="Hari berikutnya").click()
    expect(page.locator(".note-day")).to_contain_text("Melihat")
    assert re.search(r"day=\d{4}-\d\d-\d\d", page.url)
    page.get_by_role("button", name="Ke hari operasi").click()
    expect(page.locator(".note-day")).to_have_count(0)


def test_a_broken_line_is_said_and_mends_itself(open_console):
    console_page = open_console()
    page = console_page.page
    page.route("**/api/v1/stream", lambda route: route.abort())
    page.reload()
    console_page.wait_ready()
    notice = page.locator(".offline")
    expect(notice).to_have_text(re.compile(r"^Sambungan terputus, data terakhir \d\d\.\d\d\."))
    page.unroute("**/api/v1/stream")
    expect(notice).to_have_count(0, timeout=30_000)
    expect(page.get_by_test_id("connection")).to_have_attribute("data-phase", "live")


def test_the_language_is_remembered(open_console):
    console_page = open_console()
    console_page.speak("en")
    expect(console_page.page.get_by_role("tab", name="Trucks")).to_be_visible()
    console_page.page.reload()
    console_page.wait_ready()
    expect(console_page.page.get_by_role("tab", name="Trucks")).to_be_visible()


def test_a_phone_shows_list_and_panel_as_sheets_that_grow(open_console):
    console_page = open_console(PHONE)
    page = console_page.page
    sheet = page.locator(".list")
    half = sheet.bounding_box()["height"]
    sheet.get_by_role("button", name="Perbesar daftar").click()
    console_page.wait_for(lambda: sheet.bounding_box()["height"] > half * 1.5)
    console_page.trucks.first.click()
    expect(console_page.panel).to_be_visible()
    expect(sheet).to_be_hidden()
    console_page.panel.get_by_role("button", name="Tutup").click()
    expect(sheet).to_be_visible()


@pytest.mark.slow
def test_a_planner_asks_for_a_plan_and_publishes_it(open_console):
    console_page = open_console()
    page = console_page.page
    page.get_by_role("button", name="Hari berikutnya").click()
    page.locator(".account").click()
    page.get_by_role("button", name="Minta rencana").click()
    notice = page.locator(".plan-notice")
    expect(notice).to_contain_text(re.compile(r"Rencana versi \d+ siap"), timeout=120_000)
    notice.get_by_role("button", name="Terbitkan").click()
    expect(notice).to_contain_text("Rencana terbit", timeout=30_000)
    expect(page.get_by_test_id("figures")).to_contain_text(re.compile(r"titik\s*0/[1-9]"))
