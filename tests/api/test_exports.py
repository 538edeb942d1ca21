"""Every list as a file: readable by the programs people use, narrowed to the account, bounded, harmless."""

import csv
import io
import json
import warnings

import geopandas
import openpyxl
import pytest

from data.store import models
from tests.support.api_world import DAY

LISTS = (
    "villages",
    "points",
    "facilities",
    "dms",
    "vehicles",
    "devices",
    "crews",
    "routes",
    "stops",
    "visits",
    "rit",
)
SHAPELESS = {"devices", "crews"}
EVIL = '=HYPERLINK("http://x")'


def csv_rows(answer):
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def frame(answer, tmp_path, form):
    path = tmp_path / f"list.{form}"
    path.write_bytes(answer.content)
    return geopandas.read_file(path)


@pytest.fixture
def crew(session):
    session.add(
        models.CrewMember(
            code="S-01", name="Budi", phone="+62812", duty="driver", note=EVIL, valid_from=DAY, valid_to=None
        )
    )
    session.commit()


def test_every_list_says_the_same_in_every_form(api, crew, tmp_path):
    with api.client("planner") as client:
        for name in LISTS:
            plain = csv_rows(client.get(f"exports/{name}.csv"))
            assert plain, name
            sheet = openpyxl.load_workbook(
                io.BytesIO(client.get(f"exports/{name}.xlsx").content), read_only=True
            )
            cells = list(sheet[name].iter_rows(values_only=True))
            assert list(cells[0]) == list(plain[0]), name
            assert len(cells) == len(plain) + 1
            features = json.loads(client.get(f"exports/{name}.geojson").content)["features"]
            assert [list(f["properties"]) for f in features] == [list(row) for row in plain]
            assert all((f["geometry"] is None) == (name in SHAPELESS) for f in features)
            with warnings.catch_warnings(action="ignore"):
                packed = frame(client.get(f"exports/{name}.gpkg"), tmp_path, "gpkg")
            assert len(packed) == len(plain)
            assert [column for column in packed if column != "geometry"] == list(plain[0]), name
            assert hasattr(packed, "crs") == (name not in SHAPELESS), "a table without places has no shapes"


def test_geopackage_keeps_kinds_nothings_and_moments(api, session, tmp_path):
    with api.client("viewer") as client:
        visits = frame(client.get("exports/visits.gpkg"), tmp_path, "gpkg")
        points = frame(client.get("exports/points.gpkg"), tmp_path, "gpkg")
    assert visits.crs.to_epsg() == 4326
    assert visits.arrived_at.iloc[0].isoformat() == "2026-11-19T23:35:00+00:00"
    assert points.container_m3.isna().all()
    assert points["sample"].all()
    assert points.geometry.iloc[0].coords[0] == (110.7, -6.7)


def test_moments_are_local_in_texts_and_sheets(steady):
    with steady.client("viewer") as client:
        rows = csv_rows(client.get("exports/visits.csv"))
        book = openpyxl.load_workbook(io.BytesIO(client.get("exports/visits.xlsx").content))
    assert rows[0]["arrived_at"] == "2026-11-20T06:35:00+07:00"
    column = [cell.value for cell in book["visits"][1]].index("arrived_at")
    assert book["visits"][2][column].value.isoformat() == "2026-11-20T06:35:00"


def test_what_looks_like_a_formula_stays_a_text(api, crew, session):
    point = session.get(models.CollectionPoint, 1)
    point.name = "@SUM(A1)\x07"
    point.weekdays = [0, 4]
    session.commit()
    with api.client("planner") as client:
        person = csv_rows(client.get("exports/crews.csv"))[0]
        assert (person["note"], person["phone"]) == (f"'{EVIL}", "'+62812")
        first = csv_rows(client.get("exports/points.csv"))[0]
        assert (first["name"], first["weekdays"]) == ("'@SUM(A1)", "Senin, Jumat")
        book = openpyxl.load_workbook(io.BytesIO(client.get("exports/crews.xlsx").content))
    cells = [cell for row in book["crews"].iter_rows() for cell in row]
    assert EVIL in [cell.value for cell in cells]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}, "no cell is a formula"


def test_an_account_gets_what_lies_within_its_scope(steady):
    with steady.client("camat") as client:
        assert {row["kecamatan"] for row in csv_rows(client.get("exports/villages.csv"))} == {"Pecangaan"}
        assert {row["code"] for row in csv_rows(client.get("exports/points.csv"))} == {
            f"CTH-{number}" for number in range(1, 5)
        }
        assert {row["code"] for row in csv_rows(client.get("exports/vehicles.csv"))} == {"dt-01"}
        for name in ("routes", "stops", "visits", "rit"):
            rows = csv_rows(client.get(f"exports/{name}.csv?from=2026-11-18&to=2026-11-20"))
            assert {row["vehicle"] for row in rows} == {"dt-01"}, name
            assert {row["operating_day"] for row in rows} == {"2026-11-20"}, "not sent there on other days"
        assert client.get("exports/devices.csv").status_code == 403
        assert client.get("exports/crews.csv").status_code == 403
    with steady.client("mandor") as client:
        assert {row["vehicle"] for row in csv_rows(client.get("exports/stops.csv"))} == {"dt-02"}
        assert csv_rows(client.get("exports/visits.csv")) == []
        assert {row["code"] for row in csv_rows(client.get("exports/devices.csv"))} == {"dt-02"}


def test_days_choose_what_happened(steady):
    with steady.client("viewer") as client:
        days = lambda query: {  # noqa: E731 - said once, used thrice
            row["operating_day"] for row in csv_rows(client.get(f"exports/visits.csv?{query}"))
        }
        assert days("") == {"2026-11-20"}
        assert days("from=2026-11-18&to=2026-11-20") == {"2026-11-18", "2026-11-20"}
        assert days("day=2026-11-18") == {"2026-11-18"}
        for query, code in {
            "from=2026-11-20&to=2026-11-19": "days-out-of-order",
            "from=2025-01-01&to=2026-11-19": "too-many-days",
            "from=0001-01-01&to=0001-01-01": "day-out-of-range",
            "from=9999-12-31": "day-out-of-range",
        }.items():
            refused = client.get(f"exports/visits.csv?{query}")
            assert (refused.status_code, refused.json()["type"]) == (422, f"urn:siangsa:{code}")


def test_an_empty_list_is_a_file_with_its_columns(api, session, tmp_path):
    with api.client("viewer") as client:
        nothing = {form: client.get(f"exports/rit.{form}?day=2026-01-02") for form in ("csv", "xlsx", "gpkg")}
    assert nothing["csv"].content.decode("utf-8-sig").startswith("operating_day,vehicle,plate,number")
    assert openpyxl.load_workbook(io.BytesIO(nothing["xlsx"].content))["rit"].max_row == 1
    packed = frame(nothing["gpkg"], tmp_path, "gpkg")
    assert (len(packed), list(packed)[:2]) == (0, ["operating_day", "vehicle"])


def test_a_list_that_is_too_long_is_refused_and_leaves_nothing_behind(api, session, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    object.__setattr__(api.around.settings, "export_rows", 100)
    with api.client("viewer") as client:
        refused = client.get("exports/villages.xlsx")
        assert refused.json()["type"] == "urn:siangsa:too-many-rows"
        assert client.get("exports/points.xlsx").status_code == 200
    assert list(tmp_path.iterdir()) == []


def test_too_many_files_at_once_are_told_to_come_again(api, monkeypatch):
    from api.exports import making

    with api.client("viewer") as client:
        taken = [making._places.acquire() for _ in range(making._AT_ONCE)]
        busy = client.get("exports/points.csv")
        for _ in taken:
            making._places.release()
        assert (busy.status_code, busy.json()["type"]) == (503, "urn:siangsa:busy")
        assert client.get("exports/points.csv").status_code == 200


def test_a_full_disk_is_said_and_nothing_is_half_done(api, monkeypatch):
    def full(path, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setitem(__import__("api.exports.making", fromlist=["x"])._WRITERS, "csv", full)
    with api.client("viewer") as client:
        refused = client.get("exports/points.csv")
    assert (refused.status_code, "No space left" in refused.json()["detail"]) == (503, True)


def test_who_took_which_list_is_written_down(api, session):
    with api.client("viewer") as client:
        client.get("exports/points.csv")
    row = session.query(models.Audit).filter_by(action="export").one()
    assert (row.account, row.entity_id, row.after["rows"], row.after["form"]) == (
        "viewer",
        "points",
        7,
        "csv",
    )
