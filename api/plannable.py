"""What can be planned at all: refused before a job is made of it."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from api.deps import PLAN_AHEAD_DAYS
from api.errors import ConflictError, RefusedError
from api.surroundings import Surroundings
from data.store.queries import places, system


def demand_ahead(around: Surroundings, day: date) -> None:
    """Refuse a day for which nothing can be decided any more, or not yet.

    Raises
    ------
    RefusedError
        It is over or more than 14 days ahead.
    """
    today = around.operating_day()
    if not today <= day <= today + timedelta(days=PLAN_AHEAD_DAYS):
        raise RefusedError(
            "day-out-of-range", f"a day from {today} to {PLAN_AHEAD_DAYS} days later, not {day}"
        )


def demand_plannable(db: Session, around: Surroundings, day: date) -> None:
    """Refuse a request for a plan that could not succeed.

    Raises
    ------
    RefusedError
        The day is over or more than 14 days ahead.
    ConflictError
        There is nothing to serve, no truck, or no road network.
    """
    demand_ahead(around, day)
    demand_fleet_and_roads(db, day)


def demand_fleet_and_roads(db: Session, day: date) -> None:
    """Refuse to plan where nothing could come of it.

    Raises
    ------
    ConflictError
        On the day there is nothing to serve, no truck, or no road network.
    """
    if places.count_points(db, day)[0] == 0:
        raise ConflictError(
            "no-points",
            f"no collection point is in use on {day}: import points first",
            "belum ada titik angkut: impor daftar titik dulu",
        )
    if system.plannable_vehicles(db, day) == 0:
        raise ConflictError(
            "no-vehicles", f"no vehicle can be planned on {day}", "tidak ada kendaraan yang bisa direncanakan"
        )
    if system.current_roads(db) is None:
        raise ConflictError(
            "no-roads", "no road network is in use: build one first", "jaringan jalan belum dibuat"
        )


def demand_replannable(db: Session, around: Surroundings, day: date) -> None:
    """Refuse a request for a re-plan that could not succeed.

    Raises
    ------
    RefusedError
        The day is over or more than 14 days ahead.
    ConflictError
        No plan is valid on the day, or there is no road network.
    """
    demand_ahead(around, day)
    if not places.is_planned(db, day):
        raise ConflictError("no-plan", f"no plan is valid on {day}: publish one first")
    if system.current_roads(db) is None:
        raise ConflictError("no-roads", "no road network is in use: build one first")
