"""`siangsa device`: what a person at the terminal sees and what is stored."""

import base64
import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from sqlalchemy import select

from data.store.models import Audit, DeviceAssignment, Quarantine
from data.store.queries import credentials

pytestmark = pytest.mark.services

IMEI = "356307042441013"


def secret_of(result):
    return result.stdout.strip().split(": ", 1)[1]


def test_secret_is_shown_once_and_every_change_is_audited(siangsa_device, store):
    secret = secret_of(siangsa_device("add", "hp-budi", "--dialect", "owntracks", "--vehicle", "dt-01"))
    assert credentials.owner_of_secret(store, secret).id == "hp-budi"
    fresh = secret_of(siangsa_device("rotate", "hp-budi"))
    store.expire_all()
    assert credentials.owner_of_secret(store, secret) is None
    assert credentials.owner_of_secret(store, fresh).id == "hp-budi"
    assert siangsa_device("revoke", "hp-budi").stdout == "hp-budi: revoked\n"
    assert siangsa_device("revoke", "hp-budi").stdout == "hp-budi: had no valid secret\n"
    siangsa_device("close", "hp-budi")
    rows = store.scalars(select(Audit).order_by(Audit.id)).all()
    actions = ["device_added", "secret_renewed", "secret_revoked", "secret_revoked", "device_closed"]
    assert [row.action for row in rows] == actions
    assert {row.account for row in rows} == {"siangsa device"}
    assert secret not in str([row.after for row in rows])


def test_list_tells_how_devices_fare(siangsa_device):
    siangsa_device("add", "hp-budi", "--dialect", "owntracks", "--vehicle", "dt-01")
    siangsa_device("add", "gps-7", "--dialect", "teltonika", "--external", IMEI, "--model", "FMB920")
    table = siangsa_device("list").stdout.splitlines()
    assert table[0].split()[:2] == ["DEVICE", "DIALECT"]
    assert [line.split()[0] for line in table[1:]] == ["gps-7", "hp-budi"]
    tracker, phone = json.loads(siangsa_device("list", "--json").stdout)
    assert (tracker["external_id"], tracker["model"], tracker["state"]) == (IMEI, "FMB920", "never")
    assert (phone["vehicle_id"], phone["credential"], phone["kind"]) == ("dt-01", "valid", "phone")


def test_move_is_told_and_kept(siangsa_device, store):
    siangsa_device("add", "hp-budi", "--dialect", "owntracks", "--vehicle", "dt-01", "--from", "2026-01-05")
    said = siangsa_device("assign", "hp-budi", "dt-02", "--from", "2026-01-06 07:30").stdout
    assert said == "hp-budi sits in dt-02 since 2026-01-06 07:30 (was in dt-01)\n"
    rows = store.scalars(select(DeviceAssignment).order_by(DeviceAssignment.valid_from)).all()
    # 07:30 in Jepara
    moment = datetime(2026, 1, 6, 0, 30, tzinfo=UTC)
    assert [(row.vehicle_id, row.valid_to) for row in rows] == [("dt-01", moment), ("dt-02", None)]


def test_unlisted_device_is_bound_and_read_again(siangsa_device, store):
    first = datetime.now(UTC) - timedelta(hours=3)
    message = {"topic": f"{IMEI}/data", "reasons": ["unknown_device"], "detail": "", "raw": b"{}"}
    store.add(Quarantine(received_at=first, dialect="teltonika", external_id=IMEI, **message))
    store.commit()
    result = siangsa_device(
        "add", "gps-7", "--dialect", "teltonika", "--external", IMEI, "--vehicle", "dt-01"
    )
    assert "1 quarantined messages of it are being read again" in result.stderr
    assert store.scalar(select(DeviceAssignment.valid_from)) <= first
    assert store.scalar(select(Quarantine.retry_asked_at)) is not None


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("add", "HP"), "is not 3 to 32 of a-z"),
        (("add", "hp-1", "--vehicle", "zz-99"), "there is no vehicle 'zz-99'"),
        (("add", "hp-1", "--vehicle", "dt-01", "--from", "2099-01-01"), "lies in the future"),
        (("add", "gps-1", "--dialect", "traccar"), "needs its gateway"),
        (("rotate", "nobody"), "there is no device 'nobody' in use"),
        (("assign", "nobody", "dt-01"), "there is no device 'nobody' in use"),
        (("close", "nobody"), "there is no device 'nobody' in use"),
    ],
)
def test_mistake_is_one_sentence_and_nothing_is_stored(siangsa_device, store, words, sentence):
    result = siangsa_device(*words, code=1)
    (line,) = result.stderr.splitlines()
    assert line.startswith("siangsa device: ")
    assert sentence in line
    assert result.stdout == ""
    assert store.scalars(select(Audit)).all() == []


def test_device_behind_a_gateway_has_no_secret(siangsa_device):
    siangsa_device("gateway", "traccar")
    added = siangsa_device("add", "gps-1", "--dialect", "traccar", "--gateway", "traccar", "--external", IMEI)
    assert added.stdout == ""
    assert "gateway 'traccar' speaks for it" in siangsa_device("rotate", "gps-1", code=1).stderr


def test_gateway_prints_all_that_traccar_needs_and_its_secret_once(siangsa_device, store):
    printed = siangsa_device("gateway", "traccar", "--broker", "10.0.0.5:1883").stdout
    entries = dict(re.findall(r"<entry key='([^']+)'>([^<]*)</entry>", printed))
    assert (entries["forward.type"], entries["forward.topic"]) == ("mqtt", "positions")
    parts = urlsplit(entries["forward.url"])
    assert (parts.username, parts.hostname, parts.port) == ("traccar", "10.0.0.5", 1883)
    assert credentials.owner_of_secret(store, parts.password).id == "traccar"
    again = siangsa_device("gateway", "traccar")
    assert "mqtt://traccar:SECRET@BROKER:1883" in again.stdout
    assert "--rotate gives a new one" in again.stderr
    assert "SECRET" not in siangsa_device("gateway", "traccar", "--rotate").stdout
    store.expire_all()
    assert credentials.owner_of_secret(store, parts.password) is None


def test_other_gateways_publish_below_positions(siangsa_device):
    assert (
        "<entry key='forward.topic'>positions/vendor-b</entry>"
        in siangsa_device("gateway", "vendor-b").stdout
    )


def test_phone_joins_by_a_code_with_a_new_secret(siangsa_device, store):
    first = secret_of(siangsa_device("add", "hp-budi", "--dialect", "owntracks"))
    printed = siangsa_device("join", "hp-budi").stdout
    link = printed.splitlines()[-1]
    config = json.loads(base64.b64decode(link.partition("inline=")[2]))
    assert config["url"] == "https://sampah.example.go.id/d/owntracks"
    assert credentials.owner_of_secret(store, config["password"]).id == "hp-budi"
    assert credentials.owner_of_secret(store, first) is None
    assert "▄" in printed


def test_traccar_client_joins_by_code_link_or_address(siangsa_device, store):
    siangsa_device("add", "hp-siti", "--dialect", "traccar_client")
    lines = siangsa_device("join", "hp-siti").stdout.splitlines()
    (address,) = (line.rpartition(" ")[2] for line in lines if "server address" in line)
    assert address.startswith("https://sampah.example.go.id/d/traccar/")
    assert credentials.owner_of_secret(store, address.rpartition("/")[2]).id == "hp-siti"


def test_address_that_no_phone_reaches_is_told(siangsa_device):
    siangsa_device("add", "hp-budi", "--dialect", "owntracks")
    told = siangsa_device("join", "hp-budi", "--url", "http://127.0.0.1:8000").stderr
    assert "no phone can reach http://127.0.0.1:8000" in told


def test_tracker_does_not_join_like_a_phone_and_keeps_its_secret(siangsa_device, store):
    secret = secret_of(siangsa_device("add", "truck-1"))
    assert "it is no phone" in siangsa_device("join", "truck-1", code=1).stderr
    assert credentials.owner_of_secret(store, secret) is not None


def test_certificate_is_issued_to_a_listed_teltonika_only(siangsa_device, tmp_path):
    assert "is on the list" in siangsa_device("certificate", IMEI, code=1).stderr
    siangsa_device("add", "gps-7", "--dialect", "teltonika", "--external", IMEI)
    printed = siangsa_device("certificate", IMEI, "--out", tmp_path / "out").stdout.split()
    assert [Path(path).name for path in printed] == [f"{IMEI}.crt", f"{IMEI}.key", "root-ca.crt"]
    certificate = x509.load_pem_x509_certificate(Path(printed[0]).read_bytes())
    assert certificate.subject.rfc4514_string() == f"CN={IMEI}"
    assert Path(printed[1]).stat().st_mode & 0o077 == 0
    siangsa_device("revoke", "gps-7")
    siangsa_device("certificate", IMEI, code=1)


def test_setting_that_makes_no_sense_is_one_sentence(siangsa_device, monkeypatch):
    monkeypatch.setenv("SIANGSA_DAY_START", "noon")
    (line,) = siangsa_device("list", code=1).stderr.splitlines()
    assert line == "siangsa device: a setting makes no sense: day_start"
