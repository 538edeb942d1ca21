"""Quarantine is searched, shown, asked for again and closed; whoever waits unlisted is named."""

from datetime import timedelta

import pytest
from typer.testing import CliRunner

from data.store.queries import quarantine
from data.store.queries.quarantine import Wanted
from ingest.cli import app
from tests.support.ingest_world import Store
from tests.support.store_world import (
    NOW,
    StoreWorld,
    add_device,
    delivery,
    own,
    own_fix,
    owntracks,
    traccar,
)

pytestmark = pytest.mark.services

runner = CliRunner()


@pytest.fixture
def store(database_url):
    """Give a store with one device, and refusals of several kinds."""
    store = Store(database_url)
    add_device(store, "dt-01")
    add_device(store, "gt06-1", "traccar", "868120111111111", "traccar")
    world = StoreWorld(database_url)
    early = NOW - timedelta(hours=1)
    world.settle(own("dt-01", own_fix(1, 7200, lat=91.0), own_fix(2, 7200, sat=0), received_at=early))
    world.settle(owntracks("phone-1", 90), owntracks("phone-1", 30, lat=-6.7, lon=110.5))
    world.settle(traccar("868120999999999"), delivery("fleet/dt-01/fix", b"{50%_off"))
    world.close()
    return store


@pytest.fixture
def command(store, monkeypatch):
    """Give a function that runs ``siangsa ingest quarantine``."""
    monkeypatch.setenv("SIANGSA_DATABASE_URL", store.url)

    def run(*arguments, code=0):
        result = runner.invoke(app, ["quarantine", *map(str, arguments)])
        assert result.exit_code == code, result.output
        return result.stderr if code else result.stdout

    return run


def number_of(store, reason):
    return store.rows("select min(id) from quarantine where %s = any(reasons)", reason)[0][0]


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        (Wanted(), 6),
        (Wanted(reason="unknown_device"), 3),
        (Wanted(device="dt-01"), 3),
        (Wanted(dialect="owntracks", external_id="phone-1"), 2),
        (Wanted(text="OWNTRACKS/phone"), 2),
        (Wanted(text="0%_o"), 0),
        (Wanted(since=NOW), 4),
        (Wanted(until=NOW), 2),
        (Wanted(state="resolved"), 0),
        (Wanted(state="all", reason="no_satellites"), 1),
    ],
)
def test_refusals_are_found_by_what_is_known_of_them(store, session, wanted, count):
    assert len(quarantine.search(session, wanted)) == count
    assert quarantine.count(session, wanted) == count


def test_pages_meet_without_gap_or_repeat(store, session):
    everything = [row.id for row in quarantine.search(session, Wanted())]
    pages, before = [], None
    while page := quarantine.search(session, Wanted(), before=before, limit=4):
        pages += [row.id for row in page]
        before = page[-1].id
    assert pages == everything == sorted(everything, reverse=True)


def test_each_part_of_a_message_shows_the_bytes_of_the_whole(store, session):
    parts = quarantine.search(session, Wanted(device="dt-01", until=NOW))
    raws = {quarantine.one(session, part.id)[1] for part in parts}
    assert len(raws) == 1
    assert b'"seq": 2' in raws.pop()
    assert {part.size_bytes for part in parts} == {len(quarantine.one(session, parts[0].id)[1])}
    assert quarantine.one(session, 10**9) is None


def test_whoever_waits_unlisted_is_named_with_gateway_and_last_place(store, session):
    found = {(who.dialect, who.external_id): who for who in quarantine.unlisted(session)}
    assert set(found) == {("owntracks", "phone-1"), ("traccar", "868120999999999")}
    phone, tracker = found[("owntracks", "phone-1")], found[("traccar", "868120999999999")]
    assert (phone.gateway, phone.messages, phone.lon, phone.lat) == (None, 2, 110.5, -6.7)
    assert (tracker.gateway, tracker.messages) == ("traccar", 1)


def test_what_is_dismissed_is_closed_keeps_its_bytes_and_is_not_read_again(store, session):
    number = number_of(store, "no_satellites")
    assert quarantine.dismiss(session, [number, 10**9], NOW) == [number]
    assert quarantine.dismiss(session, [number], NOW) == []
    assert quarantine.ask_retry(session, [number], NOW) == 0
    row, raw = quarantine.one(session, number)
    assert (row.resolution, row.resolved_at, bool(raw)) == ("dismissed", NOW, True)


def test_reasons_are_counted(store, session):
    assert quarantine.reason_counts(session) == {
        "unknown_device": 3,
        "latitude_out_of_range": 1,
        "no_satellites": 1,
        "undecodable": 1,
    }


def test_the_list_narrows_and_tells_the_next_page(store, command):
    lines = command("list", "--reason", "unknown_device").splitlines()
    assert len(lines) == 4
    assert "owntracks:phone-1" in lines[1]
    assert lines[-1] == "unknown_device: 3"
    first = lines[0].split()[0]
    assert len(command("list", "--reason", "unknown_device", "--before", first).splitlines()) == 3
    assert command("list", "--device", "nobody") == "nothing is refused\n"


def test_one_refusal_is_shown_with_its_bytes(store, command):
    text = command("show", number_of(store, "undecodable"))
    assert "['undecodable']" in text
    assert text.endswith("{50%_off\n")
    assert command("show", 99_999, code=1) == "siangsa ingest quarantine: there is no refusal 99999\n"


def test_a_retry_is_asked_by_number_or_by_what_is_common(store, command):
    assert command("retry", number_of(store, "undecodable")) == "1 will be read again\n"
    assert command("retry", "--external-id", "phone-1") == "2 will be read again\n"
    assert command("retry", "--all") == "6 will be read again\n"
    assert "say --all" in command("retry", code=2)
    assert store.one("select count(*) from quarantine where retry_asked_at is not null") == 6


def test_who_dismisses_what_and_why_is_audited(store, command):
    number = number_of(store, "undecodable")
    assert command("dismiss", number, "--why", "a test tone") == "1 dismissed\n"
    ((account, action, entity_id, after),) = store.rows("select account, action, entity_id, after from audit")
    assert account.startswith("cli:")
    assert (action, entity_id, after) == ("dismiss", str(number), {"why": "a test tone"})
