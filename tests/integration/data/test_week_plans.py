"""Weeks are versioned, undone and copied; jobs are followed, stopped, and joined by who ends last."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from data.store import models
from data.store.errors import ChangedError, ConflictError
from data.store.queries.weeks import jobs, plans
from data.store.queries.weeks.plans import Edit, Hand, Judged, NewWeek

pytestmark = pytest.mark.services

MONDAY = date(2026, 11, 23)
AT = datetime(2026, 11, 20, 1, tzinfo=UTC)
SITI, BUDI = (Hand(name, AT, AT) for name in ("siti", "budi"))


def judged(mark: str) -> Judged:
    return Judged({"2026-11-23": {"dt-01": [["collect", mark]]}}, {"pins": []}, {"days": []}, {}, True, 1)


@pytest.fixture
def week(session):
    session.add(
        models.RoadSnapshot(
            checksum="r", kind="synthetic", source="t", attribution="t", folder="f", built_at=AT,
            info={}, activated_at=AT, is_current=False,
        )
    )  # fmt: skip
    session.flush()
    return plans.week(session, plans.store_week(session, new()))


def new(**changes) -> NewWeek:
    made = NewWeek(MONDAY, 7, b"problem", "digest", judged("A"), "r", "sisr", "siti", AT)
    return replace(made, **changes)


def edit(session, week, mark, hand=SITI, version=None):
    found = plans.lock_draft(session, week.id, week.version if version is None else version)
    return plans.save_edit(session, found, Edit("move", {"point": mark}), judged(mark), hand)


def mark_of(week):
    return week.timetable["2026-11-23"]["dt-01"][0][1]


def test_weeks_of_one_first_day_are_numbered_and_share_their_problem(session, week):
    second = plans.week(session, plans.store_week(session, new(name="Percobaan")))
    assert (week.number, second.number, week.status) == (1, 2, "draft")
    assert (week.name, second.name) == ("Minggu 2026-11-23 no. 1", "Percobaan")
    assert plans.problem_content(session, "digest") == b"problem"


def test_of_two_who_change_a_week_the_second_is_told_who_was_first(session, week):
    seen = week.version
    assert edit(session, week, "B", SITI, seen) == seen + 1
    with pytest.raises(ChangedError) as told:
        edit(session, week, "C", BUDI, seen)
    assert (told.value.version, told.value.by) == (seen + 1, "siti")
    assert mark_of(week) == "B"


def test_a_change_is_written_into_the_trail(session, week):
    edit(session, week, "B")
    row = session.scalars(select(models.Audit)).one()
    assert (row.action, row.entity, row.entity_id, row.account) == (
        "week.move", "week_plan", str(week.id), "siti",
    )  # fmt: skip
    assert row.after == {"point": "B"}


def turn(session, week, found):
    return plans.save_turned(
        session, week, found, judged(found.before["timetable"]["2026-11-23"]["dt-01"][0][1]), BUDI
    )


def test_edits_are_undone_backwards_and_done_again_forwards(session, week):
    edit(session, week, "B")
    edit(session, week, "C")
    seen = []
    for _ in range(2):
        turn(session, week, plans.undoable(session, week.id))
        seen.append(mark_of(week))
    assert plans.undoable(session, week.id) is None
    for _ in range(2):
        turn(session, week, plans.redoable(session, week.id))
        seen.append(mark_of(week))
    assert seen == ["B", "A", "B", "C"]
    assert plans.redoable(session, week.id) is None


def test_after_a_new_edit_what_was_undone_stays_undone(session, week):
    edit(session, week, "B")
    turn(session, week, plans.undoable(session, week.id))
    edit(session, week, "C")
    assert plans.redoable(session, week.id) is None
    turn(session, week, plans.undoable(session, week.id))
    assert mark_of(week) == "A"
    assert plans.redoable(session, week.id).what == {"point": "C"}


def test_a_published_week_is_copied_not_changed_and_not_put_away(session, week):
    week.status, week.published_by, week.published_at = "published", "siti", AT
    session.flush()
    with pytest.raises(ConflictError, match="copy it"):
        edit(session, week, "B")
    with pytest.raises(ConflictError, match="is published"):
        plans.archive(session, week.id, SITI)
    twin = plans.week(session, plans.copy(session, week.id, BUDI))
    assert (twin.status, twin.parent_id, twin.requested_by) == ("draft", week.id, "budi")
    plans.archive(session, twin.id, BUDI)
    assert twin.status == "archived"


@pytest.fixture
def queue(monkeypatch):
    """Keep what would be put into the queue."""
    kept = []
    monkeypatch.setattr(jobs, "defer", lambda url, name, **args: kept.append((name, args["job"])))
    return kept


def asked(kind="plan", **values):
    return jobs.WeekAsked(kind, "siti", AT, **values)


def test_a_publication_that_waits_is_not_repeated(session, sessions, queue, week):
    session.commit()
    first = jobs.request(sessions, "url", asked("publish", week_id=week.id))
    assert jobs.request(sessions, "url", asked("publish", week_id=week.id)) == first
    assert queue == [("publish_week", first)]
    assert jobs.request(sessions, "url", asked()) != first


def test_a_job_is_followed_and_answered_once(session, sessions, queue):
    number = jobs.request(sessions, "url", asked(asked={"days": 7}))
    row = jobs.begin(session, number, "host:1", AT)
    assert (row.status, row.worker, row.asked) == ("running", "host:1", {"days": 7})
    assert jobs.progress(session, number, {"phase": "search"}) is False
    jobs.wish_stop(session, number, AT)
    assert jobs.stop_wished(session, number)
    assert jobs.progress(session, number, {"phase": "polish"}) is True
    assert jobs.end(session, number, None, AT) is True
    assert jobs.end(session, number, None, AT) is False
    assert jobs.begin(session, number, "host:2", AT) is None


def test_who_ends_the_last_area_joins_them(session, sessions, queue):
    group = jobs.request_group(
        sessions, "url", asked(asked={"days": 7}), [{"name": "Utara"}, {"name": "Kota"}]
    )
    first, second = (number for _, number in queue)
    assert jobs.job(session, first).asked == {"days": 7, "area": {"name": "Utara"}}
    for number in (first, second):
        jobs.begin(session, number, "w", AT)
    assert jobs.job(session, group).status == "running"
    jobs.end(session, first, None, AT)
    assert jobs.siblings_done(session, first) is None
    jobs.end(session, second, None, AT)
    assert [row.id for row in jobs.siblings_done(session, second)] == [first, second]
    jobs.end(session, group, None, AT)
    assert jobs.siblings_done(session, second) is None


def test_a_group_is_stopped_with_its_areas_and_fails_with_one(session, sessions, queue):
    stopped = jobs.request_group(sessions, "url", asked(), [{"name": "Utara"}, {"name": "Kota"}])
    jobs.begin(session, queue[0][1], "w", AT)
    jobs.wish_stop(session, stopped, AT)
    states = [jobs.job(session, number).status for _, number in queue]
    assert (states, jobs.job(session, stopped).status) == (["running", "stopped"], "running")
    assert jobs.stop_wished(session, queue[0][1])
    failed = jobs.request_group(sessions, "url", asked(), [{"name": "Utara"}])
    jobs.fail(session, queue[2][1], "no roads", AT)
    assert (jobs.job(session, failed).status, jobs.job(session, failed).error) == ("failed", "no roads")
