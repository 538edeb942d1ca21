"""Simulated devices of the demo: one in each planned vehicle, named like it."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.store.models import Device, DeviceAssignment, Vehicle


def assign_simulated_devices(session: Session, *, since: datetime) -> list[str]:
    """Put a simulated device into each planned vehicle that has none; return the ids of all of them.

    Parameters
    ----------
    since
        Aware UTC; from when the assignments count: before the first fix, so that none is a stranger's.
    """
    planned = session.scalars(select(Vehicle.id).where(Vehicle.planned, Vehicle.valid_to.is_(None)))
    vehicles = sorted(planned)
    known = set(session.scalars(select(Device.id).where(Device.id.in_(vehicles))))
    for vehicle in vehicles:
        if vehicle not in known:
            session.add(Device(id=vehicle, kind="simulated", simulated=True, valid_from=since))
            session.flush()
            session.add(DeviceAssignment(device_id=vehicle, vehicle_id=vehicle, valid_from=since))
    session.flush()
    return vehicles
