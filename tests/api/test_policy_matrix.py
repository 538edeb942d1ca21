"""The matrix of operation, role and own or foreign things: complete, as printed, and kept by the server."""

import itertools
import json

import pytest
from typer.testing import CliRunner

from api.app import make_app
from api.cli import app as commands
from api.policy import TABLE, Caller, Reach, Role, Rule, allows
from api.policy_matrix import as_text, cell_count, matrix
from api.settings import ApiSettings
from api.surroundings import Surroundings
from data.contract.calendar import OperatingCalendar
from data.contract.clock import RealClock
from data.store import models
from data.store.queries.scope import EVERYTHING, Scope
from tests.support.api_world import DAY

# what an account of Pecangaan may never read: its trucks are dt-01, its points 1 to 4
FOREIGN_WORDS = ("dt-02", "CTH-5", "CTH-6", "CTH-7", "Titik 5", "Titik 6", "Titik 7", "33.20.01.2001")
VERSION = {"If-Match": '"1"'}
# operations whose address or body names a thing: here one that is not Pecangaan's
NAMES_FOREIGN = {
    "getPoint": ("GET", "points/5", None),
    "getVehicle": ("GET", "vehicles/dt-02", None),
    "getTrack": ("GET", "vehicles/dt-02/track", None),
    "getVehicleDay": ("GET", "vehicles/dt-02/day", None),
    "getDevice": ("GET", "devices/dt-02", None),
    "getArrivals": ("GET", "devices/dt-02/arrivals", None),
    "listAssignments": ("GET", "devices/dt-02/assignments", None),
    "assignDevice": ("POST", "devices/dt-02/assignments", {"vehicle_id": "dt-01"}),
    "getMatch": ("GET", f"vehicles/dt-02/days/{DAY}/match", None),
    "requestMatch": ("POST", f"vehicles/dt-02/days/{DAY}/match", None),
    "recordOutage": ("POST", "vehicles/dt-02/outages", {"reason": "x", "load": "listed"}),
    "endOutage": ("POST", "vehicles/dt-02/outages/{outage}/end", None),
    "requestUrgentPoint": (
        "POST",
        "urgent-points",
        {"operating_day": f"{DAY}", "point_id": 5, "reason": "x"},
    ),
    "withdrawUrgentPoint": ("POST", "urgent-points/{urgent}/withdraw", None),
    "getPointRecord": ("GET", "records/points/5", None),
    "listPointHistory": ("GET", "records/points/5/history", None),
    "changePointRecord": ("PATCH", "records/points/5", {"name": "x"}),
    "closePointRecord": ("POST", "records/points/5/close", {"reason": "x"}),
    "reopenPointRecord": ("POST", "records/points/5/reopen", None),
    "getVehicleRecord": ("GET", "records/vehicles/dt-02", None),
    "getDmsRecord": ("GET", "records/dms/{dms}", None),
    "getRouteSheet": ("GET", "handouts/routes/2.txt", None),
    "getVillageRecord": ("GET", "records/villages/33.20.01.2001", None),
}
# these name no thing of anybody's, or one whose content is narrowed: their answers are read
READ = {
    "listVillages": ["villages"],
    "listPoints": ["points"],
    "listVehicles": ["vehicles"],
    "listDevices": ["devices"],
    "getPositions": ["positions"],
    "getFigures": ["figures"],
    "listRoutes": ["routes"],
    "listHindrances": ["hindrances"],
    "listReach": ["reach"],
    "listUnreachable": ["reach/unreachable"],
    "listOutages": ["outages"],
    "listUrgentPoints": ["urgent-points"],
    "getPlan": ["plans/1"],
    "getPlanRoutes": ["plans/1/routes"],
    "listPointRecords": ["records/points"],
    "listVehicleRecords": ["records/vehicles"],
    "listDmsRecords": ["records/dms"],
    "listVillageRecords": ["records/villages"],
    "exportList": [
        f"exports/{name}.csv" for name in ("villages", "points", "vehicles", "routes", "visits", "rit", "dms")
    ],
    "exportDevices": ["exports/devices.csv"],
}
TRIED_ELSEWHERE = {
    "getStream": "tests/api/test_stream.py",
    "createPointRecord": "tests/api/test_records.py",
    "getDaySheets": "tests/api/test_handouts.py",
}


@pytest.fixture(scope="module")
def rows():
    app = make_app(Surroundings(ApiSettings(), RealClock(), OperatingCalendar()), b"")
    return matrix(app)


def test_the_printed_matrix_has_a_row_for_every_operation(rows):
    assert {row.operation for row in rows} == TABLE.keys()
    text = as_text(rows)
    assert all(row.operation in text for row in rows)
    assert f"{cell_count(rows)} cells" in text


def test_the_printed_matrix_says_what_the_check_of_every_request_does(rows):
    for row, role in itertools.product(rows, (None, *Role)):
        rule, cell = TABLE[row.operation], row.cells["nobody" if role is None else role.word]
        callers = [
            None if role is None else Caller(1, "x", role, scope, 0.0, 1)
            for scope in (EVERYTHING, Scope("kecamatan", ("Pecangaan",)))
        ]
        assert [cell.whole, cell.own] == [allows(rule, caller) for caller in callers], (row.operation, role)
        assert cell.foreign <= cell.own <= cell.whole


def test_rights_only_grow_with_the_role(rows):
    for row in rows:
        words = [row.cells[role.word].word() for role in Role]
        firsts = [word != "---" for word in words]
        assert firsts == sorted(firsts), row.operation


def test_no_rule_is_no_right():
    assert not allows(None, Caller(1, "x", Role.ADMIN, EVERYTHING, 0.0, 1))
    assert not allows(Rule(Role.VIEWER), None)


def test_the_command_prints_the_matrix_as_table_and_as_json(rows):
    runner = CliRunner()
    assert runner.invoke(commands, ["policy"]).output == as_text(rows)
    found = json.loads(runner.invoke(commands, ["policy", "--json"]).output)
    assert found["cells"] == cell_count(rows)
    assert len(found["operations"]) == len(rows)


def test_every_narrowed_operation_is_tried_on_foreign_things():
    narrowed = {name for name, rule in TABLE.items() if rule.reach is Reach.NARROWED}
    missing = narrowed - NAMES_FOREIGN.keys() - READ.keys() - TRIED_ELSEWHERE.keys()
    assert missing == set(), "add a foreign thing for these to NAMES_FOREIGN, or their address to READ"


@pytest.fixture
def foreign(api, session):
    """Give ids of things that are not Pecangaan's, and let its account be an administrator."""
    session.connection().exec_driver_sql("update account set role = 'admin' where username = 'camat'")
    far = session.query(models.DmsStatus).join(
        models.Village, models.Village.code == models.DmsStatus.village_code
    )
    dms = far.filter(models.Village.kecamatan != "Pecangaan").first()
    session.commit()
    with api.client("dispatcher") as client:
        outage = client.post("vehicles/dt-02/outages", json={"reason": "x", "load": "listed"}).json()
        body = {"operating_day": f"{DAY}", "point_id": 5, "reason": "x"}
        urgent = client.post("urgent-points", json=body).json()
    return {"outage": outage["id"], "urgent": urgent["id"], "dms": dms.id}


def test_whatever_is_foreign_does_not_exist_for_an_account_of_a_part(api, foreign):
    with api.client("camat") as client:
        for operation, (method, path, body) in NAMES_FOREIGN.items():
            answer = client.request(method, path.format(**foreign), json=body, headers=VERSION)
            assert answer.status_code == 404, (operation, answer.status_code, answer.text)
            # the message may repeat what was asked for, and nothing else
            assert answer.headers["content-type"] == "application/problem+json"


def test_no_answer_to_an_account_of_a_part_names_foreign_things(api, foreign):
    with api.client("camat") as client:
        for operation, paths in READ.items():
            for path in paths:
                answer = client.get(path)
                assert answer.status_code == 200, (operation, answer.text)
                named = [word for word in FOREIGN_WORDS if word in answer.text]
                assert named == [], (operation, path)


def test_the_same_things_exist_for_an_account_of_the_whole(api, foreign):
    with api.client("admin") as client:
        for operation, (method, path, body) in NAMES_FOREIGN.items():
            if method == "GET":
                answer = client.request(method, path.format(**foreign), json=body)
                # a day that was never matched is the one thing that is not there for anybody
                assert answer.status_code == 200 or operation == "getMatch", (operation, answer.text)
        everything = " ".join(client.get(path).text for paths in READ.values() for path in paths)
        assert all(word in everything for word in FOREIGN_WORDS)
