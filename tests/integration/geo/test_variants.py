"""A village between two bridges: the short way over the near one, 2 km more over the far one."""

import hashlib
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from shapely import LineString, box

from geo.errors import BuildError, NoRouteError, SnapshotError
from geo.position import offset
from geo.roads import BASE, Closed, Condition, PieceSpeed, RoadEngine, ensure_variant
from geo.roads.network import Node, Way, assemble
from geo.roads.snapshot import Origin, osrm_base, store_network

HERE = (110.6, -6.7)
PLACES = {
    1: (0, 0), 2: (400, 0), 3: (600, 0), 4: (1000, 0), 5: (0, 1000), 6: (400, 1000), 7: (600, 1000),
    8: (1000, 1000), 9: (500, -300), 10: (500, 0), 11: (500, 300),
}  # fmt: skip
NEAR_BRIDGE = 12
REFS = {
    11: (1, 2),
    NEAR_BRIDGE: (2, 10, 3),
    13: (3, 4),
    14: (1, 5),
    15: (5, 6),
    16: (6, 7),
    17: (7, 8),
    18: (8, 4),
    19: (9, 10, 11),
}
PROFILE = "dump_truck"


def at(east, north):
    return offset(*HERE, east, north)


START, END = at(*PLACES[1]), at(*PLACES[4])
ACROSS_SOUTH, ACROSS_NORTH = at(*PLACES[9]), at(*PLACES[11])


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    nodes = [Node(number, *at(*place), {}) for number, place in PLACES.items()]
    ways = [Way(number, refs, {"highway": "tertiary"}) for number, refs in REFS.items()]
    out = tmp_path_factory.mktemp("bridges")
    return store_network(
        assemble(nodes, ways), out, origin=Origin("synthetic", "two bridges"), profiles=[PROFILE]
    )


@pytest.fixture
def snapshot(built, tmp_path):
    """Give a copy whose variants nobody else sees; the files are links, as nothing may write to them."""
    folder = tmp_path / built.name
    subprocess.run(["cp", "-rl", str(built), str(folder)], check=True)
    return folder


def on(geometry, number=1):
    return Condition((Closed(number, geometry),))


BRIDGE_LINE = LineString([at(400, 0), at(500, 0), at(600, 0)])
WATER = box(*at(450, -20), *at(550, 20))


def drive(snapshot, condition, start=START, end=END):
    variant = ensure_variant(snapshot, PROFILE, condition)
    matrix = RoadEngine.open(snapshot, PROFILE, digest=variant.digest).matrix([start, end])
    return int(matrix.distance_m[0, 1]), int(matrix.duration_s[0, 1])


def digests(folder):
    return {file: hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(folder.rglob("network.*"))}


def test_an_empty_condition_is_the_snapshot_itself(snapshot):
    variant = ensure_variant(snapshot, PROFILE, Condition())
    assert (variant.digest, variant.closed_segments) == (BASE, 0)
    assert not (snapshot / "variants").exists()


@pytest.mark.parametrize("closure", [WATER, BRIDGE_LINE], ids=["area", "piece"])
def test_a_closed_bridge_forces_the_detour(snapshot, closure):
    assert drive(snapshot, Condition())[0] == pytest.approx(1000, abs=5)
    assert drive(snapshot, on(closure))[0] == pytest.approx(3000, abs=10)
    assert drive(snapshot, on(closure), END, START)[0] == pytest.approx(3000, abs=10), "both ways"


def test_a_road_that_crosses_a_closed_piece_stays_open(snapshot):
    open_m, _ = drive(snapshot, on(BRIDGE_LINE), ACROSS_SOUTH, ACROSS_NORTH)
    assert open_m == pytest.approx(600, abs=5)
    assert ensure_variant(snapshot, PROFILE, on(BRIDGE_LINE)).closed_segments == 2


def test_a_closed_area_closes_the_crossing_road_too(snapshot):
    variant = ensure_variant(snapshot, PROFILE, on(WATER))
    assert variant.closed_segments == 4
    matrix = RoadEngine.open(snapshot, PROFILE, digest=variant.digest).matrix([at(500, -200), at(500, 200)])
    assert not matrix.reachable[0, 1]


def test_half_the_speed_takes_twice_the_time(snapshot):
    slow = Condition(speeds=tuple(PieceSpeed(way, None, None, 10.0) for way in REFS))
    fast = Condition(speeds=tuple(PieceSpeed(way, None, None, 20.0) for way in REFS))
    (slow_m, slow_s), (fast_m, fast_s) = drive(snapshot, slow), drive(snapshot, fast)
    assert slow_m == fast_m
    # turns cost the same at any speed
    assert slow_s - fast_s == pytest.approx(1000 / 20 * 3.6, abs=2)


def test_a_slow_bridge_makes_the_detour_worth_it(snapshot):
    assert drive(snapshot, Condition(speeds=(PieceSpeed(NEAR_BRIDGE, None, None, 1.0),)))[0] > 2_900


def test_a_speed_in_one_direction_leaves_the_other_alone(snapshot):
    eastward = Condition(speeds=(PieceSpeed(NEAR_BRIDGE, 2, 3, 1.0),))
    assert drive(snapshot, eastward)[0] > 2_900
    assert drive(snapshot, eastward, END, START)[0] == pytest.approx(1000, abs=5)


def test_a_closure_goes_before_a_speed(snapshot):
    both = Condition((Closed(1, BRIDGE_LINE),), (PieceSpeed(NEAR_BRIDGE, None, None, 90.0),))
    assert drive(snapshot, both)[0] == pytest.approx(3000, abs=10)


def test_what_the_condition_did_is_told_again_from_the_file(snapshot):
    condition = Condition(
        (Closed(4, WATER), Closed(9, box(*at(5_000, 0), *at(5_100, 100)))), (PieceSpeed(77, None, None, 9.0),)
    )
    first = ensure_variant(snapshot, PROFILE, condition)
    assert (first.closed_segments, first.without_road, first.unknown_speeds) == (4, (9,), 1)
    assert ensure_variant(snapshot, PROFILE, condition) == first


def test_a_closure_that_touches_no_road_changes_nothing(snapshot):
    beside = on(box(*at(5_000, 0), *at(5_100, 100)))
    assert ensure_variant(snapshot, PROFILE, beside).without_road == (1,)
    assert drive(snapshot, beside)[0] == pytest.approx(1000, abs=5)


def test_the_snapshot_itself_is_untouched(snapshot):
    before = digests(snapshot / "osrm")
    drive(snapshot, Condition((Closed(1, WATER),), (PieceSpeed(14, None, None, 5.0),)))
    assert digests(snapshot / "osrm") == before
    assert drive(snapshot, Condition())[0] == pytest.approx(1000, abs=5)


def test_the_longest_unused_variants_are_removed(snapshot):
    conditions = [on(WATER, number) for number in range(1, 5)]
    for number, condition in enumerate(conditions[:3]):
        home = osrm_base(snapshot, PROFILE, ensure_variant(snapshot, PROFILE, condition).digest).parent
        os.utime(home, ns=(number, number))
    ensure_variant(snapshot, PROFILE, conditions[0])
    ensure_variant(snapshot, PROFILE, conditions[3], kept=2)
    left = {path.name for path in (snapshot / "variants" / PROFILE).iterdir() if path.is_dir()}
    assert left == {conditions[0].digest, conditions[3].digest}


def build_and_tell(snapshot, ready, answers):
    ready.wait()
    variant = ensure_variant(snapshot, PROFILE, on(WATER))
    answers.put((variant.digest, osrm_base(snapshot, PROFILE, variant.digest).parent.stat().st_ino))


def test_two_processes_at_once_build_once(snapshot):
    context = multiprocessing.get_context("spawn")
    ready, answers = context.Barrier(2), context.Queue()
    workers = [context.Process(target=build_and_tell, args=(snapshot, ready, answers)) for _ in range(2)]
    for worker in workers:
        worker.start()
    told = {answers.get(timeout=60) for _ in workers}
    for worker in workers:
        worker.join(timeout=60)
    assert len(told) == 1
    assert len(list((snapshot / "variants" / PROFILE).glob("[!.]*"))) == 1


KILLED = """
import sys, time
from pathlib import Path
from shapely import from_wkt
from geo.roads import Closed, Condition, ensure_variant, tools
def stuck(base, **_):
    print(base, flush=True)
    time.sleep(60)
tools.customize = stuck
ensure_variant(Path(sys.argv[1]), sys.argv[2], Condition((Closed(1, from_wkt(sys.argv[3])),)))
"""


def test_a_killed_builder_leaves_nothing_that_looks_finished(snapshot):
    child = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(snapshot), PROFILE, WATER.wkt], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    half = Path(child.stdout.readline().strip()).parent
    child.send_signal(signal.SIGKILL)
    child.wait(timeout=30)
    child.stdout.close()
    assert half.is_dir()
    assert drive(snapshot, on(WATER))[0] == pytest.approx(3000, abs=10)
    assert not half.exists()


def test_a_failed_customisation_leaves_nothing_that_looks_finished(snapshot, monkeypatch):
    def fail(*_, **__):
        raise BuildError("osrm-customize failed")

    with monkeypatch.context() as patch:
        patch.setattr("geo.roads.tools.customize", fail)
        with pytest.raises(BuildError):
            ensure_variant(snapshot, PROFILE, on(WATER))
    assert drive(snapshot, on(WATER))[0] == pytest.approx(3000, abs=10)


def test_half_a_variant_is_built_again(snapshot):
    home = osrm_base(snapshot, PROFILE, ensure_variant(snapshot, PROFILE, on(WATER)).digest).parent
    (home / "variant.json").unlink()
    assert drive(snapshot, on(WATER))[0] == pytest.approx(3000, abs=10)


def test_a_file_system_without_links_gets_copies(snapshot, monkeypatch):
    def refuse(*_):
        raise PermissionError

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    assert drive(snapshot, on(WATER))[0] == pytest.approx(3000, abs=10)


def test_a_place_that_cannot_be_written_is_one_clear_error(snapshot):
    (snapshot / "variants").write_text("a file in the way")
    with pytest.raises(SnapshotError, match="cannot write closures to"):
        ensure_variant(snapshot, PROFILE, on(WATER))


def test_a_profile_that_is_not_built_is_refused(snapshot):
    with pytest.raises(SnapshotError, match="no profile 'pickup', only dump_truck"):
        ensure_variant(snapshot, "pickup", on(WATER))


def test_damaged_files_are_named(snapshot):
    (snapshot / "segments.npz").unlink()
    (snapshot / "segments.npz").write_bytes(b"PK\x03\x04 no archive")
    with pytest.raises(SnapshotError, match=r"segments\.npz cannot be read"):
        ensure_variant(snapshot, PROFILE, on(WATER))
    home = osrm_base(snapshot, PROFILE, on(WATER).digest).parent
    home.mkdir()
    (home / "variant.json").write_text("{")
    with pytest.raises(SnapshotError, match="damaged variant"):
        ensure_variant(snapshot, PROFILE, on(WATER))


def test_a_variant_is_ready_in_well_under_a_second(snapshot):
    started = time.process_time()
    ensure_variant(snapshot, PROFILE, on(WATER))
    assert time.process_time() - started < 1.0


def test_a_place_on_this_side_of_a_closure_is_still_reached_and_left(snapshot):
    # no junction lies between the near bank and the closed bridge: for OSRM it is one road
    near_bank, far_bank = at(200, 0), at(800, 0)
    assert drive(snapshot, on(WATER), near_bank, START)[0] == pytest.approx(200, abs=5)
    assert drive(snapshot, on(WATER), START, near_bank)[0] == pytest.approx(200, abs=5)
    assert drive(snapshot, on(WATER), near_bank, far_bank)[0] == pytest.approx(3400, abs=15)


def test_a_place_on_a_closed_piece_is_not_reached_and_one_at_its_open_end_is(snapshot):
    digest = ensure_variant(snapshot, PROFILE, on(WATER)).digest
    engine = RoadEngine.open(snapshot, PROFILE, digest=digest)
    matrix = engine.matrix([START, at(450, 0), at(400, 0), at(400, -30)])
    assert matrix.reachable[0].tolist() == [True, False, True, True]
    assert matrix.duration_s[0, 2] < 120


def test_a_route_whose_only_way_is_closed_is_none(snapshot):
    both_bridges = on(box(*at(450, -20), *at(550, 1020)))
    engine = RoadEngine.open(snapshot, PROFILE, digest=ensure_variant(snapshot, PROFILE, both_bridges).digest)
    with pytest.raises(NoRouteError, match="no way by road from point 0 to point 1"):
        engine.route([START, END])
    assert engine.route([START, at(*PLACES[6])]).distance_m == pytest.approx(1400, abs=5)


def test_what_lies_amid_a_large_closed_area_is_out_of_the_graph(snapshot, monkeypatch):
    monkeypatch.setattr("geo.roads.variants.MANY", 3)
    everything = on(box(*at(-50, -350), *at(700, 350)))
    folder = osrm_base(snapshot, PROFILE, ensure_variant(snapshot, PROFILE, everything).digest).parent
    speeds = [line.split(",")[2] for line in (folder / "speeds.csv").read_text().splitlines()]
    assert {"0.000000"} < set(speeds)
    assert not RoadEngine.open(snapshot, PROFILE, digest=folder.name).matrix([START, END]).reachable[0, 1]
