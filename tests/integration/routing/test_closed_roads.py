"""Plans go around what is closed for their class during their shift, and say so."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, text
from typer.testing import CliRunner

from data.store.models import CollectionPoint, Plan, RoadClosure, Unserved
from data.store.queries import closures, hindrances
from data.store.queries.closures import NewClosure
from data.store.seed import point
from routing.cli import app
from routing.errors import DayError
from routing.planner import Wish, plan_day
from routing.solve import BASELINE, Effort
from tests.support.town import corner

from .conftest import DAY

pytestmark = pytest.mark.services

WISH = Wish(DAY, effort=Effort(legs=BASELINE))
SHIFT = (datetime(2026, 11, 19, 23, tzinfo=UTC), datetime(2026, 11, 20, 7, tzinfo=UTC))
EARLY = datetime(2026, 11, 1, tzinfo=UTC)
INTO = text(
    "select count(*) from route_stop s"
    " join route r on r.id = s.route_id join vehicle v on v.id = r.vehicle_id"
    " join road_closure c on ST_Relate(s.leg, c.geom, 'T********')"
    " where r.plan_id = :plan and v.class_code = :code"
)


def box(west, south, east, north):
    """Return an area around the crossings from (west, south) to (east, north)."""
    (w, s), (e, n) = corner(west, south), corner(east, north)
    w, s, e, n = w - 0.0008, s - 0.0008, e + 0.0008, n + 0.0008
    return {"type": "Polygon", "coordinates": [[[w, s], [e, s], [e, n], [w, n], [w, s]]]}


def close(office, geometry, *, start=SHIFT[0], end=None, classes=()):
    with office.sessions.begin() as session:
        new = NewClosure(geometry, "banjir", start, end, classes)
        return closures.create(session, new, by="dispatcher", at=EARLY)


def legs_into(office, plan, code="dump_truck"):
    with office.sessions() as session:
        return session.execute(INTO, {"plan": plan, "code": code}).scalar_one()


@pytest.fixture
def busy(office, add_points):
    """Give an area without points through which today's plan drives."""
    add_points()
    with office.sessions() as session:
        places = set(
            session.execute(select(func.ST_X(CollectionPoint.geom), func.ST_Y(CollectionPoint.geom)))
        )
    number = plan_day(office, WISH).plan_id
    for column in range(2, 11):
        for row in range(2, 17):
            area = box(column, row, column + 1, row)
            (west, south), (east, north) = area["coordinates"][0][0], area["coordinates"][0][2]
            if any(west < lon < east and south < lat < north for lon, lat in places):
                continue
            made = close(office, area)
            if legs_into(office, number) and legs_into(office, number, "arm_roll"):
                with office.sessions.begin() as session:
                    session.delete(session.get(RoadClosure, made.id))
                return area
            with office.sessions.begin() as session:
                session.delete(session.get(RoadClosure, made.id))
    pytest.fail("no street of the plan is without points")


def test_plan_goes_around_a_closed_area_and_names_it(office, busy, town_url, monkeypatch):
    monkeypatch.setenv("SIANGSA_DATABASE_URL", town_url)
    row = close(office, busy)
    planned = plan_day(office, WISH)
    assert planned.solved.judgement.feasible
    assert legs_into(office, planned.plan_id) == legs_into(office, planned.plan_id, "arm_roll") == 0
    with office.sessions() as session:
        plan = session.get_one(Plan, planned.plan_id)
        assert plan.measures["closures"] == [{"id": row.id, "reason": "banjir"}]
        assert "base" not in plan.measures["roads"].values()
    shown = CliRunner().invoke(app, ["show", str(planned.plan_id)]).stdout
    assert f"goes around closure {row.id}: banjir" in shown


@pytest.mark.parametrize(
    ("start", "end"),
    [(SHIFT[0] - timedelta(days=2), SHIFT[0]), (SHIFT[1], None)],
    ids=["ends as the shift begins", "begins as the shift ends"],
)
def test_closure_outside_the_shift_is_not_reckoned_with(office, busy, start, end):
    close(office, busy, start=start, end=end)
    with office.sessions() as session:
        plan = session.get_one(Plan, plan_day(office, WISH).plan_id)
    assert plan.measures["closures"] == []
    assert set(plan.measures["roads"].values()) == {"base"}


def test_closure_of_this_morning_is_over_for_a_plan_at_noon(office, busy, clock):
    close(office, busy, end=SHIFT[0] + timedelta(hours=2))
    clock.moment = SHIFT[0] + timedelta(hours=3)
    with office.sessions() as session:
        plan = session.get_one(Plan, plan_day(office, WISH).plan_id)
    assert plan.measures["closures"] == []


def test_closure_for_one_class_lets_the_others_through(office, busy):
    close(office, busy, classes=("arm_roll",))
    planned = plan_day(office, WISH)
    assert planned.solved.judgement.feasible
    assert legs_into(office, planned.plan_id, "arm_roll") == 0
    assert legs_into(office, planned.plan_id, "dump_truck") > 0


def test_published_route_is_hindered_until_a_new_plan_goes_around(office, busy):
    plan_day(office, replace(WISH, publish=True))
    close(office, busy)
    with office.sessions() as session:
        assert hindrances.find(session, {}, now=SHIFT[0] - timedelta(hours=1), today=DAY)
    plan_day(office, replace(WISH, publish=True))
    with office.sessions() as session:
        assert not hindrances.find(session, {}, now=SHIFT[0] - timedelta(hours=1), today=DAY)


def test_points_without_a_way_are_left_out_with_the_roads_own_reason(office, add_points):
    add_points()
    with office.sessions.begin() as session:
        shut, lonely = session.scalars(select(CollectionPoint).order_by(CollectionPoint.code).limit(2))
        shut.geom = point(*corner(12, 18))
        lonely.geom = point(110.75, -6.60)
    close(office, box(12, 18, 12, 18))
    number = plan_day(office, WISH).plan_id
    with office.sessions() as session:
        rows = session.scalars(select(Unserved).where(Unserved.plan_id == number))
        reasons = {row.point_id: (row.reason, row.detail) for row in rows}
    assert reasons[shut.id] == ("closed_road", {"closures": 1})
    reason, detail = reasons[lonely.id]
    assert reason == "far_from_road"
    assert detail["distance_m"] > 5_000


def test_landfill_behind_closed_roads_is_one_sentence_that_says_so(office, add_points):
    add_points()
    close(office, box(0, 0, 13, 19))
    with pytest.raises(DayError, match=r"no road leads from the pool .* 1 closure"):
        plan_day(office, WISH)
