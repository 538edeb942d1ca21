"""Around the week's board: a plan is asked for and stopped, compared, published and handed out."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import SCREENS
from tests.support.console_page import answer_of

pytestmark = [pytest.mark.browser, pytest.mark.services]

SOLVING_MS = 120_000
NAME = "Minggu percobaan"
WRONG = "hari,truk,urutan,titik\n{day},K 0000 XX,1,tidak ada titik ini\n"


def address(page: Page, path: str) -> str:
    """Return an address at the server that gave the page."""
    return "/".join(page.url.split("/")[:3]) + path


def days_ahead(page: Page, days: int) -> str:
    """Return the day so many days after the operating day."""
    today = answer_of(page.request, address(page, "/api/v1/system"))["operating_day"]
    return f"{date.fromisoformat(today) + timedelta(days):%Y-%m-%d}"


def plan_a_week(page: Page) -> Locator:
    """Ask for a plan by the dialog, stop it when it has found something; give its card."""
    page.get_by_role("button", name="Rencanakan minggu").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Hari pertama").fill(days_ahead(page, 9))
    dialog.get_by_label("Nama").fill(NAME)
    dialog.get_by_label("Waktu hitung").select_option("1")
    dialog.get_by_role("button", name="Mulai hitung").click()
    card = page.locator("[data-group]").filter(has_text=NAME).first
    expect(card.locator(".wk-curve")).to_be_visible(timeout=SOLVING_MS)
    expect(card.locator(".wk-days tbody tr")).to_have_count(7)
    card.get_by_role("button", name="Berhenti, pakai yang terbaik").click()
    expect(card.get_by_role("button", name="Buka rencana")).to_be_visible(timeout=SOLVING_MS)
    return card


def planned(page: Page) -> int:
    """Return the id of a plan of this file, the first one made; a test that runs alone makes it."""
    weeks = [week for week in answer_of(page.request, address(page, "/api/v1/weeks")) if week["name"] == NAME]
    if not weeks:
        page.goto(address(page, "/?week=list"))
        plan_a_week(page)
        return planned(page)
    return min(week["id"] for week in weeks)


def test_a_plan_is_asked_for_followed_stopped_compared_with_its_copy_and_published(open_console):
    page = open_console(path="/?week=list").page
    plan_a_week(page).get_by_role("button", name="Buka rencana").click()
    actions = page.locator(".wk-actions")
    actions.get_by_role("button", name=f"Tindakan untuk {NAME}", exact=True).click()
    page.locator(".menu").get_by_role("button", name="Salin").click()
    expect(actions.get_by_role("button", name=f"Tindakan untuk {NAME} (salinan)")).to_be_visible()

    copy = re.search(r"week=(\d+)", page.url)
    assert copy is not None
    page.goto(address(page, f"/?week={planned(page)}/vs/{copy[1]}"))
    expect(page.locator(".wk-same")).to_contain_text("Tidak ada perbedaan")

    page.goto(address(page, f"/?week={copy[1]}"))
    page.locator(".wk-actions").get_by_role("button", name="Terbitkan").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("[data-day]").first).to_contain_text(re.compile(r"\d+ truk, \d+ rit"))
    dialog.get_by_role("button", name="Ya, terbitkan").click()
    expect(dialog.get_by_text("Terbit. Truk menerima rutenya")).to_be_visible(timeout=SOLVING_MS)
    dialog.get_by_role("button", name="Cetak & kirim").click()
    sheet = page.get_by_role("dialog").locator("[data-route]").first
    with page.expect_download(timeout=60_000) as file:
        sheet.get_by_role("button", name=re.compile("^PDF")).click()
    assert file.value.path().read_bytes().startswith(b"%PDF")


def test_a_timetable_with_unknown_names_is_not_stored_and_says_why_row_by_row(open_console):
    page = open_console(path="/?week=list").page
    page.get_by_role("button", name="Impor jadwal").click()
    dialog = page.get_by_role("dialog")
    day = days_ahead(page, 9)
    dialog.get_by_label("Hari pertama").fill(day)
    table = {"name": "jadwal.csv", "mimeType": "text/csv", "buffer": WRONG.format(day=day).encode()}
    dialog.locator("input[type=file]").set_input_files(table)
    dialog.get_by_role("button", name="Baca dan nilai").click()
    expect(dialog.get_by_role("alert").first).to_contain_text("belum ada yang disimpan")
    expect(dialog.locator("[data-fault]").first).to_be_visible()


@SCREENS
def test_what_lies_around_the_board_fits_and_axe_is_content(open_console, screenshots, size, language):
    console_page = open_console(size, "/?week=list")
    page = console_page.page
    week = planned(page)
    console_page.speak(language)
    for name, path, ready in (
        ("list", "list", "[data-week]"),
        ("demand", "demand", "[data-village]"),
        ("compare", f"{week}/vs/{week}", ".wk-same"),
    ):
        page.goto(address(page, f"/?week={path}"))
        expect(page.locator(ready).first).to_be_visible(timeout=60_000)
        if name == "demand":
            page.locator(".wk-heat-cell").nth(3).click()
            expect(page.locator(".wk-origin")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
        assert console_page.serious_findings() == []
        page.screenshot(path=screenshots / f"week-{name}-{size[0]}-{language}.png")
    assert console_page.complaints == []
