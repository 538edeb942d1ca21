"""The office's records: looked through, changed on a form, by two people at once, closed with a reason."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import DESK, SCREENS
from tests.support.console_page import MAP_TIMEOUT_MS, ConsolePage, answer_of

pytestmark = [pytest.mark.browser, pytest.mark.services]

ARRIVES_MS = 30_000
NO_MAPS = """
const given = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
  return kind.startsWith("webgl") ? null : given.call(this, kind, ...more);
};
"""


@pytest.fixture
def desk(console, open_page, signed_in):
    """Give what changes records as a second person at another desk would, through the API."""
    request = open_page(state=signed_in).request

    class Desk:
        def asked(self, path: str) -> Any:
            return answer_of(request, f"{console.url}/api/v1/records/{path}")

        def told(self, method: str, path: str, body: dict, version: int | None = None) -> Any:
            headers = {"Origin": console.url}
            if version is not None:
                headers["If-Match"] = f'"{version}"'
            answer = request.fetch(
                f"{console.url}/api/v1/records/{path}", method=method, data=body, headers=headers
            )
            assert answer.ok, answer.text()
            return answer.json()

        def changed(self, path: str, **values: Any) -> Any:
            return self.told("PATCH", path, values, self.asked(path)["version"])

    return Desk()


@pytest.fixture
def open_records(console, open_page, signed_in):
    """Give a function that opens a page without maps, which would take most of a test to draw."""

    def open_one(path: str, size: tuple[int, int] = DESK) -> Page:
        page = open_page(size, signed_in)
        page.add_init_script(NO_MAPS)
        page.goto(f"{console.url}/?{path}")
        return page

    return open_one


@pytest.fixture
def point(desk):
    """Give a point that only this test changes."""
    like = desk.asked("points?limit=1")["items"][0]
    count = len(desk.asked("points?q=UJI-&state=all&limit=1000")["items"])
    place = {name: like[name] for name in ("village_code", "lon", "lat")}
    made = {
        "code": f"UJI-{count}",
        "name": f"TPS Uji {count}",
        "amount_kg_day": 80,
        "amount_source": "ditimbang",
    }
    return desk.told("POST", "points", made | place)


def field(page: Page, name: str) -> Locator:
    return page.locator(f"[data-field={name}]").locator("input, textarea, select").first


def save(page: Page) -> None:
    page.get_by_role("button", name="Simpan", exact=True).click()


def test_two_people_change_one_point_and_the_second_is_asked(open_records, desk, point):
    path = f"data=points/{point['id']}"
    first, second = open_records(path), open_records(path)
    field(first, "amount_kg_day").fill("120")
    field(first, "note").fill("gang sempit")
    field(second, "amount_kg_day").fill("150")
    field(second, "name").fill("TPS Terminal Uji")
    save(second)
    expect(second.locator(".told")).to_contain_text("Tersimpan", timeout=ARRIVES_MS)

    save(first)
    dialog = first.get_by_role("dialog")
    expect(dialog).to_contain_text(re.compile(r"Sudah diubah oleh admin pukul .*\d\d\.\d\d"))
    amount = dialog.locator("[data-conflict=amount_kg_day]")
    expect(amount.locator("td")).to_have_text(["80 kg/hari", "150 kg/hari", "120 kg/hari"])
    expect(dialog.locator("[data-conflict=name]")).to_contain_text("tidak Anda ubah")
    amount.get_by_role("radio").first.check()  # theirs for the amount, mine for the note
    dialog.get_by_role("button", name="Terapkan perubahan saya").click()
    expect(first.locator(".told")).to_contain_text("Tersimpan", timeout=ARRIVES_MS)

    now = desk.asked(f"points/{point['id']}")
    assert (now["amount_kg_day"], now["name"], now["note"]) == (150, "TPS Terminal Uji", "gang sempit")
    history = first.locator(".record-history")
    expect(history).to_contain_text("Jumlah per hari: 80 kg/hari → menjadi 150 kg/hari")
    expect(history).to_contain_text("Catatan: kosong → menjadi gang sempit")


def test_a_wrong_field_says_so_and_nothing_typed_is_lost(open_records, point):
    page = open_records(f"point={point['id']}")
    page.locator(".detail").get_by_role("button", name="Ubah", exact=True).click()
    field(page, "amount_kg_day").fill("banyak")
    page.get_by_label("Lintang").fill("-8.148")
    save(page)
    amount = page.locator("[data-field=amount_kg_day]")
    expect(amount).to_contain_text("Bukan angka")
    expect(field(page, "amount_kg_day")).to_be_focused()
    field(page, "amount_kg_day").fill("1.250,5")
    save(page)
    expect(page.locator("[data-field=place]")).to_contain_text("di luar wilayah layanan")

    page.keyboard.press("Escape")
    page.get_by_role("tab", name="Kendaraan", exact=True).click()
    expect(page.locator("[data-record]").first).to_be_visible()
    page.locator(".record-unsaved").get_by_role("button", name=point["name"]).click()
    expect(field(page, "amount_kg_day")).to_have_value("1.250,5")
    page.get_by_label("Lintang").fill(str(point["lat"]))
    save(page)
    expect(page.locator(".told")).to_contain_text("Tersimpan", timeout=ARRIVES_MS)
    expect(page.locator(".record-unsaved")).to_have_count(0)


def test_a_truck_is_closed_with_a_reason_and_warns_of_its_test(open_records, desk):
    plate = f"K {len(desk.asked('vehicles?state=all')['items'])} UJI"
    some = desk.asked("vehicles?limit=1")["items"][0]
    made = {"plate": plate, "planned": False} | {name: some[name] for name in ("class_code", "pool_id")}
    truck = desk.told("POST", "vehicles", made | {"kir_until": "2020-01-31"})
    page = open_records(f"data=vehicles/{truck['id']}")
    expect(page.locator("[data-kir=expired]")).to_contain_text("tidak boleh jalan")
    page.get_by_role("button", name="Rencanakan berhenti").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Alasan").fill("uji KIR")
    dialog.get_by_role("button", name="Catat").click()
    expect(page.get_by_role("region", name="Tidak dapat dipakai")).to_contain_text("direncanakan · uji KIR")

    page.get_by_role("button", name="Tutup…").click()
    submit = dialog.get_by_role("button", name="Tutup", exact=True).last
    expect(submit).to_be_disabled()
    dialog.get_by_label("Alasan").fill("dijual")
    submit.click()
    expect(page.locator(".record-history")).to_contain_text("Alasan: kosong → menjadi dijual")
    expect(page.get_by_role("button", name="Buka lagi")).to_be_visible()


def test_a_dispatcher_reads_records_but_changes_none(console, open_page, signed_in):
    page = open_page(state=signed_in)
    page.add_init_script(NO_MAPS)
    me = answer_of(page.request, f"{console.url}/api/v1/session") | {"role": "dispatcher"}
    page.route("**/api/v1/session", lambda route: route.fulfill(json=me))
    page.goto(f"{console.url}/?data=vehicles")
    page.locator("[data-record]").first.get_by_role("button").click()
    expect(page.locator(".record-facts").first).to_be_visible(timeout=ARRIVES_MS)
    expect(page.locator(".record input, .record-history")).to_have_count(0)
    expect(page.get_by_role("button", name="Tutup…")).to_have_count(0)


@SCREENS
def test_lists_and_forms_fit_and_axe_is_content(console, open_records, screenshots, size, language):
    page = open_records("data=vehicles", size)
    console_page = ConsolePage(page, console.url)
    console_page.speak(language)
    for name, place, ready in (
        ("list", "vehicles", "[data-record]"),
        ("vehicle", "vehicles/dt-01", ".record-form"),
        ("figure", "parameters/waste_kg_per_person_day", ".record-form"),
    ):
        page.goto(f"{console.url}/?data={place}")
        expect(page.locator(ready).first).to_be_visible(timeout=ARRIVES_MS)
        judge(console_page, screenshots / f"records-{name}-{size[0]}-{language}.png")
    assert console_page.complaints == []


def test_a_place_is_picked_on_the_map(console, open_page, signed_in, desk, screenshots):
    page = open_page(DESK, signed_in)
    console_page = ConsolePage(page, console.url)
    point = desk.asked("points?limit=1")["items"][0]
    page.goto(f"{console.url}/?data=points/{point['id']}")
    place = page.locator(".record-map[data-ready=true]")
    expect(place).to_be_visible(timeout=MAP_TIMEOUT_MS)
    before = page.get_by_label("Lintang").input_value()
    place.click(position={"x": 120, "y": 120}, timeout=MAP_TIMEOUT_MS)
    expect(page.get_by_label("Lintang")).not_to_have_value(before)
    expect(page.locator(".record-around").first).to_contain_text(re.compile("Dipindahkan .* m"))
    judge(console_page, screenshots / f"records-point-{DESK[0]}-id.png")
    assert console_page.complaints == []


def judge(console_page: ConsolePage, picture: Path) -> None:
    page = console_page.page
    page.screenshot(path=picture)
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    assert console_page.serious_findings() == []
