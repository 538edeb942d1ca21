"""Makes the demo's collection points: nobody publishes a list, so a few are made up per DMS village.

They are called "contoh" everywhere and lie on the road network; the same seed on the same roads gives
the same points. Their waste is the village's estimated residue, shared among them. For how long each has
waited on the demo's first day is drawn too: stops 1 to 3 days, containers 3 or 4 but never until they
overflow.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike
from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from data.store import models
from data.store.errors import RoadsError
from data.store.queries.samples import SAMPLE_PREFIX
from data.store.roads.snapshots import CurrentRoads, demand_snapshot
from data.store.samples_amounts import Allotment, allot, containers_of, points_of, times_of
from data.store.samples_places import Place, Roads, Search, find_places
from data.store.seed import point
from data.store.seed_figures import Figures, load_figures
from geo.roads import Nearest, Route

_NAMES = {"stop": "TPS contoh", "container": "Kontainer contoh"}
# the profiles of the classes that are planned
_TRUCKS: Final = ("dump_truck", "arm_roll")
_KNOWN_BEFORE = timedelta(days=7)
# set anew when the roads or the seed change; the rest belongs to the day of the first run
_RENEWED = ("name", "geom", "kind", "amount_kg_day", "container_m3", "service_s", "source", "valid_to")


@dataclass(frozen=True, slots=True)
class _Village:
    code: str
    name: str
    place: Place
    population: int


def make_sample_points(session: Session, *, day: date, seed: int, roads: Roads | None = None) -> int:
    """Make the sample points of all villages that are DMS on `day`; commits nothing.

    A repeat with the same seed on the same roads changes nothing. On other roads the points move there,
    under the same codes.

    Parameters
    ----------
    day
        First operating day of the demo: what waits is counted to this day.
    seed
        Seed of places, shares and days.
    roads
        The network; by default the current snapshot.

    Returns
    -------
    How many sample points are in use.

    Raises
    ------
    RoadsError
        When no snapshot is active, or no place near any DMS village is on its roads.
    """
    current = demand_snapshot(session)
    source = f"contoh (benih {seed}, jalan {current.checksum})"
    made = _count(session, source)
    if made:
        return made
    rows = _rows(session, roads or _open(current), day=day, seed=seed)
    if not rows:
        raise RoadsError(f"no place near a DMS village is on the roads of snapshot {current.checksum}")
    _store(session, [row | {"source": source} for row in rows], day)
    return len(rows)


class _AllTrucks:
    """Roads as far as every class of truck comes: a sample may be a stop or a container."""

    def __init__(self, engines: Sequence[Roads]) -> None:
        self._engines = engines

    def nearest(self, points: ArrayLike) -> Nearest:
        return self._engines[0].nearest(points)

    def route(self, points: ArrayLike) -> Route:
        # all are asked: the first that finds no way says so
        first, *_ = [engine.route(points) for engine in self._engines]
        return first


def _open(current: CurrentRoads) -> Roads:
    from geo.errors import GeoError
    from geo.roads import RoadEngine, read_info

    try:
        built = [name for name in _TRUCKS if name in read_info(current.folder).profiles]
        return _AllTrucks([RoadEngine.open(current.folder, name) for name in built or _TRUCKS])
    except GeoError as error:
        raise RoadsError(str(error)) from error


def _count(session: Session, source: str) -> int:
    entry = models.CollectionPoint
    is_used = entry.sample & (entry.source == source) & entry.valid_to.is_(None)
    return session.scalar(select(func.count()).where(is_used)) or 0


def _rows(session: Session, roads: Roads, *, day: date, seed: int) -> list[dict[str, Any]]:
    figures, hub = load_figures(session), _hub(session, day)
    taken: list[Place] = []
    rows: list[dict[str, Any]] = []
    for village in _dms_villages(session, day):
        rng = np.random.default_rng([seed, int(village.code.replace(".", ""))])
        search = Search(village.place, points_of(village.population), hub)
        places = find_places(search, roads, rng, taken)
        taken += places
        containers = min(containers_of(village.population), len(places))
        village_kg = figures.village_kg_day(village.population, dms=True)
        allotments = allot(village_kg, containers, len(places), rng) if places else []
        for number, (place, allotment) in enumerate(zip(places, allotments, strict=True), start=1):
            rows.append(_row(village, number, allotment, figures) | _when_and_where(place, allotment, day))
    return rows


def _hub(session: Session, day: date) -> Place:
    facility = models.Facility
    landfill = session.execute(
        select(func.ST_X(facility.geom), func.ST_Y(facility.geom))
        .where(facility.accepts_residue, facility.valid_to.is_(None) | (facility.valid_to > day))
        .order_by(facility.id)
        .limit(1)
    ).one_or_none()
    if landfill is None:
        raise RoadsError("no open facility takes the residue, so no sample point could be served")
    return landfill[0], landfill[1]


def _dms_villages(session: Session, day: date) -> list[_Village]:
    village, status = models.Village, models.DmsStatus
    valid = (status.valid_from <= day) & (status.valid_to.is_(None) | (status.valid_to > day))
    found = session.execute(
        select(
            village.code,
            village.name,
            func.ST_X(village.geom),
            func.ST_Y(village.geom),
            village.population_estimate,
        )
        .where(village.code.in_(select(status.village_code).where(valid)), village.island.is_(False))
        .order_by(village.code)
    )
    return [_Village(code, name, (lon, lat), population) for code, name, lon, lat, population in found]


def _row(village: _Village, number: int, allotment: Allotment, figures: Figures) -> dict[str, Any]:
    return {
        "code": f"{SAMPLE_PREFIX}{village.code[6:8]}{village.code[9:]}-{number}",
        "name": f"{_NAMES[allotment.kind]} {village.name} {number}",
        "village_code": village.code,
        "kind": allotment.kind,
        "stream": "residue",
        "amount_kg_day": round(allotment.kg_day, 1),
        "container_m3": figures.container_m3 if allotment.kind == "container" else None,
        "service_s": figures.service_s(allotment.kind, allotment.kg_day),
        "times_per_week": times_of(allotment.kind, allotment.kg_day),
        "sample": True,
        "confidence": "C",
    }


def _when_and_where(place: Place, allotment: Allotment, day: date) -> dict[str, Any]:
    return {
        "geom": point(*place),
        "last_emptied_on": day - timedelta(days=allotment.days_waiting),
        "valid_from": day - _KNOWN_BEFORE,
        "valid_to": None,
    }


def _store(session: Session, rows: list[dict[str, Any]], day: date) -> None:
    entry = models.CollectionPoint
    statement = insert(entry).values(rows)
    renewed = {name: statement.excluded[name] for name in _RENEWED}
    session.execute(statement.on_conflict_do_update(index_elements=["code"], set_=renewed))
    gone = entry.sample & entry.valid_to.is_(None) & entry.code.not_in([row["code"] for row in rows])
    session.execute(update(entry).where(gone).values(valid_to=day))
