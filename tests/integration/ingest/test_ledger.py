"""What a person sees of the ingester's work."""

import json
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

from ingest.cli import app
from tests.support.ingest_world import wait_for, wire_fix

pytestmark = pytest.mark.services

runner = CliRunner()


@pytest.fixture
def command(store, monkeypatch):
    """Give a function that runs ``siangsa ingest`` on the test's database."""
    monkeypatch.setenv("SIANGSA_DATABASE_URL", store.url)

    def run(*arguments):
        result = runner.invoke(app, list(arguments))
        assert result.exit_code == 0, result.stderr
        return result.stdout

    return run


def test_the_ledger_accounts_for_every_fix(store, pipeline, truck, command):
    early = wire_fix(1, datetime(2026, 3, 2, 2, tzinfo=UTC))
    truck.send("past", early, wire_fix(2, sat=0), wire_fix(5, datetime(2026, 3, 3, 2, tzinfo=UTC)))
    truck.send("past", early)
    wait_for(lambda: store.rows("select 1 from device_tally where received = 4"))
    lines = {line["device"]: line for line in json.loads(command("ledger", "--json"))}
    assert lines["dt-01"] | {"vehicle": "dt-01"} == {
        "device": "dt-01",
        "vehicle": "dt-01",
        "born": 5,
        "received": 4,
        "accepted": 2,
        "duplicates": 1,
        "quarantined": 1,
        "fixes": 2,
        "missing": 2,
        "visits": 0,
        "unloads": 0,
    }
    assert lines["dt-02"]["received"] == 0
    (of_day,) = [
        x for x in json.loads(command("ledger", "--json", "--day", "2026-03-02")) if x["device"] == "dt-01"
    ]
    assert of_day["fixes"] == 1
    table = command("ledger").splitlines()
    assert table[0].split()[:3] == ["device", "vehicle", "born"]
    assert table[-1].split()[:3] == ["total", "5", "4"]


def test_the_status_says_when_the_last_fix_came(store, pipeline, truck, command):
    assert "last fix received      never" in command("status")
    truck.send("fix", wire_fix(1))
    wait_for(lambda: truck.settled() == {1})
    assert "devices heard          1 of 19" in command("status")


def test_a_database_without_tables_is_one_sentence(empty_database_url, monkeypatch):
    monkeypatch.setenv("SIANGSA_DATABASE_URL", empty_database_url)
    result = runner.invoke(app, ["ledger"])
    assert result.exit_code == 1
    assert result.stderr == "siangsa ingest: the database has no tables yet; run: siangsa db upgrade\n"
