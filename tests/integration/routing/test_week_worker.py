"""Weeks from request to valid days: planned by jobs, in areas, published, kept from the scheduler."""

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from data.store.models import (
    CollectionPoint,
    CurrentRoute,
    Plan,
    Route,
    RouteStop,
    Vehicle,
    VehicleClass,
    WeekJob,
    WeekPlan,
)
from data.store.queries.plan_jobs import PlanWish, request_unplanned_day
from data.store.queries.publishing import publish_plan
from data.store.queries.weeks import jobs
from data.store.queries.weeks.publishing import points_of_week
from routing.errors import PublishError
from routing.planner import Wish, plan_day
from routing.posts import Surroundings
from routing.replanner import Ask, replan_day
from routing.settings import RoutingSettings
from routing.solve import BASELINE, Effort
from routing.week.solve import WeekEffort
from routing.week_planner import WeekWish, plan_week
from routing.week_publish import answer_publishing, publish_week
from routing.week_worker import answer_week

from .conftest import DAY, make_points

pytestmark = pytest.mark.services
DAYS = 3
WISH = WeekWish(DAY, DAYS, effort=WeekEffort(time_limit_s=10, processes=1))


@pytest.fixture
def around(town_url, office) -> Surroundings:
    return Surroundings(town_url, office, RoutingSettings(engine="baseline"))


@pytest.fixture
def week(office, add_points):
    """Give the number of a feasible week of a few points that are emptied every day, the first one found."""
    add_points(6, containers=1)
    with office.sessions.begin() as session:
        session.execute(update(CollectionPoint).values(times_per_week=7, version=CollectionPoint.version + 1))
    return plan_week(office, WISH, stopped=lambda: True).week_id


def stored(office, week_id):
    with office.sessions() as session:
        return session.get_one(WeekPlan, week_id)


def row(office, job):
    with office.sessions() as session:
        return session.get_one(WeekJob, job)


def ask(around, kind="plan", week_id=None, **asked):
    wish = jobs.WeekAsked(kind, "budi", around.office.clock.now(), asked, week_id)
    return jobs.request(around.office.sessions, around.url, wish)


def asked_for(**more):
    return {"first_day": DAY.isoformat(), "days": DAYS, "time_limit_s": 10, "seed": 1, **more}


def valid_days(office):
    with office.sessions() as session:
        rows = session.execute(
            select(CurrentRoute.operating_day, Plan.week_id, Plan.status).join(
                Plan, Plan.id == CurrentRoute.plan_id
            )
        )
        return {(day, week_id, status) for day, week_id, status in rows}


def test_published_week_is_one_valid_plan_for_each_of_its_days(office, week):
    drives = {date.fromisoformat(day) for day, trucks in stored(office, week).timetable.items() if trucks}
    published = publish_week(office, week, by="budi")
    assert set(published.plans) == drives
    assert valid_days(office) == {(day, week, "published") for day in drives}
    assert stored(office, week).status == "published"


def test_published_stops_are_those_of_the_timetable_in_order(office, week):
    wanted = {
        (date.fromisoformat(day), vehicle): [code for _, code in halts]
        for day, trucks in stored(office, week).timetable.items()
        for vehicle, halts in trucks.items()
    }
    publish_week(office, week, by="budi")
    with office.sessions() as session:
        rows = session.execute(
            select(Route.operating_day, Route.vehicle_id, CollectionPoint.code)
            .join(RouteStop, RouteStop.route_id == Route.id)
            .outerjoin(CollectionPoint, CollectionPoint.id == RouteStop.point_id)
            .where(RouteStop.kind != "end")
            .order_by(Route.operating_day, Route.vehicle_id, RouteStop.number)
        ).all()
    driven = {}
    for day, vehicle, code in rows:
        driven.setdefault((day, vehicle), []).append(code)
    points = {code for halts in driven.values() for code in halts if code}
    assert driven.keys() == wanted.keys()
    assert {key: [c for c in halts if c] for key, halts in driven.items()} == {
        key: [c for c in halts if c in points] for key, halts in wanted.items()
    }


def test_points_of_a_published_week_are_known_on_each_of_its_days(office, week):
    publish_week(office, week, by="budi")
    with office.sessions() as session:
        every = set(session.scalars(select(CollectionPoint.id)))
        assert points_of_week(session, DAY + timedelta(days=1)) == every
        assert points_of_week(session, DAY + timedelta(days=DAYS)) == frozenset()


def test_days_that_have_begun_are_left_as_they_are(office, week, clock):
    clock.moment = datetime(2026, 11, 20, 3, tzinfo=UTC)  # 10.00 WIB on the first day
    published = publish_week(office, week, by="budi")
    assert published.begun == (DAY,)
    assert DAY not in published.plans
    assert all(day > DAY for day, _, _ in valid_days(office))


def test_week_that_breaks_rules_is_not_published(office, week):
    with office.sessions.begin() as session:
        session.get_one(WeekPlan, week).feasible = False
    with pytest.raises(PublishError, match=f"week plan {week} breaks rules"):
        publish_week(office, week, by="budi")
    assert valid_days(office) == set()


def test_published_week_that_another_replaces_is_archived(office, week):
    publish_week(office, week, by="budi")
    second = plan_week(office, replace(WISH, start_from=week), stopped=lambda: True).week_id
    publish_week(office, second, by="budi")
    assert stored(office, week).status == "archived"
    assert {week_id for _, week_id, _ in valid_days(office)} == {second}


def test_day_on_which_a_week_sends_nobody_loses_the_plan_it_had(office, week, around):
    first, second = (DAY + timedelta(days=n) for n in (0, 1))
    plan_day(office, Wish(second, publish=True, effort=Effort(time_limit_s=1.0, legs=BASELINE)))
    alone = {first.isoformat(): stored(office, week).timetable[first.isoformat()]}
    job = ask(around, **asked_for(timetable=alone))
    answer_week(around, {"job": job}, threading.Event())
    publish_week(office, row(office, job).week_id, by="budi")
    with office.sessions() as session:
        sent = select(CurrentRoute.operating_day).where(CurrentRoute.route_id.is_not(None))
        assert set(session.scalars(sent)) == {first}
        assert list(session.scalars(select(Plan.status).where(Plan.first_day == second))) == ["archived"]


def test_no_day_of_a_published_week_is_planned_again_by_the_scheduler(office, week, around):
    publish_week(office, week, by="budi")
    for ahead in range(DAYS):
        wish = PlanWish(DAY + timedelta(days=ahead), True, "penjadwal", office.clock.now())
        assert request_unplanned_day(office.sessions, around.url, wish) is None
    after = PlanWish(DAY + timedelta(days=DAYS), True, "penjadwal", office.clock.now())
    assert request_unplanned_day(office.sessions, around.url, after) is not None


def test_replan_of_a_weeks_day_leaves_other_days_points_and_village_vehicles_alone(office, week, clock):
    published = publish_week(office, week, by="budi")
    with office.sessions.begin() as session:
        village = session.scalar(
            select(Vehicle.id).join(VehicleClass).where(VehicleClass.work == "village").order_by(Vehicle.id)
        )
        session.add(CurrentRoute(operating_day=DAY, vehicle_id=village, plan_id=published.plans[DAY]))
        session.add(next(p for p in make_points(7, 0) if p.code == "T-06"))
    clock.moment = datetime(2026, 11, 20, 2, tzinfo=UTC)
    ask_anew = Ask(DAY, {"kind": "other"}, "budi", Effort(time_limit_s=1.0, legs=BASELINE))
    child = replan_day(office, ask_anew).plan_id
    with office.sessions.begin() as session:
        publish_plan(session, child, by="budi", at=clock.now())
    with office.sessions() as session:
        stops = select(CollectionPoint.code).join(RouteStop).join(Route).where(Route.plan_id == child)
        named = set(session.scalars(stops))
        assert session.get_one(Plan, child).week_id == week
        assert named
        assert "T-06" not in named
        assert session.get_one(CurrentRoute, (DAY, village)).plan_id == published.plans[DAY]


def test_publishing_job_ends_with_the_week(office, week, around):
    job = ask(around, "publish", week)
    answer_publishing(around, {"job": job}, threading.Event())
    assert (row(office, job).status, row(office, job).week_id) == ("done", week)


def test_publishing_job_that_may_not_says_why_in_one_sentence(office, week, around):
    publish_week(office, week, by="budi")
    job = ask(around, "publish", week)
    answer_publishing(around, {"job": job}, threading.Event())
    assert row(office, job).status == "failed"
    assert row(office, job).error == f"week plan {week} is published: only a draft can be published"


def test_timetable_of_people_becomes_a_draft_of_origin_import(office, week, around):
    timetable = stored(office, week).timetable
    job = ask(around, **asked_for(timetable=timetable, name="Jadwal lama"))
    answer_week(around, {"job": job}, threading.Event())
    done = row(office, job)
    assert done.status == "done"
    made = stored(office, done.week_id)
    assert (made.origin, made.name, made.requested_by) == ("import", "Jadwal lama", "budi")
    assert made.timetable == timetable


def test_whoever_takes_over_a_timetable_takes_over_how_often_and_is_told(office, week, around):
    first = DAY.isoformat()
    job = ask(around, **asked_for(timetable={first: stored(office, week).timetable[first]}))
    answer_week(around, {"job": job}, threading.Event())
    made = stored(office, row(office, job).week_id)
    codes = {point["code"] for point in made.board["points"]}
    told = [v for v in made.board["violations"] if v["rule"] == "rarer_than_said"]
    assert made.wishes["times"] == dict.fromkeys(codes, 1)
    assert {v["point"] for v in told} == codes
    assert told[0]["message_id"].endswith("diangkut 1 kali minggu ini, bukan 3 kali.")
    assert made.feasible, made.board["violations"]


def test_areas_are_joined_to_one_week_by_whoever_ends_last(office, week, around):
    with office.sessions.begin() as session:
        trucks = sorted(session.scalars(select(Vehicle.id).where(Vehicle.planned)))
        asked_by = WISH.requested_by
    timetable = stored(office, week).timetable
    # the town is one district, so its areas differ by their trucks only
    halves = [set(trucks[::2]), set(trucks[1::2])]
    given = [{d: {v: h for v, h in t.items() if v in half} for d, t in timetable.items()} for half in halves]
    district = {"kecamatan": ["Jepara"]}
    areas = [{"name": f"bagian {n}", "vehicles": sorted(half), **district} for n, half in enumerate(halves)]
    wish = jobs.WeekAsked("plan", asked_by, office.clock.now(), asked_for(name="Gabungan"))
    group = jobs.request_group(office.sessions, around.url, wish, areas)
    with office.sessions.begin() as session:
        parts = list(session.scalars(select(WeekJob).where(WeekJob.group_id == group).order_by(WeekJob.id)))
        for part, halts in zip(parts, given, strict=True):
            part.asked = {**part.asked, "timetable": halts}
    first, second = (part.id for part in parts)

    answer_week(around, {"job": first}, threading.Event())
    assert row(office, group).status == "running"
    answer_week(around, {"job": second}, threading.Event())

    whole = row(office, group)
    assert whole.status == "done", whole.error
    joined = stored(office, whole.week_id)
    assert joined.timetable == timetable
    assert (joined.name, joined.status, joined.origin) == ("Gabungan", "draft", "solver")
    assert {stored(office, row(office, part).week_id).status for part in (first, second)} == {"archived"}


def test_worker_that_must_end_puts_its_job_back(office, add_points, around):
    add_points(6, containers=1)
    job = ask(around, **asked_for())
    told = threading.Event()
    told.set()
    answer_week(around, {"job": job}, told)
    assert (row(office, job).status, row(office, job).worker) == ("waiting", None)


def test_week_without_points_fails_with_one_sentence(office, around):
    job = ask(around, **asked_for())
    answer_week(around, {"job": job}, threading.Event())
    failed = row(office, job)
    assert failed.status == "failed"
    assert failed.error
    assert "\n" not in failed.error
