"""Publishing: a draft becomes the valid plan of its days, in one transaction."""

from datetime import date, datetime

from sqlalchemy import Select, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, aliased

from data.store.address import PLANS_CHANNEL
from data.store.engine import ping
from data.store.errors import ConflictError, NotFoundError
from data.store.models import CurrentRoute, Plan, Route, Vehicle, VehicleClass
from data.store.queries.planning import valid_plan


def publish_plan(session: Session, plan_id: int, *, by: str, at: datetime) -> Plan:
    """Make the draft `plan_id` valid for its days and archive what it replaces; the caller commits.

    A vehicle that had a route and gets none keeps a row that names this plan and no route: its day is free.
    A re-plan is about trucks: village vehicles keep the route of the plan before.

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
        The plan is no draft, is not feasible, or has no routes; or it is a re-plan of a plan that is not
        valid any more.
    """
    plan = session.get(Plan, plan_id, with_for_update=True)
    if plan is None:
        raise NotFoundError(f"there is no plan {plan_id}")
    if plan.status != "draft":
        raise ConflictError(f"plan {plan_id} is {plan.status}: only a draft can be published")
    if not plan.feasible:
        raise ConflictError(f"plan {plan_id} is not feasible by the judge")
    _demand_parent(session, plan)
    routes = session.execute(
        select(Route.operating_day, Route.vehicle_id, Route.id).where(Route.plan_id == plan_id)
    ).all()
    if not routes:
        raise ConflictError(f"plan {plan_id} sends no vehicle")
    free_day = {"plan_id": plan_id, "route_id": None}
    days = {route.operating_day for route in routes}
    freed = update(CurrentRoute).where(CurrentRoute.operating_day.in_(days)).values(free_day)
    if plan.changes is not None:
        freed = freed.where(CurrentRoute.vehicle_id.not_in(_of_villages()))
    session.execute(freed)
    for route in routes:
        _make_current(session, plan_id, route.operating_day, route.vehicle_id, route.id)
    _keep_acknowledged(session, plan_id)
    plan.status, plan.published_at, plan.published_by = "published", at, by
    session.flush()
    _archive_replaced(session, plan)
    ping(session, PLANS_CHANNEL)
    return plan


def _of_villages() -> Select[*tuple[str]]:
    classes = select(VehicleClass.code).where(VehicleClass.work == "village")
    return select(Vehicle.id).where(Vehicle.class_code.in_(classes))


def _demand_parent(session: Session, plan: Plan) -> None:
    """Refuse a re-plan that was overtaken: it knows nothing of what was published since."""
    if plan.changes is None:
        return
    valid = valid_plan(session, plan.first_day)
    if valid != plan.parent_id:
        raise ConflictError(
            f"plan {plan.id} changes plan {plan.parent_id}, which is not valid any more: plan the rest anew"
        )


def _keep_acknowledged(session: Session, plan_id: int) -> None:
    """Routes that stay as they are were acknowledged already, and are not sent again."""
    told = aliased(Route)
    session.execute(
        update(Route)
        .where(Route.plan_id == plan_id, Route.same_as == told.id)
        .values(acknowledged_at=told.acknowledged_at)
        .execution_options(synchronize_session=False)
    )


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
