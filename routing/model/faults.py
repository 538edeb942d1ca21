"""Every contradiction in a problem, named in one answer."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import get_args

import numpy as np

from routing.model.parts import UNREACHABLE, Break, Facility, Matrix, Stop, Vehicle, Window, Work

_LATEST_S = 10**8
"""No time of a problem may lie farther away: beyond, sums of costs could overflow a solver's integers."""

_MOST = 10**12
"""No amount or price may be greater: a solver's integers must hold the sum of thousands of them."""

_VEHICLE_AMOUNTS = (
    "capacity_kg",
    "capacity_l",
    "fixed_cost",
    "cost_per_km",
    "cost_per_hour",
    "overtime_per_hour",
    "max_trips",
    "max_stops",
    "max_kg",
    "latest_s",
    "aboard_kg",
    "aboard_l",
)
_STOP_AMOUNTS = ("kg", "litres", "service_s", "service_s_per_t", "service_s_per_m3", "price", "release_s")


def find_faults(
    vehicles: tuple[Vehicle, ...],
    facilities: tuple[Facility, ...],
    stops: tuple[Stop, ...],
    matrices: Mapping[str, Matrix],
) -> tuple[str, ...]:
    """Return every contradiction, one sentence each: the object, the rule, the value."""
    size = next((len(m.duration_s) for m in matrices.values()), 0)
    faults = [] if vehicles else ["the problem has no vehicles"]
    faults += [] if facilities else ["the problem has no facility to unload at"]
    faults += _repeated("vehicle", (v.id for v in vehicles))
    faults += _repeated("facility", (f.code for f in facilities))
    faults += _repeated("stop", (s.code for s in stops))
    faults += _repeated("place", {*(f.code for f in facilities)} & {*(s.code for s in stops)}, most=0)
    for vehicle in vehicles:
        faults += _vehicle_faults(vehicle, size, matrices)
    for facility in facilities:
        faults += _facility_faults(facility, size, stops)
    for stop in stops:
        faults += _stop_faults(stop, size, vehicles)
    faults += _stream_faults(vehicles, facilities, stops)
    return (*faults, *_matrix_faults(matrices, size))


def _vehicle_faults(v: Vehicle, size: int, matrices: Mapping[str, Matrix]) -> Iterator[str]:
    name = f"vehicle {v.id!r}"
    for what in ("capacity_kg", "capacity_l"):
        if getattr(v, what) == 0:
            yield f"{name}: {what} must be positive, not 0"
    yield from _negative(name, v, _VEHICLE_AMOUNTS)
    yield from _window_faults(name, "shift", (v.shift,))
    if v.latest_s and v.latest_s < v.shift.close_s:
        yield f"{name}: latest_s ({v.latest_s} s) lies before the shift's close ({v.shift.close_s} s)"
    yield from _row_faults(name, size, start=v.start, end=v.end)
    if v.profile not in matrices:
        yield f"{name}: no matrix for profile {v.profile!r}"
    yield from _work_fault(name, v.work)
    for rest in v.breaks:
        yield from _break_faults(name, rest)
    if v.aboard_kg > v.capacity_kg or v.aboard_l > v.capacity_l:
        yield f"{name}: {v.aboard_kg} kg and {v.aboard_l} l aboard are more than it can carry"
    if v.loaded and not v.out:
        yield f"{name}: it is loaded at the start, so it must be said to be out"


def _break_faults(name: str, rest: Break) -> Iterator[str]:
    name = f"{name}: break {rest.label!r}"
    if rest.duration_s <= 0:
        yield f"{name}: duration_s must be positive, not {rest.duration_s}"
    if not rest.windows:
        yield f"{name}: no window is given in which it may begin"
    yield from _window_faults(name, "window", rest.windows)


def _facility_faults(f: Facility, size: int, stops: tuple[Stop, ...]) -> Iterator[str]:
    name = f"facility {f.code!r}"
    yield from _negative(name, f, ("unload_s", "max_kg"))
    yield from _window_faults(name, "window", f.windows)
    yield from _row_faults(name, size, location=f.location)
    fed = next((s for s in stops if s.code == f.feeds), None)
    if f.feeds and fed is None:
        yield f"{name}: it feeds {f.feeds!r}, but there is no such stop"
    if fed is not None and f.streams and fed.stream not in f.streams:
        yield f"{name}: it feeds {f.feeds!r}, whose stream {fed.stream!r} it does not accept"


def _stop_faults(s: Stop, size: int, vehicles: tuple[Vehicle, ...]) -> Iterator[str]:
    name = f"stop {s.code!r}"
    yield from _negative(name, s, _STOP_AMOUNTS)
    yield from _window_faults(name, "window", s.windows)
    yield from _row_faults(name, size, location=s.location)
    yield from _work_fault(name, s.work)
    if not s.stream:
        yield f"{name}: stream must not be empty"
    if s.vehicle and s.vehicle not in {v.id for v in vehicles}:
        yield f"{name}: it demands vehicle {s.vehicle!r}, which the problem does not have"


def _stream_faults(
    vehicles: tuple[Vehicle, ...], facilities: tuple[Facility, ...], stops: tuple[Stop, ...]
) -> Iterator[str]:
    """Yield streams that nobody takes; a stop that only some facility cannot take has a reason, no fault."""
    loaded = {v.aboard_stream for v in vehicles if v.loaded}
    if facilities:
        for stream in sorted({s.stream for s in stops} | loaded):
            if not any(not f.streams or stream in f.streams for f in facilities):
                yield f"stream {stream!r}: no facility accepts it"


def _matrix_faults(matrices: Mapping[str, Matrix], n: int) -> Iterator[str]:
    for profile, matrix in matrices.items():
        for what in ("duration_s", "distance_m"):
            values = getattr(matrix, what)
            name = f"matrix {profile!r} {what}"
            if values.shape != (n, n):
                yield f"{name}: shape must be {(n, n)}, not {values.shape}"
            elif not np.issubdtype(values.dtype, np.integer):
                yield f"{name}: entries must be integers, not {values.dtype}"
            elif n and values.min() < UNREACHABLE:
                yield f"{name}: no entry may be below {UNREACHABLE}, but one is {values.min()}"
            elif np.diagonal(values).any():
                yield f"{name}: the way from a place to itself must be 0"


def _repeated(kind: str, names: Iterable[str], *, most: int = 1) -> list[str]:
    counts = Counter(names)
    return [f"{kind} {name!r} is given twice" for name in sorted(counts) if counts[name] > most]


def _negative(name: str, thing: object, fields: Iterable[str]) -> Iterator[str]:
    for what in fields:
        value = getattr(thing, what)
        if value < 0:
            yield f"{name}: {what} must not be negative, but is {value}"
        if value > _MOST:
            yield f"{name}: {what} must not be above {_MOST}, but is {value}"


def _work_fault(name: str, work: str) -> Iterator[str]:
    if work not in get_args(Work):
        yield f"{name}: unknown work {work!r}"


def _window_faults(name: str, what: str, windows: tuple[Window, ...]) -> Iterator[str]:
    for w in windows:
        if w.close_s < w.open_s:
            yield f"{name}: {what} closes ({w.close_s} s) before it opens ({w.open_s} s)"
        if max(abs(w.open_s), abs(w.close_s)) > _LATEST_S:
            yield f"{name}: {what} lies absurdly far away ({w.open_s} s to {w.close_s} s)"
    ordered = sorted(windows, key=lambda w: w.open_s)
    if list(windows) != ordered:
        yield f"{name}: windows must be in order of time"
    for a, b in pairwise(ordered):
        if b.open_s <= a.close_s:
            yield f"{name}: windows overlap at {b.open_s} s"


def _row_faults(name: str, size: int, **rows: int) -> Iterator[str]:
    for what, row in rows.items():
        if not 0 <= row < size:
            yield f"{name}: {what} is row {row}, outside the matrices of {size} places"
