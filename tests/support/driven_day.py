"""A day on which every truck has kept its plan up to a moment: its visits, and where it is."""

from datetime import UTC, datetime, timedelta

from shapely import wkt
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from data.store.models import Device, DeviceAssignment, LatestPosition, Visit
from data.store.queries.replanning import ValidRoute, valid_routes
from data.store.seed import point

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def drive_until(sessions: sessionmaker[Session], day, now, *, silent=()):
    """Store what trucks would have shown up to `now`; those in `silent` have no device."""
    with sessions.begin() as session:
        for route in valid_routes(session, day):
            if route.vehicle_id in silent:
                continue
            _device(session, route.vehicle_id)
            _visits(session, route, day, now)
            lon, lat = place_at(route, now)
            session.merge(_position(route.vehicle_id, lon, lat, now))


def place_at(route: ValidRoute, now):
    """Return degrees lon, lat of a truck that keeps its plan."""
    stops = route.stops
    if now <= route.leaves_at:
        return wkt.loads(stops[0].leg).coords[0]
    for stop in stops:
        if now < stop.arrives_at:
            done = 1 - (stop.arrives_at - now) / timedelta(seconds=max(1, stop.leg_s))
            leg = wkt.loads(stop.leg)
            return leg.interpolate(min(max(done, 0), 1), normalized=True).coords[0]
        if now <= stop.leaves_at:
            return stop.lon, stop.lat
    return stops[-1].lon, stops[-1].lat


def _device(session, vehicle):
    known = session.scalar(select(Device.id).where(Device.id == vehicle))
    if known is None:
        session.add(Device(id=vehicle, kind="simulated", simulated=True, valid_from=LONG_AGO))
        session.flush()
        session.add(DeviceAssignment(device_id=vehicle, vehicle_id=vehicle, valid_from=LONG_AGO))
        session.flush()


def _visits(session, route, day, now):
    for stop in route.stops:
        if stop.kind != "end" and stop.arrives_at + timedelta(seconds=60) <= now:
            begins = stop.leaves_at - timedelta(seconds=stop.service_s)
            session.add(
                Visit(
                    vehicle_id=route.vehicle_id,
                    operating_day=day,
                    kind=stop.kind,
                    point_id=stop.point_id,
                    facility_id=stop.facility_id,
                    arrived_at=begins,
                    left_at=max(begins, min(stop.leaves_at, now)),
                    kg_estimate=float(stop.kg),
                    source="track",
                    confidence=1.0,
                )
            )


def _position(vehicle, lon, lat, now):
    return LatestPosition(
        device_id=vehicle,
        boot=1,
        seq=1,
        fix_time=now,
        received_at=now,
        geom=point(float(lon), float(lat)),
        change=1,
    )
