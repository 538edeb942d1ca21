"""The roads keeper as a program: it serves its queue, takes over what a dead one left, and ends when told."""

import json
import os
import signal
import subprocess
import sys
import threading
import time

import pytest
from sqlalchemy import func, select, text

from data.contract.calendar import OperatingCalendar
from data.contract.clock import RealClock
from data.store.jobs import MATCH_DAY, ROADS_QUEUE, defer
from data.store.models import VillageReach
from data.store.queries.conditions import condition_of
from data.store.roads import keeper
from data.store.roads.watch import Surroundings
from tests.support.waiting import wait_until

pytestmark = pytest.mark.services

DIE = text(
    "with dead as (insert into queue.procrastinate_workers (last_heartbeat)"
    " values (now() - interval '1 hour') returning id)"
    " update queue.procrastinate_jobs j set status = 'doing', worker_id = dead.id from dead where j.id = :job"
)
STATUS = text("select status::text from queue.procrastinate_jobs where id = :job")


def status(sessions, job):
    with sessions() as session:
        return session.execute(STATUS, {"job": job}).scalar_one()


def wish(url):
    return defer(url, MATCH_DAY, queue=ROADS_QUEUE, vehicle_id="dt-01", day="2026-11-20")


@pytest.fixture
def running(town_url, town_sessions):
    """Let a keeper run beside the test."""
    stop = threading.Event()
    around = Surroundings(town_url, town_sessions, RealClock(), OperatingCalendar())
    thread = threading.Thread(target=keeper.run, args=(around, stop))
    yield thread.start
    stop.set()
    thread.join(timeout=20)
    assert not thread.is_alive()


def test_job_that_a_dead_keeper_left_is_done_by_the_next(town_url, town_sessions, running):
    job = wish(town_url)
    with town_sessions.begin() as session:
        session.execute(text("set local search_path to queue, public"))
        session.execute(DIE, {"job": job})
    running()
    wait_until(lambda: status(town_sessions, job) == "succeeded")


def test_reach_is_measured_when_roads_are_in_use(town_sessions, running):
    running()

    def rows():
        with town_sessions() as session:
            return session.scalar(select(func.count()).select_from(VillageReach))

    wait_until(rows, longest_s=60)


def test_program_keeps_serves_and_ends_when_told(town_url, town_sessions):
    program = subprocess.Popen(
        [sys.executable, "-m", "data.store", "roads", "keep"],
        env={**os.environ, "SIANGSA_DATABASE_URL": town_url},
        stderr=subprocess.PIPE,
        text=True,
    )

    def is_upheld():
        with town_sessions() as session:
            return condition_of(session, "dump_truck") is not None

    try:
        wait_until(is_upheld, longest_s=60)
        job = wish(town_url)
        wait_until(lambda: status(town_sessions, job) == "succeeded")
        told_s = time.monotonic()
        program.send_signal(signal.SIGTERM)
        _, log = program.communicate(timeout=30)
    finally:
        program.kill()
    assert program.returncode == 0
    assert time.monotonic() - told_s < 10
    # what a native library says for itself as the interpreter ends is no line of the log
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    assert any(line.get("class_code") == "dump_truck" for line in lines)
    assert not [line for line in lines if line["level"] in {"WARNING", "ERROR"}]
