"""Waste collection of Kim, Kim and Sahoo (Computers & OR 33, 2006, 3624): reader.

Line 1 capacity (yards), 2 yards a vehicle may take per day, 3 stops per day, 4 lunch (s), 5 speed
(miles/h), 6 headings; then id, x, y (feet), earliest and latest start (HHMM), service (s), load
(yards), type: 0 depot, 1 stop, 2 landfill.
"""

from dataclasses import dataclass
from pathlib import Path

from routing.bench.text import Line, read_lines

FEET_PER_MILE = 5280
LUNCH_FROM_S = 11 * 3600
LUNCH_TO_S = 12 * 3600
"""Lunch begins between these, says the file; an hour of it then lies between 11:00 and 13:00, as the
paper has it, so both rules come to the same."""


@dataclass(frozen=True, slots=True)
class Place:
    """A depot, stop or landfill; times in seconds after midnight, load in yards."""

    number: int
    x_ft: float
    y_ft: float
    open_s: int
    close_s: int
    service_s: float
    load: float


@dataclass(frozen=True, slots=True)
class KimData:
    """A file as it stands."""

    name: str
    capacity: float
    daily: float
    max_stops: int
    lunch_s: float
    mph: float
    depot: Place
    stops: tuple[Place, ...]
    landfills: tuple[Place, ...]

    def way_ft(self, a: Place, b: Place) -> float:
        """Way between two places along the axes, in feet."""
        return abs(a.x_ft - b.x_ft) + abs(a.y_ft - b.y_ft)

    def drive_s(self, a: Place, b: Place) -> float:
        """Seconds between two places, not rounded."""
        return self.way_ft(a, b) * 3600 / (FEET_PER_MILE * self.mph)


def is_kim(lines: list[Line]) -> bool:
    """Whether these are lines of a Kim file: five lone figures, then headings, then rows of eight figures."""
    heads = [line.text.split("//")[0].split() for line in lines[:5]]
    return (
        len(lines) > 6
        and all(len(head) == 1 for head in heads)
        and not lines[5].words[0][:1].isdigit()
        and len(lines[6].words) >= 8
    )


def read_kim(path: Path) -> KimData:
    """Return the data of a file.

    Raises
    ------
    InstanceError
        With file, line and value of the first thing that is wrong.
    """
    lines = read_lines(path)
    capacity, daily = (_positive(line, "capacity") for line in lines[:2])
    max_stops, lunch_s = lines[2].whole_at(0, "stops per day"), lines[3].amount_at(0, "lunch")
    mph = _positive(lines[4], "speed")
    kinds: dict[int, list[Place]] = {0: [], 1: [], 2: []}
    seen: set[int] = set()
    for line in lines[6:]:
        place, kind = _place(line)
        if kind not in kinds:
            raise line.fail(f"stop type must be 0, 1 or 2, not {kind}")
        if place.number in seen:
            raise line.fail(f"stop {place.number} is given twice")
        if kind == 1 and place.load > capacity:
            raise line.fail(f"load {place.load} is more than a vehicle can carry ({capacity})")
        seen.add(place.number)
        kinds[kind].append(place)
    for kind, name in ((0, "depot"), (1, "stop"), (2, "landfill")):
        if not kinds[kind]:
            raise lines[-1].fail(f"the file ends without a {name} (type {kind})")
    if len(kinds[0]) > 1:
        raise lines[-1].fail(f"the file has {len(kinds[0])} depots, one is understood")
    ends = kinds[0][0], tuple(kinds[1]), tuple(kinds[2])
    return KimData(path.stem, capacity, daily, max_stops, lunch_s, mph, *ends)


def _place(line: Line) -> tuple[Place, int]:
    """Return the place of a line and its type."""
    close_s, open_s = _clock(line, 4), _clock(line, 3)
    if close_s < open_s:
        raise line.fail(f"latest start {line.words[4]} lies before the earliest, {line.words[3]}")
    place = Place(
        number=line.whole_at(0, "stop id"),
        x_ft=line.number_at(1, "x"),
        y_ft=line.number_at(2, "y"),
        open_s=open_s,
        close_s=close_s,
        service_s=line.amount_at(5, "service time"),
        load=line.amount_at(6, "load"),
    )
    return place, line.whole_at(7, "stop type")


def _clock(line: Line, position: int) -> int:
    """Seconds after midnight of an HHMM time; 2400 is the end of the day."""
    hours, minutes = divmod(line.whole_at(position, "time"), 100)
    if minutes > 59 or hours * 60 + minutes > 1440:
        raise line.fail(f"time must be HHMM up to 2400, not {line.words[position]!r}")
    return hours * 3600 + minutes * 60


def _positive(line: Line, what: str) -> float:
    value = line.amount_at(0, what)
    if value == 0:
        raise line.fail(f"{what} must be above 0")
    return value
