"""What a timetable's words are looked up in: vehicles, points and facilities, with suggestions."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from data.contract.calendar import OperatingCalendar
from data.store import models
from data.store.imports.faults import CellError
from data.store.imports.gazetteer import Gazetteer, Place, load_gazetteer
from data.store.imports.timetable.horizon import Horizon
from data.store.imports.validation import plain
from data.store.queries.weeks import absences

_SIMILAR: Final = 65
_MOST_SUGGESTIONS: Final = 3
AWAY: Final[Mapping[str, tuple[str, str]]] = {
    "holiday": ("hari libur tanpa pengangkutan", "a holiday without collection"),
    "outage": ("rusak, di bengkel atau belum dipakai", "out of service"),
    "kir": ("uji KIR sudah lewat", "its roadworthiness test has run out"),
    "crew": ("sopirnya tidak masuk", "its driver is absent"),
}


@dataclass(frozen=True, slots=True)
class KnownPoint:
    """A point that is in use on some day of the plan."""

    code: str
    name: str
    village_code: str
    valid_from: date
    valid_to: date | None

    def used_on(self, day: date) -> bool:
        """Tell whether it is in use on a day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True, slots=True)
class Known:
    """What the store knows for the days of a plan; words are plain (no case, no spaces).

    Attributes
    ----------
    vehicles
        Plate or id -> the vehicles called so; `plates` by id.
    away
        Day -> vehicle -> why it does not work.
    facilities
        Code or name of a place where something is tipped -> its code; `landfills` are those in full use.
    """

    gazetteer: Gazetteer
    vehicles: Mapping[str, frozenset[str]]
    plates: Mapping[str, str]
    unplanned: frozenset[str]
    away: Mapping[date, Mapping[str, str]]
    points: Mapping[str, KnownPoint]
    facilities: Mapping[str, str]
    landfills: tuple[str, ...]
    _names: dict[str, list[KnownPoint]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for point in self.points.values():
            self._names[plain(point.name)].append(point)

    def vehicle(self, word: str) -> str:
        """Return the vehicle with that plate, however it is spaced, or id.

        Raises
        ------
        CellError
            There is none (with similar ones), several have the plate, or the planner may not use it.
        """
        found = sorted(self.vehicles.get(plain(word), ()))
        if not found:
            likely = self._similar(word, self.plates.values(), self.plates)
            raise _unknown("unknown_vehicle", ("truk tidak dikenal", "no such truck"), likely)
        if len(found) > 1:
            told = " atau ".join(found)
            raise CellError(
                "ambiguous_vehicle", f"beberapa truk berpelat ini: tulis kodenya, {told}",
                f"several trucks have this plate: write the code, {told}", suggestions=tuple(found),
            )  # fmt: skip
        if found[0] in self.unplanned:
            raise CellError(
                "vehicle_not_planned", "truk ini tidak direncanakan (halaman Data, kolom direncanakan)",
                "the planner may not use this truck",
            )  # fmt: skip
        return found[0]

    def point(self, word: str, village: Place | None) -> KnownPoint | None:
        """Return the point with that code, or name (in a village); None where nothing is called so.

        Raises
        ------
        CellError
            Several points have the name.
        """
        by_code = next((self.points[code] for code in (word, word.upper()) if code in self.points), None)
        if by_code is not None:
            return by_code
        found = self._names.get(plain(word), [])
        if village is not None:
            found = [point for point in found if point.village_code == village.code]
        if len(found) > 1:
            codes = tuple(sorted(point.code for point in found))
            told = ", ".join(codes[:5])
            raise CellError(
                "ambiguous_point", f"beberapa titik bernama ini: tulis kodenya ({told}) atau isi kolom desa",
                f"several points have this name: write the code ({told}) or the village",
                suggestions=codes[:_MOST_SUGGESTIONS],
            )  # fmt: skip
        return found[0] if found else None

    def unknown_point(self, word: str) -> CellError:
        """Return that there is no such point, with those that are called alike."""
        named = {point.name: point.code for point in self.points.values()}
        likely = self._similar(word, named, self.points)
        told = tuple(f"{each} ({named[each]})" if each in named else each for each in likely)
        return _unknown("unknown_point", ("titik tidak dikenal", "no such point"), likely, told)

    def points_of(self, village: Place) -> tuple[KnownPoint, ...]:
        """Return all points of a village by code.

        Raises
        ------
        CellError
            It has none.
        """
        found = sorted(
            (point for point in self.points.values() if point.village_code == village.code),
            key=lambda point: point.code,
        )
        if not found:
            raise CellError(
                "village_without_points", f"desa {village.name} belum punya titik angkut",
                f"the village {village.name} has no collection point yet",
            )  # fmt: skip
        return tuple(found)

    def _similar(self, word: str, *lists: Iterable[str]) -> tuple[str, ...]:
        from rapidfuzz import fuzz, process

        words = {known: plain(known) for each in lists for known in each}
        close = process.extract(
            plain(word), words, scorer=fuzz.ratio, limit=_MOST_SUGGESTIONS, score_cutoff=_SIMILAR
        )
        return tuple(known for _, _, known in close)


def load_known(session: Session, calendar: OperatingCalendar, horizon: Horizon) -> Known:
    """Return what the store knows for the days of a plan."""
    entry = models.Vehicle
    named: dict[str, set[str]] = defaultdict(set)
    plates, unplanned = {}, set()
    in_use = or_(entry.valid_to.is_(None), entry.valid_to > horizon.first_day)
    rows = session.execute(select(entry.id, entry.plate, entry.planned).where(in_use))
    for number, plate, planned in rows:
        named[plain(plate)].add(number)
        named[plain(number)].add(number)
        plates[number] = plate
        unplanned |= set() if planned else {number}
    facilities, landfills = _facilities(session, horizon)
    return Known(
        gazetteer=load_gazetteer(session),
        vehicles={word: frozenset(numbers) for word, numbers in named.items()},
        plates=plates,
        unplanned=frozenset(unplanned),
        away=absences.away(session, calendar, horizon.dates, sorted(plates)),
        points=_points(session, horizon),
        facilities=facilities,
        landfills=landfills,
    )


def _points(session: Session, horizon: Horizon) -> dict[str, KnownPoint]:
    entry = models.CollectionPoint
    query = (
        select(entry.code, entry.name, entry.village_code, entry.valid_from, entry.valid_to)
        .where(entry.valid_from <= horizon.last_day)
        .where(or_(entry.valid_to.is_(None), entry.valid_to > horizon.first_day))
        .order_by(entry.code)
    )
    return {row[0]: KnownPoint(*row) for row in session.execute(query).tuples()}


def _facilities(session: Session, horizon: Horizon) -> tuple[dict[str, str], tuple[str, ...]]:
    entry = models.Facility
    query = (
        select(entry.code, entry.name, entry.kind, entry.status)
        .where(entry.kind != "pool", entry.status != "closed")
        .where(or_(entry.valid_to.is_(None), entry.valid_to > horizon.first_day))
        .order_by(entry.code)
    )
    rows = session.execute(query).tuples().all()
    named = {plain(word): code for code, name, _, _ in rows for word in (code, name)}
    landfills = tuple(code for code, _, kind, status in rows if kind == "landfill" and status == "open")
    return named, landfills


def _unknown(
    rule: str, words: tuple[str, str], suggestions: tuple[str, ...], told: tuple[str, ...] = ()
) -> CellError:
    likely = " / ".join(told or suggestions)
    if not likely:
        return CellError(rule, *words)
    return CellError(
        rule, f"{words[0]}; mungkin {likely}", f"{words[1]}; perhaps {likely}", suggestions=suggestions
    )
