"""One day of collection as integers: what every engine and the judge are given.

All times are seconds after the problem's own zero (the planner uses local midnight of the
operating day), all amounts whole kilograms and litres, all money whole rupiah. Places are
numbers of rows in the matrices.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from routing.errors import ProblemError

Work = Literal["collect", "container"]
"""`collect`: bins emptied into one load (dump truck, compactor); `container`: a full container is
hauled away and an empty one left (arm-roll), one per trip."""

UNREACHABLE = -1
"""Entry of a matrix for a pair without a road between them."""

type IntMatrix = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Window:
    """A span in which work may begin, both ends included, in seconds."""

    open_s: int
    close_s: int


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A truck on this day.

    Parameters
    ----------
    capacity_kg, capacity_l
        What it may carry at once.
    fixed_cost, cost_per_km, cost_per_hour
        Rupiah; the fixed cost is due if the truck leaves at all.
    shift
        It may not leave before the opening and must be back by the close.
    start, end
        Rows of the matrices.
    max_trips
        Unloadings per day; 0 is no limit.
    """

    id: str
    class_code: str
    work: Work
    capacity_kg: int
    capacity_l: int
    fixed_cost: int
    cost_per_km: int
    cost_per_hour: int
    shift: Window
    start: int
    end: int
    profile: str = "dump_truck"
    max_trips: int = 0


@dataclass(frozen=True, slots=True)
class Facility:
    """A place where a load is tipped; unloading may begin inside one of the windows."""

    code: str
    location: int
    unload_s: int
    windows: tuple[Window, ...]


@dataclass(frozen=True, slots=True)
class Stop:
    """A place to be emptied.

    Parameters
    ----------
    price
        Rupiah charged to the plan when the stop is left out.
    windows
        Service may begin inside one of these; none given means at any time.
    classes
        Vehicle classes that may enter; none given means every class.
    """

    code: str
    location: int
    kg: int
    litres: int
    service_s: int
    price: int
    work: Work = "collect"
    windows: tuple[Window, ...] = ()
    classes: tuple[str, ...] = ()

    def admits(self, vehicle: Vehicle) -> bool:
        """Whether this kind and class of vehicle may serve the stop."""
        return self.work == vehicle.work and (not self.classes or vehicle.class_code in self.classes)


@dataclass(frozen=True, slots=True, eq=False)
class Matrix:
    """Travel between all places, (n, n), row = from; `UNREACHABLE` where there is no road."""

    duration_s: IntMatrix
    distance_m: IntMatrix


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """A day to be planned; cannot be built when it contradicts itself.

    Raises
    ------
    ProblemError
        With every fault found, not only the first.
    """

    vehicles: tuple[Vehicle, ...]
    facilities: tuple[Facility, ...]
    stops: tuple[Stop, ...]
    matrices: Mapping[str, Matrix]
    label: str = ""
    size: int = field(init=False)

    def __post_init__(self) -> None:
        sizes = [len(m.duration_s) for m in self.matrices.values()]
        object.__setattr__(self, "size", sizes[0] if sizes else 0)
        faults = find_faults(self)
        if faults:
            raise ProblemError(faults)

    def matrix(self, vehicle: Vehicle) -> Matrix:
        """Travel as this vehicle drives it."""
        return self.matrices[vehicle.profile]


def find_faults(problem: Problem) -> tuple[str, ...]:
    """Every contradiction in a problem, one sentence each."""
    return (
        *_fleet_faults(problem),
        *_place_faults(problem),
        *_matrix_faults(problem),
    )


def _fleet_faults(problem: Problem) -> list[str]:
    faults = [] if problem.vehicles else ["the problem has no vehicles"]
    faults += _repeated("vehicle", [v.id for v in problem.vehicles])
    for v in problem.vehicles:
        name = f"vehicle {v.id!r}"
        for what in ("capacity_kg", "capacity_l"):
            if getattr(v, what) <= 0:
                faults.append(f"{name}: {what} must be positive, not {getattr(v, what)}")
        for what in ("fixed_cost", "cost_per_km", "cost_per_hour", "max_trips"):
            if getattr(v, what) < 0:
                faults.append(f"{name}: {what} must not be negative, but is {getattr(v, what)}")
        faults += _window_faults(name, "shift", (v.shift,))
        faults += _row_faults(name, problem.size, start=v.start, end=v.end)
        if v.profile not in problem.matrices:
            faults.append(f"{name}: no matrix for profile {v.profile!r}")
        if v.work not in ("collect", "container"):
            faults.append(f"{name}: unknown work {v.work!r}")
    return faults


def _place_faults(problem: Problem) -> list[str]:
    faults = [] if problem.facilities else ["the problem has no facility to unload at"]
    faults += _repeated("facility", [f.code for f in problem.facilities])
    faults += _repeated("stop", [s.code for s in problem.stops])
    for f in problem.facilities:
        name = f"facility {f.code!r}"
        if f.unload_s < 0:
            faults.append(f"{name}: unload_s must not be negative, but is {f.unload_s}")
        faults += _window_faults(name, "window", f.windows)
        faults += _row_faults(name, problem.size, location=f.location)
    for s in problem.stops:
        name = f"stop {s.code!r}"
        for what in ("kg", "litres", "service_s", "price"):
            if getattr(s, what) < 0:
                faults.append(f"{name}: {what} must not be negative, but is {getattr(s, what)}")
        faults += _window_faults(name, "window", s.windows)
        faults += _row_faults(name, problem.size, location=s.location)
        if s.work not in ("collect", "container"):
            faults.append(f"{name}: unknown work {s.work!r}")
    return faults


def _matrix_faults(problem: Problem) -> list[str]:
    faults: list[str] = []
    n = problem.size
    for profile, matrix in problem.matrices.items():
        for what in ("duration_s", "distance_m"):
            values = getattr(matrix, what)
            name = f"matrix {profile!r} {what}"
            if values.shape != (n, n):
                faults.append(f"{name}: shape must be {(n, n)}, not {values.shape}")
                continue
            if not np.issubdtype(values.dtype, np.integer):
                faults.append(f"{name}: entries must be integers, not {values.dtype}")
            elif n and values.min() < UNREACHABLE:
                faults.append(f"{name}: no entry may be below {UNREACHABLE}, but one is {values.min()}")
            elif np.diagonal(values).any():
                faults.append(f"{name}: the way from a place to itself must be 0")
    return faults


def _repeated(kind: str, names: list[str]) -> list[str]:
    seen: set[str] = set()
    twice = sorted({n for n in names if n in seen or seen.add(n)})  # type: ignore[func-returns-value]  # add() is None
    return [f"{kind} {name!r} is given twice" for name in twice]


def _window_faults(name: str, what: str, windows: tuple[Window, ...]) -> list[str]:
    faults = [
        f"{name}: {what} closes ({w.close_s} s) before it opens ({w.open_s} s)"
        for w in windows
        if w.close_s < w.open_s
    ]
    ordered = sorted(windows, key=lambda w: w.open_s)
    if list(windows) != ordered:
        faults.append(f"{name}: windows must be in order of time")
    faults += [
        f"{name}: windows overlap at {b.open_s} s" for a, b in pairwise(ordered) if b.open_s <= a.close_s
    ]
    return faults


def _row_faults(name: str, size: int, **rows: int) -> list[str]:
    return [
        f"{name}: {what} is row {row}, outside the matrices of {size} places"
        for what, row in rows.items()
        if not 0 <= row < size
    ]
