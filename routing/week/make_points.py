"""The store's points as those of a week: what gathers, how often, on which days they may be emptied."""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from data.store.queries.weeks.horizon import HorizonPoint, HorizonRows
from routing.day import KIND, DayClock, Rules
from routing.errors import WeekError
from routing.model.parts import Stop
from routing.week.frequency import days_of, masks_of, rhythm_of
from routing.week.patterns import Rhythm, dry
from routing.week.problem import WeekDay, WeekPoint

MOST_NAMED = 5
"""Of points that cannot be planned, so many are named; the others are counted."""


@dataclass(frozen=True, slots=True)
class _Flow:
    """What comes to a point, what is handed over there included; kilograms."""

    daily: tuple[float, ...]
    before: float


class PointMaker:
    """Makes the points of a week.

    Parameters
    ----------
    own, classes
        Vehicle classes that hand over at TPS, and all others.
    wanted
        Points that are made even if no visit is due.
    """

    def __init__(
        self,
        rows: HorizonRows,
        days: Sequence[WeekDay],
        rules: Rules,
        own: frozenset[str],
        classes: frozenset[str],
        wanted: Collection[str] = (),
    ) -> None:
        self._rows, self._days, self._rules = rows, days, rules
        self._own, self._classes, self._wanted = own, classes, frozenset(wanted)
        self._clock = DayClock(rules.calendar, days[0].date)
        self._handing: dict[str, list[HorizonPoint]] = {}
        for point in rows.points:
            if point.tps is not None:
                self._handing.setdefault(point.tps, []).append(point)

    def make_all(self) -> tuple[WeekPoint, ...]:
        """Return every point that is due in the horizon.

        Raises
        ------
        WeekError
            Naming the points whose frequency fits no days, even if every day were a working day.
        """
        made, refused = [], []
        for row, point in enumerate(self._rows.points, start=len(self._rows.facilities)):
            try:
                found = self._make(point, row)
            except WeekError as error:
                refused.append(f"{point.code} ({error})")
                continue
            if found is not None:
                made.append(found)
        if refused:
            raise WeekError(_refusal(refused))
        return tuple(made)

    def _make(self, row: HorizonPoint, place: int) -> WeekPoint | None:
        flow, first_day, most_kg = self._flow(row), self._days[0].date, self._most_kg(row)
        stop = self._stop(row, place)
        rhythm = rhythm_of(row, first_day, self._open(stop), self._filling_days(stop, flow, most_kg))
        urgent = days_of(row.urgent_days, first_day, len(self._days))
        if not rhythm.times and not urgent and row.code not in self._wanted:
            return None
        gathers = tuple(round(kg) for kg in flow.daily)
        return WeekPoint(
            stop=replace(stop, price=self._price(row, flow, rhythm)),
            gathers_kg=gathers,
            before_kg=round(flow.before),
            last_day=rhythm.last_day,
            times=rhythm.times,
            least_gap=rhythm.least_gap,
            most_gap=rhythm.most_gap,
            patterns=dry(masks_of(rhythm, urgent), gathers, round(flow.before), most_kg),
            most_kg=most_kg,
            litres_per_t=0 if row.container_m3 else round(1e6 / self._rules.densities.dump_truck),
            kept=self._kept(row, rhythm.times),
            kept_vehicle=max(row.kept_vehicles, key=row.kept_vehicles.count, default=""),
            district=row.kecamatan,
            village=row.village_code,
            low_share=row.low_share,
            high_share=row.high_share,
            source=row.source,
            confidence=row.confidence,
        )

    def _kept(self, row: HorizonPoint, times: int) -> int:
        """Return last week's days; where they are not as many as there shall be, it had none to keep to."""
        mask = days_of(row.kept_days, self._days[0].date, len(self._days))
        return mask if mask.bit_count() == times else 0

    def _filling_days(self, stop: Stop, flow: _Flow, most_kg: int) -> float:
        """After how many days the container is full, or the smallest vehicle that may come for it."""
        able = [v.capacity_kg for day in self._days for v in day.vehicles if stop.admits(v)]
        holds = most_kg or min(able, default=0)
        daily = sum(flow.daily) / len(flow.daily)
        return holds / daily if holds and daily else math.inf

    def _flow(self, row: HorizonPoint) -> _Flow:
        """Return what gathers; at a hand-over place with what the villages' vehicles bring."""
        first_day = self._days[0].date
        waits = 0 if row.last_emptied_on is None else max(0, (first_day - row.last_emptied_on).days - 1)
        daily, before = list(row.kg), row.before_kg
        for other in self._handing.get(row.empties_tps or "", ()):
            daily = [mine + theirs for mine, theirs in zip(daily, other.kg, strict=True)]
            before += other.amount_kg_day * waits
        return _Flow(tuple(daily), before)

    def _most_kg(self, row: HorizonPoint) -> int:
        return round(row.container_m3 * self._rules.densities.container) if row.container_m3 else 0

    def _stop(self, row: HorizonPoint, place: int) -> Stop:
        timed = row.window_from is not None or row.window_to is not None
        return Stop(
            code=row.code,
            location=place,
            kg=0,
            litres=round((row.container_m3 or 0) * 1000),
            service_s=row.service_s,
            price=0,
            work=KIND[row.kind],
            windows=(self._clock.window(row.window_from, row.window_to),) if timed else (),
            classes=self._classes_of(row),
            stream=row.stream,
            vehicle=self._stationed(row),
        )

    def _stationed(self, row: HorizonPoint) -> str:
        """Return the one vehicle that stands where a point hands over: each village's serves its own."""
        place = next((n for n, f in enumerate(self._rows.facilities) if f.code == row.tps), None)
        here = {v.id for day in self._days for v in day.vehicles if place is not None and v.start == place}
        return here.pop() if len(here) == 1 else ""

    def _price(self, row: HorizonPoint, flow: _Flow, rhythm: Rhythm) -> int:
        """Return what leaving it out in the whole horizon is worth."""
        gap = max(1, round(len(self._days) / max(1, rhythm.times)))
        kg = round(gap * sum(flow.daily) / len(flow.daily))
        container, urgent = row.kind == "container", bool(row.urgent_days)
        visit = self._rules.prices.of(kg, gap, container=container, urgent=urgent)
        return visit * max(1, rhythm.times)

    def _classes_of(self, row: HorizonPoint) -> tuple[str, ...]:
        """Return who may come: villages' own vehicles where it is handed over, else all others."""
        allowed = set(row.classes)
        if row.tps is not None:
            return tuple(sorted((allowed & self._own) or self._own or allowed or self._classes))
        if not self._own:
            return tuple(row.classes)
        return tuple(sorted((allowed or self._classes) - self._own)) or tuple(row.classes)

    def _open(self, stop: Stop) -> list[bool]:
        """Return on which days some vehicle may come and some facility takes what it finds."""
        return [
            any(
                facility.admits(vehicle, stop.stream)
                for vehicle in day.vehicles
                if stop.admits(vehicle)
                for facility in day.facilities
            )
            for day in self._days
        ]


def _refusal(refused: Sequence[str]) -> str:
    named = "; ".join(refused[:MOST_NAMED])
    more = f"; and {len(refused) - MOST_NAMED} more" if len(refused) > MOST_NAMED else ""
    return f"{len(refused)} points ask for a frequency that no days of the horizon satisfy: {named}{more}"
