"""Plan against actual of one vehicle."""

from api.progress import DayClock, StopState
from api.schemas.fleet import Vehicle
from api.schemas.live import DayRest, DayRit, DayStop, DayVisit, DrivenKm, Position, VehicleDay, Withheld
from api.situation import Situation
from api.views.closures import closure_ahead
from api.views.positions import load_pct
from data.store.queries.day_facts import RitRow, VisitRow
from data.store.queries.fleet import VehicleRow


def vehicle_day(
    vehicle: VehicleRow,
    situation: Situation,
    clock: DayClock,
    *,
    position: Position | None,
    driven: DrivenKm | None = None,
    withheld: Withheld | None = None,
) -> VehicleDay:
    """Return the planned stops of a vehicle beside its visits and trips."""
    day = situation.progress(vehicle.id, clock)
    return VehicleDay(
        day=situation.day,
        vehicle=Vehicle.model_validate(vehicle),
        plan_id=day.route.plan_id if day.route else None,
        plan_acknowledged=bool(day.route and day.route.acknowledged),
        position=position,
        stops=[_stop(state) for state in day.stops],
        visits=[_visit(visit) for visit in day.visits],
        rit=[_rit(rit) for rit in situation.rits.get(vehicle.id, ())],
        rests=[DayRest.model_validate(each) for each in day.route.rests] if day.route else [],
        stops_done=day.stops_done,
        stops_total=day.stops_total,
        rit_planned=day.route.trips if day.route else 0,
        load_kg=round(day.load_kg),
        load_pct=load_pct(day, vehicle.capacity_kg),
        distance_planned_m=day.route.distance_m if day.route else None,
        driven=driven,
        closures_ahead=[closure_ahead(each, clock.zone) for each in situation.ahead(vehicle.id, clock)],
        withheld=withheld,
    )


def _stop(state: StopState) -> DayStop:
    stop, visit = state.stop, state.visit
    return DayStop.model_validate(
        {
            "n": stop.number,
            "trip": stop.trip,
            "kind": stop.kind,
            "place": stop.place,
            "point_id": stop.point_id,
            "name": stop.name,
            "lon": stop.lon,
            "lat": stop.lat,
            "planned_arrival": stop.arrives_at,
            "service_s": stop.service_s,
            "eta": state.eta,
            "arrived_at": visit.arrived_at if visit else None,
            "left_at": visit.left_at if visit else None,
            "status": state.status,
            "frozen": stop.frozen,
            "kg_estimate": stop.kg,
        }
    )


def _visit(visit: VisitRow) -> DayVisit:
    return DayVisit.model_validate(visit)


def _rit(rit: RitRow) -> DayRit:
    return DayRit(
        n=rit.number,
        facility=rit.facility,
        started_at=rit.started_at,
        unloaded_at=rit.unloaded_at,
        points=rit.points,
        kg_estimate=rit.kg_estimate,
    )
