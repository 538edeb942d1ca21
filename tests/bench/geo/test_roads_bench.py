import json

from geo.bench import run


def test_a_matrix_by_osrm_beats_networkx_in_the_same_run():
    result = run(short=True)
    assert json.loads(json.dumps(result)) == result
    assert result["name"] == "roads"
    peer = result["peers"]["networkx"]
    assert peer["ratio"] > 1.0
    # the fastest way is never shorter than the shortest, up to rounding to whole metres
    assert peer["detour_median"] > 0.99
