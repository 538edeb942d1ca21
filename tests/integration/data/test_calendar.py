"""A year's calendar is proposed to the office, which has the last word."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select
from typer.testing import CliRunner

from data.store import models
from data.store.calendar import keeping
from data.store.calendar.keeping import Proposer, propose_year
from data.store.calendar.proposals import Proposal, holidays_of
from data.store.cli import app
from data.store.queries.weeks.rows import horizon_rows
from tests.support.week_places import a_point

pytestmark = pytest.mark.services

AT = datetime(2026, 1, 5, tzinfo=UTC)
BY = Proposer("cli", AT, AT)
FITRI = date(2026, 3, 21)


def propose(session, year=2026):
    report = propose_year(session, year, BY)
    session.expire_all()
    return report


def test_a_second_run_changes_nothing(seeded):
    first = propose(seeded)
    assert (len(first.kept), len(first.changed)) == (0, 0)
    again = propose(seeded)
    assert (again.new, again.changed, again.kept, len(again.same)) == ([], [], [], len(first.new))
    assert seeded.get_one(models.Holiday, FITRI).version == 1


def test_what_the_office_has_changed_stays_and_what_it_made_too(seeded):
    christmas = models.Holiday(
        day=date(2026, 12, 25), name="Natal bersama", kind="local", collects=False, source="bupati"
    )
    seeded.add(christmas)
    seeded.flush()
    propose(seeded)
    factor = seeded.scalars(
        select(models.DemandFactor).where(models.DemandFactor.name.like("Ramadan%"))
    ).one()
    factor.name, factor.factor, factor.from_day = "Puasa", 1.15, date(2026, 2, 18)
    withdrawn = seeded.get_one(models.Holiday, FITRI)
    withdrawn.withdrawn_at = AT
    seeded.flush()
    report = propose(seeded)
    assert len(report.kept) == 3
    assert (factor.name, factor.factor, factor.from_day) == ("Puasa", 1.15, date(2026, 2, 18))
    assert (christmas.name, withdrawn.withdrawn_at) == ("Natal bersama", AT)
    ramadans = select(func.count()).where(models.DemandFactor.to_day == date(2026, 3, 20))
    assert seeded.scalar(ramadans) == 1


def test_a_decree_that_moves_a_day_moves_what_nobody_touched(seeded, monkeypatch):
    propose(seeded)
    moved = [
        Proposal("holiday 2026-03-20", {**entry.values, "day": date(2026, 3, 20)})
        if entry.key == "holiday 2026-03-21"
        else entry
        for entry in holidays_of(2026)
        if entry.key != "holiday 2026-03-20"
    ]
    monkeypatch.setattr(keeping, "holidays_of", lambda year: moved)
    report = propose(seeded)
    assert report.withdrawn == ["2026-03-21 Hari Raya Idul Fitri"]
    assert seeded.get_one(models.Holiday, FITRI).withdrawn_at is not None
    assert seeded.get_one(models.Holiday, date(2026, 3, 20)).name == "Hari Raya Idul Fitri"
    monkeypatch.undo()
    propose(seeded)
    assert seeded.get_one(models.Holiday, FITRI).withdrawn_at is None


def test_every_proposal_is_in_the_trail(seeded):
    report = propose(seeded)
    rows = seeded.scalars(select(models.Audit).where(models.Audit.action == "propose")).all()
    assert len(rows) == len(report.new)
    assert {row.account for row in rows} == {"cli"}


def test_the_week_of_lebaran_has_more_waste_and_a_day_without_trucks(seeded):
    propose(seeded)
    a_point(seeded)
    from data.contract.calendar import OperatingCalendar

    rows = horizon_rows(seeded, OperatingCalendar(), date(2026, 3, 19), 4)
    (found,) = rows.points
    assert found.kg == pytest.approx((110, 132, 120, 120))
    assert [day.collects for day in rows.days] == [True, True, False, False]
    assert rows.days[2].holiday == "Hari Raya Idul Fitri"
    assert found.factors[1].names == ("Ramadan 1447 H", "Lebaran 1447 H")


def test_a_dry_run_stores_nothing(seeded_url, monkeypatch):
    monkeypatch.setenv("SIANGSA_DATABASE_URL", seeded_url)
    runner = CliRunner()
    dry = runner.invoke(app, ["calendar", "--year", "2027", "--dry-run"])
    assert dry.exit_code == 0, dry.output
    assert "2027-03-10 Hari Raya Idul Fitri: new" in dry.output
    real = runner.invoke(app, ["calendar", "--year", "2027"])
    assert "0 new" not in real.output
    again = runner.invoke(app, ["calendar", "--year", "2027"])
    assert "2027: 0 new" in again.output
