"""Tracks are read from every form, and what is wrong with a row is told with file, row, rule and value."""

import json
import os
from pathlib import Path

import numpy as np
import pytest

from geo.errors import TraceError
from geo.roads.matching.match import Match, Piece
from geo.traces import read_traces
from geo.traces_write import NamedMatch, write_matches

TRACKS = Path(os.environ.get("SIANGSA_SAMPLES", Path(__file__).parents[4] / "shared" / "samples")) / "gps"
LINE = [[110.66, -6.6], [110.67, -6.61]]


@pytest.fixture
def write(tmp_path):
    def write(name, content):
        path = tmp_path / name
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return path

    return write


def gpx(points):
    track = f"<trk><name>dt-01</name><trkseg>{points}</trkseg></trk>"
    return f'<gpx xmlns="http://www.topografix.com/GPX/1/1">{track}</gpx>'


def test_csv_names_its_columns_in_many_ways(write):
    text = "Latitude;Longitude;Timestamp;Vehicle;Acc\n-6.6;110.66;2026-11-20T06:00:00+07:00;dt-01;8\n"
    (one,) = read_traces(write("day.csv", text))
    assert one.name == "dt-01"
    assert one.trace.lonlat.tolist() == [[110.66, -6.6]]
    assert one.trace.times_s.tolist() == [1_763_593_200 + 365 * 86_400]
    assert one.trace.accuracy_m.tolist() == [8.0]


def test_several_vehicles_in_a_file_are_several_tracks(write):
    rows = "lon,lat,time,id\n110.66,-6.6,0,a\n110.67,-6.6,0,b\n110.66,-6.61,10,a\n"
    traces = read_traces(write("day.csv", rows))
    assert [(one.name, len(one.trace)) for one in traces] == [("a", 2), ("b", 1)]


def test_ids_that_never_repeat_number_the_positions(write):
    (one,) = read_traces(write("day.csv", "id,lon,lat\n1,110.66,-6.6\n2,110.67,-6.6\n"))
    assert (one.name, len(one.trace), one.trace.times_s) == ("", 2, None)


def test_gpx_is_read_with_and_without_times(write):
    timed = '<trkpt lat="-6.6" lon="110.66"><time>2026-11-20T06:00:00Z</time></trkpt>'
    (one,) = read_traces(write("a.gpx", gpx(timed)))
    assert (one.name, one.trace.times_s is not None) == ("dt-01", True)
    (other,) = read_traces(write("b.gpx", gpx('<trkpt lat="-6.6" lon="110.66"/>')))
    assert other.trace.times_s is None


def test_geojson_lines_are_read_with_and_without_times(write):
    line = {"type": "Feature", "geometry": {"type": "LineString", "coordinates": LINE}}
    (plain,) = read_traces(write("a.geojson", line))
    assert plain.trace.lonlat.tolist() == LINE
    (timed,) = read_traces(write("b.geojson", line | {"properties": {"coordTimes": [100, 110], "id": "x"}}))
    assert (timed.name, timed.trace.times_s.tolist()) == ("x", [100.0, 110.0])


def test_list_of_wkt_points_is_read(write):
    entries = [
        {"point": f"POINT({lon} {lat})", "time": f"2026-11-20 06:00:0{i}+0700", "id": "x"}
        for i, (lon, lat) in enumerate(LINE)
    ]
    (one,) = read_traces(write("a.json", entries))
    assert one.trace.lonlat.tolist() == LINE
    assert np.diff(one.trace.times_s).tolist() == [1.0]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.csv", "", "is empty"),
        ("a.csv", "lon,time\n1,2\n", "has no columns lon and lat, only lon, time"),
        ("a.csv", "lon,lat\n", "has no position"),
        ("a.csv", "lon,lat\n110.6,-6.6\nx,-6.6\n", "row 3: lon must be degrees up to 180, not 'x'"),
        ("a.csv", "lon,lat\n-6.6,110.6\n", "row 2: lat must be degrees up to 90, not '110.6'; longitude and"),
        ("a.csv", "lon,lat,time\n1,1,noon\n", "row 2: time must be ISO 8601 or Unix seconds, not 'noon'"),
        ("a.csv", "lon,lat,time\n1,1,20\n1,1,10\n", "row 3: time goes back to 10"),
        ("a.csv", "lon,lat,time\n1,1,20\n1,1,\n", "row 3: has no time, others have one"),
        ("a.csv", "lon,lat,accuracy\n1,1,-5\n", "row 2: accuracy must be metres, not '-5'"),
        ("a.gpx", "<gpx><trk>", "is no complete GPX"),
        ("a.gpx", "<kml></kml>", "is XML, but no GPX"),
        ("a.gpx", "<gpx></gpx>", "has no position"),
        ("a.json", "[1", "is no complete JSON"),
        ("a.json", "{}", "neither GeoJSON nor a list of WKT points"),
        ("a.json", '["POINT(1)"]', "entry 1: must hold a WKT point, not 'POINT"),
        ("a.geojson", '{"type": "Polygon"}', "neither GeoJSON"),
        ("a.txt", "1 2", "its ending tells no track"),
    ],
)
def test_what_is_wrong_with_a_file_is_told(write, name, content, told):
    path = write(name, content)
    with pytest.raises(TraceError, match="a\\.") as refused:
        read_traces(path)
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)


def test_many_faults_are_counted(write):
    with pytest.raises(TraceError, match=r"row 6: .*; and 4 more"):
        read_traces(write("a.csv", "lon,lat\n" + "x,1\n" * 9))


def test_missing_file_is_told(tmp_path):
    with pytest.raises(TraceError, match="there is no file"):
        read_traces(tmp_path / "none.csv")


def test_times_that_go_back_can_be_sorted(write):
    (one,) = read_traces(write("a.csv", "lon,lat,time\n1,1,20\n2,1,10\n"), sort=True)
    assert one.trace.times_s.tolist() == [20.0, 10.0]


@pytest.mark.skipif(not TRACKS.is_dir(), reason="needs the sample tracks")
@pytest.mark.parametrize(
    ("name", "number", "is_timed"),
    [
        ("denver-trace-2.csv", 799, False),
        ("denver-test-trace.gpx", 778, False),
        ("denver-trace-stationary-points.geojson", 20, False),
        ("munich-car-x0001-015.json", 80, True),
    ],
)
def test_real_tracks_are_read(name, number, is_timed):
    (one,) = read_traces(TRACKS / name)
    assert (len(one.trace), one.trace.times_s is not None) == (number, is_timed)


def found():
    road = Piece("road", 100.0, 160.0, 1_500.0, 0.9, np.array(LINE), np.array([[1, 2]]))
    gap = Piece("gap", 160.0, 900.0, 0.0, None, None)
    return Match((road, gap), fixes=9, unmatched=1, leaps=1, stood=False)


@pytest.mark.parametrize("suffix", [".geojson", ".csv", ".json", ".gpkg"])
def test_match_is_written_in_every_form(tmp_path, suffix):
    path = tmp_path / f"out{suffix}"
    write_matches(path, [NamedMatch("dt-01", found())])
    if suffix == ".gpkg":
        import geopandas

        frame = geopandas.read_file(path)
        assert (list(frame["kind"]), frame.crs.to_epsg()) == (["road"], 4326)
        return
    text = path.read_text(encoding="utf-8")
    assert "gap" in text
    assert "1970-01-01T00:01:40+00:00" in text
    if suffix == ".json":
        (one,) = json.loads(text)
        assert (one["km"], one["gap_pieces"], one["verdict"]) == (1.5, 1, "matched")


def test_other_endings_are_refused_for_writing(tmp_path):
    with pytest.raises(TraceError, match="ending must be one of"):
        write_matches(tmp_path / "out.shp", [NamedMatch("", found())])
