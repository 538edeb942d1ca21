"""The pace of a re-plan: 40 trucks, 500 points. Measured on demand only: on a busy machine it says nothing.

`SIANGSA_MEASURE=1 pytest -n0 -s tests/integration/routing/test_replan_pace.py`
"""

import os
import time
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, update

from data.store.models import CollectionPoint, Facility, Plan, Vehicle
from data.store.queries import outages, replanning
from routing.planner import Wish, plan_day
from routing.replanner import Ask, replan_day
from routing.solve import BASELINE, Effort
from tests.support.driven_day import drive_until

from .conftest import DAY

pytestmark = [
    pytest.mark.services,
    pytest.mark.skipif(not os.environ.get("SIANGSA_MEASURE"), reason="a measurement, asked for by name"),
]
EIGHT = datetime(2026, 11, 20, 1, tzinfo=UTC)
LIMIT_S = 5.0


def test_forty_trucks_and_five_hundred_points_are_planned_anew_within_five_seconds(
    office, add_points, clock, capsys
):
    add_points(count=500, containers=40)
    with office.sessions.begin() as session:
        session.execute(update(CollectionPoint).where(CollectionPoint.kind == "stop").values(service_s=900))
        pool = session.scalar(select(Facility.id).where(Facility.code == "pool"))
        session.add_all(truck(f"dt-{number}", pool) for number in range(11, 32))
    plan_day(office, Wish(DAY, publish=True, effort=Effort(legs=BASELINE)))
    clock.moment = EIGHT
    drive_until(office.sessions, DAY, EIGHT)
    with office.sessions.begin() as session:
        routes = replanning.valid_routes(session, DAY)
        broken = next(r.vehicle_id for r in routes if r.vehicle_id.startswith("dt") and len(r.stops) > 9)
        outages.record(session, broken, reason="rusak", load="listed", by="x", at=EIGHT)
    for _ in range(2):
        begun_s, spent_s = time.monotonic(), time.process_time()
        number = replan_day(office, Ask(DAY)).plan_id
        wall_s, cpu_s = time.monotonic() - begun_s, time.process_time() - spent_s
        with office.sessions() as session:
            plan = session.get_one(Plan, number)
            told = [v["vehicle_id"] for v in plan.changes["vehicles"] if v["changed"]]
        with capsys.disabled():
            print(  # noqa: T201 - a measurement is read by a person
                f"\n{len(routes)} trucks out, {plan.engine}: {wall_s:.1f} s, of them {cpu_s:.1f} s of our own"
                f" processor time, {plan.solve_s:.1f} s solving; {len(told)} trucks changed,"
                f" load {os.getloadavg()[0]:.1f}"
            )
        assert plan.feasible
    assert wall_s <= LIMIT_S


def truck(name, pool):
    return Vehicle(
        id=name,
        plate=name,
        class_code="dump_truck",
        pool_id=pool,
        planned=True,
        sample=True,
        valid_from=date(2026, 1, 1),
    )
