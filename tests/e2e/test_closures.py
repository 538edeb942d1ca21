"""Roads: closures drawn, in force, reported where routes run into them, lifted; reach; true places."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.console_page import ConsolePage, answer_of

pytestmark = [pytest.mark.browser, pytest.mark.services]

BUILDS_MS = 30_000


@pytest.fixture
def asked(console, open_page, signed_in):
    """Give a function that returns what the API answers to the signed-in account."""
    desk = open_page(state=signed_in).request
    return lambda path: answer_of(desk, f"{console.url}/api/v1{path}")


@pytest.fixture
def roads(console, asked, open_page, signed_in, open_console):
    """Give a function that opens the list of closures; afterwards all roads are open again."""

    def open_one(path: str) -> ConsolePage:
        console_page = open_console(path=path)
        console_page.page.get_by_role("tab", name="Jalan").click()
        return console_page

    yield open_one
    desk = open_page(state=signed_in).request
    for phase in ("now", "coming"):
        for closure in asked(f"/closures?state={phase}")["features"]:
            address = f"{console.url}/api/v1/closures/{closure['id']}/lift"
            desk.post(address, headers={"Origin": console.url}, max_retries=3)


@pytest.fixture
def last_stop(asked):
    """Give the truck and place of the day's last stop: its leg still lies ahead of whoever drives it."""
    features = asked("/routes")["features"]
    stops = [feature for feature in features if feature["properties"]["kind"] == "collect"]
    latest = max(stops, key=lambda stop: stop["properties"]["arrival"])
    lon, lat = latest["geometry"]["coordinates"]
    return latest["properties"]["vehicle_id"], lon, lat


def middle(page: Page, right: float = 0.3) -> tuple[float, float]:
    """Return a place on the map that no panel covers, in pixels."""
    box = page.locator(".map canvas").bounding_box()
    return box["x"] + box["width"] * right, box["y"] + box["height"] * 0.5


def draw_around(page: Page, x: float, y: float, radius: float = 70) -> None:
    """Click three corners of a square and close it with a double click on the fourth."""
    corners = [(x - radius, y - radius), (x + radius, y - radius), (x + radius, y + radius)]
    for at in corners:
        page.mouse.click(*at)
    page.mouse.dblclick(x - radius, y + radius)


def close_road(page: Page) -> None:
    page.get_by_role("button", name="Tutup jalan", exact=True).click()


def test_an_area_is_drawn_holds_is_reported_on_the_routes_it_hits_and_lifted(roads, last_stop):
    truck, lon, lat = last_stop
    console_page = roads(f"/?map=14/{lat}/{lon}")
    page = console_page.page
    close_road(page)
    draw_around(page, *middle(page, 0.5))
    page.get_by_role("radio", name="Longsor").check()
    page.get_by_role("radio", name="Akhir hari").check()
    page.get_by_role("button", name="Tutup jalan ini").click()

    panel = console_page.panel
    expect(panel.get_by_role("heading", level=2)).to_have_text(re.compile("^Longsor"))
    effect = panel.locator(".effect")
    expect(effect).to_have_attribute("data-effect", "in-force", timeout=BUILDS_MS)
    expect(effect).to_contain_text(re.compile(r"[1-9]\d* penggal jalan"))
    hit = panel.locator(f"[data-hit={truck}]")
    expect(hit).to_be_visible(timeout=BUILDS_MS)
    expect(panel.get_by_role("button", name="Rencanakan ulang")).to_be_visible()

    hit.click()
    expect(panel.locator(".hindered")).to_contain_text("Longsor")
    page.get_by_role("tab", name="Truk").click()
    expect(page.locator(f"[data-truck={truck}]")).to_have_attribute(
        "data-level", "hindered", timeout=BUILDS_MS
    )

    panel.get_by_role("button", name="Lihat penutupan").first.click()
    panel.get_by_role("button", name="Buka lagi").click()
    page.get_by_role("button", name="Ya, buka").click()
    expect(panel.locator(".state")).to_have_text("sudah dibuka", timeout=BUILDS_MS)


def test_drawing_listens_to_its_keys_and_a_piece_of_road_is_chosen_by_a_click(roads, last_stop):
    _, lon, lat = last_stop
    console_page = roads(f"/?map=16/{lat}/{lon}")
    page = console_page.page
    x, y = middle(page)
    step = page.locator(".draw")
    close_road(page)
    for dx, dy in ((-60, -60), (60, 60), (60, -60), (-60, 60)):
        page.mouse.click(x + dx, y + dy)
    expect(step).to_contain_text("saling memotong")
    expect(page.get_by_role("button", name="Selesai", exact=True)).to_be_disabled()
    page.keyboard.press("Backspace")
    expect(step).to_contain_text("3 sudut")
    page.keyboard.press("Enter")
    expect(step).to_contain_text("Area siap")
    page.keyboard.press("Escape")
    expect(step).to_have_count(0)

    # the keyboard alone: the map moves under a cross, Space sets a corner in its middle
    close_road(page)
    page.keyboard.press("Space")
    expect(page.locator(".crosshair")).to_be_visible()
    expect(step).to_contain_text("1 sudut")
    page.keyboard.press("Escape")

    close_road(page)
    page.get_by_text("Pilih ruas", exact=True).click()
    page.mouse.click(*middle(page, 0.5))
    expect(page.locator(".draw-pieces li")).to_contain_text(re.compile(r"· [\d.]+ m$"))
    page.get_by_role("radio", name="Hajatan").check()
    page.get_by_role("radio", name="Nanti").check()
    page.get_by_role("radio", name="3 hari").check()
    page.get_by_role("button", name="Tutup jalan ini").click()

    panel = console_page.panel
    # whoever says "later" and leaves the hour as it is closes the road from this minute on
    expect(panel.locator(".state")).to_have_text(re.compile("berlaku|akan datang"))
    panel.get_by_role("button", name="Ubah waktu selesai").click()
    panel.get_by_role("radio", name="Sampai dibuka lagi").check()
    panel.get_by_role("button", name="Simpan").click()
    expect(panel.locator(".facts")).to_contain_text("sampai dibuka lagi")


def test_villages_show_their_minutes_and_the_island_says_why_it_has_none(open_console):
    console_page = open_console(path="/?reach=dump_truck")
    card = console_page.page.locator(".reach-card")
    expect(card.locator(".bands li").first).to_contain_text("desa", timeout=BUILDS_MS)
    card.get_by_label("Ke", exact=True).select_option(label="TPA Bandengan")
    expect(card).to_contain_text("Separuh desa dalam", timeout=BUILDS_MS)
    assert "reach=dump_truck/" in console_page.page.url
    card.locator("summary", has_text="desa tidak terjangkau").click()
    island = card.locator(".left-out li", has_text="Karimunjawa").first
    expect(island).to_contain_text(re.compile("pulau|jalan", re.IGNORECASE))


def test_a_truck_shows_its_day_along_the_roads(open_console):
    console_page = open_console()
    console_page.trucks.first.click()
    console_page.panel.get_by_role("button", name="Tampilkan di peta").click()
    matched = console_page.panel.locator(".matched")
    expect(matched.locator(".facts")).to_contain_text(re.compile(r"Jarak ditempuh\s*\d"), timeout=BUILDS_MS)
    expect(matched.locator(".facts")).to_contain_text(re.compile("baik|cukup|rendah"))


def test_the_pool_gets_its_true_place(open_console, asked):
    facilities = asked("/facilities")["features"]
    pool = next(feature["id"] for feature in facilities if feature["properties"]["estimated"])
    panel = open_console(path=f"/?facility={pool}").panel
    expect(panel.locator("[data-estimated=true]")).to_be_visible()
    panel.get_by_role("button", name="Tetapkan letak").click()
    expect(panel.locator("[data-road-m]")).to_contain_text("m dari jalan", timeout=BUILDS_MS)
    panel.get_by_role("button", name="Letak ini sudah benar").click()
    expect(panel.locator("[data-estimated=false]")).to_be_visible(timeout=BUILDS_MS)
