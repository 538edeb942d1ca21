"""Tables of the store, one module per topic."""

from data.store.models.base import Base
from data.store.models.fact import Rit, Visit
from data.store.models.fleet import Device, DeviceAssignment, Vehicle, VehicleClass
from data.store.models.person import Account, ApiToken, Audit
from data.store.models.place import CollectionPoint, DmsStatus, Facility, Parameter, Village
from data.store.models.plan import CurrentRoute, Plan, PlanJob, Route, RouteStop, Unserved
from data.store.models.road import Road, RoadSnapshot
from data.store.models.track import (
    DeviceEvent,
    DeviceTally,
    DirtyDay,
    Fix,
    LatestPosition,
    Quarantine,
    Settled,
)

__all__ = [
    "Account",
    "ApiToken",
    "Audit",
    "Base",
    "CollectionPoint",
    "CurrentRoute",
    "Device",
    "DeviceAssignment",
    "DeviceEvent",
    "DeviceTally",
    "DirtyDay",
    "DmsStatus",
    "Facility",
    "Fix",
    "LatestPosition",
    "Parameter",
    "Plan",
    "PlanJob",
    "Quarantine",
    "Rit",
    "Road",
    "RoadSnapshot",
    "Route",
    "RouteStop",
    "Settled",
    "Unserved",
    "Vehicle",
    "VehicleClass",
    "Village",
    "Visit",
]
