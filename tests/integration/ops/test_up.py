"""What keeps `siangsa up` from starting is one sentence; the whole demo is proven in tests/e2e."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ops.homes import home_for
from ops.ports import free_port
from ops.postgres import PrivatePostgres

pytestmark = pytest.mark.services

SIANGSA = Path(sys.executable).parent / "siangsa"
PATIENCE_S = 120


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


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "data"
    yield folder
    # started by root, the services keep their files elsewhere
    for service in ("postgres", "mosquitto"):
        home_for(folder, service).remove()


def finish(process):
    out, err = process.communicate(timeout=PATIENCE_S)
    return process.returncode, out, err


def test_wrong_credentials_of_a_named_database_are_one_sentence(tmp_path, data):
    with PrivatePostgres(tmp_path / "server", throwaway=True) as server:
        url = f"postgresql://siangsa:wrong@127.0.0.1:{server.port}/siangsa"
        code, _, err = finish(up(data, "--port", str(free_port()), SIANGSA_DATABASE_URL=url))
    assert code == 1
    assert "password authentication failed" in err
    assert "Traceback" not in err
    assert "wrong" not in err


def test_named_broker_that_does_not_answer_is_one_sentence(tmp_path, data):
    port = free_port()
    with PrivatePostgres(tmp_path / "server", throwaway=True) as server:
        process = up(
            data,
            "--port",
            str(free_port()),
            SIANGSA_DATABASE_URL=server.url,
            SIANGSA_MQTT_URL=f"mqtt://ingest:secret@127.0.0.1:{port}",
        )
        code, _, err = finish(process)
    assert code == 1
    assert f"does not answer: 127.0.0.1 port {port}" in err
    assert "secret" not in err


def test_office_folder_is_never_made_a_demo(data):
    data.mkdir()
    (data / "stack.json").write_text('{"kind": "office"}')
    code, _, err = finish(up(data))
    assert code == 1
    assert "belongs to the office" in err
