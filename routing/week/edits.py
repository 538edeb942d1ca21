"""Changes of a week by hand: what is asked, done to the timetable and to what people fixed.

Nothing is refused because it breaks a rule: the judge says what it breaks. Refused is what makes no sense.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, NoReturn

from routing.errors import EditRefusedError
from routing.model.parts import Stop, Vehicle
from routing.model.plan import Sequence, Sequences
from routing.week.apply import apply_rules, working_mask
from routing.week.days import day_problem, visits_of, waiting_kg, waiting_stop
from routing.week.patterns import days_of
from routing.week.problem import Pin, Timetable, WeekPoint, WeekProblem, Wishes
from routing.week.problem_json import index_of
from routing.week.refusals import REFUSALS
from routing.week.spots import Spot, Yard, without


def apply_edit(
    problem: WeekProblem, timetable: Timetable, wishes: Wishes, edit: Mapping[str, Any]
) -> tuple[Timetable, Wishes, frozenset[int]]:
    """Return timetable and wishes after an edit, and the days of which anything has changed.

    Parameters
    ----------
    problem
        As the office has it.
    edit
        `kind` (move, assign, pin, exclude, frequency, move_village) and its values; days in ISO form.
        A position counts the halts of the vehicle that come before the point, the point itself left aside.

    Raises
    ------
    EditRefusedError
        When it makes no sense: unknown point, a vehicle that does not work that day.
    """
    do = _KINDS.get(str(edit.get("kind")))
    if do is None:
        refuse("unknown_edit", kind=edit.get("kind"))
    draft = _Draft(problem, {d: dict(s) for d, s in timetable.items()}, wishes)
    do(draft, edit)
    after = {day: dict(sequences) for day, sequences in draft.timetable.items() if any(sequences.values())}
    return after, draft.wishes, touched(problem, timetable, after)


def touched(problem: WeekProblem, before: Timetable, after: Timetable) -> frozenset[int]:
    """Return the days of which halts have changed, or what waits at a point that is emptied on them."""
    days = {d for d in before.keys() | after.keys() if _driven(before, d) != _driven(after, d)}
    old, new = visits_of(before), visits_of(after)
    for point in problem.points:
        was, mask = old.get(point.code, 0), new.get(point.code, 0)
        if was != mask:
            days.update(d for d in days_of(mask) if waiting_kg(point, d, was) != waiting_kg(point, d, mask))
    return frozenset(days)


def refuse(code: str, **values: object) -> NoReturn:
    """Say that an edit makes no sense.

    Raises
    ------
    EditRefusedError
        Always.
    """
    text_id, text_en = REFUSALS[code]
    raise EditRefusedError(code, text_id.format(**values), text_en.format(**values))


def _driven(timetable: Timetable, day: int) -> dict[str, Sequence]:
    return {name: halts for name, halts in timetable.get(day, {}).items() if halts}


@dataclass(slots=True)
class _Draft:
    """A week while it is changed."""

    problem: WeekProblem
    timetable: dict[int, dict[str, Sequence]]
    wishes: Wishes
    ruled: WeekProblem = field(init=False)

    def __post_init__(self) -> None:
        self.ruled = apply_rules(self.problem, self.wishes)

    def wish(self, wishes: Wishes) -> None:
        """Take other wishes."""
        self.wishes = wishes
        self.ruled = apply_rules(self.problem, wishes)

    def point(self, edit: Mapping[str, Any]) -> WeekPoint:
        """Return the point that an edit names."""
        code = str(edit.get("point"))
        found = next((p for p in self.ruled.points if p.code == code), None)
        return found if found is not None else refuse("unknown_point", point=code)

    def day(self, edit: Mapping[str, Any], name: str) -> int:
        """Return the index of the day that an edit names."""
        text = str(edit.get(name))
        found = index_of(self.problem).get(text)
        return found if found is not None else refuse("unknown_day", day=text)

    def vehicle(self, edit: Mapping[str, Any], day: int | None) -> Vehicle | None:
        """Return the vehicle that an edit names, None when it leaves that open; it must work that day."""
        name = edit.get("vehicle")
        if not name:
            return None
        days = self.ruled.days if day is None else (self.ruled.days[day],)
        found = next((v for each in days for v in each.vehicles if v.id == name), None)
        if found is not None:
            return found
        known = any(name in {v.id for v in d.vehicles} | d.away.keys() for d in self.ruled.days)
        if not known:
            refuse("unknown_vehicle", vehicle=name)
        return refuse("vehicle_away", vehicle=name, day=self.iso(day))

    def iso(self, day: int | None) -> str:
        """Return the date of a day."""
        return "" if day is None else self.problem.days[day].date.isoformat()

    def mask(self, code: str) -> int:
        """Return the days on which a point is emptied."""
        return visits_of(self.timetable).get(code, 0)

    def server(self, code: str, day: int) -> str:
        """Return the vehicle that empties a point on a day, empty when none does."""
        sequences = self.timetable.get(day, {})
        return next((name for name, halts in sequences.items() if ("collect", code) in halts), "")

    def drop(self, code: str, day: int) -> None:
        """Take a point out of a day."""
        sequences = self.timetable.get(day, {})
        self.timetable[day] = {
            name: without(halts, code) if ("collect", code) in halts else halts
            for name, halts in sequences.items()
        }

    def put(self, point: WeekPoint, day: int, vehicle: Vehicle | None, position: int | None = None) -> None:
        """Put a point into a day: where it is asked for, else where it costs least."""
        works = self.ruled.days[day].vehicles
        if not works:
            refuse("no_trucks", day=self.iso(day))
        if not self.ruled.days[day].facilities:
            refuse("no_facility", point=point.code)
        stop = waiting_stop(replace(point, stop=replace(point.stop, vehicle="")), day, self.mask(point.code))
        asked = (vehicle,) if vehicle is not None else self._able(point, stop, day)
        yard = self._yard(point, stop, day)
        placed = vehicle is not None and position is not None
        spot = yard.at(asked[0], position or 0) if placed else yard.cheapest(asked)
        self._set(day, spot if spot is not None else refuse("no_facility", point=point.code))

    def _set(self, day: int, spot: Spot) -> None:
        self.timetable[day] = {**self.timetable.get(day, {}), spot.vehicle: spot.halts}

    def _able(self, point: WeekPoint, stop: Stop, day: int) -> tuple[Vehicle, ...]:
        """Return who may be given a point: the pinned vehicle if it works, else all that may serve it."""
        works = self.ruled.days[day].vehicles
        pinned = {p.vehicle for p in self.wishes.pins if p.point == point.code and p.day in {None, day}}
        able = tuple(v for v in works if stop.admits(v))
        chosen = tuple(v for v in able if v.id in pinned) or able
        return chosen or refuse("no_vehicle", point=point.code, day=self.iso(day))

    def _yard(self, point: WeekPoint, stop: Stop, day: int) -> Yard:
        sequences: Sequences = self.timetable.get(day, {})
        codes = {code for halts in sequences.values() for kind, code in halts if kind == "collect"}
        made = day_problem(self.problem, day, self.timetable, visited=codes | {point.code})
        opens = {facility.code for facility in self.ruled.days[day].facilities}
        made = replace(
            made,
            stops=tuple(stop if s.code == stop.code else s for s in made.stops),
            # what a what-if has closed is known, but takes nothing
            facilities=tuple(f if f.code in opens else replace(f, windows=()) for f in made.facilities),
        )
        return Yard(made, sequences, stop, self._extra(point, day))

    def _extra(self, point: WeekPoint, day: int) -> dict[str, int]:
        """Return what each vehicle costs on top: a stranger to the point, or outside its territory."""
        prices, homes = self.ruled.prices, self.ruled.territories
        return {
            v.id: (prices.stranger if point.kept_vehicle and v.id != point.kept_vehicle else 0)
            + (
                prices.outside
                if point.district and point.district not in homes.get(v.id, {point.district})
                else 0
            )
            for v in self.ruled.days[day].vehicles
        }


def _move(draft: _Draft, edit: Mapping[str, Any]) -> None:
    point = draft.point(edit)
    from_day, to_day = draft.day(edit, "from_day"), draft.day(edit, "to_day")
    vehicle = draft.vehicle(edit, to_day)
    server = draft.server(point.code, from_day)
    if not server:
        refuse("not_visited", point=point.code, day=draft.iso(from_day))
    if from_day == to_day and (vehicle is None or vehicle.id == server):
        refuse("nothing_changes", point=point.code)
    if from_day != to_day and draft.server(point.code, to_day):
        refuse("already_visited", point=point.code, day=draft.iso(to_day))
    draft.drop(point.code, from_day)
    draft.put(point, to_day, vehicle)


def _assign(draft: _Draft, edit: Mapping[str, Any]) -> None:
    point, day = draft.point(edit), draft.day(edit, "day")
    vehicle = draft.vehicle(edit, day)
    if vehicle is None:
        refuse("unknown_vehicle", vehicle="")
    if point.code in draft.wishes.excluded:
        refuse("excluded", point=point.code)
    draft.drop(point.code, day)
    draft.put(point, day, vehicle, edit.get("position"))


def _pin(draft: _Draft, edit: Mapping[str, Any]) -> None:
    point = draft.point(edit)
    day = draft.day(edit, "day") if edit.get("day") else None
    name = str(edit.get("vehicle") or "")
    if not edit.get("pinned"):
        kept = tuple(p for p in draft.wishes.pins if not _is_meant(p, point.code, day, name))
        draft.wish(replace(draft.wishes, pins=kept))
        return
    if point.code in draft.wishes.excluded:
        refuse("excluded", point=point.code)
    draft.vehicle(edit, day)
    mask = draft.mask(point.code)
    pins = [Pin(point.code, day, name)]
    if day is None and not name:
        pins = [Pin(point.code, d, draft.server(point.code, d)) for d in days_of(mask)]
    if not pins:
        refuse("never_visited", point=point.code)
    told = {(p.point, p.day) for p in pins}
    others = (p for p in draft.wishes.pins if (p.point, p.day) not in told)
    draft.wish(replace(draft.wishes, pins=(*others, *pins)))


def _is_meant(pin: Pin, code: str, day: int | None, vehicle: str) -> bool:
    return pin.point == code and day in {None, pin.day} and vehicle in {"", pin.vehicle}


def _exclude(draft: _Draft, edit: Mapping[str, Any]) -> None:
    point, wishes = draft.point(edit), draft.wishes
    if bool(edit.get("excluded")) == (point.code in wishes.excluded):
        refuse("nothing_changes", point=point.code)
    if edit.get("excluded"):
        draft.wish(replace(wishes, excluded=wishes.excluded | {point.code}))
        _visit(draft, point, 0)
        return
    draft.wish(replace(wishes, excluded=wishes.excluded - {point.code}))
    wanted = point.kept if point.kept in point.patterns else next(iter(point.patterns), 0)
    _visit(draft, point, wanted)


def _frequency(draft: _Draft, edit: Mapping[str, Any]) -> None:
    point, times = draft.point(edit), int(edit.get("times") or 0)
    workdays = working_mask(draft.ruled).bit_count()
    if not 1 <= times <= workdays:
        refuse("times_impossible", times=times, days=workdays)
    if point.code in draft.wishes.excluded:
        refuse("excluded", point=point.code)
    own = next(p.times for p in draft.problem.points if p.code == point.code)
    wished = {code: n for code, n in draft.wishes.times.items() if code != point.code}
    draft.wish(replace(draft.wishes, times=wished if times == own else {**wished, point.code: times}))
    changed = draft.point(edit)
    mask = draft.mask(point.code)
    pinned = sum({1 << p.day for p in draft.wishes.pins if p.point == point.code and p.day is not None})
    masks = sorted(changed.patterns, key=lambda m: _unlike(m, mask, pinned))
    _visit(draft, changed, masks[0] if masks else mask)


def _unlike(mask: int, before: int, pinned: int) -> tuple[int, int]:
    """Say how far a pattern is from what is: pinned days that it leaves, days that change."""
    return (pinned & ~mask).bit_count(), (mask ^ before).bit_count()


def _visit(draft: _Draft, point: WeekPoint, wanted: int) -> None:
    """Empty a point on exactly these days; days that stay keep vehicle and place."""
    mask = draft.mask(point.code)
    for day in days_of(mask & ~wanted):
        draft.drop(point.code, day)
    for day in days_of(wanted & ~mask):
        draft.put(point, day, None)


def _move_village(draft: _Draft, edit: Mapping[str, Any]) -> None:
    village = str(edit.get("village"))
    points = [p for p in draft.ruled.points if p.village == village]
    if not points:
        refuse("unknown_village", village=village)
    from_day, to_day = draft.day(edit, "from_day"), draft.day(edit, "to_day")
    vehicle = draft.vehicle(edit, to_day)
    movable = _movable(draft, points, (from_day, to_day), vehicle)
    if not movable:
        refuse("village_not_visited", village=village, day=draft.iso(from_day))
    for point in movable:
        draft.drop(point.code, from_day)
    for point in movable:
        draft.put(point, to_day, vehicle)


def _movable(
    draft: _Draft, points: Iterable[WeekPoint], days: tuple[int, int], vehicle: Vehicle | None
) -> list[WeekPoint]:
    """Return the points of a village that are emptied on the one day and not yet on the other.

    Without a vehicle named, each goes where it costs least; with one, those go that it may serve.
    """
    from_day, to_day = days
    return [
        point
        for point in points
        if draft.server(point.code, from_day)
        and (vehicle is None or replace(point.stop, vehicle="").admits(vehicle))
        and (
            not draft.server(point.code, to_day)
            if from_day != to_day
            else vehicle is not None and draft.server(point.code, to_day) != vehicle.id
        )
    ]


_KINDS: Final[Mapping[str, Callable[[_Draft, Mapping[str, Any]], None]]] = {
    "move": _move,
    "assign": _assign,
    "pin": _pin,
    "exclude": _exclude,
    "frequency": _frequency,
    "move_village": _move_village,
}
