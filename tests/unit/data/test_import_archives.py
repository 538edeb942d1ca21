"""What a stranger zipped cannot fill the memory, leave its folder, or be half of a shapefile."""

import zipfile

import pytest

from data.store.imports import archives
from data.store.imports.errors import UnreadableFileError
from data.store.imports.files import read_table
from data.store.imports.table import Reading

SQUARE = '{"type":"Polygon","coordinates":[[[110.6,-6.5],[110.7,-6.5],[110.7,-6.4],[110.6,-6.5]]]}'
POINT = '{"type":"Point","coordinates":[110.69,-6.52]}'
GEOJSON = (
    '{{"type":"FeatureCollection","features":'
    '[{{"type":"Feature","properties":{{"kode":"{}"}},"geometry":{}}}]}}'
)


def zipped(path, files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def test_zip_bomb_is_refused_before_it_is_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MAX_UNPACKED_BYTES", 1_000_000)
    path = zipped(tmp_path / "a.zip", {"a.shp": bytes(2_000_000)})
    assert path.stat().st_size < 10_000
    with pytest.raises(UnreadableFileError, match="isi zip lebih besar"):
        read_table(path)


def test_path_that_leaves_the_folder_is_taken_for_its_name(tmp_path):
    path = zipped(tmp_path / "a.zip", {"../../x/b.geojson": GEOJSON.format("T1", POINT)})
    assert read_table(path).rows[0].cells["kode"] == "T1"
    assert not list(tmp_path.rglob("b.geojson"))


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"readme.txt": "x"}, "tidak ada .shp"),
        ({"a.shp": b"x", "a.dbf": b"x"}, r"\.shx tidak ada"),
        ({"a.geojson": "{}", "b.geojson": "{}"}, "beberapa lapisan"),
        ({"a.geojson": "{}", "x/a.geojson": "{}"}, "dua berkas bernama"),
        ({"a.shp": b"x", "a.dbf": b"x", "a.shx": b"x"}, "bukan shapefile yang dapat dibaca"),
    ],
)
def test_zip_that_is_no_list_is_told_in_one_sentence(tmp_path, files, message):
    with pytest.raises(UnreadableFileError, match=message) as refused:
        read_table(zipped(tmp_path / "a.zip", files))
    assert "\n" not in str(refused.value)


def test_layer_chooses_a_file_of_a_zip(tmp_path):
    files = {"a.geojson": GEOJSON.format("T1", POINT), "b.geojson": GEOJSON.format("T2", POINT)}
    assert read_table(zipped(tmp_path / "a.zip", files), Reading(layer="b")).rows[0].cells["kode"] == "T2"


def test_polygon_is_a_village_but_no_point(tmp_path):
    path = tmp_path / "a.geojson"
    path.write_text(GEOJSON.format("33.20", SQUARE))
    assert [fault.rule for fault in read_table(path).rows[0].faults] == ["not_a_point"] * 2
    row = read_table(path, Reading(areas=True)).rows[0]
    assert float(row.cells["area_km2"]) == pytest.approx(61.1, abs=0.2)
    assert 110.6 < float(row.cells["lon"]) < 110.7
