"""What is in force on the roads now, one row per vehicle class; written by the roads keeper."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from data.store.address import ROADS_CHANNEL
from data.store.engine import ping
from data.store.models import RoadCondition, VehicleClass


@dataclass(frozen=True)
class ConditionRow:
    """What vehicles of a class drive on now.

    Attributes
    ----------
    digest
        Of the routing files; ``base`` is the network without closures and speeds.
    closures
        Ids of what is closed for the class; `without_road` are those of them that touch no road.
    speed_band
        Hours of the speeds in force, such as ``06:00-09:00``; None without a current speed set.
    since
        Stack time since when this is so; `built_at` is the real time of the build, `build_s` its seconds.
    error
        Why the newest condition could not be built; the row then tells the last one that works.
    """

    class_code: str
    roads_checksum: str
    digest: str
    closures: tuple[int, ...]
    without_road: tuple[int, ...]
    closed_segments: int
    speed_set_id: int | None
    speed_band: str | None
    since: datetime
    built_at: datetime
    build_s: float
    error: str | None = None


def conditions(session: Session) -> list[ConditionRow]:
    """Return what is in force now, by vehicle class; a class is missing until the roads keeper has run."""
    rows = session.scalars(select(RoadCondition).order_by(RoadCondition.class_code))
    return [_condition(row) for row in rows]


def condition_of(session: Session, class_code: str) -> ConditionRow | None:
    """Return what is in force now for a vehicle class, None until the roads keeper has run."""
    row = session.get(RoadCondition, class_code, populate_existing=True)
    return None if row is None else _condition(row)


def profiles_by_class(session: Session) -> dict[str, str]:
    """Return the road profile by which each vehicle class drives, in order of the codes."""
    columns = select(VehicleClass.code, VehicleClass.road_profile).order_by(VehicleClass.code)
    return {row[0]: row[1] for row in session.execute(columns)}


def put_condition(session: Session, row: ConditionRow) -> None:
    """Store what is in force for a class in place of what was; pings, the caller commits."""
    values = asdict(row) | {"closures": list(row.closures), "without_road": list(row.without_road)}
    session.execute(
        insert(RoadCondition)
        .values(values)
        .on_conflict_do_update(
            index_elements=["class_code"], set_={k: v for k, v in values.items() if k != "class_code"}
        )
    )
    ping(session, ROADS_CHANNEL)


def put_error(session: Session, class_code: str, error: str) -> None:
    """Note that the newest condition of a class could not be built; pings, the caller commits."""
    session.execute(update(RoadCondition).where(RoadCondition.class_code == class_code).values(error=error))
    ping(session, ROADS_CHANNEL)


def _condition(row: RoadCondition) -> ConditionRow:
    return ConditionRow(
        row.class_code,
        row.roads_checksum,
        row.digest,
        tuple(row.closures),
        tuple(row.without_road),
        row.closed_segments,
        row.speed_set_id,
        row.speed_band,
        row.since,
        row.built_at,
        row.build_s,
        row.error,
    )
