"""What a week is planned from: who is away on which day and why, what gathers, what last week did."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from data.contract.calendar import OperatingCalendar
from data.store import models
from data.store.queries import outages, planning
from data.store.queries.weeks.rows import horizon_rows
from data.store.seed import point
from tests.support.week_places import JAMBU, MONDAY, a_point

pytestmark = pytest.mark.services

AT = datetime(2026, 11, 20, 1, tzinfo=UTC)
CALENDAR = OperatingCalendar()


def a_driver(session, code, vehicle):
    member = models.CrewMember(code=code, name=code, duty="driver", valid_from=date(2026, 1, 1))
    session.add(member)
    session.flush()
    session.add(models.CrewAssignment(member_id=member.id, vehicle_id=vehicle, valid_from=date(2026, 1, 1)))
    return member


def absent(session, member, day):
    session.add(
        models.CrewAbsence(
            member_id=member.id, from_day=day, to_day=day, reason="cuti", recorded_by="t", recorded_at=AT
        )
    )


def rows_of(session, days=7, **options):
    session.flush()
    return horizon_rows(session, CALENDAR, MONDAY, days, **options)


def test_a_day_says_why_a_vehicle_is_away(seeded):
    tuesday = MONDAY + timedelta(days=1)
    shift = CALENDAR.shift(tuesday)
    outages.plan(seeded, "dt-01", shift, reason="KIR", by="t", at=AT)
    seeded.get_one(models.Vehicle, "dt-02").kir_until = MONDAY
    absent(seeded, a_driver(seeded, "S1", "dt-03"), tuesday)
    seeded.get_one(models.Vehicle, "dt-04").broken_since = AT
    first, second, *_ = rows_of(seeded).days
    assert first.away == {"dt-04": "outage"}
    assert second.away == {"dt-01": "outage", "dt-02": "kir", "dt-03": "crew", "dt-04": "outage"}


def test_a_second_driver_takes_the_truck_out(seeded):
    absent(seeded, a_driver(seeded, "S1", "dt-03"), MONDAY)
    a_driver(seeded, "S2", "dt-03")
    assert "dt-03" not in rows_of(seeded).days[0].away


def test_a_holiday_without_collection_keeps_all_at_home(seeded):
    for day, collects in ((MONDAY, False), (MONDAY + timedelta(days=1), True)):
        seeded.add(
            models.Holiday(day=day, name="Hari Raya", kind="national", collects=collects, source="SKB")
        )
    first, second, third, *_ = rows_of(seeded).days
    assert (first.holiday, first.collects, set(first.away.values())) == ("Hari Raya", False, {"holiday"})
    assert (second.holiday, second.collects, second.away) == ("Hari Raya", True, {})
    assert (third.holiday, third.collects) == ("", True)


def test_what_the_office_plans_with_is_there_also_a_villages_own(seeded):
    assert {v.work for v in rows_of(seeded).vehicles} == {"stationary", "hauled"}
    pickup = seeded.get_one(models.Vehicle, "vv-01")
    pickup.planned, pickup.territory = True, ["Mlonggo"]
    found = {v.id: v for v in rows_of(seeded).vehicles}
    assert (found["vv-01"].work, found["vv-01"].territory) == ("village", ("Mlonggo",))
    assert found["dt-01"].plate == "K 9501 C"


def test_only_the_villages_own_hand_over_at_a_tps_which_feeds_a_point(seeded):
    tps = models.Facility(
        code="tps-1", name="TPS 1", kind="tps", geom=point(110.7, -6.55), status="open",
        accepts_residue=True, unload_s=300, visit_radius_m=40, estimated=False, source="t", confidence="A",
        valid_from=MONDAY,
    )  # fmt: skip
    seeded.add(tps)
    seeded.flush()
    a_point(seeded, "T", empties_tps_id=tps.id)
    a_point(seeded, "V", tps_id=tps.id)
    rows = rows_of(seeded)
    found = {f.code: f for f in rows.facilities}
    assert found["tps-1"].classes == ("pickup", "three_wheeler")
    assert (found["tps-1"].feeds, found["tps-1"].streams) == ("T", ("residue",))
    assert found["tpa-bandengan"].classes == ()
    assert {(p.code, p.tps, p.empties_tps) for p in rows.points} == {
        ("T", None, "tps-1"),
        ("V", "tps-1", None),
    }
    assert tps.id in rows.days[0].facilities


def test_what_waits_counts_from_the_last_emptying_with_the_calendar(seeded):
    a_point(seeded, last_emptied_on=MONDAY - timedelta(days=3))
    seeded.add(
        models.DemandFactor(
            name="Pasar", from_day=MONDAY - timedelta(days=1), to_day=MONDAY, weekdays=[], pasaran=[],
            village_codes=[JAMBU], factor=2.0, low=1.5, high=3.0, source="t", confidence="C",
        )
    )  # fmt: skip
    (found,) = rows_of(seeded, days=2).points
    assert found.before_kg == pytest.approx(100 + 200)
    assert found.kg == pytest.approx((200, 100))
    assert found.factors[0].names == ("Pasar",)
    # 10 % either way for what is weighed, and the factor's own range on the market day
    assert found.low_share == pytest.approx((0.9 * 150 + 0.9 * 100) / 300)
    assert found.high_share == pytest.approx((1.1 * 300 + 1.1 * 100) / 300)


def test_the_share_that_is_served_scales_estimates_and_leaves_what_is_measured(seeded):
    seeded.get_one(models.Village, JAMBU).share_served = 0.4
    a_point(seeded, "M")
    a_point(seeded, "E", source="impor a.xlsx; jumlah perkiraan dari penduduk", confidence="C")
    found = {p.code: (p.amount_kg_day, p.basis) for p in rows_of(seeded).points}
    assert found == {"M": (100.0, "measured"), "E": (pytest.approx(40.0), "population")}


def publish(session, day, vehicle, entry):
    """Let a valid route of a day empty a point."""
    if session.get(models.RoadSnapshot, "r") is None:
        session.add(
            models.RoadSnapshot(
                checksum="r",
                info={},
                activated_at=AT,
                is_current=False,
                kind="synthetic",
                source="t",
                attribution="t",
                folder="f",
                built_at=AT,
            )
        )
        session.flush()
    plan = models.Plan(
        first_day=day, days=1, version=1, status="published", origin="solver", engine="t", feasible=True,
        cost_idr=0, seed=1, solve_s=0, roads_checksum="r", problem={}, judgement={}, measures={},
        requested_by="t", created_at=AT, published_at=AT, published_by="t",
    )  # fmt: skip
    session.add(plan)
    session.flush()
    pool = session.scalars(select(models.Facility.id).where(models.Facility.code == "pool")).one()
    route = models.Route(
        plan_id=plan.id, operating_day=day, vehicle_id=vehicle, start_facility_id=pool, leaves_at=AT,
        returns_at=AT, trips=1, distance_m=1, load_kg=1, cost_idr=1, rests=[],
    )  # fmt: skip
    session.add(route)
    session.flush()
    session.add(
        models.RouteStop(
            route_id=route.id, number=1, kind="collect", point_id=entry.id, trip=1, arrives_at=AT,
            leaves_at=AT, service_s=1, kg=1, load_kg=1, leg_m=1, leg_s=1,
            leg="SRID=4326;LINESTRING(110.7 -6.5, 110.7 -6.6)",
        )
    )  # fmt: skip
    session.add(
        models.CurrentRoute(operating_day=day, vehicle_id=vehicle, plan_id=plan.id, route_id=route.id)
    )


def test_last_weeks_days_and_vehicles_are_moved_by_whole_weeks(seeded):
    entry = a_point(seeded)
    publish(seeded, MONDAY - timedelta(days=6), "dt-01", entry)
    publish(seeded, MONDAY - timedelta(days=3), "dt-02", entry)
    (found,) = rows_of(seeded, days=14).points
    tuesday, friday = MONDAY + timedelta(days=1), MONDAY + timedelta(days=4)
    week = timedelta(days=7)
    assert found.kept_days == (tuesday, friday, tuesday + week, friday + week)
    assert found.kept_vehicles == ("dt-01", "dt-02", "dt-01", "dt-02")


def test_what_is_published_and_still_ahead_counts_as_emptied(seeded):
    friday = MONDAY - timedelta(days=3)
    entry = a_point(seeded, last_emptied_on=MONDAY - timedelta(days=7))
    publish(seeded, friday, "dt-01", entry)
    assert rows_of(seeded, today=friday).points[0].last_emptied_on == friday
    # once the day is over without a visit, nobody was there
    over = rows_of(seeded, today=friday + timedelta(days=1)).points[0]
    assert over.last_emptied_on == MONDAY - timedelta(days=7)
    assert over.before_kg == pytest.approx(600)


def test_the_plan_of_a_day_sends_trucks_to_where_villages_hand_over(seeded):
    tps = models.Facility(
        code="tps-1", name="TPS 1", kind="tps", geom=point(110.7, -6.55), status="open",
        accepts_residue=True, unload_s=300, visit_radius_m=40, estimated=False, source="t", confidence="A",
        valid_from=date(2026, 1, 1),
    )  # fmt: skip
    seeded.add(tps)
    seeded.flush()
    a_point(seeded, "T", empties_tps_id=tps.id, amount_kg_day=10.0)
    a_point(seeded, "V1", tps_id=tps.id)
    a_point(seeded, "V2", tps_id=tps.id)
    found = {p.code: p.amount_kg_day for p in planning.points_to_plan(seeded, MONDAY)}
    assert found == {"T": pytest.approx(210.0)}
    assert "tps-1" not in {f.code for f in planning.facilities_to_plan(seeded, MONDAY)}
