import itertools
import json
import os
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import geopandas
import numpy as np
import pytest

from geo.errors import BuildError, NetworkFileError, NoRouteError, SnapshotError
from geo.position import haversine_m, offset
from geo.roads import (
    NO_WAY,
    OSM_ATTRIBUTION,
    Bounds,
    Origin,
    RoadEngine,
    build_snapshot,
    import_network,
    load_network,
    read_info,
    tools,
)
from geo.roads.network import Node, Restriction, Way, assemble
from geo.roads.segments import RoadSegments
from geo.roads.snapshot import store_network
from geo.roads.tools import profile_path
from geo.roads.xml import write_xml

SAMPLES = Path(os.environ.get("SIANGSA_SAMPLES", Path(__file__).parents[4] / "shared" / "samples")) / "osm"
WEST, SOUTH, STEP_M, SIZE = 110.66, -6.60, 200.0, 8
ISLAND = 900
WAYS = 2 * SIZE + 3
ONE = ("dump_truck",)
"""A build of one profile takes half a second, of all four two."""


def place(column, row):
    return offset(WEST, SOUTH, column * STEP_M, row * STEP_M)


def node_id(column, row):
    return 1 + row * SIZE + column


def split(way, at, new_id):
    return Way(way.id, way.refs[: at + 1], way.tags), Way(new_id, way.refs[at:], way.tags)


def town():
    """A grid of streets; row 0 is one-way eastwards; an island road stands 3 km off."""
    nodes = [Node(node_id(c, r), *place(c, r), {}) for r in range(SIZE) for c in range(SIZE)]
    nodes += [Node(ISLAND + i, *offset(WEST, SOUTH, 5_000.0 + i * 300, 0.0), {}) for i in range(3)]
    rows = [
        Way(100 + r, tuple(node_id(c, r) for c in range(SIZE)), {"highway": "tertiary", "name": f"Jalan {r}"})
        for r in range(SIZE)
    ]
    rows[0] = Way(100, rows[0].refs, {"highway": "primary", "oneway": "yes"})
    columns = [
        Way(200 + c, tuple(node_id(c, r) for r in range(SIZE)), {"highway": "residential"})
        for c in range(SIZE)
    ]
    # Turn restrictions need roads that end at their junction.
    rows[1], row_rest = split(rows[1], 3, 150)
    columns[3], column_rest = split(columns[3], 1, 250)
    island = Way(300, tuple(ISLAND + i for i in range(3)), {"highway": "residential"})
    no_right = Restriction(
        1,
        (("way", 101, "from"), ("node", node_id(3, 1), "via"), ("way", 203, "to")),
        {"type": "restriction", "restriction": "no_right_turn"},
    )
    return assemble(nodes, [*rows, *columns, row_rest, column_rest, island], [no_right])


@pytest.fixture(scope="session")
def osm_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("town") / "town.osm"
    write_xml(town(), path)
    return path


@pytest.fixture(scope="session")
def snapshot(osm_file, tmp_path_factory):
    return build_snapshot(
        osm_file, tmp_path_factory.mktemp("roads"), kind="synthetic", source="a test town", profiles=ONE
    )


@pytest.fixture(scope="session")
def engine(snapshot):
    return RoadEngine.open(snapshot)


def test_a_snapshot_says_what_it_is(snapshot):
    info = read_info(snapshot)
    assert (info.kind, info.source, info.attribution) == ("synthetic", "a test town", "")
    assert info.checksum == snapshot.name
    assert (info.nodes, info.ways, info.restrictions) == (SIZE * SIZE + 3, WAYS, 1)
    assert 0.9 < info.connected_share < 1.0
    assert info.km == pytest.approx(2 * SIZE * (SIZE - 1) * 0.2 + 0.6, rel=0.01)
    assert info.bounds.contains(*place(4, 4))
    assert info.built_at.tzinfo is not None
    # at the four corners of the grid the road only bends
    assert info.junctions == SIZE * SIZE - 4 + 2
    assert info.edges == 2 * SIZE * (SIZE - 1) - 4 + 1
    assert info.part_count == len(info.parts) == 2
    assert info.parts == (pytest.approx(info.km - 0.6, rel=0.01), pytest.approx(0.6, rel=0.01))
    assert info.connected_share == pytest.approx(info.parts[0] / info.km, abs=1e-3)
    assert (info.maxspeed_share, info.data_date) == (0.0, None)
    assert info.profiles == ONE


def test_a_snapshot_says_how_much_is_signed_and_how_old_it_is(tmp_path):
    roads = town()
    ways = tuple(
        replace(way, tags={**way.tags, "maxspeed": "40"}) if way.id == 300 else way for way in roads.ways
    )
    signed = replace(roads, ways=ways, data_date="2026-10-01")
    info = read_info(store_network(signed, tmp_path, origin=Origin("file", "x"), profiles=ONE))
    assert info.maxspeed_share == pytest.approx(0.6 / info.km, abs=1e-3)
    assert info.data_date == "2026-10-01"


def test_other_profiles_make_another_snapshot_and_their_order_does_not(osm_file, snapshot, tmp_path):
    def built(*profiles):
        return build_snapshot(osm_file, tmp_path, kind="synthetic", source="x", profiles=profiles)

    both = built("pickup", "dump_truck")
    assert both.name != snapshot.name
    assert built("dump_truck", "pickup", "pickup") == both
    assert read_info(both).profiles == ("dump_truck", "pickup")
    assert sorted(path.name for path in (both / "osrm").iterdir()) == ["dump_truck", "pickup"]
    with pytest.raises(BuildError, match="at least one vehicle profile"):
        built()


def test_a_change_of_the_shared_part_of_the_profiles_makes_another_snapshot(snapshot, tmp_path, monkeypatch):
    lua = tmp_path / "lua"
    shutil.copytree(tools.LUA, lua)
    (lua / "vehicle.lua").write_text((lua / "vehicle.lua").read_text() + "-- one more line\n")
    monkeypatch.setattr(tools, "LUA", lua)
    origin = Origin("synthetic", "a test town")
    assert store_network(town(), tmp_path, origin=origin, profiles=ONE).name != snapshot.name


def test_the_pieces_of_road_of_a_snapshot_are_those_of_its_network(snapshot):
    segments, network = RoadSegments.load(snapshot), load_network(snapshot)
    assert segments.length_m.sum() == pytest.approx(network.segments.length_m.sum())
    pairs = {pair for way in network.ways for pair in itertools.pairwise(way.refs)}
    assert {(a, b) for a, b in segments.pairs.tolist()} == pairs
    assert set(segments.way.tolist()) == {way.id for way in network.ways}


@pytest.mark.parametrize(("layout", "by"), [(1, "an earlier"), (99, "a later")])
def test_a_snapshot_of_another_version_asks_for_an_import(snapshot, tmp_path, layout, by):
    told = json.loads((snapshot / "snapshot.json").read_text()) | {"layout": layout}
    (tmp_path / "snapshot.json").write_text(json.dumps(told))
    with pytest.raises(SnapshotError, match=f"built by {by} version of the program: import its roads again"):
        read_info(tmp_path)


def test_a_fetched_or_imported_snapshot_names_openstreetmap(osm_file, tmp_path):
    folder = build_snapshot(osm_file, tmp_path, kind="file", source="town.osm", profiles=ONE)
    assert read_info(folder).attribution == OSM_ATTRIBUTION
    own = Origin("file", "survey of the office", attribution="DLH Jepara")
    assert read_info(import_network(osm_file, tmp_path, origin=own, profiles=ONE)).attribution == "DLH Jepara"


def test_the_same_roads_are_built_once(osm_file, snapshot):
    before = (snapshot / "snapshot.json").stat().st_mtime_ns
    steps = []
    again = build_snapshot(
        osm_file,
        snapshot.parent,
        kind="synthetic",
        source="b",
        profiles=ONE,
        progress=lambda step, done: steps.append((step, done)),
    )
    assert again == snapshot
    assert (snapshot / "snapshot.json").stat().st_mtime_ns == before
    assert steps[-1] == ("already built", 1.0)


def test_progress_grows_from_nothing_to_all(osm_file, tmp_path):
    shares = []
    build_snapshot(
        osm_file,
        tmp_path,
        kind="file",
        source="x",
        profiles=("arm_roll", "pickup"),
        progress=lambda _, done: shares.append(done),
    )
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)


def test_the_clock_of_the_caller_dates_the_snapshot(tmp_path):
    when = datetime(2026, 3, 2, tzinfo=UTC)
    folder = store_network(town(), tmp_path, origin=Origin("file", "x"), profiles=ONE, now=lambda: when)
    assert read_info(folder).built_at == when


def test_half_a_folder_is_built_again(osm_file, tmp_path):
    folder = build_snapshot(osm_file, tmp_path, kind="file", source="x", profiles=ONE)
    (folder / "osrm" / "dump_truck" / "network.osrm.mldgr").unlink()
    assert build_snapshot(osm_file, tmp_path, kind="file", source="x", profiles=ONE) == folder
    RoadEngine.open(folder)


def test_nothing_is_left_behind_by_a_failed_build(osm_file, tmp_path, monkeypatch):
    def fail(*_):
        raise BuildError("no")

    monkeypatch.setattr("geo.roads.tools.partition", fail)
    with pytest.raises(BuildError):
        build_snapshot(osm_file, tmp_path / "roads", kind="file", source="x", profiles=ONE)
    assert list((tmp_path / "roads").iterdir()) == []


def test_features_are_one_line_per_way(snapshot):
    frame = geopandas.read_parquet(snapshot / "roads.parquet")
    assert len(frame) == WAYS
    assert frame.crs.to_epsg() == 4326
    assert set(frame["class"]) == {"primary", "tertiary", "residential"}
    assert frame.set_index("osm_id").loc[101, "name"] == "Jalan 1"
    assert bool(frame.set_index("osm_id").loc[100, "oneway"])
    assert frame.geometry.geom_type.eq("LineString").all()


def test_the_network_of_a_snapshot_can_be_read_back(snapshot):
    assert load_network(snapshot) == load_network(snapshot)
    assert len(load_network(snapshot).ways) == WAYS


def test_nearest_lies_on_the_road_and_says_how_far(engine):
    lon, lat = offset(*place(0, 4), 30.0, 0.0)
    off_road = offset(lon, lat, 0.0, 25.0)
    nearest = engine.nearest([off_road])
    assert nearest.distance_m == pytest.approx([25.0], abs=0.5)
    assert haversine_m(*map(float, nearest.points[0]), lon, lat) < 1.0


def test_matrix_is_whole_seconds_and_metres(engine):
    matrix = engine.matrix([place(0, 1), place(7, 1), place(7, 6)])
    assert matrix.duration_s.dtype == matrix.distance_m.dtype == np.int32
    assert matrix.distance_m[0] == pytest.approx([0, 1400, 2400], rel=3e-3)
    # 1.4 km of tertiary road at 20 km/h are 252 s; turns and junctions cost more, never less
    assert 251 <= matrix.duration_s[0, 1] <= 320
    assert matrix.reachable.all()


def test_a_one_way_street_costs_a_detour_against_it(engine):
    matrix = engine.matrix([place(1, 0), place(6, 0)])
    assert matrix.distance_m[0, 1] == pytest.approx(1000, abs=3)
    assert matrix.distance_m[1, 0] > 1300


def test_traffic_keeps_left_so_a_right_turn_takes_longer_than_a_left_one(engine):
    west, north, south = (
        offset(*place(4, 4), east * 100.0, up * 100.0) for east, up in ((-1, 0), (0, 1), (0, -1))
    )
    eastbound = engine.matrix([west, north, south]).duration_s
    assert eastbound[0, 2] > eastbound[0, 1]


def test_a_turn_restriction_is_obeyed(engine):
    from_west, to_south = offset(*place(2, 1), 100.0, 0.0), offset(*place(3, 0), 0.0, 100.0)
    allowed = engine.matrix([offset(*place(3, 1), 100.0, 0.0), to_south])
    forbidden = engine.matrix([from_west, to_south])
    assert allowed.distance_m[0, 1] == pytest.approx(200, abs=3)
    assert forbidden.distance_m[0, 1] > 300


def test_an_unreachable_pair_is_marked_not_invented(engine):
    matrix = engine.matrix(
        [place(0, 1), offset(WEST, SOUTH, 5_100.0, 0.0), offset(WEST, SOUTH, 0.0, 50_000.0)]
    )
    assert matrix.reachable.tolist() == [[True, False, False], [False, True, False], [False, False, True]]
    assert matrix.duration_s[0, 1] == matrix.distance_m[0, 2] == NO_WAY
    assert np.diag(matrix.duration_s).tolist() == [0, 0, 0]


@pytest.mark.parametrize("size", [0, 1])
def test_a_matrix_of_nothing_or_one_is_no_special_case(engine, size):
    matrix = engine.matrix([place(0, 1)][:size])
    assert matrix.duration_s.shape == matrix.reachable.shape == (size, size)


def test_a_route_agrees_with_the_matrix_and_follows_the_road(engine):
    points = [place(0, 1), place(5, 3), place(2, 6), place(2, 6)]
    route, matrix = engine.route(points), engine.matrix(points)
    assert len(route.legs) == 3
    for i, leg in enumerate(route.legs):
        assert leg.duration_s == pytest.approx(matrix.duration_s[i, i + 1], abs=1)
        assert leg.distance_m == pytest.approx(matrix.distance_m[i, i + 1], abs=1)
        assert leg.line.shape[0] >= 2
        assert haversine_m(*map(float, leg.line[0]), *points[i]) < 2.0
        assert haversine_m(*map(float, leg.line[-1]), *points[i + 1]) < 2.0
    assert route.duration_s == sum(leg.duration_s for leg in route.legs)


def test_a_route_that_is_none_says_which_leg(engine):
    with pytest.raises(NoRouteError, match="from point 1 to point 2"):
        engine.route([place(0, 1), place(1, 1), offset(WEST, SOUTH, 5_100.0, 0.0)])
    with pytest.raises(NoRouteError, match=r"point 1 .* farther than 2000 m"):
        engine.route([place(0, 1), offset(WEST, SOUTH, 0.0, 50_000.0)])
    with pytest.raises(NoRouteError, match=r"point 0 .* no lon, lat"):
        engine.matrix([(float("nan"), 0.0)])
    assert engine.route([place(0, 1)]).legs == ()


def test_what_is_no_snapshot_cannot_be_opened(snapshot, tmp_path):
    with pytest.raises(SnapshotError, match="no road snapshot"):
        RoadEngine.open(tmp_path)
    with pytest.raises(SnapshotError, match="no profile 'tricycle', only dump_truck"):
        RoadEngine.open(snapshot, "tricycle")
    (tmp_path / "snapshot.json").write_text("{}")
    with pytest.raises(SnapshotError, match="damaged"):
        read_info(tmp_path)
    (tmp_path / "snapshot.json").write_text((snapshot / "snapshot.json").read_text())
    with pytest.raises(SnapshotError, match="OSRM cannot load it"):
        RoadEngine.open(tmp_path)
    with pytest.raises(SnapshotError, match="damaged snapshot"):
        load_network(tmp_path)


def test_a_folder_that_cannot_be_written_is_one_clear_error(osm_file, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(SnapshotError, match="cannot write snapshots"):
        build_snapshot(osm_file, tmp_path / "file", kind="file", source="x", profiles=ONE)


def test_an_unusable_file_builds_nothing(tmp_path):
    with pytest.raises(NetworkFileError):
        build_snapshot(tmp_path / "gone.osm", tmp_path / "roads", kind="file", source="x", profiles=ONE)
    assert not (tmp_path / "roads").exists()


def test_an_unknown_kind_or_profile_is_refused():
    with pytest.raises(SnapshotError, match="osm, synthetic, file"):
        Origin("guess", "x")
    with pytest.raises(BuildError, match="known are dump_truck, arm_roll, pickup, three_wheeler"):
        profile_path("tricycle")


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="no real road samples on this machine")
def test_a_part_of_a_pbf_can_be_imported(tmp_path):
    vaduz = Bounds(9.50, 47.12, 9.54, 47.16)
    folder = import_network(
        SAMPLES / "li-liechtenstein.osm.pbf",
        tmp_path,
        origin=Origin("file", "Liechtenstein"),
        bounds=vaduz,
        profiles=ONE,
    )
    assert 100 < read_info(folder).ways < 2_000
    assert json.loads((folder / "snapshot.json").read_text())["layout"] == 2
