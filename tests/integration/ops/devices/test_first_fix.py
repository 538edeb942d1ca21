"""A phone that does what `siangsa device join` printed is heard, at the real door."""

import base64
import json

import httpx
import pytest

from tests.support.phones import Door, client_json, owntracks

pytestmark = pytest.mark.services


@pytest.fixture
def door(store_url):
    with Door(store_url) as door:
        yield door


def state_of(siangsa_device, device):
    return next(row for row in json.loads(siangsa_device("list", "--json").stdout) if row["id"] == device)


def test_owntracks_sends_as_its_link_tells_it(siangsa_device, door):
    siangsa_device("add", "hp-budi", "--dialect", "owntracks", "--vehicle", "dt-01")
    assert state_of(siangsa_device, "hp-budi")["state"] == "never"
    link = siangsa_device("join", "hp-budi", "--url", door.url).stdout.splitlines()[-1]
    config = json.loads(base64.b64decode(link.partition("inline=")[2]))
    sign_in = (config["username"], config["password"])
    answer = httpx.post(config["url"], json=owntracks(tid=config["tid"]), auth=sign_in, timeout=20)
    assert (answer.status_code, answer.json()) == (200, [])
    seen = state_of(siangsa_device, "hp-budi")
    assert (seen["state"], seen["battery_pct"], seen["vehicle_id"]) == ("ok", 80, "dt-01")
    siangsa_device("revoke", "hp-budi")
    assert httpx.post(config["url"], json=owntracks(), auth=sign_in, timeout=20).status_code == 401


def test_traccar_client_sends_to_the_address_that_it_was_told(siangsa_device, door):
    siangsa_device("add", "hp-siti", "--dialect", "traccar_client", "--external", "48241179")
    lines = siangsa_device("join", "hp-siti", "--url", door.url).stdout.splitlines()
    (address,) = (line.rpartition(" ")[2] for line in lines if "server address" in line)
    name = lines[-1].rpartition(" ")[2]
    assert httpx.post(address, json=client_json(name), timeout=20).is_success
    assert state_of(siangsa_device, "hp-siti")["state"] == "ok"
