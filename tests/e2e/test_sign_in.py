import pytest
from playwright.sync_api import expect

from tests.support.console_page import ConsolePage

pytestmark = [pytest.mark.browser, pytest.mark.services]


def test_a_wrong_password_is_told_in_words(console, open_page):
    page = open_page()
    page.goto(console.url)
    page.locator("input[name=username]").fill(console.username)
    page.locator("input[name=password]").fill("not the password")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("Nama pengguna atau kata sandi salah.")


def test_a_session_survives_a_reload(console, open_page):
    console_page = ConsolePage(open_page(), console.url)
    console_page.sign_in(console.username, console.password)
    console_page.page.reload()
    console_page.wait_ready()


def test_a_server_that_is_gone_is_told_apart_from_a_wrong_password(console, open_page):
    page = open_page()
    page.goto(console.url)
    page.locator("input[name=username]").fill(console.username)
    page.locator("input[name=password]").fill(console.password)
    page.route("**/api/v1/session", lambda route: route.abort())
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Server tidak dapat dihubungi")


def test_the_sign_in_speaks_english_too(console, open_page):
    page = ConsolePage(open_page(), console.url)
    page.page.goto(console.url)
    page.speak("en")
    expect(page.page.get_by_role("button", name="Sign in")).to_be_visible()


def test_a_session_that_ran_out_is_said(console, open_page):
    console_page = ConsolePage(open_page(), console.url)
    console_page.sign_in(console.username, console.password)
    console_page.page.context.clear_cookies()
    # the next question that the page asks by itself is refused
    told = console_page.page.get_by_text("Sesi berakhir. Silakan masuk lagi.")
    expect(told).to_be_visible(timeout=30_000)


# the last of this file: signing out ends every session of the account
def test_sign_out_leads_back_to_the_sign_in(console, open_page):
    page = open_page()
    ConsolePage(page, console.url).sign_in(console.username, console.password)
    page.locator(".account").click()
    page.get_by_role("button", name="Keluar").click()
    expect(page.locator("input[name=password]")).to_be_visible()
    page.reload()
    expect(page.locator("input[name=password]")).to_be_visible()
