"""One row of a timetable: on which days which truck does what; every word looked up, every fault kept."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from data.store.imports.faults import CellError, Fault
from data.store.imports.gazetteer import Place
from data.store.imports.timetable.horizon import Horizon, date_of, demand_same
from data.store.imports.timetable.known import AWAY, Known, KnownPoint
from data.store.imports.validation import Row, plain

_UNLOAD: Final = re.compile(
    r"(?:buang|bongkar|membuang|unload|dump|tip)\b(?:\s+(?:ke|di|to|at))?\s*(?P<where>.*)", re.IGNORECASE
)
_LANDFILL: Final = re.compile(r"tpa|tpa\s+\w+|landfill", re.IGNORECASE)
_HOME: Final = re.compile(r"(?:pulang|kembali|pool|garasi|selesai|end)\b.*", re.IGNORECASE)
_TOTAL: Final = re.compile(r"(?:grand\s*|sub\s*)?total\b.*|jumlah\b.*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a row says.

    Attributes
    ----------
    order
        As written; None: as the rows stand.
    halts
        (kind, code) in order; empty: it says only that something is unloaded, or that the truck goes home.
    """

    row: Row
    dates: tuple[date, ...]
    vehicle: str
    order: int | None
    halts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RowReader:
    """Reads rows by what the store knows and by the days of the plan."""

    known: Known
    horizon: Horizon

    def read(self, row: Row) -> tuple[Entry | None, list[Fault]]:
        """Return what a row says, or what is wrong with it."""
        faults: list[Fault] = []
        dates = _try(row, _first(row, "date", "day"), faults, self._dates)
        vehicle = _try(row, _first(row, "vehicle", "plate"), faults, self._vehicle)
        halts = _try(row, _first(row, "point", "name", "village"), faults, self._halts)
        if dates and vehicle:
            faults += self._away(row, dates, vehicle)
        if dates and halts:
            faults += self._unused(row, dates, halts)
        if faults or not dates or vehicle is None or halts is None:
            return None, faults
        return Entry(row, dates, vehicle, row.values.get("order"), halts), []

    def _dates(self, row: Row) -> tuple[date, ...]:
        written, day = row.values.get("date") or "", row.values.get("day") or ""
        if not written and not day:
            raise CellError("empty", "isi hari atau tanggal", "fill in the day or the date")
        found = date_of(written or day)
        if found is not None:
            if written and day and date_of(day) is None:
                demand_same(day, found, written)
            return (self.horizon.on(found),)
        if written:
            raise CellError(
                "not_a_date", "bukan tanggal, misalnya 2026-11-23 atau 23/11/2026",
                "no date, for example 2026-11-23",
            )  # fmt: skip
        return self.horizon.named(day)

    def _vehicle(self, row: Row) -> str:
        word = row.values.get("vehicle") or row.values.get("plate")
        if word is None:
            raise CellError("empty", "isi truk: kode atau pelat", "fill in the truck: code or plate")
        try:
            return self.known.vehicle(word)
        except CellError as error:
            plate = row.values.get("plate")
            # "Truk 3" beside a plate: the plate says which
            if error.rule != "unknown_vehicle" or plate is None or plate == word:
                raise
            return self.known.vehicle(plate)

    def _halts(self, row: Row) -> tuple[tuple[str, str], ...]:
        word = row.values.get("point") or row.values.get("name")
        activity = row.values.get("activity") or ""
        if word is not None and not activity:
            activity = word
        unload = _UNLOAD.fullmatch(activity)
        if unload is not None:
            return self._unload(unload["where"] if activity == word else (word or ""))
        if _HOME.fullmatch(activity):
            return ()
        village = self._village(row)
        if word is None:
            if village is None:
                raise CellError(
                    "empty", "isi titik: kode atau nama, atau desa", "fill in the point or the village"
                )
            return tuple(("collect", point.code) for point in self.known.points_of(village))
        return tuple(("collect", point.code) for point in self._points(row, word, village)) or self._unload(
            word
        )

    def _points(self, row: Row, word: str, village: Place | None) -> tuple[KnownPoint, ...]:
        """Return the point of that name or the points of that village; none where it is a facility."""
        found = self.known.point(word, village)
        name = row.values.get("name")
        if found is None and name is not None and name != word:
            found = self.known.point(name, village)
        if found is not None:
            return (found,)
        if plain(word) in self.known.facilities or _LANDFILL.fullmatch(word):
            return ()
        try:
            place = self.known.gazetteer.by_name(word, row.values.get("kecamatan"))
        except CellError:
            raise self.known.unknown_point(word) from None
        return self.known.points_of(place)

    def _village(self, row: Row) -> Place | None:
        name = row.values.get("village")
        return None if name is None else self.known.gazetteer.by_name(name, row.values.get("kecamatan"))

    def _unload(self, where: str) -> tuple[tuple[str, str], ...]:
        """Return the unloading at a facility; none where only one is meant and nobody says which."""
        code = self.known.facilities.get(plain(where))
        if code is not None:
            return (("unload", code),)
        if where and not _LANDFILL.fullmatch(where.strip()):
            known = ", ".join(sorted(set(self.known.facilities.values())))
            raise CellError(
                "unknown_facility", f"tempat buang tidak dikenal; yang ada: {known}",
                f"no such place to unload; there are: {known}",
            )  # fmt: skip
        return (("unload", self.known.landfills[0]),) if len(self.known.landfills) == 1 else ()

    def _away(self, row: Row, dates: tuple[date, ...], vehicle: str) -> list[Fault]:
        for day in dates:
            why = self.known.away.get(day, {}).get(vehicle)
            if why is not None:
                told, english = AWAY.get(why, (why, why))
                return [
                    row.broken(
                        "vehicle",
                        CellError(
                            "vehicle_away",
                            f"truk {vehicle} tidak jalan pada {day}: {told}",
                            f"truck {vehicle} does not work on {day}: {english}",
                        ),
                    )
                ]
        return []

    def _unused(self, row: Row, dates: tuple[date, ...], halts: tuple[tuple[str, str], ...]) -> list[Fault]:
        for _, code in (halt for halt in halts if halt[0] == "collect"):
            shut = [day for day in dates if not self.known.points[code].used_on(day)]
            if shut:
                error = CellError(
                    "point_closed",
                    f"titik {code} tidak dipakai pada {shut[0]}",
                    f"point {code} is not in use on {shut[0]}",
                )
                return [row.broken("point", error)]
        return []


def is_total(row: Row) -> bool:
    """Tell whether a row adds others up."""
    return any(_TOTAL.fullmatch(row.texts.get(name, "")) for name in ("day", "date", "vehicle", "point"))


def _first(row: Row, *names: str) -> str:
    """Return the column that says it: the first one with a cell, else the first."""
    return next((name for name in names if row.texts.get(name)), names[0])


def _try[T](row: Row, column: str, faults: list[Fault], read: Callable[[Row], T]) -> Any:  # noqa: ANN401 - T or None
    try:
        return read(row)
    except CellError as error:
        faults.append(row.broken(column, error))
        return None
