"""While the database is away, blocked or read-only, no phone is told that its position is safe."""

import json
import os
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path

import httpx
import psycopg
import pytest

from data.store.address import plain_url
from ops.ports import free_port
from tests.support.ingest_world import Store, wait_for
from tests.support.phones import Door, owntracks, register

pytestmark = pytest.mark.services

ROOT = Path(__file__).parents[3]


@pytest.fixture
def store(database_url):
    return Store(database_url)


@pytest.fixture
def sign_in(sessions):
    with sessions.begin() as session:
        return "hp-budi", register(session, "hp-budi", "owntracks")


@contextmanager
def away(databases, url):
    """Throw everybody out of the database and let nobody in."""
    name = url.rsplit("/", 1)[1]

    def admin(*commands):
        with psycopg.connect(databases.server.admin_url, autocommit=True) as connection:
            for command in commands:
                connection.execute(command)

    admin(
        f"alter database {name} allow_connections false",
        f"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'",
    )
    yield
    admin(f"alter database {name} allow_connections true")


@contextmanager
def locked(url):
    """Hold the table of fixes, so that who wants to write waits."""
    with psycopg.connect(plain_url(url)) as connection:
        connection.execute("lock table fix in access exclusive mode")
        yield


def test_without_a_database_nothing_is_answered_2xx_and_then_all_is_well(
    databases, database_url, sign_in, store
):
    with Door(database_url) as door, door.client(auth=sign_in) as phone:
        first, second = owntracks(tst=1_763_770_000), owntracks()
        assert phone.post("/d/owntracks", json=first).status_code == 200
        with away(databases, database_url):
            for _ in range(3):
                answer = phone.post("/d/owntracks", json=second)
                assert answer.status_code == 503
                assert int(answer.headers["Retry-After"]) > 0
            wait_for(lambda: phone.get("/ready").status_code == 503, 15, "the truth about readiness")
        wait_for(lambda: phone.post("/d/owntracks", json=second).status_code == 200, 15, "the database")
        wait_for(lambda: phone.get("/ready").status_code == 200, 15, "readiness")
    assert store.fixes() == 2


def test_a_role_without_rights_is_no_acknowledgement(databases, database_url, sign_in, store):
    role = database_url.split("//", 1)[1].split(":", 1)[0]

    def right(change):
        url = databases.server.admin_url.rsplit("/", 1)[0] + "/" + database_url.rsplit("/", 1)[1]
        with psycopg.connect(url, autocommit=True) as admin:
            admin.execute(change)

    with Door(database_url) as door, door.client(auth=sign_in) as phone:
        right(f"revoke insert on fix from {role}")
        assert phone.post("/d/owntracks", json=owntracks()).status_code == 503
        assert store.fixes() == 0
        right(f"grant insert on fix to {role}")
        assert phone.post("/d/owntracks", json=owntracks()).status_code == 200


def test_a_blocked_store_is_told_in_time_and_a_repetition_is_one_row(database_url, sign_in, store):
    with Door(database_url, commit_wait_s=1.0) as door, door.client(auth=sign_in) as phone:
        location = owntracks()
        with locked(database_url):
            assert phone.post("/d/owntracks", json=location).status_code == 503
        wait_for(lambda: phone.post("/d/owntracks", json=location).status_code == 200, 10, "the store")
    assert store.fixes() == 1


@pytest.fixture
def program(database_url):
    """Start ``python -m ingest http`` as a program of its own; give it and its address."""
    port = free_port()
    environment = os.environ | {"SIANGSA_DATABASE_URL": database_url, "SIANGSA_INGEST_HTTP_PORT": str(port)}
    command = [sys.executable, "-m", "ingest", "http"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)
    url = f"http://127.0.0.1:{port}"
    wait_for(lambda: process.poll() is not None or _ready(url), 30, "the program")
    yield process, url
    process.kill()
    process.communicate()


def _ready(url):
    try:
        return httpx.get(f"{url}/ready").status_code == 200
    except httpx.TransportError:
        return False


def test_a_program_told_to_end_answers_what_it_has_in_hand(program, database_url, sign_in, store):
    process, url = program
    answers = []

    def send():
        answers.append(httpx.post(f"{url}/d/owntracks", json=owntracks(), auth=sign_in, timeout=20))

    waiting = "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
    phone = threading.Thread(target=send)
    with locked(database_url):
        phone.start()
        wait_for(lambda: store.one(waiting) == 1, what="the transaction that waits")
        process.send_signal(signal.SIGTERM)
        wait_for(lambda: not _ready(url), 5, "the closed door")
    phone.join(10)
    assert process.wait(5) == 0
    assert [answer.status_code for answer in answers] == [200]
    assert store.fixes() == 1


def test_a_program_killed_in_the_middle_has_answered_nothing_that_is_no_row(program, sign_in, store):
    process, url = program
    answered = []

    def send():
        with httpx.Client(base_url=url, auth=sign_in, timeout=30) as phone:
            for number in range(10_000):
                try:
                    answer = phone.post("/d/owntracks", json=owntracks(tst=1_763_000_000 + number))
                except httpx.TransportError:
                    return
                if answer.status_code == 200:
                    answered.append(1_763_000_000 + number)

    phone = threading.Thread(target=send)
    phone.start()
    wait_for(lambda: len(answered) > 20, what="some answers")
    process.kill()
    phone.join(10)
    kept = {int(row[0]) for row in store.rows("select extract(epoch from fix_time) from fix")}
    assert set(answered) <= kept


def test_a_taken_port_is_told_in_one_line(program, database_url):
    _, url = program
    environment = os.environ | {
        "SIANGSA_DATABASE_URL": database_url,
        "SIANGSA_INGEST_HTTP_PORT": url.rsplit(":", 1)[1],
    }
    command = [sys.executable, "-m", "ingest", "http"]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert "SIANGSA_INGEST_HTTP_PORT" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
    assert json.dumps(done.stdout) == '""'


def test_a_frozen_database_holds_up_no_ending(program, sign_in, store):
    process, url = program
    assert (
        httpx.post(f"{url}/d/owntracks", json=owntracks(tst=1_763_770_000), auth=sign_in).status_code == 200
    )
    backends = "select pid from pg_stat_activity where application_name like 'siangsa-ingest-http%'"
    pids = [row[0] for row in store.rows(backends)]
    assert len(pids) >= 2
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        answers = []
        phones = [threading.Thread(target=_send_into, args=(answers, url, sign_in)) for _ in range(12)]
        for phone in phones:
            phone.start()
        wait_for(lambda: httpx.get(f"{url}/ready").status_code == 503, 20, "the truth about readiness")
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
        for phone in phones:
            phone.join(10)
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)
    assert 200 not in answers


def _send_into(answers, url, sign_in):
    try:
        answer = httpx.post(f"{url}/d/owntracks", json=owntracks(), auth=sign_in, timeout=30)
    except httpx.TransportError as error:
        answers.append(error)
    else:
        answers.append(answer.status_code)
