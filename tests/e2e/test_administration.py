"""The administration: a phone joins, a stranger is bound, a refusal is read and dismissed, by role."""

import json
import re
import time
from datetime import datetime, timedelta

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import SCREENS
from tests.support.console_page import ConsolePage, answer_of
from tests.support.demo_office import Office, forwarded

pytestmark = [pytest.mark.browser, pytest.mark.services]

ARRIVES_MS = 30_000


@pytest.fixture(scope="module")
def office(console):
    return Office(console)


@pytest.fixture(scope="module")
def traccar(office):
    with office.traccar() as server:
        yield server


def asked(page: Page, path: str) -> dict:
    """Return what the API answers to whoever is signed in on `page`."""
    return answer_of(page.request, "/".join(page.url.split("/")[:3]) + path)


def stack_now(page: Page) -> datetime:
    return datetime.fromisoformat(asked(page, "/api/v1/ingest")["now"])


def choose_vehicle(within: Locator, label: str) -> None:
    """Choose a vehicle in which no device sits, so that no simulated truck is put out of its own."""
    choice = within.get_by_label(label, exact=True)
    free = choice.locator("option:not([value=''])").filter(has_not_text=re.compile(r" · (ada|holds) "))
    expect(free.first).to_be_attached()
    choice.select_option(free.first.get_attribute("value"))


def test_a_phone_is_added_and_its_first_fix_is_seen_to_arrive(open_console):
    page = open_console().page
    page.locator(".areas").get_by_role("button", name="Kantor").click()
    page.get_by_role("tab", name="Hubungkan telepon").click()
    form = page.locator(".phone-form")
    form.get_by_label("Nama telepon").fill("hp-budi")
    choose_vehicle(form, "Kendaraan")
    form.get_by_role("button", name="Buat kode").click()

    arrival = page.locator(".arrival")
    expect(arrival).to_contain_text("Menunggu titik pertama", timeout=ARRIVES_MS)
    expect(page.get_by_role("img", name="Kode QR untuk OwnTracks")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("hanya dapat dijangkau dari komputer ini")

    page.get_by_text("Tanpa pindai").click()
    told = json.loads(page.locator(".by-hand code").last.inner_text())
    place = {"_type": "location", "lat": -6.59, "lon": 110.67, "vel": 0, "batt": 80}
    sent = httpx.post(
        told["url"],
        json=place | {"tst": int(stack_now(page).timestamp())},
        auth=(told["username"], told["password"]),
        timeout=30,
    )
    assert sent.status_code == 200
    expect(arrival).to_contain_text(re.compile(r"Titik pertama diterima \d\d\.\d\d"), timeout=ARRIVES_MS)

    page.get_by_role("tab", name="Perangkat", exact=True).click()
    expect(page.locator("[data-device=hp-budi]")).to_contain_text("baik", timeout=ARRIVES_MS)


def test_a_stranger_is_shown_on_the_map_bound_and_leaves_the_list(open_console, traccar):
    console_page = open_console(path="/?admin=new")
    page = console_page.page
    born = stack_now(page) - timedelta(seconds=60)
    traccar.say("positions", forwarded("867730050001234", born))
    row = page.locator("[data-speaker='867730050001234']")
    expect(row).to_be_visible(timeout=ARRIVES_MS)

    row.get_by_role("button", name="Lihat di peta").click()
    expect(page.locator(".spot")).to_be_visible()
    expect(page.locator(".admin")).to_have_count(0)
    page.get_by_role("button", name="Kembali ke perangkat baru").click()

    row.get_by_role("button", name="Hubungkan 867730050001234").click()
    dialog = page.get_by_role("dialog")
    choose_vehicle(dialog, "Kendaraan")
    dialog.get_by_role("button", name="Hubungkan").click()
    expect(page.locator(".told")).to_contain_text("867730050001234 terhubung ke", timeout=ARRIVES_MS)
    expect(row).to_have_count(0)
    arrivals = "/api/v1/devices/867730050001234/arrivals"
    console_page.wait_for(lambda: asked(page, arrivals)["fixes"] >= 1)


def test_a_refusal_is_seen_read_and_dismissed(open_console, traccar):
    page = open_console(path="/?admin=quarantine").page
    # never twice the same bytes: a repeated refusal is kept once, and dismissed once
    traccar.say("positions", b"\xff\xfe neither JSON nor anything " + str(time.time_ns()).encode())
    page.get_by_role("button", name=re.compile("^tidak terbaca")).click(timeout=ARRIVES_MS)
    rows = page.locator("[data-quarantine]")
    expect(rows).to_have_count(1)

    rows.get_by_role("button", name=re.compile("^Lihat isi pesan")).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("pre")).to_contain_text("ff fe 20 6e 65 69 74 68 65 72")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)

    rows.get_by_role("checkbox").check()
    expect(page.locator(".batch")).to_contain_text("1 dipilih")
    page.locator(".batch").get_by_role("button", name="Abaikan").click()
    submit = dialog.get_by_role("button", name="Abaikan")
    expect(submit).to_be_disabled()
    dialog.get_by_label("Mengapa").fill("percobaan")
    submit.click()
    expect(page.locator(".told")).to_contain_text("1 pesan diabaikan")
    expect(rows).to_have_count(0)


def test_a_dispatcher_sees_devices_but_no_quarantine(console, office, open_page):
    password = office.account("pengatur", "dispatcher")
    console_page = ConsolePage(open_page(), console.url)
    console_page.sign_in("pengatur", password)
    page = console_page.page
    page.goto(f"{console.url}/?admin=quarantine")
    expect(page.locator("[data-device]").first).to_be_visible(timeout=ARRIVES_MS)
    expect(page.locator(".admin").get_by_role("tab")).to_have_text(
        ["Perangkat", "Perangkat baru", "Unduh dan bagikan"]
    )
    expect(page.get_by_role("button", name="Tambah perangkat")).to_have_count(0)
    assert page.request.get(f"{console.url}/api/v1/quarantine").status == 403


def test_a_dispatcher_is_told_when_nothing_is_taken_in(open_console):
    page = open_console().page
    ill = asked(page, "/api/v1/ingest") | {"ingesters": 0}
    expect(page.locator(".offline")).to_have_count(0)
    page.route("**/api/v1/ingest", lambda route: route.fulfill(json=ill))
    page.reload()
    expect(page.locator(".offline")).to_contain_text("Penerimaan data terhenti", timeout=ARRIVES_MS)


@SCREENS
def test_every_tab_fits_and_axe_is_content(open_console, screenshots, size, language):
    console_page = open_console(size, "/?admin=devices")
    page = console_page.page
    console_page.speak(language)
    for tab, ready in {
        "devices": "[data-device]",
        "new": ".admin-intro",
        "phone": ".phone-form",
        "quarantine": "input[type=search]",
    }.items():
        page.locator(f"[role=tab][id$=tab-{tab}]").click()
        expect(page.locator(f".admin-panel {ready}").first).to_be_visible()
        page.screenshot(path=screenshots / f"admin-{tab}-{size[0]}-{language}.png")
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], tab
        assert console_page.serious_findings() == [], tab
    assert console_page.complaints == []
