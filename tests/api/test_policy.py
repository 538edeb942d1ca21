"""Who may do what: every operation against every role, and every scope against foreign things."""

import pytest
from fastapi import APIRouter, FastAPI

from api.errors import PolicyGapError
from api.policy import TABLE, Reach, Role, check_complete, operations

PATHS = {
    "getOpenapi": ("GET", "openapi.json", None),
    "getSession": ("GET", "session", None),
    "getSystem": ("GET", "system", None),
    "listVillages": ("GET", "villages", None),
    "listPoints": ("GET", "points", None),
    "getPoint": ("GET", "points/1", None),
    "listFacilities": ("GET", "facilities", None),
    "listVehicleClasses": ("GET", "vehicle-classes", None),
    "listVehicles": ("GET", "vehicles", None),
    "getVehicle": ("GET", "vehicles/dt-01", None),
    "getTrack": ("GET", "vehicles/dt-01/track", None),
    "getVehicleDay": ("GET", "vehicles/dt-01/day", None),
    "listDevices": ("GET", "devices", None),
    "getDevice": ("GET", "devices/dt-01", None),
    "listNewDevices": ("GET", "devices/new", None),
    "createDevice": ("POST", "devices", {"id": "x", "dialect": "own"}),
    "closeDevice": ("POST", "devices/nobody/close", None),
    "issueCredential": ("POST", "devices/nobody/credential", None),
    "revokeCredential": ("DELETE", "devices/nobody/credential", None),
    "joinDevice": ("POST", "devices/nobody/join", None),
    "getArrivals": ("GET", "devices/dt-01/arrivals", None),
    "listGateways": ("GET", "gateways", None),
    "listQuarantine": ("GET", "quarantine", None),
    "countQuarantineReasons": ("GET", "quarantine/reasons", None),
    "getQuarantine": ("GET", "quarantine/999", None),
    "retryQuarantine": ("POST", "quarantine/retry", {"ids": [999]}),
    "dismissQuarantine": ("POST", "quarantine/dismiss", {"ids": [999], "why": "test"}),
    "getIngest": ("GET", "ingest", None),
    "listAssignments": ("GET", "devices/dt-01/assignments", None),
    "assignDevice": ("POST", "devices/dt-01/assignments", {"vehicle_id": "dt-01"}),
    "getPositions": ("GET", "positions", None),
    "getFigures": ("GET", "figures", None),
    "listRoutes": ("GET", "routes", None),
    "listClosures": ("GET", "closures", None),
    "createClosure": ("POST", "closures", {}),
    "changeClosure": ("PATCH", "closures/999", {"reason": "x"}),
    "liftClosure": ("POST", "closures/999/lift", None),
    "listHindrances": ("GET", "hindrances", None),
    "getRoads": ("GET", "roads", None),
    "getRoadPiece": ("GET", "roads/piece?lon=110.7&lat=-6.7", None),
    "getNearestRoad": ("GET", "roads/nearest?lon=110.7&lat=-6.7&class=boat", None),
    "getRoadRoute": ("GET", "roads/route?from=110.7,-6.7&to=110.71,-6.71&class=boat", None),
    "getRoadJob": ("GET", "roads/jobs/999", None),
    "getMatch": ("GET", "vehicles/dt-01/days/2026-11-20/match", None),
    "requestMatch": ("POST", "vehicles/dt-01/days/2026-11-21/match", None),
    "listReach": ("GET", "reach", None),
    "listUnreachable": ("GET", "reach/unreachable", None),
    "placeFacility": ("PATCH", "facilities/999/place", {"lon": 110.7, "lat": -6.7}),
    "requestPlan": ("POST", "plans", {"operating_day": "2020-01-01"}),
    "listOutages": ("GET", "outages", None),
    "recordOutage": ("POST", "vehicles/nothing/outages", {"reason": "x", "load": "listed"}),
    "endOutage": ("POST", "vehicles/nothing/outages/999/end", None),
    "listUrgentPoints": ("GET", "urgent-points", None),
    "requestUrgentPoint": ("POST", "urgent-points", {}),
    "withdrawUrgentPoint": ("POST", "urgent-points/999/withdraw", None),
    "listFacilityClosures": ("GET", "facilities/closures", None),
    "closeFacility": ("POST", "facilities/999/closures", {"reason": "x"}),
    "liftFacilityClosure": ("POST", "facilities/closures/999/lift", None),
    "requestReplan": ("POST", "replans", {"operating_day": "2020-01-01", "cause": {"kind": "other"}}),
    "publishReplan": ("POST", "replans/999/publish", None),
    "getPlanChanges": ("GET", "plans/999/changes", None),
    "checkPlan": ("POST", "plans/999/check", {"routes": {}}),
    "listPlans": ("GET", "plans", None),
    "getPlan": ("GET", "plans/1", None),
    "getPlanRoutes": ("GET", "plans/1/routes", None),
    "publishPlan": ("POST", "plans/1/publish", None),
    "getJob": ("GET", "jobs/1", None),
    "getRoadTile": ("GET", "tiles/roads/8/206/132.mvt", None),
    "getVillageTile": ("GET", "tiles/villages/8/206/132.mvt", None),
    "getOpenCatalogue": ("GET", "open/catalog.json", None),
    "getOpenDataset": ("GET", "open/villages.csv", None),
    "exportList": ("GET", "exports/villages.csv", None),
    "getOgc": ("GET", "ogc", None),
    "readOgc": ("GET", "ogc/collections", None),
    "exportDevices": ("GET", "exports/devices.csv", None),
    "exportCrews": ("GET", "exports/crews.csv", None),
    "listAccounts": ("GET", "accounts", None),
    "changePassword": ("POST", "session/password", {}),
    "createAccount": ("POST", "accounts", {"username": "?"}),
    "changeAccount": ("PATCH", "accounts/999", {}),
    "resetPassword": ("POST", "accounts/999/reset", None),
    "listSignIns": ("GET", "sign-ins", None),
    "listTokens": ("GET", "accounts/1/tokens", None),
    "createToken": ("POST", "accounts/999/tokens", {"name": "x"}),
    "revokeToken": ("DELETE", "tokens/999", None),
    "listAudit": ("GET", "audit", None),
    "listBackups": ("GET", "backups", None),
    "listPointRecords": ("GET", "records/points", None),
    "getPointRecord": ("GET", "records/points/999", None),
    "listPointHistory": ("GET", "records/points/999/history", None),
    "createPointRecord": ("POST", "records/points", {}),
    "changePointRecord": ("PATCH", "records/points/999", {}),
    "closePointRecord": ("POST", "records/points/999/close", {"reason": "x"}),
    "reopenPointRecord": ("POST", "records/points/999/reopen", None),
    "listFacilityRecords": ("GET", "records/facilities", None),
    "getFacilityRecord": ("GET", "records/facilities/999", None),
    "listFacilityHistory": ("GET", "records/facilities/999/history", None),
    "createFacilityRecord": ("POST", "records/facilities", {}),
    "changeFacilityRecord": ("PATCH", "records/facilities/999", {}),
    "closeFacilityRecord": ("POST", "records/facilities/999/close", {"reason": "x"}),
    "reopenFacilityRecord": ("POST", "records/facilities/999/reopen", None),
    "listVehicleRecords": ("GET", "records/vehicles", None),
    "getVehicleRecord": ("GET", "records/vehicles/nothing", None),
    "listVehicleHistory": ("GET", "records/vehicles/nothing/history", None),
    "createVehicleRecord": ("POST", "records/vehicles", {}),
    "changeVehicleRecord": ("PATCH", "records/vehicles/nothing", {}),
    "closeVehicleRecord": ("POST", "records/vehicles/nothing/close", {"reason": "x"}),
    "reopenVehicleRecord": ("POST", "records/vehicles/nothing/reopen", None),
    "listVehicleClassRecords": ("GET", "records/vehicle-classes", None),
    "getVehicleClassRecord": ("GET", "records/vehicle-classes/nothing", None),
    "listVehicleClassHistory": ("GET", "records/vehicle-classes/nothing/history", None),
    "changeVehicleClassRecord": ("PATCH", "records/vehicle-classes/nothing", {}),
    "listCrewRecords": ("GET", "records/crews", None),
    "getCrewRecord": ("GET", "records/crews/999", None),
    "listCrewHistory": ("GET", "records/crews/999/history", None),
    "createCrewRecord": ("POST", "records/crews", {}),
    "changeCrewRecord": ("PATCH", "records/crews/999", {}),
    "closeCrewRecord": ("POST", "records/crews/999/close", {"reason": "x"}),
    "reopenCrewRecord": ("POST", "records/crews/999/reopen", None),
    "listHolidayRecords": ("GET", "records/holidays", None),
    "getHolidayRecord": ("GET", "records/holidays/2020-01-01", None),
    "listHolidayHistory": ("GET", "records/holidays/2020-01-01/history", None),
    "createHolidayRecord": ("POST", "records/holidays", {}),
    "changeHolidayRecord": ("PATCH", "records/holidays/2020-01-01", {}),
    "closeHolidayRecord": ("POST", "records/holidays/2020-01-01/close", {"reason": "x"}),
    "reopenHolidayRecord": ("POST", "records/holidays/2020-01-01/reopen", None),
    "listParameterRecords": ("GET", "records/parameters", None),
    "getParameterRecord": ("GET", "records/parameters/nothing", None),
    "listParameterHistory": ("GET", "records/parameters/nothing/history", None),
    "changeParameterRecord": ("PATCH", "records/parameters/nothing", {}),
    "listDmsRecords": ("GET", "records/dms", None),
    "getDmsRecord": ("GET", "records/dms/999", None),
    "listDmsHistory": ("GET", "records/dms/999/history", None),
    "createDmsRecord": ("POST", "records/dms", {}),
    "changeDmsRecord": ("PATCH", "records/dms/999", {}),
    "closeDmsRecord": ("POST", "records/dms/999/close", {"reason": "x"}),
    "reopenDmsRecord": ("POST", "records/dms/999/reopen", None),
    "listBreakRecords": ("GET", "records/breaks", None),
    "getBreakRecord": ("GET", "records/breaks/nothing", None),
    "listBreakHistory": ("GET", "records/breaks/nothing/history", None),
    "createBreakRecord": ("POST", "records/breaks", {}),
    "changeBreakRecord": ("PATCH", "records/breaks/nothing", {}),
    "closeBreakRecord": ("POST", "records/breaks/nothing/close", {"reason": "x"}),
    "reopenBreakRecord": ("POST", "records/breaks/nothing/reopen", None),
    "listVillageRecords": ("GET", "records/villages", None),
    "getVillageRecord": ("GET", "records/villages/nothing", None),
    "listVillageHistory": ("GET", "records/villages/nothing/history", None),
    "changeVillageRecord": ("PATCH", "records/villages/nothing", {}),
    "listDemandFactorRecords": ("GET", "records/demand-factors", None),
    "getDemandFactorRecord": ("GET", "records/demand-factors/999", None),
    "listDemandFactorHistory": ("GET", "records/demand-factors/999/history", None),
    "createDemandFactorRecord": ("POST", "records/demand-factors", {}),
    "changeDemandFactorRecord": ("PATCH", "records/demand-factors/999", {}),
    "closeDemandFactorRecord": ("POST", "records/demand-factors/999/close", {"reason": "x"}),
    "reopenDemandFactorRecord": ("POST", "records/demand-factors/999/reopen", None),
    "assignCrew": ("POST", "records/crews/999/assign", {"vehicle_id": None}),
    "addAbsence": ("POST", "records/crews/999/absences", {}),
    "withdrawAbsence": ("POST", "records/crews/999/absences/9/withdraw", None),
    "planOutage": ("POST", "records/vehicles/nothing/outages", {}),
    "withdrawOutage": ("POST", "records/vehicles/nothing/outages/9/withdraw", None),
    "getLive": ("GET", "health/live", None),
    "getReady": ("GET", "health/ready", None),
    "getMetrics": ("GET", "metrics", None),
}
PATHS |= {
    "getImportTemplate": ("GET", "imports/templates/points.csv", None),
    "listImportMappings": ("GET", "imports/mappings", None),
    "uploadImport": ("POST", "imports/points", None),
    "applyImport": ("POST", "imports/999/apply", {}),
    "getRejectedRows": ("GET", "imports/999/rejected.csv", None),
}
PATHS |= {
    "listWeeks": ("GET", "weeks", None),
    "getWeek": ("GET", "weeks/999", None),
    "compareWeeks": ("GET", "weeks/999/compare/998", None),
    "requestWeek": ("POST", "weeks", {}),
    "requestWhatIf": ("POST", "weeks/999/what-if", {}),
    "listWeekJobs": ("GET", "weeks/jobs", None),
    "getWeekJob": ("GET", "weeks/jobs/999", None),
    "stopWeekJob": ("POST", "weeks/jobs/999/stop", None),
    "editWeek": ("POST", "weeks/999/edits", {"kind": "undo"}),
    "copyWeek": ("POST", "weeks/999/copy", None),
    "publishWeek": ("POST", "weeks/999/publish", None),
    "archiveWeek": ("POST", "weeks/999/archive", None),
    "getRouteSheet": ("GET", "handouts/routes/1.txt", None),
    "getDaySheets": ("GET", "handouts/days/2026-11-21.pdf", None),
    "getPhoneSheet": ("GET", "lembar/x", None),
    "getWeekBook": ("GET", "handouts/weeks/999.xlsx", None),
    "getWeekMessages": ("GET", "handouts/weeks/999/messages", None),
    "getWeekImportTemplate": ("GET", "weeks/import/template.xlsx", None),
    "importWeek": ("POST", "weeks/import", None),
    "getDemand": ("GET", "demand?from=2026-11-20&to=2026-11-21", None),
}
TRIED_ELSEWHERE = {"signIn", "signOut", "getStream"}


def test_the_matrix_knows_every_operation():
    assert PATHS.keys() | TRIED_ELSEWHERE == TABLE.keys()


def test_every_role_may_do_exactly_what_the_table_says(api):
    wrong = []
    for role in (None, *Role):
        with api.client(role.word if role is not None else None) as client:
            for operation, (method, path, body) in PATHS.items():
                rule = TABLE[operation]
                allowed = rule.least is None or (role is not None and role >= rule.least)
                status = client.request(method, path, json=body).status_code
                refused = 401 if role is None else 403
                if (status == refused) == allowed or status >= 500:
                    wrong.append((role, operation, status))
    assert wrong == []


def test_an_account_of_a_part_may_do_nothing_to_the_whole(api, session):
    session.connection().exec_driver_sql(
        "update account set role = 'admin' where username in ('camat', 'mandor')"
    )
    session.commit()
    for name in ("camat", "mandor"):
        with api.client(name) as client:
            for operation, (method, path, body) in PATHS.items():
                status = client.request(method, path, json=body).status_code
                assert (status == 403) == (TABLE[operation].reach is Reach.WHOLE), (name, operation, status)


def ids(answer, key="id"):
    found = answer.json()
    rows = found["features"] if "features" in found else found["items"]
    return {row["properties"][key] if "properties" in row else row[key] for row in rows}


def test_a_kecamatan_sees_its_points_and_the_trucks_sent_there(steady):
    with steady.client("camat") as client:
        assert ids(client.get("points")) == {1, 2, 3, 4}
        assert client.get("points/5").status_code == 404
        assert {row["id"] for row in client.get("vehicles").json()} == {"dt-01"}
        assert ids(client.get("positions"), "vehicle_id") == {"dt-01"}
        assert client.get("vehicles/dt-02/track").status_code == 404
        assert client.get("vehicles/dt-02/day").status_code == 404
        assert client.get("devices").status_code == 403, "devices are for dispatchers"
        assert client.get("devices/dt-02/assignments").status_code == 404
        kecamatan = {row["properties"]["kecamatan"] for row in client.get("villages").json()["features"]}
        assert kecamatan == {"Pecangaan"}
        assert {row["properties"]["vehicle_id"] for row in client.get("routes").json()["features"]} == {
            "dt-01"
        }
        assert {
            row["properties"]["vehicle_id"] for row in client.get("plans/1/routes").json()["features"]
        } == {"dt-01"}
        assert client.get("plans/1").json()["left_out"] == []
        assert client.get("figures").json()["points_planned"] == 4


def test_a_scope_of_vehicles_sees_them_and_their_points(steady):
    with steady.client("mandor") as client:
        assert ids(client.get("points")) == {5}
        assert client.get("points/1").status_code == 404
        assert {row["id"] for row in client.get("vehicles").json()} == {"dt-02"}
        assert ids(client.get("positions"), "vehicle_id") == set()
        assert client.get("figures").json()["trucks_total"] == 1
        move = client.post("devices/dt-02/assignments", json={"vehicle_id": "dt-01"})
        assert move.status_code == 404, "a vehicle outside the scope does not exist"
        assert client.post("devices/dt-01/assignments", json={"vehicle_id": "dt-02"}).status_code == 404


def test_an_operation_without_a_row_stops_the_build():
    app, router = FastAPI(), APIRouter()
    router.add_api_route("/extra", lambda: None, operation_id="forgotten")
    app.include_router(router)
    with pytest.raises(PolicyGapError, match="forgotten"):
        check_complete([each for each in operations(app) if each == "forgotten"] + list(TABLE))


def test_a_row_without_an_operation_stops_the_build():
    with pytest.raises(PolicyGapError, match="signIn"):
        check_complete(set(TABLE) - {"signIn"})
