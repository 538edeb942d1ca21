"""What people see of the small day."""

from datetime import timedelta

import pytest

from data.store.address import FACTS_CHANNEL
from data.store.engine import ping
from tests.support.api_world import DAY, NOW, latest, visit, wait_for, wib

READS = (
    "session",
    "system",
    "villages",
    "points",
    "points/1",
    "facilities",
    "vehicle-classes",
    "vehicles",
    "vehicles/dt-01",
    "vehicles/dt-01/track",
    "vehicles/dt-01/day",
    "devices/dt-01/assignments",
    "positions",
    "figures",
    "plans",
    "plans/1",
    "plans/1/routes",
    "routes",
)

LAST = "terakhir diangkut Selasa 17 Nov 2026 (menurut catatan)"
BEFORE = "terakhir diangkut Rabu 18 Nov 2026 pukul 10.00 WIB"
LATE = "pukul 06.30 WIB, terlambat ± 190 menit; perkiraan tiba hari ini pukul 09.40 WIB."
NOT_TODAY = "Tidak dijadwalkan hari ini:"
NO_NEXT = "Jadwal berikutnya belum dibuat."


@pytest.fixture
def viewer(steady):
    with steady.client("viewer") as client:
        yield client


@pytest.fixture
def clock(steady):
    return steady.around.clock


@pytest.fixture
def own_viewer(api):
    """Give a client of a server whose data this test may change."""
    with api.client("viewer") as client:
        yield client


def points(client, **params):
    features = client.get("points", params=params).json()["features"]
    return {feature["id"]: feature["properties"] for feature in features}


def test_every_read_answers_json_that_no_cache_keeps(viewer):
    for path in READS:
        answer = viewer.get(path)
        assert answer.status_code == 200, (path, answer.text)
        assert answer.headers["content-type"] == "application/json"
        assert answer.headers["cache-control"] == "no-store"


def test_status_of_points_follows_visits_and_routes(viewer):
    found = points(viewer)
    assert {number: point["status"] for number, point in found.items()} == {
        1: "done",
        2: "done",
        3: "planned",
        4: "planned",
        5: "late",
        6: "not_today",
        7: "unplanned",
    }
    assert found[1]["visited_at"] == "2026-11-19T23:35:00Z"
    assert found[1]["vehicle_id"] == "dt-01"
    assert found[4]["eta"] == "2026-11-20T03:10:00Z"
    assert found[7]["kg_estimate"] == 300.0


def test_open_points_are_missed_when_the_shift_is_over(viewer, clock):
    clock.moment = wib("14:01")
    assert {point["status"] for number, point in points(viewer).items() if number in {3, 4, 5}} == {"missed"}


def test_a_day_without_routes_has_no_planned_point(viewer):
    tomorrow = str(DAY + timedelta(days=1))
    assert {point["status"] for point in points(viewer, day=tomorrow).values()} == {"not_today"}


@pytest.mark.parametrize(
    ("number", "reason", "said"),
    [
        (1, "done", "Titik 1 sudah diangkut hari ini pukul 06.35 WIB oleh truk K 9501 C."),
        (
            4,
            "planned",
            f"Titik 4 {LAST}. Truk K 9501 C diperkirakan tiba hari ini pukul 10.10 WIB.",
        ),
        (
            5,
            "late",
            f"Titik 5 {LAST}. Truk K 9502 C dijadwalkan hari ini {LATE}",
        ),
        (
            6,
            "not_enough_capacity",
            f"Titik 6 {BEFORE}. {NOT_TODAY} jam kerja semua truk sudah penuh. {NO_NEXT}",
        ),
        (
            7,
            "not_in_plan",
            f"Titik 7 {LAST}. {NOT_TODAY} rencana hari itu belum memuat titik ini. {NO_NEXT}",
        ),
    ],
)
def test_one_sentence_says_why(viewer, number, reason, said):
    detail = viewer.get(f"points/{number}").json()
    assert detail["reason_code"] == reason
    assert detail["sentence"]["id"] == said
    assert detail["sentence"]["en"]


def test_a_day_nobody_planned_says_so(viewer):
    detail = viewer.get("points/1", params={"day": str(DAY + timedelta(days=2))}).json()
    assert detail["reason_code"] == "no_plan"
    assert "belum ada rencana" in detail["sentence"]["id"]


def test_position_tells_state_trip_load_and_next_stop(viewer):
    answer = viewer.get("positions").json()
    found = {item["vehicle_id"]: item for item in answer["items"]}
    serving = found["dt-01"]
    assert (serving["state"], serving["place_name"]) == ("serving", "Titik 3")
    assert (serving["stops_done"], serving["stops_total"], serving["trip"]) == (2, 4, 2)
    assert serving["load_kg"] == 0, "the truck unloaded after its first two points"
    assert serving["next_stop"] == {"name": "Titik 3", "eta": "2026-11-20T02:40:00Z", "late_s": 600}
    assert serving["plan_acknowledged"]
    assert found["dt-03"]["state"] == "no_signal"
    assert answer["cursor"] > 0


def test_a_later_visit_is_seen_soon_after_the_ping(own_viewer, session):
    assert points(own_viewer)[3]["status"] == "planned"
    session.add(visit("collect", 3, "09:32", "09:37"))
    ping(session, FACTS_CHANNEL)
    session.commit()
    wait_for(lambda: points(own_viewer)[3]["status"] == "done", 3, "the visit")


def test_figures_count_visits_and_trips(viewer):
    figures = viewer.get("figures").json()
    assert figures["points_done"] == 2
    assert figures["points_planned"] == 5
    assert figures["points_late"] == 1
    assert (figures["rit_done"], figures["rit_planned"]) == (1, 3)
    assert figures["tonnes_estimate"] == 0.6
    assert figures["trucks_silent"] == 1, "dt-02 should have left, but sent nothing"
    assert figures["trucks_total"] == 19


def test_track_leaves_out_doubtful_fixes_and_is_thinned_to_the_limit(steady, viewer, monkeypatch):
    whole = viewer.get("vehicles/dt-01/track").json()
    assert len(whole["geometry"]["coordinates"]) == len(whole["properties"]["times"]) == 99
    assert not whole["properties"]["thinned"]
    monkeypatch.setitem(steady.around.settings.__dict__, "track_points", 10)
    thin = viewer.get("vehicles/dt-01/track").json()
    assert 10 <= len(thin["geometry"]["coordinates"]) <= 12
    assert thin["geometry"]["coordinates"][-1] == whole["geometry"]["coordinates"][-1]
    assert thin["properties"]["total"] == 99
    assert thin["properties"]["thinned"]


def test_a_vehicle_without_fixes_has_an_empty_track(viewer):
    track = viewer.get("vehicles/dt-09/track").json()
    assert track["geometry"]["coordinates"] == []


def test_vehicle_day_lays_visits_over_stops(viewer):
    day = viewer.get("vehicles/dt-01/day").json()
    assert [stop["status"] for stop in day["stops"]] == [
        "done",
        "done",
        "done",
        "next",
        "planned",
        "planned",
        "planned",
    ]
    assert day["stops"][2]["arrived_at"] == "2026-11-20T01:06:00Z"
    assert len(day["rit"]) == 1
    assert day["rit_planned"] == 2


def test_village_vehicles_are_listed_but_not_planned(viewer):
    vehicles = viewer.get("vehicles").json()
    assert sum(vehicle["planned"] for vehicle in vehicles) == 19
    assert any(not vehicle["planned"] for vehicle in vehicles)


def test_system_tells_what_a_banner_must_say(viewer):
    system = viewer.get("system").json()
    assert set(system["banners"]) == {"demo_clock", "synthetic_roads", "sample_points", "dms_unconfirmed"}
    assert system["operating_day"] == str(DAY)
    assert system["shift"] == {"start": "2026-11-19T23:00:00Z", "end": "2026-11-20T07:00:00Z"}
    assert system["clock"]["now"] == "2026-11-20T02:40:00Z"
    west, south, east, north = system["bounds"]
    assert 110.6 < west < east < 111.0
    assert -6.8 < south < north < -6.4, "the islands are left out"


def test_before_three_in_the_morning_it_is_still_yesterday(viewer, clock):
    clock.moment = wib("02:30", DAY + timedelta(days=1))
    assert viewer.get("system").json()["operating_day"] == str(DAY)


def test_routes_are_lines_with_their_stops(viewer):
    features = viewer.get("routes").json()["features"]
    lines = [feature for feature in features if feature["properties"]["role"] == "route"]
    stops = [feature for feature in features if feature["properties"]["role"] == "stop"]
    assert {line["properties"]["vehicle_id"] for line in lines} == {"dt-01", "dt-02"}
    assert len(stops) == 10
    assert all(len(line["geometry"]["coordinates"]) > 2 for line in lines)


def test_plan_tells_what_it_leaves_out_and_why(viewer):
    plan = viewer.get("plans/1").json()
    assert (plan["vehicles"], plan["stops"], plan["trips"], plan["unserved"]) == (2, 5, 3, 1)
    assert plan["left_out"][0]["reason_code"] == "not_enough_capacity"
    assert plan["left_out"][0]["reason"]["id"] == "jam kerja semua truk sudah penuh"
    assert plan["left_out"][0]["remedy"]["en"] == "one more truck"
    assert plan["engine"] == "ortools"


def test_position_of_a_device_moved_away_is_not_shown(own_viewer, session):
    session.add(latest("dt-02", 110.7, -6.7, NOW - timedelta(seconds=5)))
    session.connection().exec_driver_sql(
        "update device_assignment set valid_to = '2026-11-19' where device_id = 'dt-02'"
    )
    session.commit()
    assert "dt-02" not in {item["vehicle_id"] for item in own_viewer.get("positions").json()["items"]}
