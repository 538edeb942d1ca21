"""Closing roads by hand: what is kept, what is refused, who is told."""

from datetime import timedelta

import psycopg
import pytest
from sqlalchemy import func, select, update

from data.store import models
from data.store.address import ROADS_CHANNEL
from tests.support.api_world import CHECKSUM, DAY, NOW, wib

AREA = [[[110.70, -6.72], [110.71, -6.72], [110.71, -6.69], [110.70, -6.69], [110.70, -6.72]]]
PIECE = [[110.69, -6.70], [110.72, -6.71]]
FIELD = [[[110.80, -6.72], [110.81, -6.72], [110.81, -6.71], [110.80, -6.72]]]
CROSSED = [[[110.70, -6.72], [110.71, -6.69], [110.71, -6.72], [110.70, -6.69], [110.70, -6.72]]]


@pytest.fixture
def dispatcher(api):
    with api.client("dispatcher") as client:
        yield client


def area(rings=AREA, **more):
    return {
        "geometry": {"type": "Polygon", "coordinates": rings},
        "reason": "banjir",
        "valid_to": None,
        **more,
    }


def close(client, **more):
    answer = client.post("closures", json=area(**more))
    assert answer.status_code == 201, answer.text
    return answer.json()


def listed(client, state):
    answer = client.get("closures", params={"state": state})
    assert answer.status_code == 200, answer.text
    return {feature["id"]: feature["properties"] for feature in answer.json()["features"]}


def code(answer):
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.status_code, answer.json()["type"].removeprefix("urn:siangsa:")


def test_an_area_drawn_now_holds_from_now_until_it_is_lifted(dispatcher, session):
    made = close(dispatcher)["properties"]
    assert (made["kind"], made["state"], made["source"]) == ("area", "now", "console")
    assert (made["valid_from"], made["valid_to"]) == ("2026-11-20T02:40:00Z", None)
    assert (made["classes"], made["created_by"]) == ([], "dispatcher")
    assert made["segments"] == 2, "it crosses both roads"
    assert made["touches_road"]
    assert not made["in_force"], "nobody has built it in yet"
    audit = session.scalars(select(models.Audit).order_by(models.Audit.id.desc())).first()
    assert (audit.account, audit.action, audit.entity) == ("dispatcher", "create", "closure")
    assert audit.after["reason"] == "banjir"


def test_a_piece_closes_the_road_along_it_and_not_the_one_it_leaves_alone(dispatcher):
    line = {"type": "LineString", "coordinates": PIECE}
    made = close(dispatcher, geometry=line, classes=["dump_truck"])["properties"]
    assert (made["kind"], made["segments"], made["classes"]) == ("piece", 1, ["dump_truck"])


def test_a_closure_beside_every_road_says_so(dispatcher):
    made = close(dispatcher, rings=FIELD)["properties"]
    assert (made["touches_road"], made["segments"]) == (False, 0)


def test_closures_are_listed_by_what_they_are_now(dispatcher, clock):
    past = close(dispatcher, valid_to=(NOW + timedelta(minutes=10)).isoformat())["id"]
    clock.moment = NOW + timedelta(minutes=20)
    lifted = close(dispatcher)["id"]
    assert dispatcher.post(f"closures/{lifted}/lift").status_code == 200
    now = close(dispatcher)["id"]
    coming = close(dispatcher, valid_from=(NOW + timedelta(hours=3)).isoformat())["id"]
    assert listed(dispatcher, "now").keys() == {now}
    assert listed(dispatcher, "coming").keys() == {coming}
    assert listed(dispatcher, "past").keys() == {past, lifted}
    everything = listed(dispatcher, "all")
    assert {number: each["state"] for number, each in everything.items()} == {
        past: "past",
        lifted: "lifted",
        now: "now",
        coming: "coming",
    }
    assert everything[past]["segments"] is None, "what is over closes nothing"
    assert everything[lifted]["lifted_by"] == "dispatcher"


def test_a_closure_is_in_force_when_the_roads_of_all_its_classes_have_it(dispatcher, session):
    all_classes, some = close(dispatcher)["id"], close(dispatcher, classes=["dump_truck"])["id"]
    session.add(condition("dump_truck", closures=[all_classes, some]))
    session.add(condition("arm_roll", closures=[]))
    session.commit()
    found = listed(dispatcher, "now")
    assert (found[all_classes]["in_force"], found[some]["in_force"]) == (False, True)
    session.execute(update(models.RoadCondition).values(closures=[all_classes, some]))
    session.commit()
    assert listed(dispatcher, "now")[all_classes]["in_force"]


def test_roads_that_cannot_be_built_keep_no_closure_waiting(dispatcher, session):
    number = close(dispatcher)["id"]
    session.add(condition("dump_truck", closures=[number]))
    session.add(condition("pickup", error="this network has no such profile"))
    session.commit()
    assert listed(dispatcher, "now")[number]["in_force"]
    session.execute(update(models.RoadCondition).values(error="the disk is full"))
    session.commit()
    assert not listed(dispatcher, "now")[number]["in_force"]


def test_several_pieces_are_closed_as_one(dispatcher):
    lines = {"type": "MultiLineString", "coordinates": [PIECE, [[110.69, -6.71], [110.72, -6.72]]]}
    made = close(dispatcher, geometry=lines)
    assert (made["properties"]["kind"], made["properties"]["segments"]) == ("piece", 2)
    assert made["geometry"] == lines


def condition(class_code, **more):
    values = {
        "class_code": class_code,
        "roads_checksum": CHECKSUM,
        "digest": "0" * 16,
        "closures": [],
        "without_road": [],
        "closed_segments": 2,
        "speed_set_id": None,
        "speed_band": None,
        "since": NOW,
        "built_at": NOW,
        "build_s": 0.2,
        "error": None,
    }
    return models.RoadCondition(**values | more)


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (area(CROSSED), "closure-crosses-itself"),
        (area([[[110.7, -6.7], [110.71, -6.7], [110.71, -6.71], [110.7, -6.71]]]), "closure-not-closed"),
        (area([[[12.0, 50.0], [12.1, 50.0], [12.1, 50.1], [12.0, 50.0]]]), "closure-outside-service-area"),
        (area([[[-6.7, 110.7], [-6.7, 110.71], [-6.71, 110.71], [-6.7, 110.7]]]), "invalid"),
        (area([[[110.7, -6.7]] * 3]), "invalid"),
        (area([[[110.7, -6.7]] * 1_001]), "invalid"),
        (area([[[110.7, -6.7]] * 600] * 2), "invalid"),
        (area(geometry={"type": "Point", "coordinates": [110.7, -6.7]}), "invalid"),
        (area(geometry=None), "invalid"),
        (area(reason=" "), "invalid"),
        (area(reason="x" * 301), "invalid"),
        (area(classes=["boat"]), "closure-unknown-class"),
        (area(valid_to=(NOW - timedelta(minutes=1)).isoformat()), "closure-ends-before-it-begins"),
        (area(valid_to="2026-11-20T12:00:00"), "invalid"),
        ({key: value for key, value in area().items() if key != "valid_to"}, "invalid"),
        (area(surprise=1), "invalid"),
    ],
)
def test_what_can_close_nothing_is_refused_with_its_reason(steady, body, problem):
    with steady.client("dispatcher") as client, steady.sessions() as session:
        assert code(client.post("closures", json=body)) == (422, problem)
        assert session.scalar(select(func.count()).select_from(models.RoadClosure)) == 0


def test_a_drawing_of_a_megabyte_is_too_large(steady):
    with steady.client("dispatcher") as client:
        assert client.post("closures", json=area([[[110.7, -6.7]] * 80_000])).status_code == 413


def test_the_end_may_be_moved_and_the_reason_said_better_until_it_is_over(dispatcher, clock, session):
    number = close(dispatcher)["id"]
    later = NOW + timedelta(hours=2)
    changed = dispatcher.patch(f"closures/{number}", json={"valid_to": later.isoformat()}).json()
    assert changed["properties"]["valid_to"] == "2026-11-20T04:40:00Z"
    changed = dispatcher.patch(f"closures/{number}", json={"reason": "jembatan putus"}).json()
    assert changed["properties"]["reason"] == "jembatan putus"
    assert changed["properties"]["valid_to"] == "2026-11-20T04:40:00Z", "what is not named stays"
    row = session.scalars(select(models.Audit).order_by(models.Audit.id.desc())).first()
    assert (row.action, row.before["reason"], row.after["reason"]) == ("change", "banjir", "jembatan putus")
    forever = dispatcher.patch(f"closures/{number}", json={"valid_to": None}).json()
    assert forever["properties"]["valid_to"] is None
    assert code(dispatcher.patch(f"closures/{number}", json={})) == (422, "nothing-to-change")
    early = dispatcher.patch(f"closures/{number}", json={"valid_to": wib("05:00").isoformat()})
    assert early.status_code == 422
    dispatcher.patch(f"closures/{number}", json={"valid_to": later.isoformat()})
    clock.moment = later
    for change in ({"valid_to": None}, {"reason": "x"}):
        assert code(dispatcher.patch(f"closures/{number}", json=change)) == (409, "closure-over")


def test_a_closure_is_lifted_once_and_stays_on_record(dispatcher, session):
    number = close(dispatcher)["id"]
    lifted = dispatcher.post(f"closures/{number}/lift").json()["properties"]
    assert (lifted["state"], lifted["lifted_by"]) == ("lifted", "dispatcher")
    assert lifted["lifted_at"] == "2026-11-20T02:40:00Z"
    assert code(dispatcher.post(f"closures/{number}/lift")) == (409, "closure-over")
    assert session.get(models.RoadClosure, number).geom is not None
    assert dispatcher.post("closures/999/lift").status_code == 404
    assert dispatcher.patch("closures/999", json={"reason": "x"}).status_code == 404


def test_a_coming_closure_can_be_lifted_before_it_begins(dispatcher):
    number = close(dispatcher, valid_from=(NOW + timedelta(hours=3)).isoformat())["id"]
    assert dispatcher.post(f"closures/{number}/lift").json()["properties"]["state"] == "lifted"


def test_the_roads_keeper_is_pinged_at_the_commit(dispatcher, database_url):
    with psycopg.connect(database_url, autocommit=True) as listener:
        listener.execute(f"listen {ROADS_CHANNEL}")
        close(dispatcher)
        heard = next(listener.notifies(timeout=30, stop_after=1), None)
    assert heard is not None


@pytest.fixture
def hindered(api, session):
    """Give the number of a closure into which dt-01 (stops 2 and 5) and dt-02 (stop 1) run."""
    with api.client("dispatcher") as client:
        number = close(client, valid_to=wib("12:00").isoformat())["id"]
    routes = dict(session.execute(select(models.Route.vehicle_id, models.Route.id)).all())
    for vehicle, stop, starts in (("dt-01", 2, "06:45"), ("dt-01", 5, "09:50"), ("dt-02", 1, "06:10")):
        session.add(
            models.Hindrance(
                route_id=routes[vehicle],
                number=stop,
                closure_id=number,
                from_time=wib(starts),
                to_time=wib(starts) + timedelta(minutes=5),
                found_at=NOW,
                geom="SRID=4326;POINT(110.705 -6.705)",
            )
        )
    session.commit()
    api.app.state.world.situations.forget()
    return number


def test_a_truck_that_has_the_closure_before_it_is_told_with_place_time_and_words(hindered, api):
    with api.client("viewer") as client:
        position = {row["vehicle_id"]: row for row in client.get("positions").json()["items"]}["dt-01"]
        ahead = position["closure_ahead"]
        assert (ahead["code"], ahead["closure_id"], ahead["n"]) == ("closed_road", hindered, 5)
        assert (ahead["stop_name"], ahead["at"]) == ("Titik 4", "2026-11-20T02:50:00Z")
        assert (ahead["lon"], ahead["lat"]) == (110.705, -6.705)
        assert ahead["words"]["id"] == (
            "Jalan menuju Titik 4 (rencana pukul 09.50) ditutup sampai pukul 12.00: banjir"
        )
        assert ahead["words"]["en"] == ("The road to Titik 4 (planned 09:50) is closed until 12:00: banjir")
        day = client.get("vehicles/dt-01/day").json()
        assert [each["n"] for each in day["closures_ahead"]] == [5]


def test_what_was_driven_already_is_no_alert(hindered, api):
    with api.client("viewer") as client:
        found = client.get("hindrances").json()
        assert found["ahead"] == 2
        told = {
            (each["properties"]["vehicle_id"], each["properties"]["n"]): each["properties"]["ahead"]
            for each in found["features"]
        }
        assert told == {("dt-01", 2): False, ("dt-01", 5): True, ("dt-02", 1): True}


def test_hindered_trucks_count_as_alerts(api, session, request):
    with api.client("viewer") as client:
        before = client.get("figures").json()
    request.getfixturevalue("hindered")
    with api.client("viewer") as client:
        after = client.get("figures").json()
    assert (before["trucks_hindered"], after["trucks_hindered"]) == (0, 2)
    assert after["alerts"] == before["alerts"] + 2


def test_a_closure_that_is_over_hinders_nobody(hindered, api, clock):
    clock.moment = wib("12:00")
    with api.client("viewer") as client:
        assert client.get("hindrances").json()["ahead"] == 0


def test_routes_name_the_closures_in_their_way(hindered, api):
    with api.client("viewer") as client:
        features = client.get("routes").json()["features"]
        named = {each["id"]: each["properties"]["closures"] for each in features}
        hit = {name.rsplit("-", 1)[-1] for name, found in named.items() if found and name.startswith("stop")}
        assert hit == {"1", "2", "5"}
        lines = [found for name, found in named.items() if name.startswith("route")]
        assert lines == [[hindered], [hindered]]
        closure = client.get("closures").json()["features"][0]
        assert closure["properties"]["routes"] == 2


def test_a_kecamatan_sees_only_its_own_trucks_hindered(hindered, api):
    with api.client("camat") as client:
        vehicles = {each["properties"]["vehicle_id"] for each in client.get("hindrances").json()["features"]}
        assert vehicles == {"dt-01"}


def test_a_day_without_hindrances_is_empty(api):
    with api.client("viewer") as client:
        answer = client.get("hindrances", params={"day": str(DAY + timedelta(days=1))}).json()
        assert (answer["ahead"], answer["features"]) == (0, [])


def test_an_account_of_a_part_closes_nothing_for_the_whole(api):
    with api.client("mandor") as client:
        assert client.post("closures", json=area()).status_code == 403


def test_other_roads_are_asked_anew_what_a_closure_closes(dispatcher, session):
    number = close(dispatcher)["id"]
    assert listed(dispatcher, "now")[number]["segments"] == 2
    old = session.get(models.RoadSnapshot, CHECKSUM)
    columns = {column.name: getattr(old, column.name) for column in models.RoadSnapshot.__table__.columns}
    session.execute(update(models.RoadSnapshot).values(is_current=False))
    session.add(models.RoadSnapshot(**{**columns, "checksum": "beef" * 12, "is_current": True}))
    session.commit()
    assert listed(dispatcher, "now")[number]["segments"] == 0


def test_closures_do_not_hang_on_the_network_being_there(dispatcher, session):
    session.execute(update(models.RoadSnapshot).values(is_current=False))
    session.commit()
    made = close(dispatcher)["properties"]
    assert made["segments"] == 0
