"""`siangsa device import`: all rows or none, faults told with their place; Traccar learns them too."""

import csv

import pytest
from sqlalchemy import func, select

from data.store.models import Audit, Device, DeviceAssignment, Vehicle
from data.store.queries import credentials
from tests.support.pretend_traccar import PASSWORD, TOKEN, USER, pretend_traccar

pytestmark = pytest.mark.services

IMEIS = ("356307042441013", "490154203237518", "352099001761481")


@pytest.fixture
def traccar():
    with pretend_traccar() as server:
        yield server


@pytest.fixture
def file(tmp_path, store):
    """Give a file of three trackers for the first three vehicles, with the headings of an office."""
    plates = store.scalars(select(Vehicle.plate).order_by(Vehicle.id).limit(3)).all()
    path = tmp_path / "gps.csv"
    lines = [
        f"{imei};{plate.lower().replace(' ', '')};GT06N" for imei, plate in zip(IMEIS, plates, strict=True)
    ]
    path.write_text("\n".join(["No. IMEI;Nopol;Tipe", *lines]), encoding="utf-8")
    return path


@pytest.fixture
def gateway(siangsa_device):
    siangsa_device("gateway", "traccar")


def seats(store):
    store.expire_all()
    query = select(DeviceAssignment.device_id, DeviceAssignment.vehicle_id)
    return dict(store.execute(query.where(DeviceAssignment.valid_to.is_(None))).all())


def devices(store):
    store.expire_all()
    return store.scalar(select(func.count()).select_from(Device))


def test_file_puts_every_tracker_into_the_vehicle_of_its_plate(siangsa_device, store, gateway, file):
    told = siangsa_device("import", file).stderr
    assert "3 trackers imported: 3 new, 0 changed, 0 as before" in told
    vehicles = store.scalars(select(Vehicle.id).order_by(Vehicle.id).limit(3)).all()
    assert seats(store) == dict(zip(IMEIS, vehicles, strict=True))
    device = store.get(Device, IMEIS[0])
    assert (device.dialect, device.gateway_id, device.model) == ("traccar", "traccar", "GT06N")
    row = store.scalars(select(Audit).order_by(Audit.id.desc())).first()
    assert (row.action, row.after["new"]) == ("devices_imported", 3)


def test_second_import_changes_only_what_differs(siangsa_device, store, gateway, file):
    siangsa_device("import", file)
    lines = file.read_text(encoding="utf-8").splitlines()
    other = store.scalars(select(Vehicle.plate).order_by(Vehicle.id).offset(3).limit(1)).one()
    lines[1] = f"{IMEIS[0]};{other};GT06N"
    lines[2] = lines[2].replace("GT06N", "GT06E")
    file.write_text("\n".join(lines), encoding="utf-8")
    assert "0 new, 2 changed, 1 as before" in siangsa_device("import", file).stderr
    moved_to = store.scalars(select(Vehicle.id).order_by(Vehicle.id).offset(3).limit(1)).one()
    assert seats(store)[IMEIS[0]] == moved_to
    assert store.get(Device, IMEIS[1]).model == "GT06E"


def test_dry_run_stores_nothing_and_tells_traccar_nothing(siangsa_device, store, gateway, file, traccar):
    words = ("--dry-run", "--traccar", traccar.url, "--traccar-token", TOKEN)
    assert "would be imported" in siangsa_device("import", file, *words).stderr
    assert (devices(store), traccar.told) == (0, [])


def test_every_fault_is_told_and_nothing_is_stored(siangsa_device, store, gateway, file, tmp_path):
    lines = [
        *file.read_text(encoding="utf-8").splitlines(),
        "356307042441014;K 1;",  # a wrong last digit, an unknown plate
        f"{IMEIS[0]};;",  # twice
        "3.56307E+14;;",  # rounded by Excel
        ";;GT06",
    ]
    file.write_text("\n".join(lines), encoding="utf-8")
    result = siangsa_device("import", file, "--reject", tmp_path / "bad.csv", code=1)
    with (tmp_path / "bad.csv").open(encoding="utf-8-sig", newline="") as bad:
        found = [(row["row"], row["column"], row["rule"], row["value"]) for row in csv.DictReader(bad)]
    assert found == [
        ("5", "imei", "imei_check_digit", "356307042441014"),
        ("5", "plate", "unknown_vehicle", "K 1"),
        ("6", "imei", "duplicate", IMEIS[0]),
        ("7", "imei", "imei_rounded", "3.56307E+14"),
        ("8", "imei", "empty", ""),
    ]
    assert "baris 5, kolom imei" in result.stderr
    assert devices(store) == 0


def test_vehicle_gets_one_tracker_of_a_file(siangsa_device, gateway, file):
    lines = file.read_text(encoding="utf-8").splitlines()
    lines[2] = lines[1].replace(IMEIS[0], IMEIS[1])
    file.write_text("\n".join(lines), encoding="utf-8")
    assert "[vehicle_twice]" in siangsa_device("import", file, code=1).stderr


def test_tracker_of_another_gateway_or_with_a_used_id_is_told(siangsa_device, gateway, file):
    siangsa_device("gateway", "vendor-b")
    words = ("--dialect", "traccar", "--gateway", "vendor-b")
    siangsa_device("add", "gps-1", *words, "--external", IMEIS[0])
    siangsa_device("add", IMEIS[1], "--dialect", "teltonika")
    told = siangsa_device("import", file, code=1).stderr
    assert "[other_gateway]" in told
    assert "[id_taken]" in told


def test_traccar_learns_what_it_does_not_know(siangsa_device, store, gateway, file, traccar):
    traccar.devices[IMEIS[0]] = {"id": 99, "uniqueId": IMEIS[0], "name": "an old name"}
    words = ("--traccar", f"{traccar.url}/", "--traccar-user", USER, "--traccar-password", PASSWORD)
    assert "Traccar: 2 registered, 1 known before" in siangsa_device("import", file, *words).stderr
    assert [(body["uniqueId"], body["model"]) for body in traccar.told] == [
        (imei, "GT06N") for imei in IMEIS[1:]
    ]
    assert traccar.devices[IMEIS[0]]["name"] == "an old name"
    again = siangsa_device("import", file, "--traccar", traccar.url, "--traccar-token", TOKEN)
    assert "0 registered, 3 known before" in again.stderr


def test_traccar_that_refuses_leaves_nothing_stored(siangsa_device, store, gateway, file, traccar):
    traccar.refuses = {IMEIS[1]}
    words = ("import", file, "--traccar", traccar.url, "--traccar-token")
    told = siangsa_device(*words, TOKEN, code=1).stderr
    assert f"tracker {IMEIS[1]}: the Traccar server answered 400: Duplicate entry" in told
    assert "1 were registered before it and stay" in told
    assert "\tat" not in told
    assert devices(store) == 0
    assert "refuses the sign-in" in siangsa_device(*words, "wrong", code=1).stderr


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--traccar", "http://127.0.0.1:9", "--traccar-token", "x"), "does not answer"),
        (("--traccar", "http://127.0.0.1:9"), "asks who you are"),
        (("--traccar", "gps.example"), "is no address"),
        (("--gateway", "nobody"), "there is no gateway 'nobody'"),
    ],
)
def test_mistake_is_one_sentence(siangsa_device, gateway, file, words, sentence):
    (line,) = siangsa_device("import", file, *words, code=1).stderr.splitlines()
    assert sentence in line


def test_trackers_that_sign_in_themselves_get_secrets(siangsa_device, store, file, tmp_path):
    out = tmp_path / "secrets.csv"
    assert siangsa_device("import", file, "--dialect", "teltonika", "--secrets", out).stdout == ""
    assert out.stat().st_mode & 0o077 == 0
    given = dict(line.split(",") for line in out.read_text().splitlines())
    assert set(given) == set(IMEIS)
    assert credentials.owner_of_secret(store, given[IMEIS[0]]).id == IMEIS[0]


def test_clones_are_taken_on_demand(siangsa_device, store, gateway, tmp_path):
    path = tmp_path / "clones.csv"
    path.write_text("id,plate\n9171234567,dt-01\n", encoding="utf-8")
    assert "[not_an_imei]" in siangsa_device("import", path, code=1).stderr
    siangsa_device("import", path, "--any-id")
    assert seats(store) == {"9171234567": "dt-01"}
