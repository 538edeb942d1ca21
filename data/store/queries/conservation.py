"""What a fault run asks the store: is anything there twice, is anything not there that was acknowledged."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import DateTime, Subquery, column, func, select, union_all
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from data.store.models import Device, DeviceEvent, DeviceTally, Fix, Gateway, Quarantine


def enlist(
    session: Session,
    devices: Sequence[str],
    since: datetime,
    *,
    dialect: str = "own",
    gateway: tuple[str, str] | None = None,
) -> None:
    """Register made-up `devices` of a bench or test; `gateway` (id, topic) is made for them when given."""
    if gateway is not None:
        name, topic = gateway
        session.add(Gateway(id=name, dialect=dialect, topic=topic, valid_from=since))
        session.flush()
    session.add_all(
        Device(
            id=device,
            kind="bench",
            simulated=True,
            dialect=dialect,
            gateway_id=gateway[0] if gateway else None,
            valid_from=since,
        )
        for device in devices
    )


def doubled(session: Session) -> int:
    """Return how many rows more than one there are for one identity, over all partitions.

    Counted are fixes and events of own devices by (device, boot, seq), and foreign fixes by (device, fix
    time), which is exact for devices that make one fix a moment.
    """
    fixes = select(Fix.device_id, Fix.boot, Fix.seq).where(Fix.boot > 0)
    events = select(DeviceEvent.device_id, DeviceEvent.boot, DeviceEvent.seq).where(DeviceEvent.boot > 0)
    foreign = select(Fix.device_id, Fix.fix_time).where(Fix.boot == 0)
    return _surplus(session, union_all(fixes, events).subquery()) + _surplus(session, foreign.subquery())


def missing(session: Session, device: str, moments: Sequence[datetime]) -> int:
    """Return at how many of `moments` a device has no fix."""
    wanted = func.unnest(sql_cast(list(moments), ARRAY(DateTime(timezone=True)))).alias("wanted")
    moment = column("wanted", DateTime(timezone=True))
    there = select(Fix.seq).where(Fix.device_id == device, Fix.fix_time == moment).exists()
    return session.scalar(select(func.count()).select_from(wanted).where(~there)) or 0


def refusals(session: Session) -> int:
    """Return how many rows quarantine holds."""
    return session.scalar(select(func.count()).select_from(Quarantine)) or 0


def unbalanced(session: Session) -> list[str]:
    """Return the devices of which accepted + duplicates + quarantined is not what was received."""
    sums = DeviceTally.accepted + DeviceTally.duplicates + DeviceTally.quarantined
    rows = session.scalars(select(DeviceTally.device_id).where(sums != DeviceTally.received))
    return sorted(rows)


def repeats(session: Session) -> int:
    """Return how many parts of messages came again and were recognised."""
    return int(session.scalar(select(func.sum(DeviceTally.duplicates))) or 0)


def _surplus(session: Session, rows: Subquery) -> int:
    """Return how many of `rows` repeat another one."""
    counts = select(func.count().label("times")).select_from(rows).group_by(*rows.c).subquery()
    return int(session.scalar(select(func.coalesce(func.sum(counts.c.times - 1), 0))) or 0)
