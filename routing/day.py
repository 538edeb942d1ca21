"""A day of the store as a problem in full: rows in, integers out, with the way back to the rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from data.contract.calendar import OperatingCalendar
from data.store.queries.plan_rows import CrewBreak, PlannedFacility, PlannedVehicle, WaitingPoint
from routing.demand import Densities, Prices, days_waiting, litres_of, waiting_kg
from routing.errors import DayError
from routing.model.problem import UNREACHABLE, Break, Facility, Matrix, Problem, Stop, Vehicle, Window, Work

WORK: Mapping[str, Work] = {"stationary": "collect", "hauled": "container", "village": "collect"}
KIND: Mapping[str, Work] = {"stop": "collect", "container": "container"}
LATEST_S = 2 * 86_400


@dataclass(frozen=True, slots=True)
class DayRows:
    """What the store holds for a day.

    Parameters
    ----------
    shut
        Facility -> spans of aware moments in which it takes nothing; no end: until it is lifted.
    breaks
        Rests of every crew.
    """

    vehicles: Sequence[PlannedVehicle]
    facilities: Sequence[PlannedFacility]
    points: Sequence[WaitingPoint]
    breaks: Sequence[CrewBreak] = ()
    shut: Mapping[int, Sequence[tuple[datetime, datetime | None]]] = field(default_factory=dict)

    @property
    def places(self) -> np.ndarray:
        """Degrees lon, lat of every facility, then every point, (n, 2): the rows of the matrices."""
        facilities = [(f.lon, f.lat) for f in self.facilities]
        return np.array(facilities + [(p.lon, p.lat) for p in self.points], dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Rules:
    """What is not in the rows: hours, prices, densities.

    Parameters
    ----------
    not_before
        Earliest departure; a plan made during the shift begins when it is made.
    reserve_s
        How long before the shift's end trucks shall be home by plan: what a day's delays may eat.
    """

    calendar: OperatingCalendar
    prices: Prices = field(default_factory=Prices)
    densities: Densities = field(default_factory=Densities)
    not_before: datetime | None = None
    reserve_s: int = 900


class DayClock:
    """Seconds of a problem and moments of the world; second 0 is local midnight of the day."""

    def __init__(self, calendar: OperatingCalendar, day: date) -> None:
        self.day = day
        self._zero = datetime.combine(day, time(), ZoneInfo(calendar.zone)).astimezone(UTC)
        self._day_start = calendar.day_start

    def second(self, moment: datetime) -> int:
        """Return the problem's second of an aware moment."""
        return int((moment - self._zero).total_seconds())

    def moment(self, second: int) -> datetime:
        """Return the moment of a problem's second, aware UTC."""
        return self._zero + timedelta(seconds=second)

    def window(self, opens: time | None, closes: time | None) -> Window:
        """Return local hours as a window; a time before the day's start belongs to the next date."""
        open_s = 0 if opens is None else self._of(opens)
        close_s = LATEST_S if closes is None else self._of(closes)
        return Window(open_s, close_s if close_s >= open_s else close_s + 86_400)

    def _of(self, local: time) -> int:
        second = local.hour * 3600 + local.minute * 60 + local.second
        return second if local >= self._day_start else second + 86_400


def check_rows(rows: DayRows, day: date) -> None:
    """Refuse a day that lacks what any plan needs.

    Raises
    ------
    DayError
        In one sentence: no points, no vehicles, or no landfill.
    """
    if not rows.points:
        raise DayError(f"no collection point waits to be emptied on {day}, so there is nothing to plan")
    if not rows.vehicles:
        raise DayError(f"no vehicle is in service on {day}: all are broken, closed or not planned")
    if not any(f.kind == "landfill" for f in rows.facilities):
        raise DayError(f"no landfill that takes residue is open on {day}")


def make_problem(rows: DayRows, matrices: Mapping[str, Matrix], day: date, rules: Rules) -> Problem:
    """Return the day's problem over the rows' places.

    Raises
    ------
    DayError
        When no landfill can be reached from a pool, or the shift is over.
    """
    clock = DayClock(rules.calendar, day)
    index = {f.id: row for row, f in enumerate(rows.facilities)}
    shift = shift_of(clock, day, rules)
    yards = {(v.road_profile, index[v.pool_id]) for v in rows.vehicles if v.pool_id in index}
    if not yards:
        raise DayError(f"the pool of the vehicles is closed on {day}")
    tips = tuple(
        facility_of(f, index[f.id], clock, rows.shut.get(f.id, ()))
        for f in rows.facilities
        if f.kind != "pool" and any(is_linked(matrices[p], pool, index[f.id]) for p, pool in yards)
    )
    if not any("residue" in f.streams for f in tips):
        raise DayError(f"no road leads from the pool to a landfill that is open on {day}")
    if not any(_hours_left(f, shift) for f in tips if "residue" in f.streams):
        raise DayError(f"every landfill is closed during the whole shift of {day}")
    breaks = tuple(break_of(b, clock) for b in rows.breaks)
    return Problem(
        vehicles=tuple(
            vehicle_of(v, index[v.pool_id], shift, breaks) for v in rows.vehicles if v.pool_id in index
        ),
        facilities=tips,
        stops=tuple(
            _stop(p, row, day, clock, rules)
            for row, p in enumerate(rows.points, start=len(rows.facilities))
            if _is_taken(p, tips)
        ),
        matrices=matrices,
        label=day.isoformat(),
    )


def untaken(rows: DayRows, problem: Problem) -> list[tuple[int, str, dict[str, Any]]]:
    """Return points whose kind of waste no facility of the day takes, as left out: point, reason, figures.

    A problem knows no stop that could never be served; the plan names it all the same.
    """
    lost = (p for p in rows.points if not _is_taken(p, problem.facilities))
    return [(p.id, "no_facility", {"facilities": 0}) for p in lost]


def _is_taken(point: WaitingPoint, tips: Sequence[Facility]) -> bool:
    return any(point.stream in facility.streams for facility in tips)


def shift_of(clock: DayClock, day: date, rules: Rules) -> Window:
    """Return when trucks may be out on a day, the reserve cut off at its end."""
    begins, ends = rules.calendar.shift(day)
    close_s = clock.second(ends) - rules.reserve_s
    open_s = clock.second(begins)
    if rules.not_before is not None and open_s < clock.second(rules.not_before) < close_s:
        open_s = clock.second(rules.not_before)
    return Window(open_s, close_s)


def is_linked(matrix: Matrix, pool: int, row: int) -> bool:
    """Tell whether roads lead from a yard to a place and back."""
    return UNREACHABLE not in {int(matrix.duration_s[pool, row]), int(matrix.duration_s[row, pool])}


def _hours_left(facility: Facility, shift: Window) -> bool:
    return any(w.open_s < shift.close_s and w.close_s > shift.open_s for w in facility.windows)


def facility_of(
    row: PlannedFacility, place: int, clock: DayClock, shut: Sequence[tuple[datetime, datetime | None]]
) -> Facility:
    """Return a facility; unloading must end before the gate closes, so the last one begins sooner."""
    spans = [clock.window(row.opens, row.closes)]
    for begins, ends in sorted(shut, key=lambda span: span[0]):
        spans = _without(spans, clock.second(begins), LATEST_S if ends is None else clock.second(ends))
    return Facility(
        code=row.code,
        location=place,
        unload_s=row.unload_s,
        windows=tuple(
            Window(s.open_s, s.close_s - row.unload_s) for s in spans if s.close_s - row.unload_s >= s.open_s
        ),
        streams=row.streams,
        max_kg=round((row.capacity_t_day or 0) * 1000),
    )


def _without(spans: Sequence[Window], from_s: int, to_s: int) -> list[Window]:
    """Cut a span out of others."""
    left = [Window(s.open_s, min(s.close_s, from_s)) for s in spans if s.open_s < from_s]
    return left + [Window(max(s.open_s, to_s), s.close_s) for s in spans if s.close_s > to_s]


def break_of(row: CrewBreak, clock: DayClock) -> Break:
    """Return a rest in the problem's seconds."""
    return Break(row.duration_s, (clock.window(row.begins_from, row.begins_to),), row.code)


def vehicle_of(row: PlannedVehicle, pool: int, shift: Window, breaks: tuple[Break, ...]) -> Vehicle:
    """Return a vehicle that starts and ends at a row of the matrices."""
    return Vehicle(
        id=row.id,
        class_code=row.class_code,
        work=WORK[row.work],
        capacity_kg=row.capacity_kg,
        capacity_l=round(row.capacity_m3 * 1000),
        fixed_cost=row.fixed_idr,
        cost_per_km=row.per_km_idr,
        cost_per_hour=row.per_hour_idr,
        shift=shift,
        start=pool,
        end=pool,
        profile=row.road_profile,
        max_trips=row.max_trips,
        latest_s=shift.close_s + row.overtime_s if row.overtime_s else 0,
        overtime_per_hour=row.overtime_per_hour_idr,
        breaks=breaks,
    )


def _stop(row: WaitingPoint, place: int, day: date, clock: DayClock, rules: Rules) -> Stop:
    days = days_waiting(row.last_emptied_on, day)
    holds_m3 = row.container_m3
    most_kg = holds_m3 * rules.densities.container if holds_m3 else None
    told = row.urgent_kg if row.urgent else None
    kg = waiting_kg(row.amount_kg_day, days, most_kg=most_kg) if told is None else told
    litres = round(holds_m3 * 1000) if holds_m3 else litres_of(kg, rules.densities.dump_truck)
    timed = row.window_from is not None or row.window_to is not None
    return Stop(
        code=row.code,
        location=place,
        kg=kg,
        litres=litres,
        service_s=row.service_s,
        price=rules.prices.of(kg, days, container=row.kind == "container", urgent=row.urgent),
        work=KIND[row.kind],
        windows=(clock.window(row.window_from, row.window_to),) if timed else (),
        classes=tuple(row.classes),
        stream=row.stream,
    )
