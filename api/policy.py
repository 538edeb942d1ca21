"""Who may do what: one table from operation to least role and scope, default deny.

An operation without a row fails when the app is built, so nothing is open by being forgotten. How an
account's scope narrows an answer is applied in the queries (`data.store.queries.scope`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, IntEnum

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from api.errors import PolicyGapError
from api.schemas.session import RoleName
from data.store.queries.scope import Scope


class Role(IntEnum):
    """Roles by rank. A driver stands below a viewer: the role is reserved and may do nothing yet."""

    DRIVER = 0
    VIEWER = 1
    DISPATCHER = 2
    PLANNER = 3
    ADMIN = 4

    @property
    def word(self) -> RoleName:
        """The role as it is written."""
        return _WORDS[self]


_WORDS: dict[Role, RoleName] = {
    Role.DRIVER: "driver",
    Role.VIEWER: "viewer",
    Role.DISPATCHER: "dispatcher",
    Role.PLANNER: "planner",
    Role.ADMIN: "admin",
}


class Reach(Enum):
    """What an account's scope does to an operation."""

    OPEN = "open"  # the same for everyone who may call it
    NARROWED = "narrowed"  # the queries leave out what lies outside the scope
    WHOLE = "whole"  # only for accounts whose scope is everything


@dataclass(frozen=True)
class Rule:
    """One row of the table; `least` None means: without signing in."""

    least: Role | None
    reach: Reach = Reach.OPEN


@dataclass(frozen=True)
class Caller:
    """Who is asking: an account, by cookie or by a program's token."""

    account_id: int
    username: str
    role: Role
    scope: Scope
    expires_at_s: float
    token_version: int
    token_id: int | None = None
    must_change: bool = False


_PUBLIC = Rule(None)
_SIGNED_IN = Rule(Role.DRIVER)
_VIEW = Rule(Role.VIEWER)
_VIEW_OWN = Rule(Role.VIEWER, Reach.NARROWED)
_VIEW_ALL = Rule(Role.VIEWER, Reach.WHOLE)
_DISPATCH = Rule(Role.DISPATCHER)
_DISPATCH_OWN = Rule(Role.DISPATCHER, Reach.NARROWED)
_DISPATCH_ALL = Rule(Role.DISPATCHER, Reach.WHOLE)
_PLAN_OWN = Rule(Role.PLANNER, Reach.NARROWED)
_PLAN_ALL = Rule(Role.PLANNER, Reach.WHOLE)
_ADMIN = Rule(Role.ADMIN, Reach.WHOLE)

TABLE: dict[str, Rule] = {
    "getLive": _PUBLIC,
    "getReady": _PUBLIC,
    "getMetrics": _PUBLIC,  # guarded by the route itself: from this machine or by a token
    "getOpenapi": _PUBLIC,
    "getOpenCatalogue": _PUBLIC,  # 404 unless the office has switched open data on
    "getOpenDataset": _PUBLIC,
    "signIn": _PUBLIC,
    "signOut": _SIGNED_IN,
    "getSession": _SIGNED_IN,
    "changePassword": _SIGNED_IN,
    "getSystem": _VIEW,
    "listVillages": _VIEW_OWN,
    "listPoints": _VIEW_OWN,
    "getPoint": _VIEW_OWN,
    "listFacilities": _VIEW,
    "listVehicleClasses": _VIEW,
    "listVehicles": _VIEW_OWN,
    "getVehicle": _VIEW_OWN,
    "getTrack": _VIEW_OWN,
    "getVehicleDay": _VIEW_OWN,
    "listDevices": _DISPATCH_OWN,
    "getDevice": _DISPATCH_OWN,
    "listNewDevices": _DISPATCH_ALL,
    "createDevice": _ADMIN,
    "closeDevice": _ADMIN,
    "issueCredential": _ADMIN,
    "revokeCredential": _ADMIN,
    "joinDevice": _ADMIN,
    "getArrivals": _DISPATCH_OWN,
    "listGateways": _DISPATCH_ALL,
    "listAssignments": _VIEW_OWN,
    "assignDevice": _DISPATCH_OWN,
    "getPositions": _VIEW_OWN,
    "getFigures": _VIEW_OWN,
    "getStream": _VIEW_OWN,
    "listRoutes": _VIEW_OWN,
    "listHindrances": _VIEW_OWN,
    "listClosures": _VIEW,
    "createClosure": _DISPATCH_ALL,
    "changeClosure": _DISPATCH_ALL,
    "liftClosure": _DISPATCH_ALL,
    "getRoads": _VIEW,
    "getRoadPiece": _VIEW,
    "getNearestRoad": _VIEW,
    "getRoadRoute": _VIEW,
    "getRoadJob": _DISPATCH,
    "getMatch": _VIEW_OWN,
    "requestMatch": _DISPATCH_OWN,
    "listReach": _VIEW_OWN,
    "listUnreachable": _VIEW_OWN,
    "placeFacility": _PLAN_ALL,
    "listOutages": _VIEW_OWN,
    "recordOutage": _DISPATCH_OWN,
    "endOutage": _DISPATCH_OWN,
    "listUrgentPoints": _VIEW_OWN,
    "requestUrgentPoint": _DISPATCH_OWN,
    "withdrawUrgentPoint": _DISPATCH_OWN,
    "listFacilityClosures": _VIEW,
    "closeFacility": _DISPATCH_ALL,
    "liftFacilityClosure": _DISPATCH_ALL,
    "requestPlan": _PLAN_ALL,
    "listPlans": _VIEW,
    "getPlan": _VIEW_OWN,
    "getPlanRoutes": _VIEW_OWN,
    "publishPlan": _PLAN_ALL,
    "getJob": _DISPATCH_ALL,
    "requestReplan": _DISPATCH_ALL,
    "publishReplan": _DISPATCH_ALL,
    "getPlanChanges": _DISPATCH_ALL,
    "checkPlan": _DISPATCH_ALL,
    "getRoadTile": _VIEW,
    "getVillageTile": _VIEW,
    "exportList": _VIEW_OWN,
    "getOgc": _VIEW_ALL,
    "readOgc": _VIEW_ALL,
    "getImportTemplate": _PLAN_ALL,
    "listImportMappings": _PLAN_ALL,
    "uploadImport": _PLAN_ALL,
    "applyImport": _PLAN_ALL,
    "getRejectedRows": _PLAN_ALL,
    "exportDevices": _DISPATCH_OWN,
    "exportCrews": _PLAN_ALL,
    "listAccounts": _ADMIN,
    "createAccount": _ADMIN,
    "changeAccount": _ADMIN,
    "resetPassword": _ADMIN,
    "listSignIns": _ADMIN,
    "listTokens": _ADMIN,
    "createToken": _ADMIN,
    "revokeToken": _ADMIN,
    "listAudit": _ADMIN,
    "listBackups": _ADMIN,
    "listQuarantine": _ADMIN,
    "countQuarantineReasons": _ADMIN,
    "getQuarantine": _ADMIN,
    "retryQuarantine": _ADMIN,
    "dismissQuarantine": _ADMIN,
    "getIngest": _DISPATCH_ALL,
    "listPointRecords": _VIEW_OWN,
    "getPointRecord": _VIEW_OWN,
    "listPointHistory": _PLAN_OWN,
    "createPointRecord": _PLAN_OWN,
    "changePointRecord": _PLAN_OWN,
    "closePointRecord": _PLAN_OWN,
    "reopenPointRecord": _PLAN_OWN,
    "listFacilityRecords": _VIEW,
    "getFacilityRecord": _VIEW,
    "listFacilityHistory": _PLAN_ALL,
    "createFacilityRecord": _PLAN_ALL,
    "changeFacilityRecord": _PLAN_ALL,
    "closeFacilityRecord": _PLAN_ALL,
    "reopenFacilityRecord": _PLAN_ALL,
    "listVehicleRecords": _VIEW_OWN,
    "getVehicleRecord": _VIEW_OWN,
    "listVehicleHistory": _PLAN_ALL,
    "createVehicleRecord": _PLAN_ALL,
    "changeVehicleRecord": _PLAN_ALL,
    "closeVehicleRecord": _PLAN_ALL,
    "reopenVehicleRecord": _PLAN_ALL,
    "listVehicleClassRecords": _VIEW,
    "getVehicleClassRecord": _VIEW,
    "listVehicleClassHistory": _PLAN_ALL,
    "changeVehicleClassRecord": _PLAN_ALL,
    "listCrewRecords": _DISPATCH_ALL,
    "getCrewRecord": _DISPATCH_ALL,
    "listCrewHistory": _PLAN_ALL,
    "createCrewRecord": _PLAN_ALL,
    "changeCrewRecord": _PLAN_ALL,
    "closeCrewRecord": _PLAN_ALL,
    "reopenCrewRecord": _PLAN_ALL,
    "listHolidayRecords": _VIEW,
    "getHolidayRecord": _VIEW,
    "listHolidayHistory": _PLAN_ALL,
    "createHolidayRecord": _PLAN_ALL,
    "changeHolidayRecord": _PLAN_ALL,
    "closeHolidayRecord": _PLAN_ALL,
    "reopenHolidayRecord": _PLAN_ALL,
    "listParameterRecords": _VIEW,
    "getParameterRecord": _VIEW,
    "listParameterHistory": _PLAN_ALL,
    "changeParameterRecord": _PLAN_ALL,
    "listDmsRecords": _VIEW_OWN,
    "getDmsRecord": _VIEW_OWN,
    "listDmsHistory": _PLAN_ALL,
    "createDmsRecord": _PLAN_ALL,
    "changeDmsRecord": _PLAN_ALL,
    "closeDmsRecord": _PLAN_ALL,
    "reopenDmsRecord": _PLAN_ALL,
    "listBreakRecords": _VIEW,
    "getBreakRecord": _VIEW,
    "listBreakHistory": _PLAN_ALL,
    "createBreakRecord": _PLAN_ALL,
    "changeBreakRecord": _PLAN_ALL,
    "closeBreakRecord": _PLAN_ALL,
    "reopenBreakRecord": _PLAN_ALL,
    "listVillageRecords": _VIEW_OWN,
    "getVillageRecord": _VIEW_OWN,
    "listVillageHistory": _PLAN_ALL,
    "changeVillageRecord": _PLAN_ALL,
    "listDemandFactorRecords": _VIEW,
    "getDemandFactorRecord": _VIEW,
    "listDemandFactorHistory": _PLAN_ALL,
    "createDemandFactorRecord": _PLAN_ALL,
    "changeDemandFactorRecord": _PLAN_ALL,
    "closeDemandFactorRecord": _PLAN_ALL,
    "reopenDemandFactorRecord": _PLAN_ALL,
    "assignCrew": _PLAN_ALL,
    "addAbsence": _PLAN_ALL,
    "withdrawAbsence": _PLAN_ALL,
    "planOutage": _PLAN_ALL,
    "withdrawOutage": _PLAN_ALL,
    "listWeeks": _DISPATCH_ALL,
    "getWeek": _DISPATCH_ALL,
    "compareWeeks": _DISPATCH_ALL,
    "requestWeek": _PLAN_ALL,
    "requestWhatIf": _PLAN_ALL,
    "listWeekJobs": _DISPATCH_ALL,
    "getWeekJob": _DISPATCH_ALL,
    "stopWeekJob": _PLAN_ALL,
    "editWeek": _PLAN_ALL,
    "copyWeek": _PLAN_ALL,
    "publishWeek": _PLAN_ALL,
    "archiveWeek": _PLAN_ALL,
    "getRouteSheet": _DISPATCH_OWN,
    "getDaySheets": _DISPATCH_OWN,
    "getWeekBook": _DISPATCH_ALL,
    "getWeekMessages": _DISPATCH_ALL,
    "getPhoneSheet": _PUBLIC,  # guarded by the route itself: a signed address that ends the day after
    "getWeekImportTemplate": _PLAN_ALL,
    "importWeek": _PLAN_ALL,
    "getDemand": _PLAN_ALL,
}


def operations(app: FastAPI) -> list[str]:
    """Return the id of every operation of the app, in order; the path where an id is missing."""
    contexts = iter_route_contexts(app.routes)
    return [str(getattr(route, "operation_id", None) or route.path) for route in contexts]


def check_complete(operation_ids: Iterable[str], table: dict[str, Rule] = TABLE) -> None:
    """Refuse an app whose operations and table do not match one to one.

    Raises
    ------
    PolicyGapError
        An operation has no row, or a row has no operation.
    """
    open_ends = sorted(set(operation_ids) ^ table.keys())
    if open_ends:
        raise PolicyGapError(f"policy table and operations do not match: {', '.join(open_ends)}")


def allows(rule: Rule | None, caller: Caller | None) -> bool:
    """Tell whether the caller may use an operation with this rule; no rule means no."""
    if rule is None:
        return False
    if rule.least is None:
        return True
    if caller is None or caller.role < rule.least:
        return False
    return rule.reach is not Reach.WHOLE or caller.scope.is_whole
