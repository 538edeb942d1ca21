"""Keeps the table of who can be reached by road, on the snapshot in use, for every vehicle profile."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session, sessionmaker

from data.store.errors import RoadsError
from data.store.queries import reach as queries
from data.store.queries.reach import FacilitySpot, PointReachRow, Spot, VillageReachRow
from data.store.roads.snapshots import CurrentRoads, current_snapshot, demand_snapshot
from geo.errors import GeoError
from geo.roads import read_info

if TYPE_CHECKING:
    from geo.roads.reach import Place, Reach, Roads


@dataclass(frozen=True, slots=True)
class ReachDone:
    """What a computation found.

    Attributes
    ----------
    changed
        Whether the stored table is other than before; only then is anybody to be told.
    villages, points
        How many villages and points were looked at.
    villages_without, points_without
        By profile, how many of them have no way to a facility that takes the residue.
    """

    checksum: str
    changed: bool
    villages: int
    points: int
    villages_without: dict[str, int]
    points_without: dict[str, int]


@dataclass(frozen=True, slots=True)
class _World:
    roads: CurrentRoads
    villages: list[Spot]
    facilities: list[FacilitySpot]
    points: list[Spot]


def compute_reach(sessions: sessionmaker[Session], *, day: date) -> ReachDone:
    """Measure all villages and points on the snapshot in use, without closures, and store what is new.

    Takes some seconds, holds no transaction meanwhile, and writes nothing when the snapshot was replaced
    under its hands: whoever replaced it asks again. A repeat with nothing new writes nothing.

    Parameters
    ----------
    sessions
        Maker of sessions; two short transactions are made.
    day
        Facilities and points in use on this operating day count.

    Raises
    ------
    RoadsError
        When no snapshot is active, or its folder is gone or damaged.
    """
    with sessions() as session:
        world = _read(session, day)
    villages: list[VillageReachRow] = []
    points: list[PointReachRow] = []
    try:
        for profile in read_info(world.roads.folder).profiles:
            of_villages, of_points = _measure(world, profile)
            villages += of_villages
            points += of_points
    except GeoError as error:
        raise RoadsError(str(error)) from error
    with sessions.begin() as session:
        now = current_snapshot(session)
        same = now is not None and now.checksum == world.roads.checksum
        changed = same and queries.replace_reach(session, world.roads.checksum, villages, points)
    return _done(world, villages, points, changed=changed)


def _read(session: Session, day: date) -> _World:
    return _World(
        roads=demand_snapshot(session),
        villages=queries.village_spots(session),
        facilities=queries.facility_spots(session, day),
        points=queries.point_spots(session, day),
    )


def _measure(world: _World, profile: str) -> tuple[list[VillageReachRow], list[PointReachRow]]:
    from geo.roads import RoadEngine
    from geo.roads.reach import Parts, nearest_facility, reach_table

    engine: Roads = RoadEngine.open(world.roads.folder, profile)
    parts = Parts(world.roads.folder)
    checksum = world.roads.checksum
    rows = reach_table(_places(world.villages), _places(world.facilities), engine, parts)
    takers = [spot for spot in world.facilities if spot.accepts_residue]
    best = nearest_facility(reach_table(_places(world.points), _places(takers), engine, parts))
    lost = [row for row in best.values() if row.reason is not None]
    return (
        [_village_row(row, checksum, profile) for row in rows],
        [PointReachRow(checksum, profile, int(row.place), row.snap_m, str(row.reason)) for row in lost],
    )


def _places(spots: Sequence[Spot]) -> "list[Place]":
    from geo.roads.reach import Place

    return [Place(spot.key, spot.lon, spot.lat, spot.name, island=spot.island) for spot in spots]


def _village_row(row: "Reach", checksum: str, profile: str) -> VillageReachRow:
    return VillageReachRow(
        roads_checksum=checksum,
        profile=profile,
        facility_id=int(row.facility),
        village_code=row.place,
        there_s=row.there_s,
        there_m=row.there_m,
        back_s=row.back_s,
        back_m=row.back_m,
        snap_m=row.snap_m,
        reason=row.reason,
    )


def _done(
    world: _World, villages: Sequence[VillageReachRow], points: Sequence[PointReachRow], *, changed: bool
) -> ReachDone:
    takers = {int(spot.key) for spot in world.facilities if spot.accepts_residue}
    profiles = sorted({row.profile for row in villages})
    reached = {
        (row.profile, row.village_code)
        for row in villages
        if row.reason is None and row.facility_id in takers
    }
    return ReachDone(
        checksum=world.roads.checksum,
        changed=changed,
        villages=len(world.villages),
        points=len(world.points),
        villages_without={
            name: len(world.villages) - sum(profile == name for profile, _ in reached) for name in profiles
        },
        points_without={name: sum(row.profile == name for row in points) for name in profiles},
    )
