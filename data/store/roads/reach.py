"""Keeps the table of who can be reached by road, on the snapshot in use, for every vehicle profile."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session, sessionmaker

from data.store.errors import RoadsError
from data.store.queries import reach as queries
from data.store.queries.reach import FacilitySpot, PointReachRow, Spot, Unreached, VillageReachRow
from data.store.roads.snapshots import current_snapshot, demand_snapshot
from geo.errors import GeoError
from geo.roads import read_info

if TYPE_CHECKING:
    from geo.roads.reaching.reach import Place, Reach, Roads


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
class World:
    """What is to be reached, as the store knows it."""

    villages: list[Spot]
    facilities: list[FacilitySpot]
    points: list[Spot]

    @property
    def takers(self) -> list[FacilitySpot]:
        """The facilities that take the residue: who reaches none of them cannot be served."""
        return [spot for spot in self.facilities if spot.accepts_residue]


@dataclass(frozen=True, slots=True)
class Measured:
    """Ways of villages and lost points on one snapshot, for all its profiles."""

    villages: list[VillageReachRow]
    points: list[PointReachRow]


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
        roads, world = demand_snapshot(session), read_world(session, day)
    found = measure(roads.folder, roads.checksum, world)
    with sessions.begin() as session:
        now = current_snapshot(session)
        same = now is not None and now.checksum == roads.checksum
        changed = same and queries.replace_reach(session, roads.checksum, found.villages, found.points)
    return _done(roads.checksum, world, found, changed=changed)


def read_world(session: Session, day: date) -> World:
    """Return the villages, and the facilities and points in use on a day."""
    return World(
        villages=queries.village_spots(session),
        facilities=queries.facility_spots(session, day),
        points=queries.point_spots(session, day),
    )


def measure(folder: Path, checksum: str, world: World) -> Measured:
    """Measure villages and points on any snapshot, in use or not; stores nothing.

    Parameters
    ----------
    folder, checksum
        The snapshot.
    world
        What is to be reached.

    Raises
    ------
    RoadsError
        When the folder is gone or damaged.
    """
    found = Measured([], [])
    try:
        for profile in read_info(folder).profiles:
            _measure(found, folder, (checksum, profile), world)
    except GeoError as error:
        raise RoadsError(str(error)) from error
    return found


def _measure(found: Measured, folder: Path, key: tuple[str, str], world: World) -> None:
    from geo.roads import RoadEngine
    from geo.roads.reaching.reach import nearest_facility, reach_table

    engine: Roads = RoadEngine.open(folder, key[1])
    rows = reach_table(places(world.villages), places(world.facilities), engine)
    best = nearest_facility(reach_table(places(world.points), places(world.takers), engine))
    lost = [row for row in best.values() if row.reason is not None]
    found.villages.extend(_village_row(row, key) for row in rows)
    found.points.extend(PointReachRow(*key, int(row.place), row.snap_m, _stored(row)) for row in lost)


def unreached(found: Measured, world: World) -> dict[str, list[Unreached]]:
    """Return the villages and points that no profile's way leads to, as the stored table would tell them.

    Parameters
    ----------
    found
        Of :func:`measure`.
    world
        The same.
    """
    takers, names = {int(spot.key) for spot in world.takers}, {spot.key: spot for spot in world.villages}
    ways = [row for row in found.villages if row.facility_id in takers]
    reached = {(row.profile, row.village_code) for row in ways if row.reason is None}
    lost = {(row.profile, row.village_code): row for row in reversed(ways)}
    spots = {int(spot.key): spot for spot in world.points}
    return {
        "villages": [
            Unreached(
                row.profile, row.village_code, names[row.village_code].name, str(row.reason), row.snap_m
            )
            for key, row in sorted(lost.items())
            if key not in reached
        ],
        "points": sorted(
            (_unreached_point(row, spots[row.point_id]) for row in found.points),
            key=lambda one: (one.profile, one.code),
        ),
    }


def _unreached_point(row: PointReachRow, spot: Spot) -> Unreached:
    return Unreached(row.profile, spot.code, spot.name, row.reason, row.snap_m)


def places(spots: Sequence[Spot]) -> "list[Place]":
    """Return spots as `geo` knows places; a facility's or point's code is its id.

    Parameters
    ----------
    spots
        Of the store.
    """
    from geo.roads.reaching.reach import Place

    return [Place(spot.key, spot.lon, spot.lat, spot.name, island=spot.island) for spot in spots]


def _village_row(row: "Reach", key: tuple[str, str]) -> VillageReachRow:
    return VillageReachRow(
        *key,
        facility_id=int(row.facility),
        village_code=row.place,
        there_s=row.there_s,
        there_m=row.there_m,
        back_s=row.back_s,
        back_m=row.back_m,
        snap_m=row.snap_m,
        reason=None if row.reason is None else _stored(row),
    )


def _stored(row: "Reach") -> str:
    """Return the reason that the table knows: exchanged coordinates are far from every road too."""
    return "far_from_road" if row.reason == "swapped" else str(row.reason)


def _done(checksum: str, world: World, found: Measured, *, changed: bool) -> ReachDone:
    takers = {int(spot.key) for spot in world.takers}
    profiles = sorted({row.profile for row in found.villages})
    reached = {
        (row.profile, row.village_code)
        for row in found.villages
        if row.reason is None and row.facility_id in takers
    }
    return ReachDone(
        checksum=checksum,
        changed=changed,
        villages=len(world.villages),
        points=len(world.points),
        villages_without={
            name: len(world.villages) - sum(profile == name for profile, _ in reached) for name in profiles
        },
        points_without={name: sum(row.profile == name for row in found.points) for name in profiles},
    )
