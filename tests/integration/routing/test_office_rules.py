"""What the office writes down about points, trucks and facilities holds in the plan of a day."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import insert, select, update

from data.store.models import (
    CollectionPoint,
    Facility,
    Route,
    RouteStop,
    Unserved,
    UrgentPoint,
    Vehicle,
    VehicleOutage,
    WorkBreak,
)
from data.store.queries import outages, planning
from routing.planner import Wish, load_rows, plan_day
from routing.solve import BASELINE, Effort

from .conftest import DAY

pytestmark = pytest.mark.services
WISH = Wish(DAY, effort=Effort(legs=BASELINE))
DURING = (datetime(2026, 11, 20, 2, tzinfo=UTC), datetime(2026, 11, 20, 4, tzinfo=UTC))
EVENING = (datetime(2026, 11, 20, 12, tzinfo=UTC), datetime(2026, 11, 20, 14, tzinfo=UTC))
NEXT_WEEK = (datetime(2026, 11, 27, 2, tzinfo=UTC), datetime(2026, 11, 27, 4, tzinfo=UTC))
AT = datetime(2026, 11, 19, 12, tzinfo=UTC)
FRIDAY, SATURDAY = 4, 5


def set_point(session, code, **values):
    session.execute(update(CollectionPoint).where(CollectionPoint.code == code).values(values))


def away(session, vehicle, span):
    return outages.plan(session, vehicle, span, reason="KIR", by="budi", at=AT)


def planned(office):
    with office.sessions() as session:
        return load_rows(session, office.calendar, DAY)


def vehicles(rows):
    return {vehicle.id for vehicle in rows.vehicles}


def test_a_plan_keeps_to_weekdays_classes_outages_and_streams(office, add_points):
    add_points(count=8, containers=1)
    with office.sessions.begin() as session:
        set_point(session, "T-00", weekdays=[SATURDAY])
        set_point(session, "T-01", weekdays=[FRIDAY])
        set_point(session, "T-02", allowed_classes=["arm_roll"])
        set_point(session, "T-03", stream="organic")
        away(session, "dt-01", DURING)
        plated = {
            name: key for key, name in session.execute(select(CollectionPoint.id, CollectionPoint.code))
        }
    number = plan_day(office, WISH).plan_id
    with office.sessions() as session:
        stops = select(RouteStop.point_id).join(Route, Route.id == RouteStop.route_id)
        served = set(session.scalars(stops.where(Route.plan_id == number)))
        trucks = set(session.scalars(select(Route.vehicle_id).where(Route.plan_id == number)))
        left = select(Unserved.point_id, Unserved.reason).where(Unserved.plan_id == number)
        reasons = dict(session.execute(left).tuples().all())
    assert plated["T-00"] not in served | reasons.keys(), (
        "it is not its weekday: it neither waits nor is missed"
    )
    assert plated["T-01"] in served
    assert reasons[plated["T-02"]] == "no_vehicle_allowed"
    assert reasons[plated["T-03"]] == "no_facility", "one point must not break the whole day's plan"
    assert trucks, "somebody drives"
    assert "dt-01" not in trucks


def test_what_is_sorted_goes_where_the_office_says_that_it_is_taken(office, add_points):
    add_points(count=4, containers=0)
    with office.sessions.begin() as session:
        set_point(session, "T-00", stream="organic")
        landfill = session.scalars(select(Facility).where(Facility.code == "tpa-bandengan")).one()
        pool = session.scalars(select(Facility).where(Facility.code == "pool")).one()
        kept = {c.name: getattr(pool, c.name) for c in Facility.__table__.columns if c.name != "id"}
        compost = {"code": "kompos", "name": "Rumah kompos", "kind": "tps3r", "geom": landfill.geom}
        session.execute(insert(Facility), [kept | compost | {"accepts_organic": True}])
        house = session.scalars(select(Facility.id).where(Facility.code == "kompos")).one()
        organic = session.scalars(select(CollectionPoint.id).where(CollectionPoint.code == "T-00")).one()
    number = plan_day(office, WISH).plan_id
    with office.sessions() as session:
        query = (
            select(RouteStop.kind, RouteStop.point_id, RouteStop.facility_id)
            .join(Route, Route.id == RouteStop.route_id)
            .where(Route.plan_id == number)
            .order_by(Route.id, RouteStop.number)
        )
        rows = list(session.execute(query))
    following = rows[[row.point_id for row in rows].index(organic) + 1]
    assert (following.kind, following.facility_id) == ("unload", house), "streams never share a load"


def test_an_urgent_point_is_planned_on_a_weekday_that_is_not_its_own(office, add_points):
    add_points(count=2, containers=0)
    with office.sessions.begin() as session:
        set_point(session, "T-00", weekdays=[SATURDAY])
        number = session.scalars(select(CollectionPoint.id).where(CollectionPoint.code == "T-00")).one()
    assert [point.code for point in planned(office).points] == ["T-01"]
    with office.sessions.begin() as session:
        asked = {"requested_by": "budi", "requested_at": AT, "reason": "pasar"}
        session.add(UrgentPoint(operating_day=DAY, point_id=number, **asked))
    assert [point.code for point in planned(office).points] == ["T-00", "T-01"]


def test_an_outage_outside_the_shift_or_taken_back_takes_no_truck_away(office):
    everybody = vehicles(planned(office))
    with office.sessions.begin() as session:
        away(session, "dt-01", EVENING)
        away(session, "dt-02", NEXT_WEEK)
        number = away(session, "dt-03", DURING)
    assert vehicles(planned(office)) == everybody - {"dt-03"}
    with office.sessions.begin() as session:
        outages.end(session, number, by="budi", at=AT)
    assert vehicles(planned(office)) == everybody


def test_a_breakdown_today_and_an_outage_next_week_stand_beside_each_other(office):
    with office.sessions.begin() as session:
        coming = away(session, "dt-01", NEXT_WEEK)
        assert session.get_one(Vehicle, "dt-01").broken_since is None
    with office.sessions.begin() as session:
        broken = outages.record(session, "dt-01", reason="ban", load="listed", by="budi", at=AT)
        assert [row.id for row in outages.open_outages(session)] == [broken]
    with office.sessions.begin() as session:
        outages.end(session, coming, by="budi", at=AT)
    with office.sessions() as session:
        assert session.get_one(Vehicle, "dt-01").broken_since == AT, "taking the KIR back mends no truck"
        assert session.get_one(VehicleOutage, broken).ended_at is None


def test_a_break_that_was_closed_is_no_break_any_more(office):
    with office.sessions.begin() as session:
        before = planning.breaks_of(session, DAY)
        assert before
        session.execute(update(WorkBreak).values(valid_to=date(2026, 11, 21)))
        assert planning.breaks_of(session, DAY) == before
        session.execute(update(WorkBreak).values(valid_to=DAY))
        assert planning.breaks_of(session, DAY) == []
