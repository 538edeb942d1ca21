"""The office: a list is taken over with its faults told, an account made, a token made and revoked."""

import re

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import SCREENS

pytestmark = [pytest.mark.browser, pytest.mark.services]

OWN_PASSWORD = "sampah jadi berkah"
MESSY = """DAFTAR TPS KECAMATAN MLONGGO;;;;;;
Kode TPS;Nama TPS;Desa;Kec;Lintang;Bujur;Keterangan lain
{0}-1;TPS {0} Pasar;Jambu;Mlonggo;-6,519763;110,691144;dekat pasar
{0}-2;TPS {0} Balai;Srobyong;Mlonggo;6°31'12" LS;110°42'40" BT;
{0}-3;TPS {0} Lapangan;Srobiong;Mlonggo;-6,520043;110,711147;salah tulis
"""


def upload(page: Page, code: str) -> Locator:
    """Give the messy list, its codes beginning with `code`, to the open import; return what it shows."""
    content = MESSY.format(code).encode("cp1252")
    page.locator(".drop input[type=file]").set_input_files(
        {"name": "tps mlonggo.csv", "mimeType": "text/csv", "buffer": content}
    )
    checked = page.locator(".checked")
    expect(checked).to_be_visible(timeout=60_000)
    return checked


def choose(page: Page, account: str, action: str) -> Locator:
    """Open an account's menu, press an action of it and give the dialog."""
    page.get_by_role("button", name=f"Tindakan untuk {account}").click()
    page.locator(".menu").get_by_role("button", name=action).click()
    return page.get_by_role("dialog")


def test_the_faults_of_a_messy_list_are_told_and_its_good_rows_land_on_the_map(open_console):
    page = open_console(path="/?admin=import").page
    checked = upload(page, "PASAR")
    expect(checked.locator("[data-count=new]")).to_contain_text("2")
    fault = checked.locator("[data-rule=unknown_village]")
    expect(fault.locator("[data-fault]")).to_contain_text("Srobiong")
    expect(fault.locator(".fault-meant")).to_contain_text("Srobyong")
    expect(checked.locator(".preview-map[data-ready=true]")).to_be_visible(timeout=60_000)

    checked.get_by_role("button", name="Terapkan 2 yang baik, tolak 1").click()
    finished = page.locator(".finished")
    expect(finished).to_contain_text("2 baris tersimpan", timeout=60_000)
    with page.expect_download() as rejected:
        finished.get_by_role("button", name=re.compile("^Unduh yang ditolak")).click()
    assert "Srobiong" in rejected.value.path().read_text(encoding="utf-8-sig")

    finished.get_by_role("button", name="Lihat di peta").click()
    page.get_by_role("tab", name="Titik").click()
    page.locator("#search").fill("TPS PASAR")
    expect(page.locator("[data-point]")).to_have_count(2)


def test_an_account_is_made_and_its_owner_chooses_a_password(console, open_console, open_page):
    page = open_console(path="/?admin=accounts").page
    page.get_by_role("button", name="Tambah akun").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Nama pengguna").fill("rini")
    dialog.get_by_label("Peran").select_option("planner")
    dialog.get_by_role("button", name="Tambah", exact=True).click()
    given = dialog.locator("code").last.inner_text()
    dialog.get_by_role("button", name="Selesai").click()
    expect(page.locator("[data-account=rini]")).to_contain_text("kata sandi sekali pakai")

    own = open_page()
    own.goto(console.url)
    own.locator("input[name=username]").fill("rini")
    own.locator("input[name=password]").fill(given)
    own.keyboard.press("Enter")
    expect(own.get_by_role("heading", name="Selamat datang, rini")).to_be_visible()
    for name, value in {"old": given, "fresh": OWN_PASSWORD, "again": OWN_PASSWORD}.items():
        own.locator(f"input[name={name}]").fill(value)
    own.get_by_role("button", name="Ganti", exact=True).click()
    expect(own.locator(".areas").get_by_role("button")).to_have_text(["Peta", "Minggu", "Data", "Kantor"])


def test_a_token_is_made_works_and_is_revoked(console, open_console):
    page = open_console(path="/?admin=accounts").page
    dialog = choose(page, console.username, "Token")
    dialog.get_by_label("Untuk apa").fill("QGIS")
    dialog.get_by_role("button", name="Buat token").click()
    secret = dialog.locator("code").inner_text()

    def answer() -> int:
        asked = {"Authorization": f"Bearer {secret}"}
        return httpx.get(f"{console.url}/api/v1/villages", headers=asked, timeout=30).status_code

    assert answer() == 200
    dialog.get_by_role("button", name="Selesai").click()
    token = page.locator("[data-token=QGIS]")
    token.get_by_role("button", name="Cabut QGIS").click()
    token.get_by_role("button", name="Ya, cabut").click()
    expect(token).to_contain_text("dicabut")
    assert answer() == 401


@SCREENS
def test_every_office_tab_fits_and_axe_is_content(open_console, screenshots, size, language):
    console_page = open_console(size, "/?admin=import")
    page = console_page.page
    console_page.speak(language)
    upload(page, f"LAYAR-{size[0]}-{language}")
    expect(page.locator(".preview-map[data-ready=true]")).to_be_visible(timeout=60_000)
    for tab, ready in {
        "import": ".checked",
        "exports": "[data-export=rit]",
        "accounts": "[data-account=admin]",
        "sign-ins": "[data-attempt]",
        "backups": ".backups-hint",
        "audit": "[data-audit]",
    }.items():
        if tab != "import":
            page.locator(f"[role=tab][id$=tab-{tab}]").click()
        expect(page.locator(f".admin-panel {ready}").first).to_be_visible()
        page.screenshot(path=screenshots / f"office-{tab}-{size[0]}-{language}.png")
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], tab
        assert console_page.serious_findings() == [], tab
    assert console_page.complaints == []
