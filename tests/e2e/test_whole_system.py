"""The issue's own proof: the whole system, started as a new user starts it."""

import json
import re
import signal
import subprocess
from urllib.parse import urlsplit

import httpx
import psutil
import pytest

from ops.environment import read_env
from ops.homes import home_for
from tests.support.demo_stack import SIANGSA, interrupt, plain_environment, running_demo
from tests.support.mqtt_peer import eventually

pytestmark = [pytest.mark.services, pytest.mark.slow, pytest.mark.timeout(480)]

KEYS = {
    *("trucks", "fixes_born", "fixes_stored", "fixes_quarantined", "fixes_lost"),
    *("stops_planned", "stops_visited", "unloads", "plan_feasible", "plan_engine", "roads", "peak_mb"),
}


@pytest.fixture(scope="module")
def demo_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole-system")
    yield folder
    # started by root, the services keep their files elsewhere
    for service in ("postgres", "mosquitto"):
        home_for(folder, service).remove()


def up(folder, *options):
    return subprocess.run(
        [SIANGSA, "up", "--demo", "--data", folder, *options],
        capture_output=True,
        text=True,
        env=plain_environment(),
        timeout=400,
        check=False,
    )


def test_unattended_run_loses_nothing_and_serves_the_plan(demo_folder):
    run = up(demo_folder, "--for", "40", "--speed", "180", "--json")
    assert run.returncode == 0, run.stderr
    report = json.loads(run.stdout)
    assert set(report) == KEYS
    assert report["trucks"] == 19
    assert report["fixes_born"] > 5_000
    assert report["fixes_lost"] == 0
    assert report["fixes_stored"] + report["fixes_quarantined"] == report["fixes_born"]
    assert report["plan_feasible"] is True
    assert report["roads"] == "synthetic"
    assert report["stops_planned"] >= 30
    assert report["stops_visited"] >= 0.8 * report["stops_planned"]
    assert report["peak_mb"] < 3_000


def children_of(process):
    return psutil.Process(process.pid).children(recursive=True)


@pytest.fixture(scope="module")
def started_again(demo_folder):
    """Give the demo at its second start; the tests below share it, the last one ends it."""
    with running_demo(demo_folder) as demo:
        yield demo


def test_second_start_goes_on_with_the_same_data(started_again):
    assert any("stands for" in line for line in started_again.lines), started_again.lines


def test_phone_joins_a_running_demo_is_on_the_map_and_falls_silent_when_revoked(started_again, demo_folder):
    demo = started_again
    values = read_env(demo_folder / "stack.env")
    place = {"lat": -6.5912, "lon": 110.6745}

    def siangsa(*arguments):
        environment = plain_environment(SIANGSA_DATA_DIR=str(demo_folder))
        return subprocess.check_output([SIANGSA, *arguments], text=True, env=environment)

    def says(secret):
        fix = {"_type": "location", "tst": int(siangsa("broker", "time")), **place}
        where = ["-p", str(urlsplit(values["SIANGSA_MQTT_URL"]).port), "-t", "owntracks/hp-budi/hp"]
        who = ["-V", "5", "-q", "1", "-u", "hp-budi", "-P", secret]
        return subprocess.run(["mosquitto_pub", *where, *who, "-m", json.dumps(fix)], check=False).returncode

    def shown(desk):
        items = desk.get("/api/v1/positions").raise_for_status().json()["items"]
        return any((item["lat"], item["lon"]) == (place["lat"], place["lon"]) for item in items)

    told = siangsa("device", "add", "hp-budi", "--dialect", "owntracks", "--vehicle", "vv-01")
    secret = re.search(r"hp-budi: (\S+)", told)[1]
    with httpx.Client(base_url=demo.url, headers={"Origin": demo.url}) as desk:
        name = {"username": demo.username, "password": demo.password}
        desk.post("/api/v1/session", json=name).raise_for_status()
        eventually(lambda: says(secret) == 0 and shown(desk), what="the phone on the map")
    siangsa("device", "revoke", "hp-budi")
    assert eventually(lambda: says(secret) != 0) < 5


def test_second_start_on_a_running_folder_is_refused_in_one_sentence(started_again, demo_folder):
    again = up(demo_folder)
    assert again.returncode == 1
    assert "runs already" in again.stderr
    assert "Traceback" not in again.stderr
    assert started_again.process.poll() is None


def test_ctrl_c_leaves_nothing_behind(started_again):
    children = children_of(started_again.process)
    assert len(children) >= 6
    assert interrupt(started_again.process) in {0, 130}
    _, alive = psutil.wait_procs(children, timeout=30)
    assert not alive


def test_taken_port_is_named_in_one_sentence(demo_folder, unused_port_holder):
    port = unused_port_holder
    run = up(demo_folder, "--port", str(port))
    assert run.returncode == 1
    assert re.search(rf"port {port}\b", run.stderr)
    assert "Traceback" not in run.stderr


@pytest.mark.faults_long
def test_killed_supervisor_leaves_a_system_that_starts_again(demo_folder):
    with running_demo(demo_folder) as demo:
        demo.process.send_signal(signal.SIGKILL)
        demo.process.wait()
    with running_demo(demo_folder) as again:
        assert again.url
