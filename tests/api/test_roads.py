"""The roads in use, pieces of them, ways along them, and how far places are."""

import json
import threading
import time
from datetime import timedelta

import pytest
from shapely import LineString
from sqlalchemy import func, insert, select, update

from api.wording import REACH
from data.contract.calendar import OperatingCalendar
from data.store import models
from data.store.address import ROADS_CHANNEL
from data.store.engine import ping
from data.store.roads.watch import ConditionKeeper, Surroundings
from geo.roads import Closed, Condition
from geo.roads.variants import ensure_variant
from tests.support.api_world import CHECKSUM, DAY, NOW, facility_id, wait_for
from tests.support.town import corner

HOME, FAR = corner(2, 2), corner(8, 2)


def at(place):
    return f"{place[0]},{place[1]}"


def condition(class_code="dump_truck", **more):
    values = {
        "class_code": class_code,
        "roads_checksum": CHECKSUM,
        "digest": "base",
        "closures": [],
        "without_road": [],
        "closed_segments": 0,
        "speed_set_id": None,
        "speed_band": None,
        "since": NOW,
        "built_at": NOW,
        "build_s": 0.2,
        "error": None,
    }
    return models.RoadCondition(**values | more)


def warnings(client):
    return {each["code"] for each in client.get("roads").json()["warnings"]}


@pytest.fixture
def viewer(api):
    with api.client("viewer") as client:
        yield client


@pytest.fixture
def steady_viewer(steady):
    with steady.client("viewer") as client:
        yield client


def test_the_roads_say_what_they_are_and_what_nobody_measured_is_unknown(viewer, session):
    network = viewer.get("roads").json()["network"]
    assert (network["kind"], network["source"], network["attribution"]) == ("synthetic", "test", "Siangsa")
    assert (network["km"], network["parts"], network["bounds"]) == (0.0, None, None)
    info = {
        "km_by_class": {"primary": 12.5, "residential": 30.25},
        "part_count": 3,
        "parts": [40.0, 2.0, 0.75],
        "connected_share": 0.93,
        "maxspeed_share": 0.1,
        "bounds": {"west": 110.6, "south": -6.8, "east": 110.9, "north": -6.4},
        "profiles": ["dump_truck"],
        "data_date": "2026-11-01",
    }
    session.execute(update(models.RoadSnapshot).values(info=info))
    session.commit()
    network = viewer.get("roads").json()["network"]
    assert (network["km"], network["parts"], network["parts_km"]) == (42.8, 3, [40.0, 2.0, 0.75])
    assert network["bounds"] == [110.6, -6.8, 110.9, -6.4]
    assert warnings(viewer) == {"synthetic_roads", "not_connected", "profiles_missing", "condition_missing"}


def test_what_is_in_force_is_told_for_each_class_with_what_went_wrong(viewer, session):
    codes = session.scalars(select(models.VehicleClass.code)).all()
    for code in codes:
        session.add(condition(code, closures=[7], without_road=[7], error="osrm-customize failed"))
    session.commit()
    answer = viewer.get("roads").json()
    assert {each["class_code"] for each in answer["conditions"]} == set(codes)
    assert all(each["current"] for each in answer["conditions"])
    assert warnings(viewer) == {"synthetic_roads", "condition_failed", "closures_without_road"}
    assert all(each["words"]["id"] and each["words"]["en"] for each in answer["warnings"])


def test_without_roads_that_is_all_there_is_to_say(viewer, session):
    session.execute(update(models.RoadSnapshot).values(is_current=False))
    session.commit()
    answer = viewer.get("roads").json()
    assert answer["network"] is None
    assert [each["code"] for each in answer["warnings"]] == ["no_roads"]
    for path in ("roads/nearest?lon=110.7&lat=-6.7", f"roads/route?from={at(HOME)}&to={at(FAR)}"):
        assert viewer.get(path).json()["type"] == "urn:siangsa:no-roads"
    assert viewer.get("roads/piece?lon=110.7&lat=-6.7").status_code == 404


def test_a_click_gives_a_piece_of_road_that_can_be_closed(api, viewer):
    piece = viewer.get("roads/piece", params={"lon": 110.705, "lat": -6.7051}).json()
    assert piece["geometry"]["coordinates"] == [[110.69, -6.7], [110.72, -6.71]]
    assert piece["properties"]["name"] == "Jalan 0"
    assert piece["properties"]["distance_m"] < 50
    with api.client("dispatcher") as dispatcher:
        body = {"geometry": piece["geometry"], "reason": "galian", "valid_to": None}
        made = dispatcher.post("closures", json=body)
    assert made.json()["properties"]["segments"] == 1


def test_a_click_beside_the_roads_gives_nothing(steady_viewer):
    answer = steady_viewer.get("roads/piece", params={"lon": 110.705, "lat": -6.7033})
    assert answer.status_code == 404
    near = {"lon": 110.705, "lat": -6.7033, "within_m": 1000}
    assert steady_viewer.get("roads/piece", params=near).status_code == 200


def test_a_way_is_told_with_the_roads_as_they_are_now(on_town_roads, town, viewer, session):
    asked = {"from": at(HOME), "to": at(FAR), "class": "dump_truck"}
    free = viewer.get("roads/route", params=asked)
    assert free.status_code == 200, free.text
    free = free.json()["properties"]
    assert (free["class_code"], free["digest"], free["language"]) == ("dump_truck", "base", "id")
    assert free["km"] == pytest.approx(1.66, abs=0.1)
    assert free["steps"][-1]["text"].startswith("Tiba")
    line = LineString([corner(c, 2) for c in range(3, 6)])
    variant = ensure_variant(town, "dump_truck", Condition(closed=(Closed(1, line),)))
    session.add(condition(digest=variant.digest, closures=[1]))
    session.commit()
    around = viewer.get("roads/route", params={**asked, "lang": "en"}).json()
    assert around["properties"]["digest"] == variant.digest
    assert around["properties"]["km"] > free["km"] + 0.4
    assert around["properties"]["steps"][-1]["text"].startswith("You have arrived")
    assert len(around["geometry"]["coordinates"]) > 2


@pytest.fixture
def keeper(on_town_roads, database_url, sessions, clock):
    """Keep the roads as they are now, as the roads keeper does."""
    around = Surroundings(database_url, sessions, clock, OperatingCalendar())
    stop = threading.Event()
    working = threading.Thread(target=ConditionKeeper(around).run, args=(stop,), daemon=True)
    working.start()
    yield
    stop.set()
    working.join(60)
    assert not working.is_alive(), "its sessions would outlive the database"


def test_a_road_closed_by_click_is_driven_round_until_it_is_lifted(keeper, api, viewer):
    asked = {"from": at(HOME), "to": at(FAR)}
    wait_for(lambda: viewer.get("roads").json()["conditions"], 30, "the first condition")
    free = _found(viewer, asked)
    with api.client("dispatcher") as dispatcher:
        line = {"type": "LineString", "coordinates": [corner(4, 2), corner(5, 2)]}
        body = {"geometry": line, "reason": "galian", "valid_to": None, "classes": ["dump_truck"]}
        made = dispatcher.post("closures", json=body)
        assert made.status_code == 201, made.text
        wait_for(lambda: _in_force(viewer) == [True], 20, "the closure in force")
        around = _found(viewer, asked)
        assert around["digest"] != free["digest"]
        assert around["km"] > free["km"] + 0.4
        other = _found(viewer, {**asked, "class": "arm_roll"})
        assert other["km"] == pytest.approx(free["km"], abs=0.1), "it holds for dump trucks only"
        assert dispatcher.post(f"closures/{made.json()['id']}/lift").status_code == 200
    again = wait_for(lambda: _way(viewer, asked, free["digest"]), 20, "the road open again")
    assert again["km"] == free["km"]


def _found(client, asked):
    """Return a way; on a busy machine the first answer may be 503: the roads are still being opened."""
    return wait_for(lambda: client.get("roads/route", params=asked).json().get("properties"), 30, "a way")


def _in_force(client):
    return [each["properties"]["in_force"] for each in client.get("closures").json()["features"]]


def _way(client, asked, digest):
    found = client.get("roads/route", params=asked).json()["properties"]
    return found if found["digest"] == digest else None


def test_nearest_roads_are_explicit_about_what_is_out_of_reach(on_town_roads, viewer):
    near = viewer.get("roads/nearest", params={"lon": HOME[0], "lat": HOME[1]}).json()
    assert (near["properties"]["reachable"], near["properties"]["reason"]) == (True, None)
    sea = viewer.get("roads/nearest", params={"lon": 110.65, "lat": -6.3}).json()["properties"]
    assert (sea["reachable"], sea["reason"], sea["far"]) == (False, "far_from_road", True)
    route = viewer.get("roads/route", params={"from": at(HOME), "to": "110.65,-6.3"})
    assert (route.status_code, route.json()["type"]) == (409, "urn:siangsa:far-from-road")
    away = viewer.get("roads/nearest", params={"lon": 110.66, "lat": -6.6, "class": "three_wheeler"})
    assert (away.status_code, away.json()["type"]) == (503, "urn:siangsa:roads-away")
    assert away.headers["retry-after"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("roads/route?from=110.7&to=110.7,-6.7", 422),
        ("roads/route?from=-6.7,110.7&to=110.7,-6.7", 422),
        ("roads/route?from=999.5,-6.7&to=110.7,-6.7", 422),
        ("roads/route?from=110.7,-99&to=110.7,-6.7", 422),
        ("roads/route?from=110.7,-6.7&to=110.7,-6.7&class=boat", 404),
        ("roads/route?from=110.7,-6.7&to=110.7,-6.7&class=../etc", 422),
        ("roads/route?from=110.7,-6.7&to=110.7,-6.7&lang=de", 422),
        ("roads/nearest?lon=200&lat=0", 422),
        ("roads/nearest?lon=110.7", 422),
        ("roads/piece?lon=nan&lat=0", 422),
        ("reach?class=boat", 404),
        ("reach?facility=999", 404),
        ("closures?state=yesterday", 422),
    ],
)
def test_questions_that_make_no_sense_are_refused(steady_viewer, path, status):
    answer = steady_viewer.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.fixture
def reach(session):
    """Store how far two villages of the mainland and one island are from both kinds of facilities."""
    landfill, pool = facility_id(session, "landfill"), facility_id(session, "pool")
    villages = session.scalars(
        select(models.Village.code)
        .where(models.Village.kecamatan == "Pecangaan")
        .order_by(models.Village.code)
    ).all()[:2]
    island = session.scalars(select(models.Village.code).where(models.Village.island)).first()
    common = {"roads_checksum": CHECKSUM, "profile": "dump_truck", "snap_m": 12.4}
    rows = [
        {"facility_id": place, "village_code": village, "there_s": 600 + 300 * number, "there_m": 6_000}
        | {"back_s": 660, "back_m": 6_500, "reason": None}
        for place in (landfill, pool)
        for number, village in enumerate(villages)
    ]
    empty = {"there_s": None, "there_m": None, "back_s": None, "back_m": None, "reason": "island"}
    rows += [{"facility_id": place, "village_code": island, **empty} for place in (landfill, pool)]
    session.execute(insert(models.VillageReach), [common | row for row in rows])
    session.add(models.PointReach(point_id=5, reason="not_connected", **common))
    session.commit()
    return {"landfill": landfill, "pool": pool, "villages": villages, "island": island}


def test_villages_by_minutes_to_the_nearest_landfill_and_back(reach, viewer):
    answer = viewer.get("reach").json()
    assert (answer["computed"], answer["facility_id"]) == (True, None)
    found = {each["id"]: each["properties"] for each in answer["features"]}
    assert found.keys() == {*reach["villages"], reach["island"]}
    near = found[reach["villages"][0]]
    assert (near["there_min"], near["there_km"], near["back_min"]) == (10.0, 6.0, 11.0)
    assert (near["facility_id"], near["nearest_id"]) == (reach["landfill"], reach["landfill"])
    island = found[reach["island"]]
    assert (island["there_min"], island["reason"], island["nearest_id"]) == (None, "island", None)
    assert island["words"]["id"]
    told = {each["id"]: each for each in answer["facilities"]}
    assert (told[reach["landfill"]]["villages"], told[reach["landfill"]]["nearest_of"]) == (2, 2)
    assert (told[reach["pool"]]["median_min"], told[reach["pool"]]["farthest_min"]) == (12.5, 15.0)


def test_reach_of_one_facility_and_scope(reach, api, viewer):
    answer = viewer.get("reach", params={"facility": reach["pool"]}).json()
    assert {each["properties"]["facility_id"] for each in answer["features"]} == {reach["pool"]}
    with api.client("camat") as client:
        assert {each["id"] for each in client.get("reach").json()["features"]} == set(reach["villages"])


def test_points_out_of_reach_are_told_with_their_reason(reach, viewer):
    answer = viewer.get("reach/unreachable").json()
    assert answer["computed"]
    (feature,) = answer["features"]
    assert (feature["id"], feature["properties"]["reason"]) == (5, "not_connected")
    assert feature["properties"]["words"]["en"]
    other = viewer.get("reach/unreachable", params={"class": "pickup"}).json()
    assert (other["computed"], other["features"]) == (False, [])


def test_every_reason_of_the_store_has_words():
    (rule,) = [each for each in models.PointReach.__table__.constraints if str(each.name).endswith("_reason")]
    codes = {part for part in str(rule.sqltext).split("'") if part.replace("_", "").isalpha()} - {
        "reason in ("
    }
    assert codes == REACH.keys()


def test_before_anything_is_computed_reach_says_so(steady_viewer):
    answer = steady_viewer.get("reach").json()
    assert (answer["computed"], answer["features"]) == (False, [])


@pytest.fixture
def planner(api):
    with api.client("planner") as client:
        yield client


def test_the_true_place_of_a_facility_is_set_and_days_are_derived_again(planner, session):
    number = facility_id(session, "landfill")
    answer = planner.patch(f"facilities/{number}/place", json={"lon": 110.705, "lat": -6.7051})
    assert answer.status_code == 200, answer.text
    feature = answer.json()
    assert feature["geometry"]["coordinates"] == [110.705, -6.7051]
    assert not feature["properties"]["estimated"]
    row = session.scalars(select(models.Audit).order_by(models.Audit.id.desc())).first()
    assert (row.account, row.action, row.entity_id) == ("planner", "place", str(number))
    assert (row.after["lon"], row.after["estimated"]) == (110.705, False)
    assert row.before["lon"] != 110.705
    dirty = session.execute(select(models.DirtyDay.vehicle_id, func.count()).group_by("vehicle_id")).all()
    assert dict(dirty) == {"dt-01": 32, "dt-02": 32, "dt-03": 32}


def test_days_whose_tracks_were_thinned_are_not_derived_again(planner, session):
    session.add(models.HistoryMark(act="thin", done_until=DAY - timedelta(days=3), ran_at=NOW))
    session.commit()
    planner.patch(f"facilities/{facility_id(session, 'pool')}/place", json={"lon": 110.705, "lat": -6.7051})
    days = set(session.scalars(select(models.DirtyDay.operating_day)))
    assert days == {DAY, DAY - timedelta(days=1), DAY - timedelta(days=2)}


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"lon": 12.0, "lat": 50.0}, "outside-service-area"),
        ({"lon": 12.0, "lat": 50.0, "force": True}, "outside-service-area"),
        ({"lon": 110.8, "lat": -6.5}, "far-from-road"),
        ({"lon": -6.7, "lat": 110.7}, "invalid"),
        ({"lon": 110.7}, "invalid"),
        ({"lon": 110.7, "lat": -6.7, "name": "x"}, "invalid"),
    ],
)
def test_a_place_that_is_a_slip_is_refused(steady, body, problem):
    with steady.client("planner") as client, steady.sessions() as session:
        answer = client.patch(f"facilities/{facility_id(session, 'pool')}/place", json=body)
    assert (answer.status_code, answer.json()["type"]) == (422, f"urn:siangsa:{problem}")


def test_a_confirmed_place_is_no_longer_called_an_estimate(planner, session):
    number = facility_id(session, "pool")
    place = {"lon": 110.705, "lat": -6.7051}
    guessed = planner.patch(f"facilities/{number}/place", json={**place, "confirmed": False}).json()
    assert guessed["properties"]["name"] == "Pool truk DLH (perkiraan)"
    confirmed = planner.patch(f"facilities/{number}/place", json=place).json()
    assert confirmed["properties"]["name"] == "Pool truk DLH"


def test_a_place_far_from_roads_is_taken_by_force_and_an_estimate_stays_one(planner, session):
    number = facility_id(session, "pool")
    body = {"lon": 110.8, "lat": -6.5, "force": True, "confirmed": False}
    feature = planner.patch(f"facilities/{number}/place", json=body).json()
    assert feature["properties"]["estimated"]
    assert planner.patch("facilities/999/place", json=body).status_code == 404


def test_a_ping_of_the_roads_is_told_to_open_streams(api, session):
    with api.client("viewer") as client, client.stream("GET", "stream") as answer:
        lines = answer.iter_lines()
        assert any(line == "event: positions" for line in lines)
        ping(session, ROADS_CHANNEL)
        session.commit()
        assert any(line == "event: roads" for line in lines)
        told = next(line for line in lines if line.startswith("data:"))
    assert json.loads(told.removeprefix("data:")) == {"day": str(DAY)}


def test_many_pings_of_the_roads_are_told_at_most_once_a_second(api, session):
    board = api.app.state.world.hub.board
    wait_for(lambda: board.roads_number, 10, "the first look")
    before, started = board.number, time.monotonic()
    while time.monotonic() - started < 0.8:
        ping(session, ROADS_CHANNEL)
        session.commit()
    wait_for(lambda: board.roads_number > before, 5, "the roads")
    took_s = time.monotonic() - started
    assert board.number - before <= 2 + took_s, "one news a second, though hundreds of pings came"
