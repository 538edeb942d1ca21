"""The store's rows of a horizon as a week problem: what a day's problem is made of, for each of its days."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from data.store.queries.weeks.horizon import HorizonDay, HorizonFacility, HorizonRows
from routing.day import DayClock, Rules, break_of, facility_of, is_linked, shift_of, vehicle_of
from routing.errors import DayError, WeekError
from routing.model.parts import Facility, Matrix, Vehicle
from routing.week.make_points import PointMaker
from routing.week.problem import WeekDay, WeekPrices, WeekProblem

VILLAGE = "village"
TPS = "tps"

BALANCE_SHARE = 0.07
"""Days pay for tonnes farther off the mean: heaviest and lightest then lie within 15 % of each other."""


def make_week(
    rows: HorizonRows,
    matrices: Mapping[str, Matrix],
    rules: Rules,
    *,
    most_moved: int | None = None,
    label: str = "",
    wanted: Collection[str] = (),
) -> WeekProblem:
    """Return the week problem over the rows' places: all facilities, then all points.

    Parameters
    ----------
    matrices
        By the vehicles' `road_profile`, over `places_of(rows)`.
    wanted
        Points that are part of the week even if none of their visits is due in it: a timetable names them.

    Raises
    ------
    WeekError
        When nothing is to be planned, or the frequencies of some points fit no days; the points are named.
    DayError
        When no place to unload can be reached from a yard.
    """
    check_rows(rows)
    own = frozenset(v.class_code for v in rows.vehicles if v.work == VILLAGE)
    classes = frozenset(v.class_code for v in rows.vehicles) - own
    days = tuple(_Day(rows, day, matrices, rules, own, classes).make() for day in rows.days)
    if not any(day.facilities for day in days):
        raise DayError("no road leads from a yard to a facility that is open in these days")
    points = PointMaker(rows, days, rules, own, classes, wanted)
    return WeekProblem(
        days=days,
        points=points.make_all(),
        matrices=matrices,
        territories={v.id: frozenset(v.territory) for v in rows.vehicles if v.territory},
        prices=WeekPrices(balance_share=BALANCE_SHARE),
        most_moved=most_moved,
        label=label or rows.days[0].date.isoformat(),
    )


def check_rows(rows: HorizonRows) -> None:
    """Refuse a horizon that lacks what any plan needs.

    Raises
    ------
    WeekError
        In one sentence.
    """
    span = f"from {rows.days[0].date} to {rows.days[-1].date}"
    if not rows.points:
        raise WeekError(f"no collection point is in use {span}, so there is nothing to plan")
    if not rows.vehicles:
        raise WeekError(f"no vehicle is planned {span}: all are broken, closed or not planned")
    if not any(day.collects for day in rows.days):
        raise WeekError(f"every day {span} is a holiday without collection")
    if not any(f.kind == "landfill" for f in rows.facilities):
        raise WeekError(f"no landfill is in use {span}")


class _Day:
    """Makes one day of the horizon."""

    def __init__(
        self,
        rows: HorizonRows,
        day: HorizonDay,
        matrices: Mapping[str, Matrix],
        rules: Rules,
        own: frozenset[str],
        classes: frozenset[str],
    ) -> None:
        self._rows, self._day, self._matrices, self._rules = rows, day, matrices, rules
        self._own, self._classes = own, classes
        self._clock = DayClock(rules.calendar, day.date)
        self._index = {f.id: row for row, f in enumerate(rows.facilities)}

    def make(self) -> WeekDay:
        return WeekDay(
            date=self._day.date,
            vehicles=self._vehicles(),
            facilities=tuple(self._facilities()),
            away=self._away(),
            holiday=self._day.holiday,
        )

    def _away(self) -> Mapping[str, str]:
        resting = {} if self._day.collects else dict.fromkeys((v.id for v in self._rows.vehicles), "holiday")
        return {**resting, **self._day.away}

    def _vehicles(self) -> tuple[Vehicle, ...]:
        shift = shift_of(self._clock, self._day.date, self._rules)
        breaks = tuple(break_of(b, self._clock) for b in self._day.breaks)
        away = self._away()
        return tuple(
            vehicle_of(v, self._index[v.pool_id], shift, breaks)
            for v in self._rows.vehicles
            if v.id not in away and v.pool_id in self._index
        )

    def _facilities(self) -> Sequence[Facility]:
        yards = {
            (v.road_profile, self._index[v.pool_id]) for v in self._rows.vehicles if v.pool_id in self._index
        }
        found = []
        for row in self._rows.facilities:
            place = self._index[row.id]
            if row.kind == "pool" or row.id not in self._day.facilities:
                continue
            if not any(is_linked(self._matrices[profile], yard, place) for profile, yard in yards):
                continue
            made = facility_of(row, place, self._clock, self._day.shut.get(row.id, ()))
            admitted = self._admitted(row)
            if made.windows and admitted is not None:
                found.append(replace(made, classes=admitted, feeds=row.feeds))
        return found

    def _admitted(self, row: HorizonFacility) -> tuple[str, ...] | None:
        """Return the classes that may tip there, () for all; None where nobody may."""
        if row.kind == TPS:
            return tuple(sorted(set(row.classes) & self._own)) or None
        if row.classes or not self._own:
            return tuple(row.classes)
        # villages' own vehicles hand over: they do not drive to the landfill
        return tuple(sorted(self._classes)) or None


def places_of(rows: HorizonRows) -> list[tuple[float, float]]:
    """Return degrees lon, lat of every facility, then every point: the rows of the matrices."""
    return [*((f.lon, f.lat) for f in rows.facilities), *((p.lon, p.lat) for p in rows.points)]
