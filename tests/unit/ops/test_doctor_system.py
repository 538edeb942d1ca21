"""The doctor looks at the system that runs: what waits, who serves, what was thrown away."""

from datetime import UTC, datetime

import httpx
import pytest

from data.store.queries.conditions import ConditionRow
from data.store.queries.ingest_view import Waiting
from data.store.queries.slots import Slot, View
from ops import doctor_system

NOW = datetime(2026, 3, 10, 5, 0, tzinfo=UTC)
FIGURES = """\
# HELP siangsa_ingest_broker_dropped_messages Messages that the broker says it threw away since its start
# TYPE siangsa_ingest_broker_dropped_messages gauge
siangsa_ingest_broker_dropped_messages {dropped}
siangsa_ingest_unacknowledged_messages{{lane="live"}} 3.0
siangsa_ingest_unacknowledged_messages{{lane="past"}} 4.0
siangsa_ingest_healthy {healthy}
"""


def grades(findings):
    return [finding.grade for finding in findings]


def test_nothing_is_said_where_no_system_runs(tmp_path):
    assert doctor_system.look_at_system(tmp_path) == []


@pytest.mark.parametrize(
    ("named", "grade"), [({}, "warning"), ({"SIANGSA_PUBLIC_URL": "http://x"}, "warning")]
)
def test_office_that_nobody_reaches_safely_is_told_how(named, grade):
    (finding,) = doctor_system.look_at_reach({"SIANGSA_DEMO": "0", **named})
    assert finding.grade == grade
    assert "docs/office.md" in finding.remedy


def test_demo_needs_no_address_and_an_office_behind_https_is_well():
    assert doctor_system.look_at_reach({"SIANGSA_DEMO": "1"}) == []
    assert grades(doctor_system.look_at_reach({"SIANGSA_PUBLIC_URL": "https://x.go.id"})) == ["ok"]


def test_open_quarantine_and_strayed_fixes_come_with_a_remedy():
    assert grades(doctor_system.look_at_waiting(Waiting(NOW, 0, 0, 0, 0, 0))) == ["ok", "ok"]
    findings = doctor_system.look_at_waiting(Waiting(NOW, 3, 0, 1, 7, 0))
    assert grades(findings) == ["warning", "warning"]
    assert all(finding.remedy for finding in findings)


@pytest.mark.parametrize(
    ("holder", "members", "grade"), [(11, {11}, "ok"), (None, {11}, "warning"), (None, set(), "warning")]
)
def test_slot_that_nobody_serves_is_named(holder, members, grade):
    finding = doctor_system.look_at_slots(View((Slot(1, False, holder),), frozenset(members), 99))
    assert finding.grade == grade


@pytest.mark.parametrize(
    ("dropped", "healthy", "grade"), [(0, 1, "ok"), (5, 1, "warning"), (0, 0, "warning")]
)
def test_messages_that_the_broker_threw_away_are_a_warning(monkeypatch, dropped, healthy, grade):
    page = FIGURES.format(dropped=float(dropped), healthy=float(healthy))
    monkeypatch.setattr(httpx, "get", lambda *_args, **_options: httpx.Response(200, text=page))
    finding = doctor_system.look_at_ingester("http://127.0.0.1:1/metrics")
    assert finding.grade == grade
    assert finding.said == f"7 messages unacknowledged, {dropped} thrown away by the broker"


def test_ingester_that_tells_nothing_is_a_warning(monkeypatch):
    def silent(*_args, **_options):
        raise httpx.ConnectError("refused")

    monkeypatch.setattr(httpx, "get", silent)
    assert doctor_system.look_at_ingester("http://127.0.0.1:1/metrics").grade == "warning"


def condition(closures=(), error=None):
    return ConditionRow("dump_truck", "c", "base", closures, (), 0, None, None, NOW, NOW, 0.1, error)


def test_roads_are_well_when_every_class_drives_what_is_in_force():
    finding = doctor_system.look_at_roads([condition(closures=(1, 2)), condition(closures=(2,))])
    assert (finding.grade, finding.said) == ("ok", "2 closures in force for 2 classes")


@pytest.mark.parametrize(
    ("rows", "told"), [([], "no condition"), ([condition(error="the disk is full")], "the disk is full")]
)
def test_roads_that_nobody_keeps_are_a_warning(rows, told):
    finding = doctor_system.look_at_roads(rows)
    assert finding.grade == "warning"
    assert told in finding.said
