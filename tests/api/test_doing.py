"""Pure rules: what a vehicle does, how far it is, what becomes of a point, in which words."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from api.point_status import NOT_TODAY, PointState, point_states
from api.progress import DayClock, progress
from api.vehicle_state import Place, Sighting, state_of
from api.wording import REASONS, PointStory, hindrance_words, sentence
from data.store.queries.day_facts import RouteRow, StopRow, VisitRow
from geo.position import offset
from routing.judging.reasons import CODES

SIX = datetime(2026, 11, 19, 23, 0, tzinfo=UTC)  # 06:00 WIB
HOME = (110.67, -6.57)
POINT = Place("collect", "Titik", *HOME)
LANDFILL = Place("unload", "TPA", *HOME, radius_m=200)


def at(minutes):
    return SIX + timedelta(minutes=minutes)


def seen(east_m=0.0, *, speed=0.0, age_s=10, broken=False):
    lon, lat = offset(*HOME, east_m, 0.0)
    return Sighting(lon, lat, speed, SIX - timedelta(seconds=age_s), broken)


@pytest.mark.parametrize(
    ("sighting", "places", "state"),
    [
        (seen(speed=25), [POINT], "driving"),
        (seen(speed=5), [POINT], "driving"),
        (seen(speed=4.9), [POINT], "serving"),
        (seen(39), [POINT], "serving"),
        (seen(41), [POINT], "standing"),
        (seen(speed=None), [POINT], "serving"),
        (seen(150), [LANDFILL], "unloading"),
        (seen(250), [LANDFILL], "standing"),
        (seen(30), [LANDFILL, Place("collect", "Titik", *offset(*HOME, 31.0, 0.0))], "serving"),
        (seen(), [Place("end", "Pool", *HOME)], "standing"),
        (seen(), [], "standing"),
        (seen(age_s=601), [POINT], "no_signal"),
        (seen(age_s=600), [POINT], "serving"),
        (seen(speed=30, age_s=601), [POINT], "no_signal"),
        (seen(speed=30, broken=True), [POINT], "broken"),
        (seen(age_s=9999, broken=True), [POINT], "broken"),
    ],
)
def test_a_vehicle_does_what_its_newest_fix_shows(sighting, places, state):
    assert state_of(sighting, places, SIX, 600)[0] == state


def test_a_place_is_named_only_while_the_vehicle_stands_there():
    assert state_of(seen(), [POINT], SIX, 600)[1] == "Titik"
    assert state_of(seen(speed=20), [POINT], SIX, 600)[1] is None
    assert state_of(seen(100), [POINT], SIX, 600)[1] is None


def stop(number, kind, point_id, minutes, trip=1):
    return StopRow(
        vehicle_id="dt-01",
        number=number,
        kind=kind,
        point_id=point_id,
        facility_id=None if point_id else 1,
        code=str(number),
        name=f"Tempat {number}",
        lon=HOME[0],
        lat=HOME[1],
        radius_m=None,
        trip=trip,
        arrives_at=at(minutes),
        leaves_at=at(minutes + 5),
        service_s=300,
        kg=300,
    )


def visit(kind, point_id, minutes, *, vehicle="dt-01", kg=None):
    return VisitRow(
        vehicle_id=vehicle,
        kind=kind,
        point_id=point_id,
        facility_id=None if point_id else 1,
        code="x",
        name="x",
        arrived_at=at(minutes),
        left_at=at(minutes + 5),
        kg_estimate=kg,
        source="track",
        confidence=1.0,
    )


STOPS = [
    stop(1, "collect", 1, 30),
    stop(2, "collect", 2, 60),
    stop(3, "unload", None, 90),
    stop(4, "collect", 3, 120, 2),
    stop(5, "unload", None, 150, 2),
    stop(6, "end", None, 180, 2),
]
ROUTE = RouteRow("dt-01", 1, 1, True, at(0), at(190), 2, 10_000)


def day(visits, minutes, *, emptied=None):
    found = {each.point_id: each for each in visits if each.kind == "collect"}
    clock = DayClock(at(minutes), at(480), 900)
    return progress(ROUTE, STOPS, visits, emptied or found, clock)


def statuses(progressed):
    return [state.status for state in progressed.stops]


def test_before_the_start_everything_is_ahead():
    morning = day([], 0)
    assert statuses(morning) == ["next", "planned", "planned", "planned", "planned", "planned"]
    assert morning.next.eta == at(30)
    assert (morning.trip, morning.load_kg, morning.stops_done, morning.stops_total) == (1, 0, 0, 3)


def test_a_delay_moves_all_later_stops_and_is_late_after_a_quarter_hour():
    slightly = day([visit("collect", 1, 40)], 46)
    assert slightly.next.eta == at(70)
    assert slightly.next.late_s == 600
    assert slightly.next.status == "next"
    much = day([visit("collect", 1, 60)], 66)
    assert much.next.status == "late"
    assert much.stops[4].eta == at(180)


def test_time_that_passes_makes_the_next_stop_late():
    waiting = day([], 50)
    assert waiting.next.eta == at(50)
    assert statuses(waiting)[0] == "late"


def test_an_early_truck_is_expected_early():
    assert day([visit("collect", 1, 20)], 27).next.eta == at(50)


def test_a_stop_left_behind_is_late_until_the_day_ends_and_missed_then():
    skipped = [visit("collect", 2, 60)]
    assert statuses(day(skipped, 70))[0] == "late"
    assert day(skipped, 70).stops[0].eta is None
    assert day(skipped, 70).next.stop.number == 3
    assert statuses(day(skipped, 481))[0] == "missed"


def test_coming_home_ends_the_day_before_the_shift_does():
    visits = [
        visit("pool", None, -10),
        visit("collect", 1, 30),
        visit("unload", None, 90),
        visit("pool", None, 180),
    ]
    assert statuses(day(visits, 200)) == ["done", "missed", "done", "missed", "missed", "done"]


def test_a_morning_in_the_pool_is_no_homecoming():
    assert statuses(day([visit("pool", None, -10)], 5))[-1] == "planned"


def test_a_truck_that_returns_after_the_shift_is_given_until_its_return():
    route = RouteRow("dt-01", 1, 1, True, at(0), at(500), 2, 10_000)
    clock = DayClock(at(490), at(480), 900)
    assert progress(route, STOPS, [], {}, clock).stops[0].status == "late"


def test_load_is_what_was_picked_up_since_the_last_unloading():
    picked = [visit("collect", 1, 30, kg=250.0), visit("collect", 2, 60)]
    assert day(picked, 70).load_kg == 550, "a visit without kilograms counts as planned"
    assert day([*picked, visit("unload", None, 90)], 100).load_kg == 0


def test_trips_begin_with_each_unloading_and_never_exceed_the_plan():
    assert day([visit("unload", None, 90)], 100).trip == 2
    assert day([visit("unload", None, 90), visit("unload", None, 150)], 160).trip == 2


def test_a_point_emptied_by_another_truck_is_done_for_this_one():
    other = visit("collect", 2, 50, vehicle="dt-02")
    assert statuses(day([], 55, emptied={2: other}))[1] == "done"


def test_an_unplanned_visit_makes_a_point_done():
    surprise = visit("collect", 99, 50, kg=120.0)
    states = point_states([day([], 55)], {99: surprise})
    assert states[99].status == "done"
    assert states[99].kg == 120
    assert states[1].status == "late"


def test_a_vehicle_without_a_route_has_no_trip():
    free = progress(None, [], [], {}, DayClock(at(0), at(480), 900))
    assert (free.trip, free.stops_total, free.next) == (None, 0, None)


def told(state, **more):
    values = {
        "name": "Pasar Jambu",
        "state": state,
        "plate": "K 1 A",
        "day": date(2026, 11, 20),
        "today": date(2026, 11, 20),
        "last_emptied": None,
        "reason": "not_due",
        "upcoming": None,
        "zone": ZoneInfo("Asia/Jakarta"),
    }
    return sentence(PointStory(**{**values, **more}))


def test_a_missed_point_names_truck_time_and_what_comes_next():
    state = PointState("missed", "dt-01", planned_at=at(30))
    said = told(state, upcoming=(at(30 + 1440), "K 2 B"), last_emptied=at(-1440))
    assert said.id == (
        "Pasar Jambu terakhir diangkut kemarin pukul 06.00 WIB. Truk K 1 A dijadwalkan hari ini"
        " pukul 06.30 WIB, tetapi tidak tercatat berhenti di sini."
        " Berikutnya: truk K 2 B, besok pukul 06.30 WIB."
    )


def test_a_point_that_was_never_emptied_says_so():
    assert told(NOT_TODAY).id == (
        "Pasar Jambu: belum ada catatan pengangkutan. Tidak dijadwalkan hari ini: belum waktunya diangkut."
        " Jadwal berikutnya belum dibuat."
    )


def test_a_stop_left_behind_waits_for_a_person():
    assert "menunggu keputusan petugas" in told(PointState("late", "dt-01", planned_at=at(30))).id


def test_every_reason_has_words_in_both_languages():
    for words in REASONS.values():
        assert words.id
        assert words.en
    assert told(NOT_TODAY, reason="something_new").id.count("something new") == 1


def test_other_days_are_written_out():
    said = told(PointState("planned", "dt-01", planned_at=at(0), eta=at(0)), today=date(2026, 11, 10))
    assert said.id.endswith("Truk K 1 A diperkirakan tiba Jumat 20 Nov 2026 pukul 06.00 WIB.")


def test_every_reason_of_the_planner_has_words():
    assert set(CODES) <= REASONS.keys()


@pytest.mark.parametrize(
    ("until", "told_id", "told_en"),
    [
        (at(360), "sampai pukul 12.00", "until 12:00"),
        (at(360 + 24 * 60), "sampai 21 Nov pukul 12.00", "until 21 Nov 12:00"),
        (None, "sampai dibuka kembali", "until it is opened again"),
    ],
)
def test_a_closed_way_is_told_with_its_end(until, told_id, told_en):
    words = hindrance_words("Titik", at(90), "banjir", until, ZoneInfo("Asia/Jakarta"))
    assert words.id == f"Jalan menuju Titik (rencana pukul 07.30) ditutup {told_id}: banjir"
    assert words.en == f"The road to Titik (planned 07:30) is closed {told_en}: banjir"
