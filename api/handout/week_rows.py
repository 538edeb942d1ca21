"""A week as it is handed out: its board with names, plates and drivers, in the order of the trucks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from data.store.models import WeekPlan
from data.store.queries import handouts, weeks_view
from data.store.queries.weeks_view import DriverRow, WeekFacilityRow, WeekPointRow, WeekVehicleRow


@dataclass(frozen=True)
class WeekStop:
    """A halt of a truck on a day; `point` None: something is tipped at `name`."""

    kind: str
    code: str
    name: str
    point: WeekPointRow | None
    arrives_at: datetime
    kg: float
    trip: int


@dataclass(frozen=True)
class WeekTurn:
    """What a truck does on a day; `away` says why it stays at home, empty when it could go."""

    day: date
    vehicle: WeekVehicleRow
    driver: DriverRow | None
    away: str
    kg: float
    km: float
    hours: float
    trips: int
    leaves_at: datetime | None
    returns_at: datetime | None
    stops: tuple[WeekStop, ...]

    @property
    def collects(self) -> tuple[WeekStop, ...]:
        """The points that are emptied, in order."""
        return tuple(stop for stop in self.stops if stop.kind == "collect")

    @property
    def villages(self) -> tuple[WeekStop, ...]:
        """The first stop in each village, in the order in which the truck comes to them."""
        first: dict[str, WeekStop] = {}
        for stop in self.collects:
            if stop.point is not None:
                first.setdefault(stop.point.village_code, stop)
        return tuple(first.values())


@dataclass(frozen=True)
class WeekSheet:
    """A week with all that its files say.

    Attributes
    ----------
    sums
        Of each day, as the board keeps them.
    sample
        Whether one of its points is made up.
    """

    id: int
    name: str
    status: str
    version: int
    days: tuple[date, ...]
    sums: Sequence[Mapping[str, Any]]
    vehicles: tuple[WeekVehicleRow, ...]
    turns: Mapping[tuple[date, str], WeekTurn]
    sample: bool
    synthetic: bool

    def working(self) -> Iterator[WeekTurn]:
        """Give what is driven, by day and truck."""
        for day in self.days:
            for vehicle in self.vehicles:
                turn = self.turns.get((day, vehicle.id))
                if turn is not None and turn.stops:
                    yield turn


def week_sheet(session: Session, week: WeekPlan) -> WeekSheet:
    """Return a week with the names that its board leaves out."""
    cells: Sequence[Mapping[str, Any]] = week.board["cells"]
    codes = {stop["code"] for cell in cells for stop in cell["stops"]}
    points = weeks_view.points(session, codes)
    facilities = {row.code: row for row in weeks_view.facilities(session, codes)}
    vehicles = weeks_view.vehicles(session, {cell["vehicle"] for cell in cells})
    by_id = {vehicle.id: vehicle for vehicle in vehicles}
    drivers = {
        (row.day, row.vehicle_id): row for row in weeks_view.drivers(session, week.first_day, week.days)
    }
    turns = {}
    for cell in cells:
        key = date.fromisoformat(cell["day"]), cell["vehicle"]
        if key[1] in by_id:
            turns[key] = _turn(cell, by_id[key[1]], drivers.get(key), (points, facilities))
    return WeekSheet(
        id=week.id,
        name=week.name,
        status=week.status,
        version=week.version,
        days=tuple(week.first_day + timedelta(days=number) for number in range(week.days)),
        sums=week.board["days"],
        vehicles=tuple(vehicles),
        turns=turns,
        sample=any(point.sample for point in points.values()),
        synthetic=handouts.roads_kind(session, week.roads_checksum) == "synthetic",
    )


def _turn(
    cell: Mapping[str, Any],
    vehicle: WeekVehicleRow,
    driver: DriverRow | None,
    named: tuple[Mapping[str, WeekPointRow], Mapping[str, WeekFacilityRow]],
) -> WeekTurn:
    return WeekTurn(
        day=date.fromisoformat(cell["day"]),
        vehicle=vehicle,
        driver=driver,
        away=cell["away"] or "",
        kg=cell["kg"],
        km=cell["km"],
        hours=cell["hours"],
        trips=cell["trips"],
        leaves_at=_moment(cell["leaves_at"]),
        returns_at=_moment(cell["returns_at"]),
        stops=tuple(_stop(stop, named) for stop in cell["stops"] if stop["kind"] != "end"),
    )


def _stop(
    stop: Mapping[str, Any], named: tuple[Mapping[str, WeekPointRow], Mapping[str, WeekFacilityRow]]
) -> WeekStop:
    points, facilities = named
    point = points.get(stop["code"]) if stop["kind"] == "collect" else None
    place = point or facilities.get(stop["code"])
    return WeekStop(
        kind=stop["kind"],
        code=stop["code"],
        name=stop["code"] if place is None else place.name,
        point=point,
        arrives_at=datetime.fromisoformat(stop["arrives_at"]),
        kg=stop["kg"],
        trip=stop["trip"],
    )


def _moment(told: str | None) -> datetime | None:
    return datetime.fromisoformat(told) if told else None
