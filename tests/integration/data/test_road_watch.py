"""What is in force is built and written down within moments of a change, and when its time comes."""

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta

import numpy as np
import pytest
import shapely
from sqlalchemy import text, update

from data.contract.calendar import OperatingCalendar
from data.contract.clock import RealClock, StackClock, real_now
from data.store.models import RoadSnapshot
from data.store.queries import closures, speeds
from data.store.queries.closures import NewClosure
from data.store.queries.conditions import condition_of, conditions
from data.store.queries.speeds import NewSpeed, NewSpeedSet
from data.store.roads.hindrances import ClosedLines, recompute
from data.store.roads.watch import ConditionKeeper, Surroundings
from geo.roads import Closed, RoadEngine
from tests.support.town import FIRST_STREET, corner
from tests.support.waiting import wait_until

pytestmark = pytest.mark.services

HOUR = timedelta(hours=1)
# across the street from crossing (4, 4) to (5, 4)
WEST, EAST = corner(4, 4), corner(5, 4)
STREET = {"type": "LineString", "coordinates": [WEST, EAST]}


@pytest.fixture
def keep(town_url, town_sessions) -> Iterator:
    """Give a function that makes a keeper, and one that lets it run beside the test."""
    stop, threads = threading.Event(), []

    def make(clock=None, *, running=True):
        around = Surroundings(town_url, town_sessions, clock or RealClock(), OperatingCalendar())
        keeper = ConditionKeeper(around)
        if running:
            threads.append(threading.Thread(target=keeper.run, args=(stop,)))
            threads[-1].start()
        return keeper

    yield make
    stop.set()
    for thread in threads:
        thread.join(timeout=20)
        assert not thread.is_alive()


def close(sessions, *, start=None, end=None, classes=(), geometry=STREET):
    now = real_now()
    new = NewClosure(geometry, "banjir", start or now - HOUR, end, classes)
    with sessions.begin() as session:
        return closures.create(session, new, by="dispatcher", at=now - 100 * HOUR)


def digest(sessions, code="dump_truck"):
    with sessions() as session:
        row = condition_of(session, code)
    return None if row is None else row.digest


def seconds(town, code, variant):
    matrix = RoadEngine.open(town, code, digest=variant).matrix(np.array([WEST, EAST]))
    return int(matrix.duration_s[0, 1])


def test_new_closure_is_in_force_within_moments_and_matrices_go_around(keep, town, town_sessions):
    keep()
    wait_until(lambda: digest(town_sessions) == "base")
    direct_s = seconds(town, "dump_truck", "base")
    row = close(town_sessions)
    wait_until(lambda: digest(town_sessions) != "base")
    with town_sessions() as session:
        condition = condition_of(session, "dump_truck")
    assert condition.closures == (row.id,)
    assert condition.closed_segments == 1
    assert seconds(town, "dump_truck", condition.digest) > 2 * direct_s
    with town_sessions.begin() as session:
        closures.lift(session, row.id, by="chief", at=real_now())
    wait_until(lambda: digest(town_sessions) == "base")


def test_closure_holds_for_its_classes_only(keep, town_sessions):
    close(town_sessions, classes=("arm_roll",))
    keep(running=False).look()
    assert digest(town_sessions, "dump_truck") == "base"
    assert digest(town_sessions, "arm_roll") != "base"


def test_closure_whose_end_has_passed_is_not_applied(keep, town_sessions):
    now = real_now()
    close(town_sessions, start=now - 3 * HOUR, end=now - HOUR)
    keep(running=False).look()
    assert digest(town_sessions) == "base"


def test_beginning_and_end_are_kept_without_any_ping(keep, town_sessions):
    real = real_now()
    fast = StackClock(real, real - 10 * HOUR, speed=1800)
    begin, end = fast.now() + HOUR, fast.now() + 2 * HOUR
    close(town_sessions, start=begin, end=end)
    keep(fast)
    wait_until(lambda: digest(town_sessions) not in {None, "base"})
    with town_sessions() as session:
        assert condition_of(session, "dump_truck").since >= begin
    wait_until(lambda: digest(town_sessions) == "base")
    with town_sessions() as session:
        assert condition_of(session, "dump_truck").since >= end


def test_look_that_finds_nothing_new_leaves_the_rows_alone(keep, town_sessions):
    close(town_sessions)
    keeper = keep(running=False)
    keeper.look()
    with town_sessions() as session:
        first = conditions(session)
    keeper.look()
    with town_sessions() as session:
        assert conditions(session) == first


def test_closure_without_road_is_named(keep, town_sessions):
    lonely = [[110.6562, -6.6140], [110.6563, -6.6140], [110.6563, -6.6139], [110.6562, -6.6140]]
    row = close(town_sessions, geometry={"type": "Polygon", "coordinates": [lonely]})
    keep(running=False).look()
    with town_sessions() as session:
        assert condition_of(session, "dump_truck").without_road == (row.id,)


def test_speeds_in_use_change_the_condition_and_name_their_hours(keep, town_sessions):
    slow = NewSpeed(FIRST_STREET, 5, datetime.min.time(), datetime.min.time())
    with town_sessions.begin() as session:
        row = speeds.load(session, NewSpeedSet("pelan", "test"), [slow], by="chief", at=real_now())
        speeds.make_current(session, row.id)
    keep(running=False).look()
    with town_sessions() as session:
        condition = condition_of(session, "dump_truck")
    assert condition.digest != "base"
    assert (condition.speed_set_id, condition.speed_band) == (row.id, "00:00-00:00")


def test_roads_that_cannot_be_built_keep_the_last_and_say_why(keep, town_sessions, tmp_path):
    keeper = keep(running=False)
    keeper.look()
    with town_sessions.begin() as session:
        session.execute(update(RoadSnapshot).values(folder=str(tmp_path / "gone")))
    keeper.look()
    with town_sessions() as session:
        condition = condition_of(session, "dump_truck")
    assert condition.digest == "base"
    assert "gone" in condition.error


def test_keeper_goes_on_when_its_connections_are_cut(keep, town_url, town_sessions):
    keep()
    wait_until(lambda: digest(town_sessions) == "base")
    others = "datname = current_database() and pid <> pg_backend_pid()"
    with town_sessions.begin() as session:
        session.execute(text(f"select pg_terminate_backend(pid) from pg_stat_activity where {others}"))
    close(town_sessions)
    wait_until(lambda: digest(town_sessions) != "base")


def test_closed_piece_is_found_on_the_roads_it_was_drawn_along(keep, town, town_sessions):
    lines = ClosedLines(town)
    with town_sessions.begin() as session:
        assert not recompute(session, lines, OperatingCalendar(), real_now())
    row = close(town_sessions)
    (line,) = lines.of({row.id: Closed(row.id, shapely.LineString([WEST, EAST]))}).values()
    assert {tuple(corner) for corner in shapely.get_coordinates(line)} == {WEST, EAST}
    lonely = Closed(99, shapely.LineString([(110.6562, -6.614), (110.6563, -6.6139)]))
    assert lines.of({99: lonely}) == {}
