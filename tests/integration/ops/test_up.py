"""`siangsa up` as a person would run it: the whole demo, its account, its end, and its errors."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from ops.homes import home_for
from ops.ports import free_port
from ops.postgres import PrivatePostgres

pytestmark = [pytest.mark.services, pytest.mark.slow, pytest.mark.timeout(600)]

SIANGSA = Path(sys.executable).parent / "siangsa"
PATIENCE_S = 240


def environment(**changes):
    """Return an environment without a person's own settings, and without the internet."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("SIANGSA_")}
    settings = {"SIANGSA_GEO_OVERPASS_URL": "http://127.0.0.1:9", "SIANGSA_OPS_PLAN_TIME_LIMIT_S": "4"}
    return clean | settings | changes


def up(folder, *options, **changes):
    return subprocess.Popen(
        [SIANGSA, "up", "--demo", "--data", folder, *options],
        env=environment(**changes),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=folder.parent,
    )


def finish(process):
    out, err = process.communicate(timeout=PATIENCE_S)
    return process.returncode, out, err


def lines_until(process, text):
    """Read the progress until a line holds `text`; return the seconds that took."""
    began = time.monotonic()
    seen = []
    for line in process.stderr:
        seen.append(line)
        if text in line:
            return time.monotonic() - began
    raise AssertionError(f"ended without {text!r}: {''.join(seen)}")


def processes_of(folder):
    """Return what runs with this folder's name, or its services' folder, on its command line."""
    names = {str(folder), *(str(home_for(folder, service).path) for service in ("postgres", "mosquitto"))}
    found = []
    for process in psutil.process_iter():
        try:
            text = " ".join(process.cmdline())
        except psutil.Error:
            continue
        if process.pid != os.getpid() and any(name in text for name in names):
            found.append(process)
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("up") / "demo"
    yield folder
    # only where a test has failed
    for process in processes_of(folder):
        process.kill()
    for service in ("postgres", "mosquitto"):
        home_for(folder, service).remove()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def measured(folder):
    """Run a fresh demo for a few seconds, which are half an hour of its shift."""
    port = str(free_port())
    return finish(up(folder, "--for", "10", "--speed", "180", "--json", "--port", port))


def test_unattended_run_accounts_for_every_fix_and_leaves_nothing_running(measured, folder):
    code, out, err = measured
    assert code == 0, err
    report = json.loads(out)
    assert report["trucks"] == 19
    assert report["fixes_born"] > 500
    assert report["fixes_lost"] == 0
    assert report["fixes_stored"] + report["fixes_quarantined"] >= report["fixes_born"]
    assert report["plan_feasible"] is True
    assert report["roads"] == "synthetic"
    assert report["stops_planned"] > 0
    assert 50 < report["peak_mb"] < 3000
    assert processes_of(folder) == []


def test_killed_run_is_continued_quickly_with_the_same_data_and_stops_on_ctrl_c(measured, folder):
    assert measured[0] == 0
    killed = up(folder, "--speed", "60")
    lines_until(killed, "Siangsa runs")
    killed.kill()
    killed.communicate()
    again = up(folder, "--speed", "60")
    # 20 s are promised on a machine that does nothing else
    assert lines_until(again, "Siangsa runs") < 60
    again.send_signal(signal.SIGINT)
    code, _, err = finish(again)
    assert code == 0
    assert err.strip().endswith("stopped")
    assert processes_of(folder) == []
    assert not (folder / "stack.env").exists()


def test_taken_port_is_named_in_one_sentence(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        code, _, err = finish(up(tmp_path / "data", "--port", str(port)))
    assert code == 1
    assert f"siangsa up: port {port}" in err
    assert "Traceback" not in err


def test_wrong_credentials_of_a_named_database_are_one_sentence(tmp_path):
    with PrivatePostgres(tmp_path / "server", throwaway=True) as server:
        url = f"postgresql://siangsa:wrong@127.0.0.1:{server.port}/siangsa"
        code, _, err = finish(up(tmp_path / "data", "--port", str(free_port()), SIANGSA_DATABASE_URL=url))
    assert code == 1
    assert "password authentication failed" in err
    assert "Traceback" not in err
    assert "wrong" not in err


def test_named_broker_that_does_not_answer_is_one_sentence(tmp_path):
    port = free_port()
    with PrivatePostgres(tmp_path / "server", throwaway=True) as server:
        process = up(
            tmp_path / "data",
            "--port",
            str(free_port()),
            SIANGSA_DATABASE_URL=server.url,
            SIANGSA_MQTT_URL=f"mqtt://ingest:secret@127.0.0.1:{port}",
        )
        code, _, err = finish(process)
    assert code == 1
    assert f"does not answer: 127.0.0.1 port {port}" in err
    assert "secret" not in err


def test_office_folder_is_never_made_a_demo(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "stack.json").write_text('{"kind": "office"}')
    code, _, err = finish(up(tmp_path / "data"))
    assert code == 1
    assert "belongs to the office" in err
