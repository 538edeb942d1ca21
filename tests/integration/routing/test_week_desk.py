"""Weeks changed by hand at the desk: applied, judged, stored and answered in one transaction."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from data.store.models import Audit, WeekEdit, WeekPlan
from data.store.queries import planning
from data.store.queries.weeks.plans import Judged, NewWeek, store_week
from routing.planner import current_roads
from routing.week.board import board
from routing.week.judge import judge_week
from routing.week.problem import Wishes
from routing.week.problem_json import digest_of, timetable_to_json, week_to_bytes, wishes_to_json
from routing.week.timing import time_week
from routing.week_desk import Change, WeekDesk
from tests.support.hand_week import MONDAY, hand_week, load

pytestmark = pytest.mark.services
AT = datetime(2026, 11, 20, 2, tzinfo=UTC)
DAYS = [f"2026-11-{23 + day}" for day in range(7)]
PAIR = ("P1", "P2", "P3", "P4")
TIMETABLE = {1: {"dt-01": load(*PAIR)}, 4: {"dt-01": load(*PAIR)}}


@pytest.fixture
def week_id(office):
    problem, wishes = hand_week(), Wishes()
    plans = time_week(problem, TIMETABLE)
    judgement = judge_week(problem, plans, wishes)
    content = week_to_bytes(problem)
    with office.sessions.begin() as session:
        fuel = planning.fuel_of(session)
        drawn = board(problem, plans, judgement, wishes, calendar=office.calendar, fuel=fuel)
        judged = Judged(
            timetable_to_json(problem, TIMETABLE),
            wishes_to_json(problem, wishes),
            drawn,
            drawn["measures"],
            judgement.feasible,
            judgement.cost.driving,
        )
        roads = current_roads(session).checksum
        return store_week(
            session, NewWeek(MONDAY, 7, content, digest_of(content), judged, roads, "hand", "rini", AT)
        )


@pytest.fixture
def desk(office):
    return WeekDesk(office.sessions, office.calendar, office.clock)


@pytest.fixture
def ask(desk, week_id):
    """Give a function that asks for an edit of the version that is named and returns the answer."""

    def asked(version, desk=desk, week_id=week_id, **edit):
        answers = []
        desk.answer(Change(week_id, version, edit, "rini", AT), lambda _, answer: answers.append(answer))
        (answer,) = answers
        return answer

    return asked


def stored(office, week_id):
    with office.sessions() as session:
        return session.get_one(WeekPlan, week_id)


def move(point="P1", to_day=DAYS[2]):
    return {"kind": "move", "point": point, "from_day": DAYS[1], "to_day": to_day}


def test_an_edit_is_stored_with_its_judgement_and_answers_what_changed(office, week_id, ask):
    answer = ask(1, **move(to_day=DAYS[3]))
    week = stored(office, week_id)
    assert (answer["version"], week.version, week.changed_by) == (2, 2, "rini")
    assert {(c["day"], c["vehicle"]) for c in answer["cells"]} == {(DAYS[day], "dt-01") for day in (1, 3, 4)}
    # on day 4 less waits at P1 than before
    assert {p["code"] for p in answer["points"]} == {"P1"}
    assert [v["rule"] for v in answer["difference"]["new_violations"] if v["hard"]] == ["gap_too_short"]
    assert (week.feasible, week.board["cells"]) != (True, None)
    assert week.board["violations"] == answer["violations"]
    assert week.measures == answer["measures"]
    assert week.timetable[DAYS[3]] == {"dt-01": [["collect", "P1"], ["unload", "tpa"]]}
    with office.sessions() as session:
        row = session.scalars(select(Audit).where(Audit.action == "week.move")).one()
        assert (row.account, row.entity_id) == ("rini", str(week_id))


def test_who_saw_an_older_version_changes_nothing_and_is_told(office, week_id, ask):
    ask(1, **move())
    before = stored(office, week_id).timetable
    assert ask(1, **move("P2")) == {"stale": {}}
    assert stored(office, week_id).timetable == before


def test_an_edit_that_another_desk_has_made_meanwhile_is_seen(office, week_id, ask):
    other = WeekDesk(office.sessions, office.calendar, office.clock)
    ask(1, desk=other, kind="exclude", point="P4", excluded=True)
    assert ask(2, **move())["version"] == 3
    assert stored(office, week_id).wishes["excluded"] == ["P4"]


def test_undo_and_redo_lead_back_and_forth_and_a_new_edit_closes_the_way(office, week_id, ask):
    first = stored(office, week_id)
    assert ask(1, kind="redo")["refused"]["code"] == "nothing_to_redo"
    assert ask(1, kind="undo")["refused"]["code"] == "nothing_to_undo"
    ask(1, **move())
    ask(2, kind="pin", point="P1", day=DAYS[2], vehicle="dt-01", pinned=True)
    changed = stored(office, week_id)
    ask(3, kind="undo")
    ask(4, kind="undo")
    back = stored(office, week_id)
    assert (back.timetable, back.wishes, back.board) == (first.timetable, first.wishes, first.board)
    ask(5, kind="redo")
    ask(6, kind="redo")
    again = stored(office, week_id)
    assert (again.timetable, again.wishes, again.board) == (changed.timetable, changed.wishes, changed.board)
    ask(7, kind="undo")
    ask(8, kind="exclude", point="P3", excluded=True)
    assert ask(9, kind="redo")["refused"]["code"] == "nothing_to_redo"
    ask(9, kind="undo")
    ask(10, kind="redo")
    assert stored(office, week_id).wishes["excluded"] == ["P3"]
    with office.sessions() as session:
        numbers = session.scalars(select(WeekEdit.undone).order_by(WeekEdit.number)).all()
    assert list(numbers) == [False, True, False]


def test_what_makes_no_sense_is_refused_in_both_languages(office, week_id, ask):
    refused = ask(1, **move("P9"))["refused"]
    assert refused["code"] == "unknown_point"
    assert "P9" in refused["message_id"]
    assert refused["message_id"] != refused["message_en"]
    with office.sessions.begin() as session:
        session.get_one(WeekPlan, week_id).status = "archived"
    assert ask(2, **move())["refused"]["code"] == "not_a_draft"
    assert ask(1, week_id=10**6, **move())["faults"] == ["there is no week plan 1000000"]


def test_the_change_and_its_answer_stand_or_fall_together(office, week_id, desk):
    def fails(session, answer):
        raise RuntimeError("the answer cannot be written")

    with pytest.raises(RuntimeError):
        desk.answer(Change(week_id, 1, move(), "rini", AT), fails)
    assert stored(office, week_id).version == 1


def test_newest_drafts_are_ready_before_anybody_asks(office, week_id, desk):
    assert desk.look_ahead() == []
    assert list(desk._weeks) == [week_id]
    with office.sessions.begin() as session:
        session.get_one(WeekPlan, week_id).timetable = {"2026-11-23": {"dt-01": [["collect", "gone"]]}}
    failed = desk.look_ahead()
    assert [number for number, _ in failed] == [week_id]
    assert desk.look_ahead() == []
