"""The engine on real roads of Java, whose drawing is full of gaps."""

import os
from pathlib import Path

import numpy as np
import pytest

from geo.roads import Origin, RoadEngine, Standing, import_network, load_network
from geo.roads.asking.nearest import DETOUR_M

GENUK = Path(os.environ.get("SIANGSA_SAMPLES", "samples")) / "osm" / "id-semarang-genuk.overpass.json.gz"

pytestmark = pytest.mark.skipif(not GENUK.is_file(), reason="no real road samples on this machine")


@pytest.fixture(scope="module")
def genuk(tmp_path_factory):
    folder = tmp_path_factory.mktemp("genuk")
    return RoadEngine.open(
        import_network(GENUK, folder, origin=Origin("file", "x"), profiles=("dump_truck",))
    )


@pytest.fixture(scope="module")
def places(genuk):
    nodes = load_network(genuk.folder).lonlat
    return nodes[np.random.default_rng(5).choice(len(nodes), 400, replace=False)]


def test_no_point_is_moved_far_from_its_road_in_silence(genuk, places):
    ground, found = genuk.look(places), genuk.nearest(places)
    assert (found.distance_m <= ground.near_m + DETOUR_M + 1.0).all()
    assert sum(one is Standing.OK for one in found.standings) > 390
    assert set(found.standings) <= {Standing.OK, Standing.CUT_OFF}


def test_every_pair_of_points_that_stand_on_the_network_has_a_way(genuk, places):
    matrix = genuk.matrix(places)
    stands = np.array([one is Standing.OK for one in matrix.rows])
    assert matrix.reachable[np.ix_(stands, stands)].all()
    assert not matrix.reachable[np.ix_(stands, ~stands)].any()


def test_a_way_takes_what_its_matrix_says(genuk, places):
    matrix = genuk.matrix(places[:40])
    for i, j in np.argwhere(matrix.reachable)[::31].tolist():
        route = genuk.route(places[[i, j]])
        assert route.duration_s == pytest.approx(matrix.duration_s[i, j], abs=1)
        assert route.distance_m == pytest.approx(matrix.distance_m[i, j], abs=1)
