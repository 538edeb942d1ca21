"""Tables of the store, one module per topic."""

from data.store.models.base import Base
from data.store.models.fact import Rit, Visit
from data.store.models.fleet import Credential, Device, DeviceAssignment, Gateway, Vehicle, VehicleClass
from data.store.models.history import HistoryMark, LateDay
from data.store.models.person import Account, ApiToken, Audit
from data.store.models.place import CollectionPoint, DmsStatus, Facility, Parameter, Village
from data.store.models.plan import CurrentRoute, Plan, PlanJob, Route, RouteStop, Unserved
from data.store.models.road import Road, RoadSnapshot
from data.store.models.track import (
    DeviceEvent,
    DeviceTally,
    DirtyDay,
    Fix,
    IngestSlot,
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
    "Credential",
    "CurrentRoute",
    "Device",
    "DeviceAssignment",
    "DeviceEvent",
    "DeviceTally",
    "DirtyDay",
    "DmsStatus",
    "Facility",
    "Fix",
    "Gateway",
    "HistoryMark",
    "IngestSlot",
    "LateDay",
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
