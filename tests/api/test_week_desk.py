"""A week is changed through the api by a real desk at its queue: by one person at a time."""

import asyncio
import threading
from datetime import timedelta

import pytest
from sqlalchemy import text

from api.app import make_app
from api.surroundings import Surroundings
from data.contract.calendar import OperatingCalendar
from data.store.queries.weeks.plans import Judged, NewWeek, store_week
from routing.desk import Desk, Shelf
from routing.desk import _work as desk_work
from routing.week.board import board
from routing.week.judge import judge_week
from routing.week.problem import Wishes
from routing.week.problem_json import digest_of, timetable_to_json, week_to_bytes, wishes_to_json
from routing.week.timing import time_week
from tests.support.api_world import CHECKSUM, NOW, SECRET, LiveApi
from tests.support.hand_week import MONDAY, hand_week, load
from tests.support.little_week import kind_of, last_audit

DAYS = [(MONDAY + timedelta(days=number)).isoformat() for number in range(7)]
MOVE = {"kind": "move", "point": "P1", "from_day": DAYS[1], "to_day": DAYS[3]}


@pytest.fixture
def week(session):
    """Store a real week over the points of the small day, which it calls P1 to P7."""
    problem, wishes = hand_week(), Wishes()
    timetable = {day: {"dt-01": load("P1", "P2", "P3", "P4")} for day in (1, 4)}
    plans = time_week(problem, timetable)
    judgement = judge_week(problem, plans, wishes)
    drawn = board(problem, plans, judgement, wishes)
    judged = Judged(
        timetable_to_json(problem, timetable),
        wishes_to_json(problem, wishes),
        drawn,
        drawn["measures"],
        judgement.feasible,
        judgement.cost.driving,
    )
    content = week_to_bytes(problem)
    session.execute(text("update collection_point set code = 'P' || id"))
    new = NewWeek(MONDAY, 7, content, digest_of(content), judged, CHECKSUM, "hand", "planner", NOW)
    number = store_week(session, new)
    session.commit()
    return number


@pytest.fixture
def desk(database_url, sessions, clock):
    """Give a desk at its queue, in a thread: a process of its own takes seconds to start."""
    loop = asyncio.new_event_loop()
    desk = Desk(sessions, OperatingCalendar(), Shelf(sessions), clock)
    work = loop.create_task(desk_work(database_url, desk))
    thread = threading.Thread(target=lambda: loop.run_until_complete(asyncio.wait({work})), daemon=True)
    thread.start()
    yield
    loop.call_soon_threadsafe(work.cancel)
    thread.join(30)
    loop.close()


@pytest.fixture
def patient(settings, sessions, clock):
    """Give a server that waits for its desk."""
    around = Surroundings(settings.model_copy(update={"desk_wait_s": 15}), clock, OperatingCalendar())
    live = LiveApi(make_app(around, SECRET), sessions, around).start()
    yield live
    live.stop()


def test_of_two_planners_one_changes_the_week_and_the_other_is_told_who(patient, desk, week, session):
    with patient.client("planner") as first, patient.client("admin") as second:
        seen = first.get(f"weeks/{week}").json()
        assert [seen["version"], second.get(f"weeks/{week}").json()["version"]] == [1, 1]
        version = {"If-Match": '"1"'}
        answer = first.post(f"weeks/{week}/edits", json=MOVE, headers=version)
        assert answer.status_code == 200, answer.text
        told = answer.json()
        assert (told["version"], told["points"][0]["days"]) == (2, [DAYS[3], DAYS[4]])
        assert told["difference"]["new_violations"][0]["rule"] == "gap_too_short"
        assert told["edits"][0]["text_id"].startswith("Titik 1 dipindah dari Selasa")
        late = second.post(f"weeks/{week}/edits", json=MOVE | {"to_day": DAYS[2]}, headers=version)
        assert kind_of(late) == (412, "changed-meanwhile")
        assert (late.json()["current_version"], late.json()["changed_by"]) == (2, "planner")
        row = last_audit(session)
        assert (row.account, row.action, row.entity_id) == ("planner", "week.move", str(week))
        # what the board shows now is what the answers of the edits said, put together
        now = second.get(f"weeks/{week}").json()
        cells = {(cell["day"], cell["vehicle"]): cell for cell in seen["cells"]}
        cells |= {(cell["day"], cell["vehicle"]): cell for cell in told["cells"]}
        assert now["cells"] == list(cells.values())
        assert (now["violations"], now["days"]) == (told["violations"], told["days"])
        back = second.post(f"weeks/{week}/edits", json={"kind": "undo"}, headers={"If-Match": '"2"'})
        assert back.status_code == 200, back.text
        assert (back.json()["can_undo"], back.json()["can_redo"], back.json()["edits"][0]["undone"]) == (
            False,
            True,
            True,
        )
        assert first.get(f"weeks/{week}").json()["cells"] == seen["cells"]
        silly = MOVE | {"point": "P9"}
        answer = first.post(f"weeks/{week}/edits", json=silly, headers={"If-Match": '"3"'})
        assert kind_of(answer) == (422, "unknown-point")
        assert "P9" in answer.json()["message_id"]
