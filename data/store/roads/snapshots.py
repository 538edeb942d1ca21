"""Activates a road snapshot: checks it, loads its roads for the tiles, makes it the current one."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from data.store import models
from data.store.address import ROADS_CHANNEL
from data.store.engine import ping
from data.store.errors import RoadsError
from data.store.roads.features import copy_features
from geo.errors import GeoError
from geo.roads import PROFILES, Bounds, Origin, SnapshotInfo, import_network, read_info
from geo.roads.info import Kind
from geo.roads.snapshot import NETWORK_FILE


@dataclass(frozen=True, slots=True)
class CurrentRoads:
    """The snapshot that all programs route on.

    Attributes
    ----------
    folder
        Absolute path; `geo.roads.RoadEngine.open` takes it.
    kind
        ``osm``, ``file`` or ``synthetic``.
    attribution
        Text that every map must show; empty when nobody is to be named.
    """

    checksum: str
    folder: Path
    kind: str
    source: str
    attribution: str
    activated_at: datetime


@dataclass(frozen=True, slots=True)
class Activation:
    """What an activation did.

    Attributes
    ----------
    roads
        Pieces of road stored for the tiles.
    villages, villages_inside
        Mainland villages, and those within the network's box.
    loaded
        False when this snapshot was already the current one.
    """

    checksum: str
    roads: int
    villages: int
    villages_inside: int
    loaded: bool


def activate(session: Session, folder: Path, *, now: datetime) -> Activation:
    """Make the snapshot in `folder` the current one, and ping; commits nothing. A repeat changes nothing.

    Roads of other snapshots leave the tiles; their rows in ``road_snapshot`` stay, because plans name them.

    Parameters
    ----------
    now
        Aware UTC time to write down.

    Raises
    ------
    RoadsError
        When the folder is no snapshot, its features are damaged, or its roads lie outside the service area.
    """
    # two activations at once would both try to become the current one
    session.execute(text("select pg_advisory_xact_lock(hashtext('siangsa roads'))"))
    info = _info(folder)
    villages, inside = _coverage(session, info.bounds)
    if not inside:
        raise RoadsError(
            f"the roads in {folder} lie outside the service area: none of its {villages} mainland villages "
            f"is within {info.bounds.text()}"
        )
    loaded = not _is_loaded(session, info.checksum)
    _make_current(session, info, folder.resolve(), now)
    if loaded:
        session.execute(delete(models.Road))
        copy_features(session, folder, info.checksum)
        ping(session, ROADS_CHANNEL)
    return Activation(info.checksum, _road_count(session, info.checksum), villages, inside, loaded)


def current_snapshot(session: Session) -> CurrentRoads | None:
    """Return the snapshot in use, or None when none was activated."""
    current = select(models.RoadSnapshot).where(models.RoadSnapshot.is_current)
    row = session.scalars(current).one_or_none()
    if row is None:
        return None
    return CurrentRoads(
        row.checksum, Path(row.folder), row.kind, row.source, row.attribution, row.activated_at
    )


def demand_snapshot(session: Session) -> CurrentRoads:
    """Return the snapshot in use.

    Raises
    ------
    RoadsError
        When none was activated.
    """
    current = current_snapshot(session)
    if current is None:
        raise RoadsError("no road snapshot is active: build one, then run: siangsa roads activate DIR")
    return current


def outdated(session: Session) -> str | None:
    """Return why the snapshot in use has to be built anew, or None when it is good or there is none.

    It was built by another version of the program, or lacks the profile of a vehicle class.
    """
    current = current_snapshot(session)
    if current is None or not (current.folder / NETWORK_FILE).is_file():
        return None
    try:
        info = read_info(current.folder)
    except GeoError as error:
        return str(error)
    wanted = session.scalars(select(models.VehicleClass.road_profile).distinct())
    lacking = sorted(set(wanted) & set(PROFILES) - set(info.profiles))
    return f"it lacks the profile {', '.join(lacking)}" if lacking else None


def rebuild(current: CurrentRoads, progress: Callable[[str, float], None]) -> Path:
    """Build a snapshot of today's form from the roads of an older one, beside it; return its folder.

    Raises
    ------
    RoadsError
        When its roads cannot be read or built.
    """
    kinds: dict[str, Kind] = {"osm": "osm", "synthetic": "synthetic"}
    try:
        origin = Origin(kinds.get(current.kind, "file"), current.source, current.attribution)
        source = current.folder / NETWORK_FILE
        return import_network(source, current.folder.parent, origin=origin, progress=progress)
    except GeoError as error:
        raise RoadsError(f"the roads of {current.folder} cannot be built anew: {error}") from error


def _info(folder: Path) -> SnapshotInfo:
    try:
        return read_info(folder)
    except GeoError as error:
        raise RoadsError(str(error)) from error


def _coverage(session: Session, bounds: Bounds) -> tuple[int, int]:
    village = models.Village
    places = session.execute(
        select(func.ST_X(village.geom), func.ST_Y(village.geom)).where(village.island.is_(False))
    ).all()
    if not places:
        raise RoadsError("the store knows no villages yet, so no service area: run siangsa db seed first")
    return len(places), sum(bounds.contains(lon, lat) for lon, lat in places)


def _is_loaded(session: Session, checksum: str) -> bool:
    current = current_snapshot(session)
    return current is not None and current.checksum == checksum and _road_count(session, checksum) > 0


def _road_count(session: Session, checksum: str) -> int:
    return session.scalar(select(func.count()).where(models.Road.checksum == checksum)) or 0


def _make_current(session: Session, info: SnapshotInfo, folder: Path, now: datetime) -> None:
    snapshot = models.RoadSnapshot
    values: dict[str, Any] = {
        "folder": str(folder),
        "kind": info.kind,
        "source": info.source,
        "attribution": info.attribution,
        "info": _details(info),
        "built_at": info.built_at,
        "is_current": True,
    }
    others = snapshot.is_current & (snapshot.checksum != info.checksum)
    session.execute(update(snapshot).where(others).values(is_current=False))
    row = insert(snapshot).values(checksum=info.checksum, activated_at=now, **values)
    # a snapshot that is current keeps the time since when it is
    since = {
        "activated_at": text(
            "case when road_snapshot.is_current then road_snapshot.activated_at"
            " else excluded.activated_at end"
        )
    }
    session.execute(row.on_conflict_do_update(index_elements=["checksum"], set_=values | since))


def _details(info: SnapshotInfo) -> dict[str, Any]:
    return {
        "bounds": asdict(info.bounds),
        "nodes": info.nodes,
        "ways": info.ways,
        "junctions": info.junctions,
        "restrictions": info.restrictions,
        "connected_share": info.connected_share,
        "km": info.km,
        "km_by_class": info.km_by_class,
        "profiles": list(info.profiles),
    }
