"""Things within an account's reach: what lies outside its scope does not exist for it."""

from datetime import date

from sqlalchemy.orm import Session

from api.errors import NotFoundError
from api.policy import Caller
from api.surroundings import Surroundings
from data.store.queries import fleet, plans_view
from data.store.queries.fleet import DeviceRow, VehicleRow
from data.store.queries.plans_view import PlanRow


def demand_device(db: Session, around: Surroundings, who: Caller, device_id: str) -> DeviceRow:
    """Return a device in use within the account's scope.

    Raises
    ------
    NotFoundError
        There is none of that name, or not for this account.
    """
    day, now = around.operating_day(), around.clock.now()
    rows = fleet.devices(db, who.scope, day=day, now=now, device_id=device_id)
    if not rows:
        raise NotFoundError(f"there is no device {device_id!r}")
    return rows[0]


def demand_vehicle(
    db: Session, around: Surroundings, who: Caller, vehicle_id: str, day: date | None = None
) -> VehicleRow:
    """Return a vehicle in service on `day` (default: the present one) within the account's scope.

    Raises
    ------
    NotFoundError
        There is none of that name, or not for this account.
    """
    rows = fleet.vehicles(
        db, who.scope, day=day or around.operating_day(), now=around.clock.now(), vehicle_id=vehicle_id
    )
    if not rows:
        raise NotFoundError(f"there is no vehicle {vehicle_id!r}")
    return rows[0]


def demand_plan(db: Session, plan_id: int) -> PlanRow:
    """Return a plan; every account may know that it exists.

    Raises
    ------
    NotFoundError
        There is none of that number.
    """
    row = plans_view.plan(db, plan_id)
    if row is None:
        raise NotFoundError(f"there is no plan {plan_id}")
    return row
