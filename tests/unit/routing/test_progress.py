"""How far a truck is: by its visits, by the driver's word, by the plan when nothing is known."""

from datetime import UTC, datetime, timedelta

import pytest

from data.store.queries.replanning import Halt, ValidRoute, ValidStop, Whereabouts, Word
from routing.replanning.progress import Seen, progress

SIX = datetime(2026, 11, 19, 23, tzinfo=UTC)
POOL = (110.67, -6.59)
PLACES = ("p:A", "p:B", "f:TPA", "p:C", "f:TPA", "f:pool")
ROADSIDE = (110.70, -6.60)


def at(minutes):
    return SIX + timedelta(minutes=minutes)


def stop(number, place):
    kind, code = place.split(":")
    number_in_store = "ABC".find(code) + 1 or None
    kinds = {"pool": "end", "TPA": "unload"}
    return ValidStop(
        number=number,
        kind=kinds.get(code, "collect"),
        point_id=number_in_store if kind == "p" else None,
        facility_id=None if kind == "p" else 9,
        code=code,
        name=code,
        lon=110.67 + number / 100,
        lat=-6.59,
        container_m3=None,
        trip=1 if number <= 3 else 2,
        arrives_at=at(20 * number),
        leaves_at=at(20 * number + 5),
        service_s=300,
        kg=-300 if code == "TPA" else 150,
        load_kg=0,
        leg_m=1,
        leg_s=900,
        leg="",
        frozen=False,
    )


STOPS = [stop(number, place) for number, place in enumerate(PLACES, start=1)]
ROUTE = ValidRoute("dt-01", "K 1", 1, 1, 1, 5, SIX, at(125), 0, (), STOPS)


def halt(number, minutes, stays=5):
    where = STOPS[number - 1]
    return Halt(where.kind, where.point_id, where.facility_id, at(minutes), at(minutes + stays))


def look(*halts, words=(), where=ROADSIDE, now=60):
    position = None if where is None else Whereabouts(*where, at(now))
    return progress(ROUTE, Seen(halts, words, position), POOL, at(now))


def numbers(stops):
    return [each.number for each in stops]


def test_truck_in_the_yard_has_not_left():
    found = look(where=POOL, now=-10)
    assert (found.left, found.home, numbers(found.ahead)) == (False, False, [1, 2, 3, 4, 5])
    assert found.free_at == SIX


def test_visits_say_what_is_behind_and_aboard():
    found = look(halt(1, 20), halt(2, 40))
    assert (numbers(found.behind), numbers(found.ahead), numbers(found.aboard)) == ([1, 2], [3, 4, 5], [1, 2])
    found = look(halt(1, 20), halt(2, 40), halt(3, 55), halt(4, 80), now=90)
    assert (numbers(found.ahead), numbers(found.aboard)) == ([5], [4])


def test_second_stay_at_the_scales_is_no_second_unloading():
    found = look(halt(1, 20), halt(2, 40), halt(3, 55), halt(3, 62))
    assert numbers(found.ahead) == [4, 5]


def test_stop_that_was_driven_past_is_missed_and_not_ahead():
    found = look(halt(2, 40))
    assert (numbers(found.behind), numbers(found.missed), numbers(found.ahead)) == ([2], [1], [3, 4, 5])


def test_drivers_word_fills_the_hole_of_a_dead_zone():
    words = (Word("skipped", "p:A", at(20)), Word("served", "p:B", at(40)))
    found = look(words=words)
    assert (numbers(found.behind), numbers(found.missed), numbers(found.aboard)) == ([1, 2], [], [2])


def test_service_under_way_is_finished_first():
    found = look(halt(1, 20), halt(2, 58, stays=2), where=(STOPS[1].lon, STOPS[1].lat))
    assert found.free_at == at(63)


def test_truck_without_a_position_keeps_its_plan():
    found = look(where=None, now=70)
    assert (numbers(found.behind), numbers(found.ahead)) == ([1, 2, 3], [4, 5])
    assert found.where == Whereabouts(STOPS[2].lon, STOPS[2].lat, STOPS[2].leaves_at)


@pytest.mark.parametrize(("where", "home"), [(POOL, True), (ROADSIDE, False)])
def test_truck_is_home_when_all_is_done_and_it_is_in_the_yard(where, home):
    every = [halt(number, 20 * number) for number in range(1, 6)]
    assert look(*every, where=where, now=130).home is home
