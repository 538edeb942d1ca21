"""One position of a trace file as it stands there, and the rules that make a track of them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import numpy as np

from geo.errors import TraceError
from geo.roads.matching.model import Trace

MOST_FAULTS: Final = 5
"""Faults of a file that are told in full; the others are counted."""

MILLISECONDS_FROM: Final = 1e11
"""A Unix time above this counts milliseconds: as seconds it would lie in the year 5138."""

KEYS: Final = {
    "lon": ("lon", "longitude", "lng", "long", "x"),
    "lat": ("lat", "latitude", "y"),
    "time": ("time", "timestamp", "fix_time", "fixtime", "datetime", "tst"),
    "accuracy": ("accuracy", "accuracy_m", "acc", "horizontal_accuracy"),
    "vehicle": ("vehicle", "vehicle_id", "device", "device_id", "id"),
}
"""Names, in small letters, under which each value is known; the first one present counts."""


@dataclass(frozen=True, slots=True)
class Row:
    """A position as a file has it.

    Parameters
    ----------
    place
        Where it stands, for people: "row 7".
    vehicle
        Whose it is; empty when the file does not tell.
    lon, lat, time, accuracy
        Raw values; None when absent.
    """

    place: str
    vehicle: str
    lon: object
    lat: object
    time: object = None
    accuracy: object = None


@dataclass(frozen=True, slots=True)
class NamedTrace:
    """The track of one vehicle; `name` is empty when the file names none."""

    name: str
    trace: Trace


def pick(values: dict[str, object], what: str) -> object:
    """Return the first value that is present under one of the names of `what`, else None.

    Parameters
    ----------
    values
        By name in small letters.
    what
        A key of ``KEYS``.
    """
    found = (values[name] for name in KEYS[what] if values.get(name) not in (None, ""))
    return next(found, None)


def make_traces(path: Path, rows: Sequence[Row], *, sort: bool) -> list[NamedTrace]:
    """Return the tracks that the rows of a file make, one per vehicle, in the order of their first rows.

    Parameters
    ----------
    path
        The file, for errors.
    rows
        In the order of the file.
    sort
        Put positions in the order of their times instead of refusing times that go back.

    Raises
    ------
    TraceError
        When there is no row or a row breaks a rule; the text names file, row, rule and value.
    """
    if not rows:
        raise TraceError(f"{path} has no position")
    groups: dict[str, list[Row]] = {}
    for row in rows if _ids_name_vehicles(rows) else [_nameless(row) for row in rows]:
        groups.setdefault(row.vehicle, []).append(row)
    faults: list[str] = []
    traces = [NamedTrace(name, _trace(group, faults, sort=sort)) for name, group in groups.items()]
    if faults:
        more = f"; and {len(faults) - MOST_FAULTS} more" if len(faults) > MOST_FAULTS else ""
        raise TraceError(f"{path}: {'; '.join(faults[:MOST_FAULTS])}{more}")
    return traces


def _ids_name_vehicles(rows: Sequence[Row]) -> bool:
    """Tell whether ids are those of vehicles; ids that never repeat number the positions."""
    return len(rows) == 1 or len({row.vehicle for row in rows}) < len(rows)


def _nameless(row: Row) -> Row:
    return Row(row.place, "", row.lon, row.lat, row.time, row.accuracy)


def _trace(rows: list[Row], faults: list[str], *, sort: bool) -> Trace:
    lonlat = np.array([(_degrees(row, "lon", faults), _degrees(row, "lat", faults)) for row in rows])
    times = [_seconds(row, faults) for row in rows]
    faults += _faults_of_times(rows, times, sort=sort)
    accuracy = np.array([_metres(row, faults) for row in rows])
    timed = all(moment is not None for moment in times)
    return Trace(
        lonlat,
        np.array(times, dtype=np.float64) if timed else None,
        None if np.isnan(accuracy).all() else accuracy,
    )


def _faults_of_times(rows: list[Row], times: list[float | None], *, sort: bool) -> list[str]:
    """Tell where only some positions have a time, and where times go back."""
    told = [moment is not None for moment in times]
    if any(told) and not all(told):
        return [f"{rows[told.index(False)].place}: has no time, others have one"]
    if sort or not all(told):
        return []
    known = [moment for moment in times if moment is not None]
    back = [i for i in range(1, len(known)) if known[i] < known[i - 1]]
    return [f"{rows[i].place}: time goes back to {rows[i].time} (sort the file or use --sort)" for i in back]


def _number(value: object) -> float:
    try:
        return float(str(value))
    except ValueError:
        return math.nan


def _degrees(row: Row, which: str, faults: list[str]) -> float:
    value = row.lon if which == "lon" else row.lat
    limit = 180.0 if which == "lon" else 90.0
    degrees = _number(value)
    if not abs(degrees) <= limit:
        swapped = which == "lat" and abs(degrees) <= 180 and abs(_number(row.lon)) <= 90
        hint = "; longitude and latitude may be exchanged" if swapped else ""
        faults.append(f"{row.place}: {which} must be degrees up to {limit:g}, not {_shown(value)}{hint}")
    return degrees


def _metres(row: Row, faults: list[str]) -> float:
    if row.accuracy is None:
        return math.nan
    metres = _number(row.accuracy)
    if not 0 <= metres < math.inf:
        faults.append(f"{row.place}: accuracy must be metres, not {_shown(row.accuracy)}")
    return metres


def _seconds(row: Row, faults: list[str]) -> float | None:
    """Return Unix seconds; a time without a zone is taken for UTC, as only differences count."""
    if row.time is None:
        return None
    seconds = _number(row.time)
    if math.isfinite(seconds):
        return seconds / 1000 if abs(seconds) > MILLISECONDS_FROM else seconds
    try:
        moment = datetime.fromisoformat(str(row.time))
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        faults.append(f"{row.place}: time must be ISO 8601 or Unix seconds, not {_shown(row.time)}")
        return 0.0


def _shown(value: object) -> str:
    return repr(value if value is not None else "")[:60]
