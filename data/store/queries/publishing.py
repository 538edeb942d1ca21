"""Publishing: a draft becomes the valid plan of its days, in one transaction."""

from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from data.store.address import PLANS_CHANNEL
from data.store.engine import ping
from data.store.errors import ConflictError, NotFoundError
from data.store.models import CurrentRoute, Plan, Route


def publish_plan(session: Session, plan_id: int, *, by: str, at: datetime) -> Plan:
    """Make the draft `plan_id` valid for its days and archive what it replaces; the caller commits.

    A vehicle that had a route and gets none keeps a row that names this plan and no route: its day is free.

    Parameters
    ----------
    by
        Name of the account or program that publishes.
    at
        Stack time of the publication, aware UTC.

    Raises
    ------
    NotFoundError
        There is no such plan.
    ConflictError
        The plan is no draft, is not feasible, or has no routes.
    """
    plan = session.get(Plan, plan_id, with_for_update=True)
    if plan is None:
        raise NotFoundError(f"there is no plan {plan_id}")
    if plan.status != "draft":
        raise ConflictError(f"plan {plan_id} is {plan.status}: only a draft can be published")
    if not plan.feasible:
        raise ConflictError(f"plan {plan_id} is not feasible by the judge")
    routes = session.execute(
        select(Route.operating_day, Route.vehicle_id, Route.id).where(Route.plan_id == plan_id)
    ).all()
    if not routes:
        raise ConflictError(f"plan {plan_id} sends no vehicle")
    free_day = {"plan_id": plan_id, "route_id": None}
    days = {route.operating_day for route in routes}
    session.execute(update(CurrentRoute).where(CurrentRoute.operating_day.in_(days)).values(free_day))
    for route in routes:
        _make_current(session, plan_id, route.operating_day, route.vehicle_id, route.id)
    plan.status, plan.published_at, plan.published_by = "published", at, by
    session.flush()
    _archive_replaced(session, plan)
    ping(session, PLANS_CHANNEL)
    return plan


def _make_current(session: Session, plan_id: int, day: date, vehicle_id: str, route_id: int) -> None:
    row = {"operating_day": day, "vehicle_id": vehicle_id, "plan_id": plan_id, "route_id": route_id}
    session.execute(
        insert(CurrentRoute)
        .values(row)
        .on_conflict_do_update(
            index_elements=["operating_day", "vehicle_id"], set_={"plan_id": plan_id, "route_id": route_id}
        )
    )


def _archive_replaced(session: Session, plan: Plan) -> None:
    """Archive published plans of the same first day to which no valid route belongs any more."""
    in_use = select(CurrentRoute.plan_id)
    session.execute(
        update(Plan)
        .where(Plan.first_day == plan.first_day, Plan.status == "published", Plan.id != plan.id)
        .where(Plan.id.not_in(in_use))
        .values(status="archived")
    )
