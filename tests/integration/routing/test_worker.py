import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest
from sqlalchemy import select, text, update
from typer.testing import CliRunner

from data.store.models import CollectionPoint, CurrentRoute, Holiday, Plan, PlanJob
from data.store.queries.plan_jobs import PlanWish, begin_job, request_plan
from routing.cli import app
from routing.posts import Surroundings
from routing.settings import RoutingSettings
from routing.worker import answer, request_next_day

from .conftest import DAY

pytestmark = pytest.mark.services
ROOT = Path(__file__).resolve().parents[3]
NOW = datetime(2026, 11, 19, 12, tzinfo=UTC)
WISH = PlanWish(DAY, publish=True, requested_by="budi", requested_at=NOW, time_limit_s=1.0)


@pytest.fixture
def around(town_url, office) -> Surroundings:
    return Surroundings(town_url, office, RoutingSettings(engine="baseline"))


def job_row(office, number):
    with office.sessions() as session:
        return session.get_one(PlanJob, number)


def asked(number, **changes):
    job = {
        "job": number,
        "operating_day": DAY.isoformat(),
        "publish": True,
        "requested_by": "budi",
        "seed": 1,
    }
    return {**job, **changes}


def wait_for(condition, *, seconds, what):
    ends_at = time.monotonic() + seconds
    while time.monotonic() < ends_at:
        if condition():
            return
        time.sleep(0.1)
    pytest.fail(f"did not happen within {seconds} s: {what}")


def test_request_ends_as_done_with_its_plan(around, office, add_points):
    add_points()
    number = request_plan(office.sessions, around.url, WISH)
    answer(around, asked(number), threading.Event())
    row = job_row(office, number)
    assert (row.status, row.error) == ("done", None)
    with office.sessions() as session:
        plan = session.get_one(Plan, row.plan_id)
        assert (plan.status, plan.requested_by) == ("published", "budi")


def test_request_that_cannot_succeed_keeps_one_sentence(around, office):
    number = request_plan(office.sessions, around.url, WISH)
    answer(around, asked(number), threading.Event())
    row = job_row(office, number)
    assert row.status == "failed"
    assert row.error == "no collection point waits to be emptied on 2026-11-20, so there is nothing to plan"


def test_request_that_is_done_is_not_planned_again(around, office, add_points):
    add_points()
    number = request_plan(office.sessions, around.url, WISH)
    for _ in range(2):
        answer(around, asked(number), threading.Event())
    with office.sessions() as session:
        assert len(list(session.scalars(select(Plan.id)))) == 1
        assert begin_job(session, number) is False


def test_second_request_for_a_waiting_day_is_the_first_one(around, office):
    first = request_plan(office.sessions, around.url, WISH)
    assert request_plan(office.sessions, around.url, replace(WISH, requested_by="siti")) == first


def test_stopped_work_is_put_back(around, office, add_points):
    add_points()
    number = request_plan(office.sessions, around.url, WISH)
    stop = threading.Event()
    stop.set()
    answer(around, asked(number), stop)
    assert job_row(office, number).status == "waiting"


def test_office_without_points_asks_for_no_day_until_it_has_one(around, clock, add_points):
    clock.moment = datetime(2026, 11, 19, 7, 1, tzinfo=UTC)
    assert request_next_day(around) is None
    add_points()
    assert request_next_day(around) is not None


def test_no_plan_is_asked_for_on_a_holiday_without_collection(around, office, clock, add_points):
    add_points()
    clock.moment = datetime(2026, 11, 19, 7, 1, tzinfo=UTC)
    with office.sessions.begin() as session:
        holiday = Holiday(
            day=DAY, name="Libur", kind="local", collects=False, source="uji", withdrawn_at=None
        )
        session.add(holiday)
    assert request_next_day(around) is None
    with office.sessions.begin() as session:
        session.execute(update(Holiday).values(collects=True))
    assert request_next_day(around) is not None


def test_next_day_is_asked_for_once_and_only_after_the_shift(around, office, clock, add_points):
    add_points()
    clock.moment = datetime(2026, 11, 19, 6, 59, tzinfo=UTC)
    assert request_next_day(around) is None
    clock.moment = datetime(2026, 11, 19, 7, 1, tzinfo=UTC)
    number = request_next_day(around)
    assert request_next_day(around) is None
    row = job_row(office, number)
    assert (row.operating_day, row.status, row.requested_by) == (DAY, "waiting", "penjadwal")


def test_day_that_has_begun_is_not_asked_for_any_more(around, clock):
    clock.moment = datetime(2026, 11, 19, 23, 1, tzinfo=UTC)
    assert request_next_day(around) is None


class Worker:
    """A real worker process."""

    def __init__(self, url, **settings):
        environment = {
            **os.environ,
            "SIANGSA_DATABASE_URL": url,
            "SIANGSA_ROUTING_STALLED_AFTER_S": "3",
            "SIANGSA_ROUTING_LOOK_EVERY_S": "0.5",
            "SIANGSA_ROUTING_ENGINE": "ortools",
            "PGAPPNAME": "siangsa-test-worker",
            **settings,
        }
        # the scheduler asks for the day after the last shift on the real clock, and may plan it meanwhile
        self.process = subprocess.Popen(
            [sys.executable, "-m", "routing", "worker"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )

    def solving(self):
        try:
            return bool(psutil.Process(self.process.pid).children())
        except psutil.NoSuchProcess:
            return False

    def end(self):
        if self.process.poll() is None:
            for child in psutil.Process(self.process.pid).children():
                child.kill()
            self.process.kill()
        self.process.communicate(timeout=30)


@pytest.fixture
def workers(town_url):
    started = []

    def start(**settings):
        started.append(Worker(town_url, **settings))
        return started[-1]

    yield start
    for worker in started:
        worker.end()


@pytest.mark.slow
def test_killed_workers_request_is_taken_over(workers, office, add_points, town_url):
    add_points()
    # long enough that the kill surely comes before the first worker has an answer to store
    number = request_plan(office.sessions, town_url, replace(WISH, time_limit_s=8.0))
    first = workers()
    wait_for(first.solving, seconds=90, what="the first worker solves")
    assert job_row(office, number).status == "running"
    first.end()
    workers()
    wait_for(lambda: job_row(office, number).status == "done", seconds=90, what="the second worker answers")
    with office.sessions() as session:
        assert list(session.scalars(select(Plan.status).where(Plan.first_day == DAY))) == ["published"]
        assert list(session.scalars(select(CurrentRoute.vehicle_id).where(CurrentRoute.operating_day == DAY)))


@pytest.mark.slow
def test_sigterm_ends_a_solving_worker_and_puts_its_request_back(workers, office, add_points, town_url):
    add_points()
    number = request_plan(office.sessions, town_url, replace(WISH, time_limit_s=60.0))
    worker = workers()
    wait_for(worker.solving, seconds=90, what="the worker solves")
    worker.process.send_signal(signal.SIGTERM)
    # far below the 60 s of its solver: it was killed; five seconds is what an idle machine takes
    assert worker.process.wait(timeout=40) == 0
    assert job_row(office, number).status == "waiting"
    with office.sessions.begin() as session:
        session.execute(update(CollectionPoint).values(valid_to=DAY))
    workers()
    wait_for(lambda: job_row(office, number).status == "failed", seconds=90, what="it is taken up again")


@pytest.mark.slow
def test_worker_outlives_a_database_that_drops_its_connections(
    workers, office, add_points, town_url, town_engine
):
    add_points()
    worker = workers(SIANGSA_ROUTING_ENGINE="baseline")
    others = (
        "from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
        " and application_name = 'siangsa-test-worker'"
    )

    def connections():
        with town_engine.connect() as connection:
            return connection.scalar(text(f"select count(*) {others}"))

    wait_for(lambda: connections() >= 2, seconds=90, what="the worker is connected")
    with town_engine.begin() as connection:
        connection.execute(text(f"select pg_terminate_backend(pid) {others}"))
    number = request_plan(office.sessions, town_url, WISH)
    wait_for(lambda: job_row(office, number).status == "done", seconds=60, what="the request is answered")
    assert worker.process.poll() is None


@pytest.fixture
def run(monkeypatch, town_url):
    """Give a function that runs a command of ``siangsa plan`` here: a process of its own takes seconds."""
    monkeypatch.setenv("SIANGSA_DATABASE_URL", town_url)
    monkeypatch.setenv("SIANGSA_ROUTING_ENGINE", "baseline")
    return lambda *arguments: CliRunner().invoke(app, arguments, catch_exceptions=False)


def test_command_line_plans_publishes_and_shows(run, add_points):
    import json

    add_points()
    made = run("day", "--date", DAY.isoformat(), "--json")
    assert made.exit_code == 0, made.stderr
    plan = json.loads(made.stdout)
    assert (plan["feasible"], plan["published"], plan["stops"]) == (True, False, 16)
    assert "now the valid plan" in run("publish", str(plan["plan_id"])).stdout
    assert "already the valid plan" in run("publish", str(plan["plan_id"])).stdout
    shown = json.loads(run("show", str(plan["plan_id"]), "--json").stdout)
    assert (shown["status"], len(shown["routes"])) == ("published", plan["vehicles"])


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("day", "--date", "2026-11-20"), "no collection point waits"),
        (("show", "77"), "there is no plan 77"),
        (("publish", "77"), "there is no plan 77"),
    ],
)
def test_command_line_says_in_one_sentence_what_is_wrong(run, arguments, sentence):
    failed = run(*arguments)
    assert failed.exit_code == 1
    assert sentence in failed.stderr
    assert "Traceback" not in failed.stderr
    assert len(failed.stderr.strip().splitlines()) == 1


def test_command_line_without_a_database_says_so(run, monkeypatch):
    monkeypatch.setenv("SIANGSA_DATABASE_URL", "postgresql://nobody:secret@127.0.0.1:1/none")
    failed = run("day", "--date", "2026-11-20")
    assert failed.exit_code == 1
    assert "cannot reach the database" in failed.stderr
    assert "secret" not in failed.stderr


def test_wrong_settings_are_named_in_one_sentence(run, monkeypatch):
    monkeypatch.setenv("SIANGSA_ROUTING_TIME_LIMIT_S", "soon")
    failed = run("day", "--date", "2026-11-20")
    assert failed.exit_code == 1
    assert "time_limit_s" in failed.stderr
    assert "Traceback" not in failed.stderr
