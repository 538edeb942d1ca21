"""Tables of the store, one module per topic."""

from data.store.models.base import Base
from data.store.models.closure import Hindrance, RoadClosure, RoadCondition, SpeedSet, SpeedValue
from data.store.models.disruption import FacilityClosure, UrgentPoint, VehicleOutage
from data.store.models.fact import Rit, Visit
from data.store.models.fleet import Credential, Device, DeviceAssignment, Gateway, Vehicle, VehicleClass
from data.store.models.history import HistoryMark, LateDay
from data.store.models.intake import ImportDraft, ImportMapping
from data.store.models.keeping import BackupRun
from data.store.models.matching import MatchPiece, TrackMatch
from data.store.models.person import Account, ApiToken, Audit, SignIn
from data.store.models.place import CollectionPoint, DmsStatus, Facility, Parameter, Village
from data.store.models.plan import CurrentRoute, DeskAnswer, Plan, PlanJob, Route, RouteStop, Unserved
from data.store.models.reach import PointReach, VillageReach
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
from data.store.models.week import DemandFactor, WeekEdit, WeekJob, WeekPlan, WeekProblem
from data.store.models.work import CrewAbsence, CrewAssignment, CrewMember, Holiday, WorkBreak

__all__ = [
    "Account",
    "ApiToken",
    "Audit",
    "BackupRun",
    "Base",
    "CollectionPoint",
    "Credential",
    "CrewAbsence",
    "CrewAssignment",
    "CrewMember",
    "CurrentRoute",
    "DemandFactor",
    "DeskAnswer",
    "Device",
    "DeviceAssignment",
    "DeviceEvent",
    "DeviceTally",
    "DirtyDay",
    "DmsStatus",
    "Facility",
    "FacilityClosure",
    "Fix",
    "Gateway",
    "Hindrance",
    "HistoryMark",
    "Holiday",
    "ImportDraft",
    "ImportMapping",
    "IngestSlot",
    "LateDay",
    "LatestPosition",
    "MatchPiece",
    "Parameter",
    "Plan",
    "PlanJob",
    "PointReach",
    "Quarantine",
    "Rit",
    "Road",
    "RoadClosure",
    "RoadCondition",
    "RoadSnapshot",
    "Route",
    "RouteStop",
    "Settled",
    "SignIn",
    "SpeedSet",
    "SpeedValue",
    "TrackMatch",
    "Unserved",
    "UrgentPoint",
    "Vehicle",
    "VehicleClass",
    "VehicleOutage",
    "Village",
    "VillageReach",
    "Visit",
    "WeekEdit",
    "WeekJob",
    "WeekPlan",
    "WeekProblem",
    "WorkBreak",
]
