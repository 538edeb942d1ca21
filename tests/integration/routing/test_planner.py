from dataclasses import replace
from datetime import UTC, datetime, time

import pytest
from sqlalchemy import func, select, update

from data.store.models import (
    CollectionPoint,
    CurrentRoute,
    Facility,
    Plan,
    RoadSnapshot,
    Route,
    RouteStop,
    Unserved,
    Vehicle,
    Visit,
)
from data.store.queries.plan_jobs import PlanWish, request_plan
from routing.errors import DayError, PublishError
from routing.judging.judge import Judge
from routing.model.problem_json import problem_from_json
from routing.planner import Wish, plan_day, publish
from routing.solve import BASELINE, Effort

from .conftest import DAY

pytestmark = pytest.mark.services
QUICK = Effort(legs=BASELINE)
WISH = Wish(DAY, effort=QUICK)


def change(office, statement):
    with office.sessions.begin() as session:
        session.execute(statement)


def test_day_is_planned_stored_and_published(office, add_points):
    add_points()
    planned = plan_day(office, replace(WISH, publish=True, effort=Effort(time_limit_s=2.0)))
    with office.sessions() as session:
        plan = session.get_one(Plan, planned.plan_id)
        assert (plan.status, plan.feasible, plan.version) == ("published", True, 1)
        assert plan.judgement["violations"] == []
        assert plan.measures["stops"] == 16
        assert plan.measures["tried"][0]["engine"] == "savings"
        routes = list(session.scalars(select(Route).where(Route.plan_id == plan.id)))
        current = list(session.scalars(select(CurrentRoute)))
        assert {(c.vehicle_id, c.route_id) for c in current} == {(r.vehicle_id, r.id) for r in routes}
        assert sum(r.trips for r in routes) >= 3


def test_stored_route_unloads_before_the_pool_and_draws_every_leg(office, add_points):
    add_points()
    number = plan_day(office, WISH).plan_id
    with office.sessions() as session:
        pool = session.scalar(select(Facility.id).where(Facility.code == "pool"))
        for route in session.scalars(select(Route).where(Route.plan_id == number)):
            query = select(RouteStop).where(RouteStop.route_id == route.id).order_by(RouteStop.number)
            stops = list(session.scalars(query))
            kinds = [s.kind for s in stops]
            assert kinds[-2:] == ["unload", "end"]
            assert (stops[-1].facility_id, stops[-1].load_kg) == (pool, 0)
            assert sum(s.kg for s in stops) == 0
            assert sum(s.leg_m for s in stops) == route.distance_m
            assert stops[-1].arrives_at == route.returns_at
            lengths = session.scalars(
                select(func.ST_Length(func.Geography(RouteStop.leg)))
                .where(RouteStop.route_id == route.id)
                .order_by(RouteStop.number)
            )
            for stop, length_m in zip(stops, lengths, strict=True):
                assert length_m == pytest.approx(stop.leg_m, abs=max(30, 0.02 * stop.leg_m))


def test_stored_problem_can_be_judged_again(office, add_points):
    add_points()
    planned = plan_day(office, WISH)
    with office.sessions() as session:
        problem = problem_from_json(session.get_one(Plan, planned.plan_id).problem)
    assert Judge(problem).judge(planned.solved.plan).feasible


def test_replan_is_a_child_and_replaces_the_published_one(office, add_points):
    add_points()
    first = plan_day(office, replace(WISH, publish=True)).plan_id
    second = plan_day(office, replace(WISH, publish=True)).plan_id
    with office.sessions() as session:
        plans = {p.id: p for p in session.scalars(select(Plan))}
        assert (plans[second].version, plans[second].parent_id) == (2, first)
        assert (plans[first].status, plans[second].status) == ("archived", "published")
        assert {c.plan_id for c in session.scalars(select(CurrentRoute))} == {second}


def test_request_that_two_workers_have_is_answered_once(office, add_points, town_url, clock):
    add_points()
    request = PlanWish(DAY, publish=True, requested_by="budi", requested_at=clock.now())
    wish = replace(WISH, publish=True, job=request_plan(office.sessions, town_url, request))
    first, second = plan_day(office, wish), plan_day(office, wish)
    assert (second.plan_id, second.published) == (first.plan_id, True)
    with office.sessions() as session:
        assert list(session.scalars(select(Plan.id))) == [first.plan_id]


def test_publishing_twice_changes_nothing(office, add_points, clock):
    add_points()
    number = plan_day(office, WISH).plan_id
    assert publish(office, number, by="a") is True
    at = clock.moment
    clock.moment = datetime(2026, 11, 19, 13, tzinfo=UTC)
    assert publish(office, number, by="b") is False
    with office.sessions() as session:
        plan = session.get_one(Plan, number)
        assert (plan.published_by, plan.published_at) == ("a", at)
    with pytest.raises(PublishError, match="there is no plan 999"):
        publish(office, 999, by="a")


def test_waste_grows_with_the_days_since_the_last_visit(office, add_points):
    add_points(count=4, containers=0)
    with office.sessions.begin() as session:
        seen = session.scalar(select(CollectionPoint.id).where(CollectionPoint.code == "T-00"))
        moment = datetime(2026, 11, 19, 2, tzinfo=UTC)
        session.add(
            Visit(
                operating_day=DAY.replace(day=19),
                vehicle_id="dt-01",
                kind="collect",
                point_id=seen,
                arrived_at=moment,
                left_at=moment,
                source="track",
                confidence=1.0,
            )
        )
    stops = {s["code"]: s["kg"] for s in _stops(office, plan_day(office, WISH).plan_id)}
    assert stops == {"T-00": 120, "T-01": 360, "T-02": 360, "T-03": 360}


def _stops(office, number):
    with office.sessions() as session:
        return session.get_one(Plan, number).problem["stops"]


def test_broken_truck_gets_no_route(office, add_points):
    add_points()
    change(office, update(Vehicle).where(Vehicle.id != "dt-03").values(broken_since=datetime.now(UTC)))
    number = plan_day(office, WISH).plan_id
    with office.sessions() as session:
        assert set(session.scalars(select(Route.vehicle_id).where(Route.plan_id == number))) == {"dt-03"}
        reasons = set(session.scalars(select(Unserved.reason).where(Unserved.plan_id == number)))
        assert "no_vehicle_allowed" in reasons


def test_landfill_that_closes_at_noon_takes_nothing_later(office, add_points):
    add_points()
    change(office, update(Facility).where(Facility.kind == "landfill").values(closes=time(12)))
    number = plan_day(office, WISH).plan_id
    with office.sessions() as session:
        latest = session.scalar(
            select(func.max(RouteStop.leaves_at))
            .join(Route, Route.id == RouteStop.route_id)
            .where(Route.plan_id == number, RouteStop.kind == "unload")
        )
    assert latest <= datetime(2026, 11, 20, 5, tzinfo=UTC)


def test_plan_made_during_the_shift_begins_when_it_is_ready(office, add_points, clock):
    add_points()
    clock.moment = datetime(2026, 11, 20, 2, tzinfo=UTC)
    number = plan_day(office, WISH).plan_id
    with office.sessions() as session:
        leaves = session.scalars(select(Route.leaves_at).where(Route.plan_id == number))
        assert min(leaves) >= clock.moment


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        (
            update(CollectionPoint).values(valid_to=DAY),
            "no collection point waits to be emptied on 2026-11-20",
        ),
        (update(Vehicle).values(broken_since=datetime.now(UTC)), "no vehicle is in service on 2026-11-20"),
        (update(Facility).values(status="closed"), "no landfill that takes residue is open on 2026-11-20"),
        (
            update(Facility).where(Facility.kind == "landfill").values(opens=time(20), closes=time(22)),
            "every landfill is closed during the whole shift of 2026-11-20",
        ),
        (
            update(Facility).where(Facility.kind == "pool").values(valid_to=DAY),
            "the pool of the vehicles is closed on 2026-11-20",
        ),
        (update(RoadSnapshot).values(is_current=False), "no road snapshot is active"),
        (update(RoadSnapshot).values(folder="/nowhere"), "the current road snapshot cannot be used"),
    ],
)
def test_day_that_cannot_be_planned_is_refused_in_one_sentence(office, add_points, statement, sentence):
    add_points()
    change(office, statement)
    with pytest.raises(DayError, match=sentence) as caught:
        plan_day(office, WISH)
    assert "\n" not in str(caught.value)
    with office.sessions() as session:
        assert session.scalar(select(func.count()).select_from(Plan)) == 0


def test_empty_plan_is_kept_as_a_draft_and_not_published(office, add_points):
    add_points(count=2, containers=2)
    change(office, update(Vehicle).where(Vehicle.class_code == "arm_roll").values(planned=False))
    with pytest.raises(PublishError, match="sends no vehicle"):
        plan_day(office, replace(WISH, publish=True))
    with office.sessions() as session:
        assert session.scalar(select(Plan.status)) == "draft"
        assert session.scalar(select(func.count()).select_from(Unserved)) == 2
