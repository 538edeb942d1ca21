"""Files become rows of text, or one sentence says why not."""

import json

import pytest

from data.store.imports import files
from data.store.imports.errors import UnreadableFileError
from data.store.imports.files import read_table


def write(tmp_path, name, text):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_is_read_whatever_separates_its_cells(tmp_path, delimiter):
    table = read_table(
        write(tmp_path, "a.csv", delimiter.join(["code", "lon"]) + "\n" + delimiter.join(["A", "1"]))
    )
    assert table.headings == ("code", "lon")
    assert dict(table.rows[0].cells) == {"code": "A", "lon": "1"}


def test_rows_are_numbered_by_their_line_in_the_file(tmp_path):
    table = read_table(write(tmp_path, "a.csv", '\ufeffcode,name\nA,"dua\nbaris"\n\nB,b\n'))
    assert table.headings[0] == "code"
    assert [row.number for row in table.rows] == [3, 5]


def test_row_with_more_cells_than_headings_is_a_fault(tmp_path):
    (row,) = read_table(write(tmp_path, "a.csv", "code,lon\nA,110,66\n")).rows
    assert [fault.rule for fault in row.faults] == ["too_many_cells"]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.pdf", "x", "jenis berkas tidak dikenal"),
        ("a.xls", "x", "simpan ulang sebagai .xlsx"),
        ("a.xlsx", "x", "bukan berkas .xlsx"),
        ("a.zip", "x", "bukan berkas shapefile"),
        ("a.gpkg", "x", "bukan GeoPackage"),
        ("a.kml", "<kml", "bukan KML"),
        ("a.csv", "", "tidak berisi satu baris"),
        ("a.csv", "code,lon\n", "tidak berisi satu baris"),
        ("a.csv", b"code\n\x00\xfe\n", "bukan teks"),
        ("a.csv", 'code\n"open\n', "rusak"),
        ("a.geojson", "{broken", "bukan GeoJSON"),
        ("a.geojson", '{"type":"FeatureCollection","features":[]}', "tidak berisi satu baris"),
    ],
)
def test_unreadable_file_is_told_in_one_sentence(tmp_path, name, content, message):
    with pytest.raises(UnreadableFileError, match=message) as refused:
        read_table(write(tmp_path, name, content))
    assert "\n" not in str(refused.value)


def test_missing_file_is_told(tmp_path):
    with pytest.raises(UnreadableFileError, match="tidak dapat dibuka"):
        read_table(tmp_path / "none.csv")


def test_too_large_file_is_refused_unread(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "MAX_BYTES", 10)
    with pytest.raises(UnreadableFileError, match="lebih besar"):
        read_table(write(tmp_path, "a.csv", "code\n" * 10))


def test_too_many_rows_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "MAX_ROWS", 2)
    with pytest.raises(UnreadableFileError, match="lebih dari 2 baris"):
        read_table(write(tmp_path, "a.csv", "code\na\nb\nc\n"))


def feature(geometry, **properties):
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def collection(*features, **more):
    return json.dumps({"type": "FeatureCollection", "features": features, **more})


def test_geojson_points_become_lon_and_lat(tmp_path):
    text = collection(
        feature({"type": "Point", "coordinates": [110.69, -6.52]}, kode="A", kg=12.0, buka=None),
        feature({"type": "Point", "coordinates": [110.70, -6.53]}, kode="B", kg=12.5, buka="06:30"),
    )
    table = read_table(write(tmp_path, "a.geojson", text))
    assert table.headings == ("kode", "kg", "buka", "lon", "lat")
    assert dict(table.rows[0].cells) == {"kode": "A", "kg": "12", "buka": "", "lon": "110.69", "lat": "-6.52"}
    assert [row.number for row in table.rows] == [1, 2]


def test_geojson_in_utm_is_turned_into_degrees(tmp_path):
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32749"}}
    point = feature({"type": "Point", "coordinates": [465_848.5, 9_279_300.0]}, kode="A")
    (row,) = read_table(write(tmp_path, "a.geojson", collection(point, crs=crs))).rows
    assert float(row.cells["lon"]) == pytest.approx(110.691, abs=0.002)
    assert float(row.cells["lat"]) == pytest.approx(-6.52, abs=0.01)


def test_geojson_without_a_point_is_a_fault_of_the_feature(tmp_path):
    line = {"type": "LineString", "coordinates": [[110.6, -6.5], [110.7, -6.5]]}
    text = collection(feature(line, kode="A"), feature(None, kode="B"))
    rows = read_table(write(tmp_path, "a.geojson", text)).rows
    assert [fault.value for row in rows for fault in row.faults] == ["LineString"] * 2 + ["kosong"] * 2
