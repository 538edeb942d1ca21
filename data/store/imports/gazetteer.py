"""Which village a row means, and whether a place can be in this regency at all."""

import math
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Final

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
_PREFIX: Final = re.compile(
    r"^\s*(?:(?:desa|kelurahan|kecamatan|kel\s*/\s*desa|desa\s*/\s*kel|pemdes)\b[.:]?|(?:ds|kel|kec|kab)\.?(?=[\s.]))\s*",
    re.IGNORECASE,
)
_ASIDE: Final = re.compile(r"\([^)]*\)")
# old ways of writing: Djambu, Petjangaan, Soekodono
_OLD_SPELLING: Final = (("oe", "u"), ("dj", "j"), ("tj", "c"), ("nj", "ny"), ("sj", "sy"))
_LIKE: Final = 72
_LIKELY_PLACES: Final = 4


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
        self._by_sound: dict[str, list[Place]] = defaultdict(list)
        self._kecamatan: dict[str, str] = {}
        for place in places:
            self._by_name[plain(place.name)].append(place)
            self._by_sound[_sound(place.name)].append(place)
            self._kecamatan[plain(place.kecamatan)] = place.kecamatan
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
        """Return the village of that name, whatever its case and spaces; ``Ds.`` and old spellings are known.

        Raises
        ------
        CellError
            When there is none (with similar names), or several and the kecamatan does not decide.
        """
        found = self._by_name.get(bare(name)) or self._by_sound.get(_sound(name)) or []
        if not found:
            raise self._unknown(name, kecamatan)
        if kecamatan:
            inside = [place for place in found if bare(place.kecamatan) == bare(kecamatan)]
            if not inside:
                raise self._elsewhere(found, kecamatan)
            found = inside
        if len(found) > 1:
            where = ", ".join(sorted(place.kecamatan for place in found))
            raise CellError("ambiguous_village", f"ada di beberapa kecamatan ({where}): isi kolom kecamatan")
        return found[0]

    def kecamatan(self, name: str) -> str:
        """Return a kecamatan as it is written here.

        Raises
        ------
        CellError
            When there is none of that name (with similar names).
        """
        from rapidfuzz import fuzz, process

        if bare(name) in self._kecamatan:
            return self._kecamatan[bare(name)]
        close = process.extract(
            bare(name), list(self._kecamatan), scorer=fuzz.ratio, limit=2, score_cutoff=60
        )
        words = tuple(self._kecamatan[word] for word, _, _ in close)
        meant = f"; mungkin {' / '.join(words)}" if words else ""
        raise CellError(
            "unknown_kecamatan", f"kecamatan tidak dikenal{meant}", "no such kecamatan", suggestions=words
        )

    def contains(self, lon: float, lat: float) -> bool:
        """Tell whether a place in degrees can be in the regency: near one of its villages."""
        return bool((haversine_m(self._lon, self._lat, lon, lat) <= self._reach_m).any())

    def nearest(self, lon: float, lat: float) -> tuple[Place, float]:
        """Return the village whose point is nearest, and how far that is in metres."""
        distances = haversine_m(self._lon, self._lat, lon, lat)
        index = int(np.argmin(distances))
        return self._places[index], float(distances[index])

    def _unknown(self, name: str, kecamatan: str | None) -> CellError:
        places = self._similar(name, kecamatan)
        labels = " / ".join(place.label for place in places)
        return CellError(
            "unknown_village",
            f"desa tidak dikenal{f'; mungkin {labels}' if labels else ''}",
            f"no such village{f'; perhaps {labels}' if labels else ''}",
            suggestions=tuple(place.name for place in places),
        )

    def _elsewhere(self, found: list[Place], kecamatan: str) -> CellError:
        where = ", ".join(sorted(place.kecamatan for place in found))
        similar = self._similar(found[0].name, kecamatan, only_there=True)
        labels = f", atau maksudnya {' / '.join(place.label for place in similar)}" if similar else ""
        return CellError(
            "village_elsewhere",
            f"desa ini ada di kecamatan {where}{labels}",
            f"this village lies in kecamatan {where}",
            suggestions=tuple(place.name for place in similar),
        )

    def _similar(self, name: str, kecamatan: str | None, *, only_there: bool = False) -> list[Place]:
        """Return the villages whose names are most like `name`, those of the kecamatan first."""
        from rapidfuzz import fuzz, process

        close = process.extract(
            bare(name), list(self._by_name), scorer=fuzz.ratio, limit=_LIKELY_PLACES, score_cutoff=_LIKE
        )
        places = [place for word, _, _ in close for place in self._by_name[word]]
        there = [place for place in places if kecamatan and bare(place.kecamatan) == bare(kecamatan)]
        elsewhere = [] if only_there else [place for place in places if place not in there]
        return (there + elsewhere)[:_LIKELY_PLACES]


def bare(name: str) -> str:
    """Return a name as it is compared: without ``Desa``, ``Kel.``, asides in brackets, case and spaces."""
    return plain(_PREFIX.sub("", _ASIDE.sub(" ", name)))


def _sound(name: str) -> str:
    word = bare(name)
    for old, new in _OLD_SPELLING:
        word = word.replace(old, new)
    return word


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
