"""What is done or on its way stays; the rest of the day is planned anew, changing as little as needed."""

import functools
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from shapely import Point, box, wkt
from shapely.geometry import mapping, shape
from sqlalchemy import func, select, text, update

from data.contract.calendar import OperatingCalendar
from data.contract.codec import encode
from data.store.address import plain_url
from data.store.engine import make_engine, session_factory
from data.store.errors import ConflictError
from data.store.models import CollectionPoint, Facility, Plan, PlanJob, Route, RouteStop, Unserved
from data.store.queries import changes, closures, downlink, facility_closures, outages, replanning, urgent
from data.store.queries.closures import NewClosure
from data.store.queries.plan_jobs import ReplanWish, request_replan
from data.store.queries.publishing import publish_plan
from routing.errors import DayError
from routing.planner import Office, Wish, plan_day
from routing.posts import Surroundings
from routing.replanner import Ask, replan_day
from routing.settings import RoutingSettings
from routing.solve import BASELINE, Effort
from routing.worker import answer_rest
from tests.support.driven_day import drive_until
from tests.support.town import COLUMNS, ROWS, corner

from .conftest import DAY, PretendClock, make_points

pytestmark = pytest.mark.services

NINE = datetime(2026, 11, 20, 2, tzinfo=UTC)
LATER = NINE + timedelta(hours=1)
QUICK = Effort(time_limit_s=1.0, legs=BASELINE)
ASK = Ask(DAY, {"kind": "outage", "id": 1}, "budi", QUICK)


@pytest.fixture(scope="session")
def nine_template(databases, town_template):
    """Give the URL of the town at nine o'clock, with all trucks on their published routes."""
    url = databases.create(town_template)
    engine = make_engine(url)
    office = Office(session_factory(engine), PretendClock(), OperatingCalendar())
    with office.sessions.begin() as session:
        session.add_all(make_points(26, 4))
        session.execute(update(CollectionPoint).where(CollectionPoint.kind == "stop").values(service_s=1500))
    plan_day(office, Wish(DAY, publish=True, effort=Effort(legs=BASELINE)))
    drive_until(office.sessions, DAY, NINE)
    engine.dispose()
    return url


@pytest.fixture
def nine_url(databases, nine_template):
    url = databases.create(nine_template)
    yield url
    databases.drop(url)


@pytest.fixture
def nine(nine_url):
    """Give the office at nine o'clock."""
    engine = make_engine(nine_url)
    yield Office(session_factory(engine), PretendClock(NINE), OperatingCalendar())
    engine.dispose()


def routes_of(office):
    """Return the valid routes by vehicle."""
    with office.sessions() as session:
        return {route.vehicle_id: route for route in replanning.valid_routes(session, DAY)}


def stops_of(office, plan_id):
    """Return the stops of a plan by vehicle, in order."""
    found = {}
    with office.sessions() as session:
        query = (
            select(Route.vehicle_id, RouteStop)
            .join(Route, Route.id == RouteStop.route_id)
            .where(Route.plan_id == plan_id)
            .order_by(Route.vehicle_id, RouteStop.number)
        )
        for vehicle, stop in session.execute(query):
            found.setdefault(vehicle, []).append(stop)
    return found


def busy_truck(office):
    """Return a dump truck with work left at nine."""
    return next(
        name
        for name, route in routes_of(office).items()
        if name.startswith("dt") and sum(s.kind == "collect" and s.arrives_at > NINE for s in route.stops) > 2
    )


def break_down(office, vehicle, load="listed"):
    with office.sessions.begin() as session:
        return outages.record(
            session, vehicle, reason="gardan patah", load=load, by="budi", at=office.clock.now()
        )


def plan_of(office, plan_id):
    with office.sessions() as session:
        return session.get_one(Plan, plan_id), changes.changes_of(session, plan_id)


def publish(office, plan_id):
    with office.sessions.begin() as session:
        publish_plan(session, plan_id, by="budi", at=office.clock.now())


def told(url):
    """Return what each device is told now."""
    with psycopg.connect(plain_url(url), autocommit=True) as connection:
        messages = downlink.routes_of_day(connection, DAY, NINE)
    return {device: encode(message) for device, message in messages.items()}


def test_points_of_a_broken_truck_go_to_others_and_what_is_done_stays(nine):
    broken, before = busy_truck(nine), routes_of(nine)
    assert len(before) > 2
    break_down(nine, broken)
    number = replan_day(nine, ASK).plan_id
    plan, account = plan_of(nine, number)
    stops = stops_of(nine, number)
    assert (plan.status, plan.feasible, plan.parent_id) == ("draft", True, 1)
    assert all(stop.frozen and stop.kind != "end" for stop in stops[broken]), "it ends where it stands"
    ahead = {s.point_id for s in before[broken].stops if s.kind == "collect" and s.arrives_at > NINE}
    taken = {s.point_id for name, of in stops.items() if name != broken for s in of if not s.frozen}
    with nine.sessions() as session:
        left_out = set(session.scalars(select(Unserved.point_id).where(Unserved.plan_id == number)))
    assert ahead <= taken | left_out
    assert ahead & taken
    for name, route in before.items():
        done = [(s.kind, s.code) for s in route.stops if s.leaves_at <= NINE and s.kind != "end"]
        kept = [s for s in stops[name] if s.frozen]
        assert len(kept) >= len(done)
        assert [s.number for s in stops[name]] == list(range(1, len(stops[name]) + 1))
    theirs = next(v for v in account["vehicles"] if v["vehicle_id"] == broken)
    assert theirs["changed"]
    assert theirs["after"] is None
    assert {each["code"] for each in theirs["lost"]} == {
        s.code for s in before[broken].stops if s.point_id in ahead
    }
    assert account["left_loads"][0]["vehicle_id"] == broken


def test_times_go_on_from_where_the_truck_is_free_and_loads_from_what_it_carries(nine):
    break_down(nine, busy_truck(nine))
    for stops in stops_of(nine, replan_day(nine, ASK).plan_id).values():
        times = [moment for stop in stops for moment in (stop.arrives_at, stop.leaves_at)]
        assert times == sorted(times)
        load = 0
        for stop in stops:
            load += stop.kg
            assert (stop.load_kg, load >= 0) == (load, True)
        new = [stop.trip for stop in stops]
        assert new == sorted(new)


def test_only_changed_trucks_are_told_and_the_broken_one_nothing(nine, nine_url):
    broken = busy_truck(nine)
    before = told(nine_url)
    with nine.sessions.begin() as session:
        session.execute(update(Route).values(acknowledged_at=NINE))
    break_down(nine, broken)
    assert broken not in told(nine_url), "a broken truck has no route, before anybody plans anew"
    number = replan_day(nine, ASK).plan_id
    publish(nine, number)
    _, account = plan_of(nine, number)
    changed = {v["vehicle_id"] for v in account["vehicles"] if v["changed"]} - {broken}
    after = told(nine_url)
    idle = set(before) - {broken} - changed
    assert changed
    assert idle
    for device in idle & set(after):
        assert after[device] == before[device], "the very same message"
    for device in changed & set(before):
        assert after[device] != before[device]
    with nine.sessions() as session:
        unsaid = session.scalars(
            select(Route.vehicle_id).where(Route.plan_id == number, Route.acknowledged_at.is_(None))
        )
        assert set(unsaid) == changed | {broken}


def test_urgent_point_is_put_into_somebodys_day(nine):
    with nine.sessions.begin() as session:
        point = next(make_points(1, 0))
        point.code, point.name = "DARURAT", "pasar"
        session.add(point)
        session.flush()
        urgent.request(
            session, operating_day=DAY, point_id=point.id, kg=500, reason="penuh", by="budi", at=NINE
        )
    number = replan_day(nine, ASK).plan_id
    _, account = plan_of(nine, number)
    gained = [(v["vehicle_id"], each["code"]) for v in account["vehicles"] for each in v["gained"]]
    assert [code for _, code in gained] == ["DARURAT"]
    stops = stops_of(nine, number)[gained[0][0]]
    assert [s.kg for s in stops if s.point_id == point.id] == [500]


def test_nobody_tips_while_a_facility_is_closed(nine):
    shut_until = NINE + timedelta(hours=2)
    with nine.sessions.begin() as session:
        landfill = session.scalar(select(Facility.id).where(Facility.code == "tpa-bandengan"))
        facility_closures.close(session, landfill, until=shut_until, reason="longsor", by="budi", at=NINE)
    number = replan_day(nine, ASK).plan_id
    plan, _ = plan_of(nine, number)
    tips = [
        s for of in stops_of(nine, number).values() for s in of if s.kind == "unload" and s.leaves_at > NINE
    ]
    assert plan.feasible
    assert tips
    began = [s.leaves_at - timedelta(seconds=s.service_s) for s in tips]
    assert all(moment >= shut_until for moment in began)


def test_truck_without_a_device_is_taken_to_keep_its_plan(nine, nine_url):
    silent = busy_truck(nine)
    with nine.sessions.begin() as session:
        session.execute(text("delete from visit where vehicle_id = :v"), {"v": silent})
        session.execute(text("delete from latest_position where device_id = :v"), {"v": silent})
    stops = stops_of(nine, replan_day(nine, ASK).plan_id)[silent]
    done = [s for s in routes_of(nine)[silent].stops if s.leaves_at <= NINE]
    assert sum(s.frozen for s in stops) >= len(done) > 0


def test_second_replan_begins_where_the_first_left_off(nine):
    first = busy_truck(nine)
    break_down(nine, first)
    publish(nine, replan_day(nine, ASK).plan_id)
    nine.clock.moment = LATER
    with nine.sessions.begin() as session:
        session.execute(text("delete from visit"))
    drive_until(nine.sessions, DAY, LATER, silent={first})
    before = routes_of(nine)
    second = next(n for n in before if n != first and any(s.arrives_at > LATER for s in before[n].stops[:-2]))
    break_down(nine, second, load="transferred")
    number = replan_day(nine, ASK).plan_id
    plan, account = plan_of(nine, number)
    assert (plan.feasible, plan.version, plan.parent_id) == (True, 3, 2)
    assert {load["vehicle_id"] for load in account["left_loads"]} == {first}, "the other load was taken over"
    publish(nine, number)
    served = [s.point_id for of in stops_of(nine, number).values() for s in of if s.kind == "collect"]
    assert len(served) == len(set(served)), "nobody is sent where somebody has been"


def test_replan_of_a_plan_that_was_replaced_is_not_published(nine):
    number = replan_day(nine, ASK).plan_id
    publish(nine, replan_day(nine, ASK).plan_id)
    with pytest.raises(ConflictError, match=f"plan {number} changes plan 1, which is not valid any more"):
        publish(nine, number)


def test_nothing_happened_nothing_changes(nine):
    _, account = plan_of(nine, replan_day(nine, ASK).plan_id)
    assert [v["vehicle_id"] for v in account["vehicles"] if v["changed"]] == []
    assert account["stops_moved"] == 0


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("update plan set status = 'archived'", "no plan is valid on 2026-11-20, so there is nothing to"),
        ("update vehicle set broken_since = now()", "no vehicle is in service on 2026-11-20"),
        ("update collection_point set valid_to = '2026-11-20'", "every point of 2026-11-20 is emptied"),
    ],
)
def test_day_that_cannot_be_planned_anew_is_refused_in_one_sentence(nine, statement, sentence):
    with nine.sessions.begin() as session:
        session.execute(text(statement))
    with pytest.raises(DayError, match=sentence):
        replan_day(nine, ASK)


def test_request_has_a_queue_of_its_own_and_ends_with_a_draft(nine, nine_url):
    break_down(nine, busy_truck(nine))
    wish = ReplanWish(DAY, {"kind": "outage", "id": 1}, "budi", NINE)
    number = request_replan(nine.sessions, nine_url, wish)
    assert request_replan(nine.sessions, nine_url, replace(wish, requested_by="siti")) == number
    with nine.sessions() as session:
        queued = session.execute(text("select queue_name, lock from queue.procrastinate_jobs")).all()
        assert queued == [("replan", f"replan:{DAY}")]
    asked = {"job": number, "operating_day": DAY.isoformat(), "cause": wish.cause, "requested_by": "budi"}
    around = Surroundings(nine_url, nine, RoutingSettings(engine="baseline"))
    answer_rest(around, asked, threading.Event())
    with nine.sessions() as session:
        job = session.get_one(PlanJob, number)
        assert (job.status, job.kind, job.error) == ("done", "replan", None)
        plan = session.get_one(Plan, job.plan_id)
        assert (plan.status, plan.requested_by, plan.changes["cause"]) == ("draft", "budi", wish.cause)


def test_trucks_go_round_a_road_that_was_closed_meanwhile(nine):
    block, crossing = busiest_block(nine)
    with nine.sessions.begin() as session:
        closures.create(session, NewClosure(block, "banjir", NINE), by="budi", at=NINE)
    number = replan_day(nine, ASK).plan_id
    plan, account = plan_of(nine, number)
    assert plan.feasible
    assert [each["reason"] for each in plan.measures["closures"]] == ["banjir"]
    assert crossing
    assert crossing <= {v["vehicle_id"] for v in account["vehicles"] if v["changed"]}, "they are told"
    assert not crossing_of(nine, number, shape(block))


def busiest_block(office):
    """Return a block without points over which most ways lead that are still to be driven, and who drives."""
    with office.sessions() as session:
        query = select(func.ST_X(CollectionPoint.geom), func.ST_Y(CollectionPoint.geom))
        points = [Point(*row) for row in session.execute(query)]
        yards = select(func.ST_X(Facility.geom), func.ST_Y(Facility.geom))
        points += [Point(*row) for row in session.execute(yards)]
    found = []
    for column in range(COLUMNS - 1):
        for row in range(ROWS):
            (west, south), (east, _) = corner(column, row), corner(column + 1, row)
            # the middle of a street, between two crossings
            block = box(west + 0.0008, south - 0.0004, east - 0.0008, south + 0.0004)
            if min(block.distance(point) for point in points) > 0.0015:
                found.append((len(who := crossing_of(office, 1, block)), mapping(block), who))
    _, block, who = max(found, key=lambda each: each[0])
    return block, who


def crossing_of(office, plan, block):
    """Return whose ways still to be driven, by a plan and after the present ones, lead over a block."""
    return {name for name, stops in legs_of(office, plan).items() if any(leg.crosses(block) for leg in stops)}


@functools.cache
def _read(leg):
    return wkt.loads(leg)


def legs_of(office, plan):
    query = (
        select(Route.vehicle_id, func.ST_AsText(RouteStop.leg))
        .join(Route, Route.id == RouteStop.route_id)
        .where(Route.plan_id == plan, ~RouteStop.frozen, RouteStop.arrives_at > NINE + timedelta(minutes=45))
    )
    found = {}
    with office.sessions() as session:
        for vehicle, leg in session.execute(query):
            found.setdefault(vehicle, []).append(_read(leg))
    return found
