"""A closure says what, for whom and how long; what could close other roads than meant is refused."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from sqlalchemy.exc import DBAPIError

from data.store.address import ROADS_CHANNEL, plain_url
from data.store.errors import ClosureError, ConflictError, NotFoundError
from data.store.queries import closures
from data.store.queries.closures import Asked, NewClosure

pytestmark = pytest.mark.services

NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
SQUARE = [[110.66, -6.59], [110.67, -6.59], [110.67, -6.58], [110.66, -6.58], [110.66, -6.59]]
AREA = {"type": "Polygon", "coordinates": [SQUARE]}
PIECE = {"type": "LineString", "coordinates": [[110.66, -6.59], [110.67, -6.59]]}


def closed(session, geometry=AREA, *, start=NOW, end=None, **more):
    new = NewClosure(geometry, "banjir", start, end, **more)
    return closures.create(session, new, by="dispatcher", at=NOW)


def ids(rows):
    return {row.id for row in rows}


def test_closure_keeps_what_it_was_made_with(seeded):
    made = closed(seeded, end=NOW + HOUR, class_codes=("pickup", "dump_truck"), external_id="a1")
    kept = closures.demand(seeded, made.id)
    assert kept == made
    assert (kept.kind, kept.geometry, kept.class_codes) == ("area", AREA, ("dump_truck", "pickup"))
    assert (kept.reason, kept.created_by, kept.valid_to) == ("banjir", "dispatcher", NOW + HOUR)
    assert closed(seeded, PIECE).kind == "piece"


def test_states_follow_the_time(seeded):
    planned = closed(seeded, start=NOW + HOUR)
    running = closed(seeded, end=NOW + 2 * HOUR)
    lifted = closed(seeded)
    closures.lift(seeded, lifted.id, by="chief", at=NOW)
    assert planned.state(NOW) == "planned"
    assert running.state(NOW) == "in_force"
    assert running.state(NOW + 2 * HOUR) == "ended"
    assert closures.demand(seeded, lifted.id).state(NOW) == "lifted"
    for state, row in (("planned", planned), ("in_force", running), ("lifted", lifted)):
        assert ids(closures.listed(seeded, at=NOW, asked=Asked(states=(state,)))) == {row.id}
    assert not closures.listed(seeded, at=NOW, asked=Asked(states=("ended",)))


def test_in_force_is_by_moment_and_class(seeded):
    everybody = closed(seeded, end=NOW + HOUR)
    trucks = closed(seeded, class_codes=("dump_truck",))
    assert ids(closures.in_force(seeded, NOW)) == {everybody.id, trucks.id}
    assert ids(closures.in_force(seeded, NOW, "pickup")) == {everybody.id}
    assert ids(closures.in_force(seeded, NOW + HOUR, "dump_truck")) == {trucks.id}
    assert not closures.in_force(seeded, NOW - HOUR)


def test_overlapping_counts_every_closure_that_touches_the_span(seeded):
    morning = closed(seeded, end=NOW + HOUR)
    evening = closed(seeded, start=NOW + 10 * HOUR)
    gone = closed(seeded)
    closures.lift(seeded, gone.id, by="chief", at=NOW)
    assert ids(closures.overlapping(seeded, NOW, NOW + 8 * HOUR)) == {morning.id}
    assert ids(closures.overlapping(seeded, NOW + HOUR, NOW + 11 * HOUR)) == {evening.id}


def test_end_can_be_moved_until_it_is_lifted(seeded):
    row = closed(seeded, end=NOW + HOUR)
    assert closures.set_end(seeded, row.id, NOW + 3 * HOUR, at=NOW).valid_to == NOW + 3 * HOUR
    assert closures.set_end(seeded, row.id, None, at=NOW).valid_to is None
    lifted = closures.lift(seeded, row.id, by="chief", at=NOW + HOUR)
    assert (lifted.lifted_at, lifted.lifted_by) == (NOW + HOUR, "chief")
    with pytest.raises(ConflictError, match="was lifted by chief"):
        closures.set_end(seeded, row.id, NOW + 5 * HOUR, at=NOW)
    with pytest.raises(ConflictError):
        closures.lift(seeded, row.id, by="chief", at=NOW)
    with pytest.raises(NotFoundError, match="no closure 9999"):
        closures.lift(seeded, 9999, by="chief", at=NOW)


def test_next_edge_is_the_next_beginning_or_end_of_what_is_not_lifted(seeded):
    closed(seeded, start=NOW + 2 * HOUR, end=NOW + 4 * HOUR)
    lifted = closed(seeded, start=NOW + HOUR)
    closures.lift(seeded, lifted.id, by="chief", at=NOW)
    assert closures.next_edge(seeded, NOW) == NOW + 2 * HOUR
    assert closures.next_edge(seeded, NOW + 2 * HOUR) == NOW + 4 * HOUR
    assert closures.next_edge(seeded, NOW + 4 * HOUR) is None


BOW_TIE = [SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3], SQUARE[0]]
REFUSED = {
    "crosses_itself": {"type": "Polygon", "coordinates": [BOW_TIE]},
    "not_closed": {"type": "Polygon", "coordinates": [SQUARE[:-1]]},
    "too_few_corners": {"type": "LineString", "coordinates": [SQUARE[0]]},
    "coordinates": {"type": "LineString", "coordinates": [[110.66, "north"], SQUARE[1]]},
    "outside_globe": {"type": "LineString", "coordinates": [[-6.59, 110.66], [-6.59, 110.67]]},
    "outside_service_area": {"type": "LineString", "coordinates": [[112.0, -6.59], [112.01, -6.59]]},
    "too_large": {"type": "LineString", "coordinates": [[110.3, -6.59], [110.99, -6.59]]},
    "too_many_corners": {"type": "LineString", "coordinates": [SQUARE[0], SQUARE[1]] * 1001},
    "geometry_type": {"type": "Point", "coordinates": SQUARE[0]},
    "empty": {"type": "MultiPolygon", "coordinates": []},
}


@pytest.mark.parametrize("rule", REFUSED)
def test_geometry_that_could_close_other_roads_is_refused(seeded, rule):
    with pytest.raises(ClosureError) as refused:
        closed(seeded, REFUSED[rule])
    assert refused.value.rule == rule
    assert not closures.listed(seeded, at=NOW)


def test_self_crossing_is_told_with_its_place(seeded):
    with pytest.raises(ClosureError, match=r"crosses itself .* at 110\.665\d*, -6\.585\d*"):
        closed(seeded, REFUSED["crosses_itself"])


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        ("ends_before_it_begins", {"end": NOW}),
        ("ended", {"start": NOW - 2 * HOUR, "end": NOW - HOUR}),
        ("time_zone", {"start": NOW.replace(tzinfo=None)}),
        ("unknown_class", {"class_codes": ("tank",)}),
    ],
)
def test_time_and_class_that_close_nothing_are_refused(seeded, rule, change):
    with pytest.raises(ClosureError) as refused:
        closed(seeded, **change)
    assert refused.value.rule == rule


def test_external_id_is_in_force_once(seeded):
    row = closed(seeded, external_id="bpbd-7")
    with pytest.raises(ConflictError, match="bpbd-7"):
        closed(seeded, external_id="bpbd-7")
    closures.lift(seeded, row.id, by="chief", at=NOW)
    assert closed(seeded, external_id="bpbd-7").id != row.id


def test_every_change_pings_the_roads_channel(seeded, seeded_url):
    with psycopg.connect(plain_url(seeded_url), autocommit=True) as listener:
        listener.execute(f"listen {ROADS_CHANNEL}")
        row = closed(seeded)
        seeded.commit()
        assert [n.channel for n in listener.notifies(timeout=30, stop_after=1)] == [ROADS_CHANNEL]
        closures.lift(seeded, row.id, by="chief", at=NOW)
        seeded.commit()
        assert [n.channel for n in listener.notifies(timeout=30, stop_after=1)] == [ROADS_CHANNEL]


def test_database_refuses_an_end_before_the_beginning(seeded):
    closed(seeded)
    with pytest.raises(DBAPIError):
        seeded.connection().exec_driver_sql("update road_closure set valid_to = valid_from")
