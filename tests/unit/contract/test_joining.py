"""What a phone is told when it joins."""

import base64
import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.contract import joining

URL = "https://sampah.example.go.id"
SECRET = "c0-_aB?"


def test_owntracks_signs_in_over_http_as_the_device():
    config = joining.owntracks_config(f"{URL}/", "hp-budi", SECRET)
    assert (config["_type"], config["mode"], config["auth"]) == ("configuration", 3, True)
    assert config["url"] == f"{URL}/d/owntracks"
    assert (config["username"], config["password"], config["deviceId"]) == ("hp-budi", SECRET, "hp-budi")
    assert (config["tid"], config["monitoring"]) == ("di", 2)


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40))
def test_owntracks_link_holds_the_configuration_in_letters_that_every_app_reads(secret):
    config = joining.owntracks_config(URL, "hp-1", secret)
    link = joining.owntracks_link(config)
    text = link.removeprefix("owntracks:///config?inline=")
    assert re.fullmatch(r"[A-Za-z0-9]+", text)
    assert json.loads(base64.b64decode(text)) == config


def test_tracker_id_has_two_letters():
    assert joining.tracker_id("hp-1") == "p1"
    assert joining.tracker_id("--7") == "07"


def test_traccar_client_reads_address_and_settings_from_the_scanned_link():
    # what the app does: origin and path are the address, the query its settings
    parts = urlsplit(joining.traccar_client_scan(URL, "hp-budi", SECRET))
    address = f"{parts.scheme}://{parts.netloc}{parts.path}"
    assert address == joining.traccar_client_url(URL, SECRET) == f"{URL}/d/traccar/c0-_aB%3F"
    settings = {name: values[0] for name, values in parse_qs(parts.query).items()}
    assert (settings["id"], settings["accuracy"], settings["buffer"]) == ("hp-budi", "highest", "true")


def test_traccar_client_link_carries_the_same():
    parts = urlsplit(joining.traccar_client_link(URL, "hp-budi", SECRET))
    settings = parse_qs(parts.query)
    assert (parts.scheme, parts.netloc) == ("org.traccar.client", "config")
    assert settings["url"] == [joining.traccar_client_url(URL, SECRET)]
    assert settings["id"] == ["hp-budi"]


@pytest.mark.parametrize(
    ("url", "warning"),
    [
        ("http://127.0.0.1:8000", "loopback_url"),
        ("https://localhost", "loopback_url"),
        ("http://[::1]:8000", "loopback_url"),
        ("http://192.168.1.5:8000", "not_https"),
        (URL, None),
    ],
)
def test_address_that_no_phone_reaches_or_that_is_read_on_the_way_is_told(url, warning):
    assert joining.url_warning(url) == warning


def test_qr_code_is_one_svg_element_without_a_script():
    svg = joining.qr_svg(joining.traccar_client_scan(URL, "hp-budi", SECRET))
    assert svg.startswith("<svg")
    assert svg.endswith("</svg>")
    assert "viewBox" in svg
    assert "script" not in svg
