"""Ways and nearest roads: answered by a process of its own, explicitly, and never for ever."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest
from shapely import LineString, box

from api.errors import ConflictError, DeskAwayError
from api.road_desk import RoadDesk, Roads
from geo.roads import Closed, Condition
from geo.roads.variants import ensure_variant
from tests.support.api_world import wait_for
from tests.support.town import corner

HOME, FAR, SEA = corner(2, 2), corner(8, 8), (110.655, -6.30)
OUTSIDE = Roads("dump_truck", "dump_truck", "/nowhere", "base")
ECHO = """
import json, os, sys
print(json.dumps({"ready": True}), flush=True)
for line in sys.stdin:
    asked = json.loads(line)
    %s
"""


@pytest.fixture(scope="module")
def desk():
    """Give a desk with its real process."""
    desk = RoadDesk(deadline_s=30, start_s=60)
    yield desk
    desk.close()


@pytest.fixture
def pretend():
    """Give a maker of desks whose process does as told."""
    made = []

    def make(act, *, deadline_s=20.0, script=ECHO):
        desk = RoadDesk(deadline_s=deadline_s, command=(sys.executable, "-c", textwrap.dedent(script) % act))
        made.append(desk)
        return desk

    yield make
    for desk in made:
        desk.close()


def roads(town, digest="base", profile="dump_truck"):
    return Roads(profile, profile, str(town), digest)


ANSWER = 'print(json.dumps({"n": asked["n"], "found": [{"pid": os.getpid()}]}), flush=True)'


def test_a_way_has_a_line_minutes_and_steps_in_both_languages(desk, town):
    found = desk.route(roads(town), HOME, FAR)
    assert found["distance_m"] > 2_000
    assert found["duration_s"] > 60
    assert found["line"][0] == pytest.approx(HOME, abs=1e-4)
    assert found["line"][-1] == pytest.approx(FAR, abs=1e-4)
    assert found["steps"][-1]["words"]["id"].startswith("Tiba")
    assert found["steps"][-1]["words"]["en"].startswith("You have arrived")


def test_a_place_on_a_road_is_reachable_and_one_in_the_sea_is_not(desk, town):
    near, far = desk.nearest(roads(town), HOME), desk.nearest(roads(town), SEA)
    assert (near["standing"], near["far"]) == ("ok", False)
    assert (far["standing"], far["far"]) == ("far_from_road", True)
    assert far["distance_m"] > 10_000


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [(SEA, HOME, "far-from-road"), (HOME, SEA, "far-from-road")],
)
def test_without_a_way_the_answer_says_why(desk, town, start, end, code):
    with pytest.raises(ConflictError) as caught:
        desk.route(roads(town), start, end)
    assert caught.value.code == code


def test_a_closure_is_driven_round_and_a_closed_place_is_named(desk, town):
    along = LineString([corner(c, 2) for c in range(3, 6)])
    variant = ensure_variant(town, "dump_truck", Condition(closed=(Closed(1, along),)))
    straight = desk.route(roads(town), HOME, corner(8, 2))
    around = desk.route(roads(town, variant.digest), HOME, corner(8, 2))
    assert around["distance_m"] > straight["distance_m"] + 400
    inside = (corner(4, 2)[0] + 0.0012, corner(4, 2)[1])
    with pytest.raises(ConflictError) as caught:
        desk.route(roads(town, variant.digest), HOME, inside)
    assert caught.value.code == "closed-road"


def test_a_place_cut_off_by_closures_is_told_from_one_without_a_road(desk, town):
    lon, lat = corner(10, 10)
    ring = box(lon - 0.004, lat - 0.004, lon + 0.004, lat + 0.004) - box(
        lon - 0.003, lat - 0.003, lon + 0.003, lat + 0.003
    )
    variant = ensure_variant(town, "dump_truck", Condition(closed=(Closed(1, ring),)))
    with pytest.raises(ConflictError) as caught:
        desk.route(roads(town, variant.digest), HOME, corner(10, 10))
    assert caught.value.code == "closed-road"


def test_roads_that_cannot_be_opened_are_away_and_the_next_question_is_answered(desk, town):
    for wrong in (OUTSIDE, roads(town, "0123456789abcdef"), roads(town, profile="pickup")):
        with pytest.raises(DeskAwayError):
            desk.nearest(wrong, HOME)
    assert desk.nearest(roads(town), HOME)["standing"] == "ok"


def test_a_process_that_died_is_started_anew(pretend):
    desk = pretend(ANSWER)
    first = desk.nearest(OUTSIDE, HOME)["pid"]
    os.kill(first, signal.SIGKILL)
    wait_for(lambda: _pid(desk) not in {None, first}, what="another process")


def test_a_process_that_dies_over_a_question_is_away_once(pretend, tmp_path):
    mark = tmp_path / "died"
    desk = pretend(
        f"if not os.path.exists({str(mark)!r}): open({str(mark)!r}, 'w'); os._exit(3)\n    {ANSWER}"
    )
    with pytest.raises(DeskAwayError, match="lost"):
        desk.nearest(OUTSIDE, HOME)
    assert _pid(desk)


def test_a_process_that_hangs_is_given_up_at_the_deadline(pretend):
    desk = pretend("import time; time.sleep(600)", deadline_s=1.0)
    wait_for(lambda: "longer" in _complaint(desk), what="the deadline")
    assert not [pid for pid in Path("/proc").glob("[0-9]*") if _runs(pid, "time.sleep(600)")]


def test_while_it_starts_questions_are_refused_soon_and_it_is_not_killed(pretend):
    slow = "import time; time.sleep(1.5)" + ECHO
    desk = pretend(ANSWER, deadline_s=0.3, script=slow)
    with pytest.raises(DeskAwayError, match="being opened"):
        desk.nearest(OUTSIDE, HOME)
    assert wait_for(lambda: _pid(desk), what="the process")


def test_one_question_at_a_time_and_the_others_wait_no_longer_than_the_deadline(pretend):
    desk = pretend(f"import time; time.sleep(0.7)\n    {ANSWER}", deadline_s=2.5)
    wait_for(lambda: _pid(desk), what="the process")
    told, guard = [], threading.Lock()

    def ask():
        answer = _complaint(desk)
        with guard:
            told.append(answer)

    asking = [threading.Thread(target=ask) for _ in range(8)]
    started = time.monotonic()
    for one in asking:
        one.start()
    for one in asking:
        one.join()
    assert "" in told, "some were answered"
    assert any(told), "some were refused"
    assert time.monotonic() - started < 10


def test_after_closing_nobody_answers_and_no_process_is_left(pretend):
    desk = pretend(ANSWER)
    pid = desk.nearest(OUTSIDE, HOME)["pid"]
    desk.close()
    assert not Path(f"/proc/{pid}").exists()
    with pytest.raises(DeskAwayError, match="stopped"):
        desk.nearest(OUTSIDE, HOME)


def test_closing_does_not_wait_for_a_question_that_hangs(pretend):
    desk = pretend("import time; time.sleep(600)", deadline_s=60.0)
    told = []
    asking = threading.Thread(target=lambda: told.append(_complaint(desk)))
    asking.start()
    wait_for(lambda: desk._child and desk._child._ready, what="the process")
    desk.close()
    asking.join(20)
    assert "lost" in told[0]


def test_the_process_ends_when_its_questions_end():
    child = subprocess.Popen(
        [sys.executable, "-m", "api.road_child"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert b"ready" in child.stdout.readline()
    child.stdin.close()
    assert child.wait(timeout=20) == 0
    child.stdout.close()


def test_the_api_itself_never_loads_osrm():
    code = (
        "import sys, api.app, api.road_desk, api.routes.roads;"
        "print([name for name in ('osrm', 'osmnx', 'geopandas') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def _pid(desk):
    try:
        return desk.nearest(OUTSIDE, HOME)["pid"]
    except DeskAwayError:
        return None


def _complaint(desk):
    try:
        desk.nearest(OUTSIDE, HOME)
    except DeskAwayError as error:
        return str(error)
    return ""


def _runs(pid, text):
    try:
        return text.encode() in (pid / "cmdline").read_bytes()
    except OSError:
        return False
