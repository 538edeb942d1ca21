"""The day as the store has it when it is to be planned anew."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from data.store.queries import outages, planning, replanning
from data.store.queries.plan_rows import PlannedVehicle
from data.store.queries.replanning import ValidRoute
from data.store.roads.snapshots import CurrentRoads
from routing.day import DayRows
from routing.demand import Densities
from routing.errors import DayError
from routing.planner import Office, current_roads, densities_of, drives_on, load_rows
from routing.replanning.progress import Progress, Seen, progress
from routing.ways import Drive


@dataclass(frozen=True, slots=True)
class Found:
    """What a re-plan begins with.

    Parameters
    ----------
    parent
        Number of the valid plan.
    rows
        The day's rows; its vehicles are those in service.
    vehicles
        Every planned vehicle by id, broken ones too.
    routes
        Valid routes by vehicle.
    left_out
        Codes of points that the valid plan leaves out.
    left_loads
        Kilograms listed as left on vehicles that are out of service.
    """

    parent: int
    roads: CurrentRoads
    rows: DayRows
    drives: Mapping[str, Drive]
    densities: Densities
    vehicles: Mapping[str, PlannedVehicle]
    routes: Mapping[str, ValidRoute]
    seen: Mapping[str, Seen]
    left_out: frozenset[str]
    left_loads: Mapping[str, int]
    plates: Mapping[str, str]
    fuel: Mapping[str, float]

    @property
    def in_service(self) -> frozenset[str]:
        """Vehicles that can be planned."""
        return frozenset(v.id for v in self.rows.vehicles)

    def progress(self, now: datetime) -> dict[str, Progress]:
        """Return how far each vehicle with a valid route is."""
        pools = {f.id: (f.lon, f.lat) for f in self.rows.facilities}
        yards = {name: pools.get(self.vehicles[name].pool_id) for name in self.routes}
        return {
            name: progress(route, self.seen[name], yards[name] or (0.0, 0.0), now)
            for name, route in self.routes.items()
        }


def find(session: Session, office: Office, day: date) -> Found:
    """Read the day.

    Raises
    ------
    DayError
        No plan is valid on it, every point is emptied, or no vehicle is in service.
    """
    parent = planning.valid_plan(session, day)
    if parent is None:
        raise DayError(f"no plan is valid on {day}, so there is nothing to plan anew")
    rows = load_rows(session, office.calendar, day)
    if not rows.points:
        raise DayError(f"every point of {day} is emptied already, so there is nothing to plan anew")
    if not rows.vehicles:
        raise DayError(f"no vehicle is in service on {day}: all are broken, closed or not planned")
    drives, rows = drives_on(session, office, day, rows)
    vehicles = {v.id: v for v in planning.vehicles_to_plan(session, day, with_broken=True)}
    routes = {r.vehicle_id: r for r in replanning.valid_routes(session, day) if r.vehicle_id in vehicles}
    open_outages = outages.open_outages(session)
    left_out = frozenset(replanning.left_out(session, parent).values())
    if planning.week_of(session, parent) is not None:
        # a week empties the other points on other days
        due = left_out | {stop.code for route in routes.values() for stop in route.stops}
        rows = replace(rows, points=[p for p in rows.points if p.urgent or p.code in due])
    return Found(
        parent=parent,
        roads=current_roads(session),
        rows=rows,
        drives=drives,
        densities=densities_of(session),
        vehicles=vehicles,
        routes=routes,
        seen=_seen(session, office, day),
        left_out=left_out,
        left_loads={o.vehicle_id: o.load_kg or 0 for o in open_outages if o.load == "listed"},
        plates=replanning.plates_of(session),
        fuel=planning.fuel_of(session),
    )


def _seen(session: Session, office: Office, day: date) -> Mapping[str, Seen]:
    """Return what is known of each vehicle's day."""
    bounds = office.calendar.bounds(day)
    halts, words = replanning.halts(session, day), replanning.words(session, bounds)
    where = replanning.whereabouts(session, bounds)
    return {
        name: Seen(halts.get(name, ()), words.get(name, ()), where.get(name))
        for name in replanning.plates_of(session)
    }
