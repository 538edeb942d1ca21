import json

import numpy as np

from geo.bench import run
from geo.bench.networks import as_graph, make_country
from geo.bench.peers import networkx_graph, networkx_s, scipy_graph, scipy_matrix, scipy_turns_s, turn_graph


def test_the_bench_measures_what_the_roads_promise():
    result = run(short=True)
    assert json.loads(json.dumps(result)) == result
    assert result["name"] == "roads"
    figures, peers = result["figures"], result["peers"]
    # at equal costs every peer finds the same ways, up to rounding to seconds
    assert all(peers[name]["differs_max"] < 0.03 for name in ("networkx", "scipy_junctions", "scipy_turns"))
    assert peers["networkx"]["ratio"] > 1.0
    assert figures["closure_segments"] > 0
    assert figures["import_build_profiles"] == 4
    assert 10 < figures["memory_answer_mb"] < 1_000
    assert result["matching"]["worst"]["found"] > 0.9


def test_the_peers_agree_with_each_other():
    network = make_country(1, seed=3)
    graph, rows = as_graph(network), np.array([0, 17, 55, 99])
    walked = networkx_s(networkx_graph(graph), rows, rows)
    seconds, metres = scipy_matrix(scipy_graph(graph), graph, rows, rows)
    turned = scipy_turns_s(turn_graph(graph, rows), graph, np.arange(4), rows)
    np.fill_diagonal(turned, 0.0)
    assert np.allclose(seconds, walked)
    assert np.allclose(turned, walked)
    assert np.allclose(metres[:, 0] > 0, rows > 0)
    assert (metres[0, 1:] / seconds[0, 1:]).max() <= 24 / 3.6 * 1.001


def test_bends_change_the_shape_of_a_country_only():
    straight, bent = make_country(1, seed=1), make_country(1, seed=1, bends=2)
    pieces = len(straight.segments.start)
    assert len(bent.nodes) == len(straight.nodes) + 2 * pieces
    assert len(bent.segments.start) == 3 * pieces
    assert abs(bent.segments.length_m.sum() / straight.segments.length_m.sum() - 1) < 1e-3
