"""What a problem is made of: windows, breaks, vehicles, facilities, stops, matrices."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

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
class Break:
    """A rest that a crew must have while it is out.

    Parameters
    ----------
    windows
        It may begin inside one of these; one second wide for a fixed hour.
    label
        What it is, as a code: ``lunch``, ``friday_prayer``.

    Notes
    -----
    It may be taken on the way or at a halt, never during service or unloading. A truck that can have it
    whole before it leaves or after it is back need not have it on its route.
    """

    duration_s: int
    windows: tuple[Window, ...]
    label: str = "lunch"


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A truck on this day, or on what is left of it.

    Parameters
    ----------
    capacity_kg, capacity_l
        What it may carry at once.
    fixed_cost, cost_per_km, cost_per_hour
        Rupiah; the fixed cost is due if the truck leaves at all.
    shift
        It may not leave before the opening; after the close its hours are overtime.
    latest_s
        When it must be back at the very latest; 0 is the shift's close, so that there is no overtime.
    overtime_per_hour
        Rupiah for each hour after the close of the shift, on top of `cost_per_hour`.
    start, end
        Rows of the matrices.
    max_trips, max_stops, max_kg
        Most unloadings, stops and kilograms of the day (of what is left of it); 0 is no limit.
    streams
        Streams that it may carry, never two in one load; none given means every stream.
    aboard_kg, aboard_l, aboard_stream
        What it carries at the start, taken earlier in the day.
    out
        It is on the road already: it has to come home, and empty, even if it serves nothing more.
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
    max_stops: int = 0
    max_kg: int = 0
    latest_s: int = 0
    overtime_per_hour: int = 0
    breaks: tuple[Break, ...] = ()
    streams: tuple[str, ...] = ()
    aboard_kg: int = 0
    aboard_l: int = 0
    aboard_stream: str = ""
    out: bool = False

    @property
    def back_by_s(self) -> int:
        """Second by which it must be back, overtime included."""
        return self.latest_s or self.shift.close_s

    @property
    def loaded(self) -> bool:
        """Whether something lies on it at the start."""
        return bool(self.aboard_kg or self.aboard_l)


@dataclass(frozen=True, slots=True)
class Facility:
    """A place where a load is tipped; unloading may begin inside one of the windows.

    Parameters
    ----------
    streams
        What it accepts; none given means every stream.
    classes
        Vehicle classes that may tip here; none given means every class.
    max_kg
        Kilograms that it takes in a day; 0 is no limit.
    feeds
        Code of the stop at which what is tipped here waits for the next truck (a TPS: village vehicles
        hand over, a truck empties); empty where waste stays.
    """

    code: str
    location: int
    unload_s: int
    windows: tuple[Window, ...]
    streams: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    max_kg: int = 0
    feeds: str = ""

    def admits(self, vehicle: Vehicle, stream: str) -> bool:
        """Whether this vehicle may tip a load of this stream here."""
        return (not self.streams or stream in self.streams) and (
            not self.classes or vehicle.class_code in self.classes
        )


@dataclass(frozen=True, slots=True)
class Stop:
    """A place to be emptied.

    Parameters
    ----------
    kg, litres
        What waits here; what a facility that feeds this stop receives before the truck comes is added.
    service_s, service_s_per_t, service_s_per_m3
        Stay: fixed, per 1,000 kg, per 1,000 litres; see `stay_s`.
    price
        Rupiah charged to the plan when the stop is left out.
    windows
        Service may begin inside one of these; none given means at any time.
    classes
        Vehicle classes that may enter; none given means every class.
    stream
        What waits here; streams never share a load.
    vehicle
        Id of the only vehicle that may serve it; empty for any.
    keeps
        Id of the vehicle that serves it by the plan before; another costs `Problem.change_price`.
    release_s
        A trip that serves it may not leave its yard or facility before (goods of a benchmark, an empty
        container that comes back); 0 is at any time.
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
    stream: str = "residue"
    service_s_per_t: int = 0
    service_s_per_m3: int = 0
    vehicle: str = ""
    keeps: str = ""
    release_s: int = 0

    def admits(self, vehicle: Vehicle) -> bool:
        """Whether this vehicle may serve the stop: kind of work, class, stream, and no other is demanded."""
        return (
            self.work == vehicle.work
            and (not self.classes or vehicle.class_code in self.classes)
            and (not vehicle.streams or self.stream in vehicle.streams)
            and self.vehicle in {"", vehicle.id}
        )

    def stay_s(self, extra_kg: int = 0, extra_l: int = 0) -> int:
        """Seconds of service, rounded up, with what was handed over here on top of its own amounts."""
        per_t = (self.kg + extra_kg) * self.service_s_per_t
        per_m3 = (self.litres + extra_l) * self.service_s_per_m3
        return self.service_s + -(-(per_t + per_m3) // 1000)


@dataclass(frozen=True, slots=True, eq=False)
class Matrix:
    """Travel between all places, (n, n), row = from; `UNREACHABLE` where there is no road."""

    duration_s: IntMatrix
    distance_m: IntMatrix
