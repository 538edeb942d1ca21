"""Map files: places come out where they are, or one sentence says which coordinate system is missing."""

import zipfile
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from data.store import models
from data.store.imports.errors import RowsRefusedError
from data.store.imports.importing import import_list
from data.store.imports.model import ImportOptions

pytestmark = pytest.mark.services

UTM = "EPSG:32749"
PLACES = {"T1": (110.6911, -6.5198), "T2": (110.6925, -6.5205)}


def options(**more):
    moment = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
    return ImportOptions(today=date(2026, 11, 20), now=moment, account="test", **more)


def frame(crs=UTM, swap=False):
    import geopandas
    from shapely.geometry import Point

    rows = {
        "KODE": list(PLACES),
        "NAMA_TPS": ["Pasar", "Balai"],
        "DESA": ["Jambu", "Jambu"],
        "KG": [120.5, 80],
    }
    points = [Point(lat, lon) if swap else Point(lon, lat) for lon, lat in PLACES.values()]
    found = geopandas.GeoDataFrame(rows, geometry=points, crs="EPSG:4326")
    return found if crs is None else found.to_crs(crs)


def shapefile(folder, crs=UTM, *, prj=True):
    inside = folder / "shape"
    inside.mkdir()
    frame(crs).to_file(inside / "tps.shp")
    path = folder / "tps.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in inside.iterdir():
            if prj or file.suffix != ".prj":
                archive.write(file, f"data/{file.name}")
    return path


def places(session):
    point = models.CollectionPoint
    query = select(point.code, func.ST_X(point.geom), func.ST_Y(point.geom)).order_by(point.code)
    return {code: (lon, lat) for code, lon, lat in session.execute(query)}


def near(expected):
    return {code: pytest.approx(place, abs=1e-6) for code, place in expected.items()}


def test_shapefile_in_utm_with_its_prj_is_read(seeded, tmp_path):
    report = import_list(seeded, "points", shapefile(tmp_path), options())
    assert report.crs == UTM
    assert places(seeded) == near(PLACES)


def test_shapefile_without_prj_is_refused_with_the_likely_zone_and_read_once_it_is_named(seeded, tmp_path):
    path = shapefile(tmp_path, prj=False)
    with pytest.raises(RowsRefusedError) as refused:
        import_list(seeded, "points", path, options(reject=True))
    (fault,) = refused.value.faults
    assert (fault.rule, fault.suggestions) == ("crs_missing", (UTM,))
    assert "--crs EPSG:32749" in fault.hint
    import_list(seeded, "points", path, options(crs=UTM))
    assert places(seeded) == near(PLACES)


@pytest.mark.parametrize(("suffix", "driver"), [("gpkg", "GPKG"), ("kml", "KML"), ("geojson", "GeoJSON")])
def test_other_map_files_are_read(seeded, tmp_path, suffix, driver):
    path = tmp_path / f"tps.{suffix}"
    found = frame(None if driver in {"KML", "GeoJSON"} else UTM)
    if driver == "KML":
        found = found.rename(columns={"NAMA_TPS": "Name"})
    found.to_file(path, driver=driver)
    import_list(seeded, "points", path, options())
    assert places(seeded) == near(PLACES)


def table(folder, crs=UTM, *, swap=False):
    path = folder / "tps.csv"
    lines = ["kode;nama;desa;x;y"]
    for code, point in zip(PLACES, frame(crs).geometry, strict=True):
        x_y = (point.y, point.x) if swap else (point.x, point.y)
        lines.append(f"{code};A;Jambu;" + ";".join(f"{value:.4f}".replace(".", ",") for value in x_y))
    path.write_text("\n".join(lines))
    return path


@pytest.mark.parametrize("crs", [UTM, "EPSG:23835", "EPSG:3857"])
def test_metres_in_a_table_name_their_likely_system_and_are_read_with_it(seeded, tmp_path, crs):
    path = table(tmp_path, crs)
    with pytest.raises(RowsRefusedError) as refused:
        import_list(seeded, "points", path, options())
    assert refused.value.faults[0].suggestions == (crs,)
    import_list(seeded, "points", path, options(crs=crs))
    assert places(seeded) == near(PLACES)


@pytest.mark.parametrize(
    ("how", "rule"),
    [({"crs": "EPSG:32748"}, "crs_wrong"), ({"crs": UTM, "swap": True}, "swapped_coordinates")],
)
def test_wrong_system_is_told_once_with_the_right_one(seeded, tmp_path, how, rule):
    path = table(tmp_path, swap=how.get("swap", False))
    with pytest.raises(RowsRefusedError) as refused:
        import_list(seeded, "points", path, options(crs=how["crs"]))
    (fault,) = refused.value.faults
    assert (fault.row, fault.rule) == (1, rule)
    assert UTM in fault.hint


def test_swapped_degrees_of_a_map_are_told_in_each_row(seeded, tmp_path):
    path = tmp_path / "tps.geojson"
    frame(None, swap=True).to_file(path, driver="GeoJSON")
    with pytest.raises(RowsRefusedError) as refused:
        import_list(seeded, "points", path, options())
    assert [(fault.row, fault.rule) for fault in refused.value.faults] == [
        (1, "swapped_coordinates"),
        (2, "swapped_coordinates"),
    ]


def test_unknown_system_is_told_in_one_sentence(seeded, tmp_path):
    from data.store.errors import ImportRefusedError

    with pytest.raises(ImportRefusedError, match="'EPSG:99999' tidak dikenal"):
        import_list(seeded, "points", table(tmp_path), options(crs="EPSG:99999"))


def test_village_boundaries_give_a_point_inside_and_an_area(seeded, tmp_path):
    import geopandas
    from shapely.geometry import box

    path = tmp_path / "desa.gpkg"
    rows = {"KDEPUM": ["3320072011"], "PENDUDUK": [12_500]}
    around = box(110.68, -6.53, 110.70, -6.51)
    geopandas.GeoDataFrame(rows, geometry=[around], crs="EPSG:4326").to_file(path, driver="GPKG")
    report = import_list(seeded, "villages", path, options())
    assert report.difference.changed == ("33.20.07.2011",)
    village = seeded.get_one(models.Village, "33.20.07.2011")
    assert (village.population_estimate, village.area_km2) == (12_500, pytest.approx(4.89, abs=0.05))
