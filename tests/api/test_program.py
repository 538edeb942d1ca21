"""`siangsa api run` as a process: it starts, it stops, and it says in one sentence why it cannot."""

import os
import signal
import socket
import subprocess
import sys

import httpx
import pytest
from typer.testing import CliRunner

from api.cli import app
from tests.support.api_world import SECRET, wait_for


@pytest.fixture
def environment(tmp_path, database_url):
    secret = tmp_path / "secret"
    secret.write_bytes(SECRET)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    return {
        **os.environ,
        "SIANGSA_DATABASE_URL": database_url,
        "SIANGSA_SECRET_FILE": str(secret),
        "SIANGSA_API_PORT": str(port),
    }


def start(environment):
    command = [sys.executable, "-m", "api", "run"]
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def alive(environment):
    try:
        return httpx.get(
            f"http://127.0.0.1:{environment['SIANGSA_API_PORT']}/api/v1/health/ready", trust_env=False
        )
    except httpx.TransportError:
        return None


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_program_serves_and_stops_when_told(environment, number):
    with start(environment) as program:
        wait_for(lambda: (answer := alive(environment)) and answer.status_code == 200, 60, "the api")
        program.send_signal(number)
        _, told = program.communicate(timeout=30)
    assert "Traceback" not in told


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"SIANGSA_DATABASE_URL": "postgresql://nobody:wrong@127.0.0.1:1/x"}, "cannot reach the database"),
        ({"SIANGSA_SECRET_FILE": "/nowhere/secret"}, "/nowhere/secret"),
        ({"SIANGSA_API_PORT": "lots"}, "port"),
        ({"SIANGSA_CLOCK": "yesterday"}, "yesterday"),
    ],
)
def test_what_prevents_the_start_is_told_in_one_sentence(environment, change, word):
    is_told_in_one_sentence({**environment, **change}, word)


def test_a_taken_port_is_told_in_one_sentence(environment):
    port = environment["SIANGSA_API_PORT"]
    with socket.create_server(("127.0.0.1", int(port))):
        is_told_in_one_sentence(environment, port)


def test_an_empty_database_is_told_in_one_sentence(environment, empty_database_url):
    is_told_in_one_sentence({**environment, "SIANGSA_DATABASE_URL": empty_database_url}, "siangsa db upgrade")


def is_told_in_one_sentence(environment, word):
    result = CliRunner().invoke(app, ["run"], env=environment)
    assert result.exit_code == 1
    assert word in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert isinstance(result.exception, SystemExit)
