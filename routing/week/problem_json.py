"""Weeks as bytes for the store, timetables and wishes as JSON for people and programs.

A problem's bytes are the same for the same problem, on every machine: their digest names it.
"""

import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from math import isqrt
from typing import Any, Final

import msgspec
import numpy as np

from routing.errors import HandPlanError
from routing.model.parts import IntMatrix, Matrix
from routing.model.plan import CallKind, Sequence
from routing.week.problem import Pin, Timetable, WeekDay, WeekPoint, WeekPrices, WeekProblem, Wishes

FORMAT: Final = "siangsa-week/1"
_KINDS: Final[dict[str, CallKind]] = {"collect": "collect", "unload": "unload"}


@dataclass(frozen=True, slots=True)
class _Stored:
    """A problem as it is written: matrices as compressed little-endian integers, sets in order."""

    format: str
    days: tuple[WeekDay, ...]
    points: tuple[WeekPoint, ...]
    matrices: dict[str, tuple[bytes, bytes]]
    territories: dict[str, tuple[str, ...]]
    prices: WeekPrices
    most_moved: int | None
    label: str


def week_to_bytes(problem: WeekProblem) -> bytes:
    """Return a problem as compressed bytes."""
    stored = _Stored(
        FORMAT,
        problem.days,
        problem.points,
        {name: (_pack(m.duration_s), _pack(m.distance_m)) for name, m in sorted(problem.matrices.items())},
        {name: tuple(sorted(homes)) for name, homes in sorted(problem.territories.items())},
        problem.prices,
        problem.most_moved,
        problem.label,
    )
    return zlib.compress(msgspec.msgpack.encode(stored, order="deterministic"), level=1)


def week_from_bytes(content: bytes) -> WeekProblem:
    """Read what `week_to_bytes` wrote.

    Raises
    ------
    msgspec.ValidationError, zlib.error
        When it is something else.
    """
    stored = msgspec.msgpack.decode(zlib.decompress(content), type=_Stored)
    return WeekProblem(
        stored.days,
        stored.points,
        {name: Matrix(_unpack(s), _unpack(m)) for name, (s, m) in stored.matrices.items()},
        {name: frozenset(homes) for name, homes in stored.territories.items()},
        stored.prices,
        stored.most_moved,
        stored.label,
    )


def digest_of(content: bytes) -> str:
    """Return the name of a stored problem: SHA-256 in hexadecimal."""
    return sha256(content).hexdigest()


def timetable_to_json(problem: WeekProblem, timetable: Timetable) -> dict[str, dict[str, list[list[str]]]]:
    """Return ISO day -> vehicle -> [kind, code] in order; idle days and vehicles left out."""
    return {
        problem.days[day].date.isoformat(): {
            name: [[kind, code] for kind, code in halts] for name, halts in sorted(sequences.items()) if halts
        }
        for day, sequences in sorted(timetable.items())
        if any(sequences.values())
    }


def timetable_from_json(problem: WeekProblem, document: Mapping[str, Any]) -> dict[int, dict[str, Sequence]]:
    """Read what `timetable_to_json` wrote.

    Raises
    ------
    HandPlanError
        For a day outside the week or a halt that is none.
    """
    index = index_of(problem)
    faults = [f"{day} is no day of this week" for day in document if day not in index]
    faults += [
        f"{day}, vehicle {name!r}: {halt!r} is no halt"
        for day, vehicles in document.items()
        for name, halts in vehicles.items()
        for halt in halts
        if len(halt) != 2 or halt[0] not in _KINDS
    ]
    if faults:
        raise HandPlanError(tuple(faults))
    return {
        index[day]: {
            name: tuple((_KINDS[kind], code) for kind, code in halts) for name, halts in each.items()
        }
        for day, each in document.items()
    }


def wishes_to_json(problem: WeekProblem, wishes: Wishes) -> dict[str, Any]:
    """Return wishes with days in ISO form; sets as ordered lists."""
    iso = [day.date.isoformat() for day in problem.days]
    return {
        "pins": [asdict(pin) | {"day": None if pin.day is None else iso[pin.day]} for pin in wishes.pins],
        "excluded": sorted(wishes.excluded),
        "times": dict(sorted(wishes.times.items())),
        "without_vehicles": sorted(wishes.without_vehicles),
        "closed_facilities": sorted(wishes.closed_facilities),
        "holidays": [iso[day] for day in sorted(wishes.holidays)],
    }


def wishes_from_json(problem: WeekProblem, document: Mapping[str, Any]) -> Wishes:
    """Read what `wishes_to_json` wrote; what is not given is not wished, other weeks' days are dropped."""
    index: dict[str | None, int | None] = {None: None}
    index.update(index_of(problem))
    pins = [(pin["point"], pin.get("day"), pin.get("vehicle") or "") for pin in document.get("pins", ())]
    holidays = (index.get(day) for day in document.get("holidays", ()))
    return Wishes(
        tuple(Pin(point, index[day], vehicle) for point, day, vehicle in pins if day in index),
        frozenset(document.get("excluded", ())),
        {str(code): int(times) for code, times in document.get("times", {}).items()},
        frozenset(document.get("without_vehicles", ())),
        frozenset(document.get("closed_facilities", ())),
        frozenset(day for day in holidays if day is not None),
    )


def index_of(problem: WeekProblem) -> dict[str, int]:
    """Return the index of each day by its ISO date."""
    return {day.date.isoformat(): index for index, day in enumerate(problem.days)}


def day_index(problem: WeekProblem, day: date) -> int | None:
    """Return the index of a date, None outside the week."""
    return index_of(problem).get(day.isoformat())


def _pack(values: IntMatrix) -> bytes:
    return values.astype("<i4").tobytes()


def _unpack(content: bytes) -> IntMatrix:
    values = np.frombuffer(content, dtype="<i4").astype(np.int32)
    size = isqrt(len(values))
    return values.reshape(size, size)
