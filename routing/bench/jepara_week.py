"""Bench of the week: a made-up week over the real villages, against what anybody would write down.

The villages, fleet, classes, facilities and breaks are those of the reference; points, ways and frequencies
are made up, seeded: ways are as the crow flies times a detour at the haul speed of the class. Half of the
vehicles of the villages bring their village's waste to a hand-over place, where an arm-roll fetches it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from data.contract.calendar import OperatingCalendar
from data.reference.fleet import VehicleClass, vehicle_classes, vehicles, work_breaks
from data.reference.places import Village, dms_villages, facilities, is_island, villages
from data.store.queries.plan_rows import CrewBreak
from data.store.queries.weeks.horizon import (
    HorizonDay,
    HorizonFacility,
    HorizonPoint,
    HorizonRows,
    HorizonVehicle,
)
from data.store.samples_amounts import allot, containers_of, points_of
from geo.position import METRES_PER_DEGREE
from routing.day import Rules
from routing.model.parts import Matrix
from routing.week.make import make_week, places_of
from routing.week.problem import WeekProblem

MONDAY = date(2026, 11, 23)
HORIZON = 7
DETOUR = 1.35
KMH = {"dump_truck": 21.0, "arm_roll": 21.0, "pickup": 25.0, "three_wheeler": 18.0}
KG_PERSON_DAY = 0.33 * 0.23
"""Residue of a person and day, as in the reference."""

TIMES = (1, 2, 2, 2, 2, 3, 3, 6)
"""How often a week a stop shall be emptied, drawn evenly from these."""

BY_HAND = 6
"""How often the villages' small vehicles go round."""

NUMBER_OF_YARD = 1
FIRST_POINT = 1000


@dataclass(frozen=True, slots=True)
class Shape:
    """How large a made-up week is.

    Parameters
    ----------
    whole
        All villages of the mainland instead of the 32 self-reliant ones.
    more_points
        Points of each village beyond those that samples get.
    fleet_times
        How often the agency's fleet is there.
    """

    whole: bool = False
    more_points: int = 0
    fleet_times: int = 1
    seed: int = 1


def jepara_week(shape: Shape | None = None) -> WeekProblem:
    """Return the week as a problem."""
    rows = jepara_rows(shape or Shape())
    return make_week(rows, made_up_ways(rows), Rules(OperatingCalendar()))


def jepara_rows(shape: Shape) -> HorizonRows:
    """Return the week as the store would give it."""
    return _Maker(shape).rows()


def made_up_ways(rows: HorizonRows) -> dict[str, Matrix]:
    """Return driving between all places of the rows by road profile."""
    lon_lat = np.array(places_of(rows))
    metres = lon_lat * METRES_PER_DEGREE * np.array([np.cos(np.deg2rad(lon_lat[:, 1].mean())), 1.0])
    gap = metres[:, None, :] - metres[None, :, :]
    way_m: NDArray[np.float64] = np.hypot(gap[..., 0], gap[..., 1]) * DETOUR
    profiles = {v.road_profile for v in rows.vehicles}
    return {p: Matrix((way_m * 3.6 / KMH[p]).astype(np.int32), way_m.astype(np.int32)) for p in profiles}


class _Maker:
    def __init__(self, shape: Shape) -> None:
        self._shape = shape
        chosen = {d.village_code for d in dms_villages()}
        self._villages = [v for v in villages() if (shape.whole or v.code in chosen) and not is_island(v)]
        self._classes = {c.code: c for c in vehicle_classes()}
        self._own = [v for v in vehicles() if v.owner == "village"]
        largest = sorted(self._villages, key=lambda v: -v.population_estimate)
        self._helped = dict(zip((v.code for v in largest), self._own, strict=False))

    def rows(self) -> HorizonRows:
        days = [MONDAY + timedelta(days=number) for number in range(HORIZON)]
        places = [*self._facilities(), *self._handing_over()]
        used = frozenset(f.id for f in places)
        return HorizonRows(
            days=tuple(HorizonDay(day, facilities=used, breaks=_breaks(day)) for day in days),
            vehicles=tuple(self._vehicles()),
            facilities=tuple(places),
            points=tuple(self._points()),
        )

    def _facilities(self) -> Sequence[HorizonFacility]:
        open_ones = [f for f in facilities() if f.kind == "pool" or f.accepts_residue]
        return [
            HorizonFacility(
                number, f.code, f.name, f.kind, f.lon, f.lat, f.opens, f.closes, 600, None, ("residue",)
            )
            for number, f in enumerate(
                sorted(open_ones, key=lambda f: f.kind != "pool"), start=NUMBER_OF_YARD
            )
        ]

    def _handing_over(self) -> Sequence[HorizonFacility]:
        own = tuple(code for code, c in self._classes.items() if c.work == "village")
        return [
            HorizonFacility(
                100 + number,
                f"tps-{v.code}",
                f"TPS {v.name}",
                "tps",
                v.lon,
                v.lat,
                None,
                None,
                300,
                None,
                ("residue",),
                classes=own,
                feeds=f"T-{v.code}",
            )
            for number, v in enumerate(v for v in self._villages if v.code in self._helped)
        ]

    def _vehicles(self) -> Sequence[HorizonVehicle]:
        made = [
            _vehicle(
                f"{v.id}{'' if copy == 0 else f'-{copy + 1}'}", self._classes[v.class_code], NUMBER_OF_YARD
            )
            for v in vehicles()
            if v.owner == "dlh"
            for copy in range(self._shape.fleet_times)
        ]
        homes = [v.code for v in self._villages if v.code in self._helped]
        return made + [
            _vehicle(self._helped[code].id, self._classes[self._helped[code].class_code], 100 + number)
            for number, code in enumerate(homes)
        ]

    def _points(self) -> Sequence[HorizonPoint]:
        found: list[HorizonPoint] = []
        for village in self._villages:
            rng = np.random.default_rng([self._shape.seed, int(village.code.replace(".", ""))])
            helped = village.code in self._helped
            people = village.population_estimate
            count = points_of(people) + self._shape.more_points
            containers = 0 if helped else containers_of(people)
            for number, each in enumerate(allot(people * KG_PERSON_DAY, containers, count, rng), start=1):
                found.append(_point(village, number, each.kind, each.kg_day, rng, handed=helped))
            if helped:
                found.append(_handed_over(village))
        return [replace(p, id=FIRST_POINT + number) for number, p in enumerate(found)]


def _vehicle(name: str, kind: VehicleClass, yard: int) -> HorizonVehicle:
    return HorizonVehicle(
        name,
        kind.code,
        kind.work,
        kind.capacity_kg,
        kind.volume_m3,
        kind.profile,
        kind.cost_per_day_idr,
        kind.cost_per_km_idr,
        kind.cost_per_hour_idr,
        yard,
        kind.overtime_per_hour_idr,
    )


def _point(
    village: Village, number: int, kind: str, kg_day: float, rng: np.random.Generator, *, handed: bool
) -> HorizonPoint:
    """Return a point within a kilometre of the village's middle."""
    east, north = rng.normal(0, 500 / METRES_PER_DEGREE, 2)
    lon, lat = village.lon + east, village.lat + north
    drawn = int(rng.choice(TIMES)) if kind == "stop" else None
    times = BY_HAND if handed else drawn
    waited = int(rng.integers(1, max(2, HORIZON // (times or 3))))
    return HorizonPoint(
        id=0,
        code=f"P-{village.code}-{number}",
        lon=float(lon),
        lat=float(lat),
        kind=kind,
        amount_kg_day=kg_day,
        container_m3=6.0 if kind == "container" else None,
        service_s=480 if kind == "container" else 180 + round(kg_day),
        window_from=None,
        window_to=None,
        last_emptied_on=MONDAY - timedelta(days=waited),
        village_code=village.code,
        village=village.name,
        kecamatan=village.kecamatan,
        times_per_week=times,
        tps=f"tps-{village.code}" if handed else None,
        kg=(kg_day,) * HORIZON,
        before_kg=kg_day * (waited - 1),
    )


def _handed_over(village: Village) -> HorizonPoint:
    """Return the container that an arm-roll fetches where village vehicles tip."""
    return HorizonPoint(
        id=0,
        code=f"T-{village.code}",
        lon=village.lon,
        lat=village.lat,
        kind="container",
        amount_kg_day=0.0,
        container_m3=6.0,
        service_s=480,
        window_from=None,
        window_to=None,
        last_emptied_on=MONDAY - timedelta(days=2),
        village_code=village.code,
        village=village.name,
        kecamatan=village.kecamatan,
        empties_tps=f"tps-{village.code}",
        kg=(0.0,) * HORIZON,
    )


def _breaks(day: date) -> Sequence[CrewBreak]:
    return [
        CrewBreak(b.code, b.begins_from, b.begins_to, b.duration_s)
        for b in work_breaks()
        if day.weekday() in b.weekdays
    ]
