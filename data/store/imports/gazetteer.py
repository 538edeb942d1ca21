"""Which village a row means, and whether a place can be in this regency at all."""

import difflib
import math
from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.store import models
from data.store.imports.faults import CellError
from data.store.imports.validation import plain
from geo.position import haversine_m

# Boundaries are not stored: a village is taken for a circle of its own area around its interior point,
# widened because villages are longer than circles and points stand at their edges.
_REGENCY_RADII = 2.0
_REGENCY_MARGIN_M = 1_000.0
_VILLAGE_RADII = 3.0
_VILLAGE_MARGIN_M = 2_000.0


@dataclass(frozen=True, slots=True)
class Place:
    """A village as the imports need it; `radius_m` is that of a circle of its area."""

    code: str
    name: str
    kecamatan: str
    lon: float
    lat: float
    radius_m: float
    population: int

    @property
    def label(self) -> str:
        """Name with kecamatan, as shown to people."""
        return f"{self.name} (kec. {self.kecamatan})"


class Gazetteer:
    """All villages of the store, found by code, by name or by place."""

    def __init__(self, places: tuple[Place, ...]) -> None:
        self._by_code = {place.code: place for place in places}
        self._by_name: dict[str, list[Place]] = defaultdict(list)
        for place in places:
            self._by_name[plain(place.name)].append(place)
        self._places = places
        self._lon = np.array([place.lon for place in places])
        self._lat = np.array([place.lat for place in places])
        self._reach_m = np.array([place.radius_m * _REGENCY_RADII + _REGENCY_MARGIN_M for place in places])

    @property
    def empty(self) -> bool:
        """True when the store has no village."""
        return not self._places

    def by_code(self, code: str) -> Place:
        """Return the village with that official code, written with or without dots.

        Raises
        ------
        CellError
            When the regency has no such village.
        """
        digits = code.replace(".", "")
        dotted = f"{digits[:2]}.{digits[2:4]}.{digits[4:6]}.{digits[6:]}"
        try:
            return self._by_code[dotted]
        except KeyError:
            raise CellError("unknown_village", "tidak ada desa dengan kode ini di Jepara") from None

    def by_name(self, name: str, kecamatan: str | None) -> Place:
        """Return the village of that name, whatever its case and spaces.

        Raises
        ------
        CellError
            When there is none (with similar names), or several and the kecamatan does not decide.
        """
        found = self._by_name.get(plain(name), [])
        if not found:
            raise CellError("unknown_village", f"desa tidak dikenal{self._similar(name)}")
        if kecamatan:
            inside = [place for place in found if plain(place.kecamatan) == plain(kecamatan)]
            if not inside:
                where = ", ".join(sorted(place.kecamatan for place in found))
                raise CellError("village_elsewhere", f"desa ini ada di kecamatan {where}")
            found = inside
        if len(found) > 1:
            where = ", ".join(sorted(place.kecamatan for place in found))
            raise CellError("ambiguous_village", f"ada di beberapa kecamatan ({where}): isi kolom kecamatan")
        return found[0]

    def contains(self, lon: float, lat: float) -> bool:
        """Tell whether a place in degrees can be in the regency: near one of its villages."""
        return bool((haversine_m(self._lon, self._lat, lon, lat) <= self._reach_m).any())

    def nearest(self, lon: float, lat: float) -> tuple[Place, float]:
        """Return the village whose point is nearest, and how far that is in metres."""
        distances = haversine_m(self._lon, self._lat, lon, lat)
        index = int(np.argmin(distances))
        return self._places[index], float(distances[index])

    def _similar(self, name: str) -> str:
        close = difflib.get_close_matches(plain(name), self._by_name, n=3, cutoff=0.7)
        labels = [place.label for word in close for place in self._by_name[word]]
        return f"; mungkin {' / '.join(labels[:4])}" if labels else ""


def too_far(place: Place, lon: float, lat: float) -> float | None:
    """Return the distance in metres when a point cannot belong to its village, else None."""
    distance_m = float(haversine_m(place.lon, place.lat, lon, lat))
    return distance_m if distance_m > place.radius_m * _VILLAGE_RADII + _VILLAGE_MARGIN_M else None


def load_gazetteer(session: Session) -> Gazetteer:
    """Return the gazetteer of the store's villages."""
    village = models.Village
    rows = session.execute(
        select(
            village.code,
            village.name,
            village.kecamatan,
            func.ST_X(village.geom),
            func.ST_Y(village.geom),
            village.area_km2,
            village.population_estimate,
        ).order_by(village.code)
    )
    return Gazetteer(
        tuple(
            Place(code, name, kecamatan, lon, lat, 1_000.0 * math.sqrt(area_km2 / math.pi), population)
            for code, name, kecamatan, lon, lat, area_km2, population in rows
        )
    )
