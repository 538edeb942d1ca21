"""The planning workers: take requests from a queue, retry what died; one asks for the next day.

There are two posts, each a process of its own: whole days, and what is left of a day that went otherwise; so
a re-plan never waits behind the plan of a day. One loop beside the queue of days looks at the stack clock:
when a shift has ended, the next operating day is asked for, once, whoever else looks too. The solver runs in
a thread that waits for a child process; stopping the worker kills that child and puts the request back.
"""

import asyncio
import logging
import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import procrastinate
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from data.store.errors import StoreError
from data.store.jobs import (
    PLAN_DAY,
    PLAN_QUEUE,
    PUBLISH_WEEK,
    REPLAN,
    REPLAN_QUEUE,
    WEEK_PUBLISH_QUEUE,
    worker_app,
)
from data.store.queries import system
from data.store.queries.plan_jobs import (
    PlanWish,
    begin_job,
    fail_job,
    request_unplanned_day,
    requeue_job,
)
from routing.engines.remote import Keeper
from routing.errors import RoutingError, StoppedError
from routing.planner import Planned, Wish, plan_day
from routing.posts import Duty, Post, Surroundings
from routing.replanner import Ask, replan_day
from routing.settings import RoutingSettings
from routing.solve import PORTFOLIOS, Effort
from routing.week_publish import answer_publishing

log = logging.getLogger(__name__)

SCHEDULER = "penjadwal"
"""Who asked, as people read it: the scheduler."""


def make_day(around: Surroundings, asked: dict[str, Any], stop: threading.Event) -> Planned:
    """Plan a whole day."""
    effort = _effort(around.settings, asked, stop, around.settings.time_limit_s)
    publish, by = bool(asked.get("publish")), str(asked.get("requested_by", "?"))
    wish = Wish(date.fromisoformat(asked["operating_day"]), publish, by, effort, asked.get("job"))
    return plan_day(around.office, wish)


def make_rest(around: Surroundings, asked: dict[str, Any], stop: threading.Event) -> Planned:
    """Plan what is left of a day."""
    effort = _effort(around.settings, asked, stop, around.settings.replan_time_limit_s)
    cause, by = dict(asked.get("cause") or {"kind": "other"}), str(asked.get("requested_by", "?"))
    ask = Ask(date.fromisoformat(asked["operating_day"]), cause, by, effort, asked.get("job"))
    return replan_day(around.office, ask)


def run_worker(around: Surroundings, post: Post) -> None:
    """Work until SIGTERM or SIGINT; ends within five seconds of it."""
    asyncio.run(_work(around, post))


async def _work(around: Surroundings, post: Post) -> None:
    while True:
        try:
            await _serve(around, post)
        except (procrastinate.exceptions.ConnectorException, SQLAlchemyError) as error:
            # a database that restarts must not end the worker: its requests wait there
            log.warning("the database is away (%s); the worker tries again", _first_line(error))
            await asyncio.sleep(around.settings.look_every_s)
        else:
            return


async def _serve(around: Surroundings, post: Post) -> None:
    app = worker_app(around.url)
    for duty in post.duties:
        _register(app, around, duty)
    async with app.open_async():
        side = asyncio.create_task(_look_after(app, around, post))
        try:
            await app.run_worker_async(
                queues=post.queues,
                name=post.name,
                concurrency=1,
                fetch_job_polling_interval=2.0,
                shutdown_graceful_timeout=0.5,
                update_heartbeat_interval=max(1.0, around.settings.stalled_after_s / 3),
                stalled_worker_timeout=around.settings.stalled_after_s,
            )
        finally:
            side.cancel()
            await asyncio.gather(side, return_exceptions=True)


def _register(app: procrastinate.App, around: Surroundings, duty: Duty) -> None:
    again = procrastinate.RetryStrategy(
        max_attempts=5, wait=2, retry_exceptions={StoppedError, OperationalError}
    )

    @app.task(name=duty.task, queue=duty.queue, retry=again)
    async def plan_job(**asked: Any) -> None:  # noqa: ANN401  # JSON of the queue
        stop = threading.Event()
        work = asyncio.ensure_future(asyncio.to_thread(duty.reply, around, asked, stop))
        try:
            await asyncio.shield(work)
        except asyncio.CancelledError:
            stop.set()
            await work
            raise StoppedError("the worker was stopped") from None


type Work = Callable[[Surroundings, dict[str, Any], threading.Event], Planned]


def answer(around: Surroundings, asked: dict[str, Any], stop: threading.Event, work: Work = make_day) -> None:
    """Make the plan that a job asks for and write down what became of it.

    Parameters
    ----------
    asked
        The job's arguments, as `data.store.queries.plan_jobs` puts them.
    work
        Makes the plan.
    stop
        Set when the worker must end; the request is then put back.
    """
    sessions, job = around.office.sessions, asked.get("job")
    if job is not None:
        with sessions.begin() as session:
            if not begin_job(session, job):
                return
    try:
        planned = work(around, asked, stop)
        day = asked["operating_day"]
        log.info("plan %d for %s stored, published: %s", planned.plan_id, day, planned.published)
    except (RoutingError, StoreError) as error:
        _note(around, job, stop, str(error))
    except OperationalError:
        log.warning("plan request %s: the database went away, it will be tried again", job)
        raise
    except Exception as error:
        # an unforeseen fault must not leave the request "running" for ever; its text stays in the log
        _note(around, job, stop, f"the plan could not be made ({type(error).__name__}, see the worker's log)")
        raise


def answer_rest(around: Surroundings, asked: dict[str, Any], stop: threading.Event) -> None:
    """Plan what is left of a day that went otherwise."""
    answer(around, asked, stop, make_rest)


def _note(around: Surroundings, job: int | None, stop: threading.Event, error: str) -> None:
    log.warning("plan request %s: %s", job, error)
    if job is None:
        return
    with around.office.sessions.begin() as session:
        if stop.is_set():
            requeue_job(session, job)
        else:
            fail_job(session, job, error)


def _effort(
    settings: RoutingSettings, asked: dict[str, Any], stop: threading.Event, usual_s: float
) -> Effort:
    return Effort(
        time_limit_s=asked.get("time_limit_s") or usual_s,
        seed=asked.get("seed", 1),
        legs=PORTFOLIOS[settings.engine],
        keeper=Keeper(settings.memory_mb, stop.is_set),
    )


async def _look_after(app: procrastinate.App, around: Surroundings, post: Post) -> None:
    """Every few seconds: put back the jobs of dead workers, ask for the next day when it is due."""
    while True:
        try:
            for queue in post.queues:
                await retry_stalled(app, queue, around.settings.stalled_after_s)
            if post.asks_for_days:
                await asyncio.to_thread(request_next_day, around)
        except (SQLAlchemyError, procrastinate.exceptions.ProcrastinateException, OSError) as error:
            log.warning("the scheduler could not look, it tries again: %s", _first_line(error))
        await asyncio.sleep(around.settings.look_every_s)


async def retry_stalled(app: procrastinate.App, queue: str, after_s: float) -> int:
    """Put back jobs whose worker has given no sign of life for so long; return how many."""
    stalled = list(await app.job_manager.get_stalled_jobs(queue=queue, seconds_since_heartbeat=after_s))
    for job in stalled:
        log.warning("job %s was left by a dead worker and is put back", job.id)
        await app.job_manager.retry_job(job)
    return len(stalled)


def _first_line(error: Exception) -> str:
    return (str(error.__cause__ or error).strip() or type(error).__name__).splitlines()[0]


def request_next_day(around: Surroundings) -> int | None:
    """Ask for the day after the last completed shift, if it lies ahead and nobody has; else None.

    An office without points waits for its first ones: a request that must fail would keep this day from being
    asked for again. On a holiday without collection nothing is asked for; whoever wants a plan can ask.
    """
    now, calendar = around.office.clock.now(), around.office.calendar
    next_day = calendar.last_completed_shift(now) + timedelta(days=1)
    if calendar.shift(next_day)[0] <= now:
        return None
    with around.office.sessions() as session:
        if not system.any_points(session, next_day) or system.rests(session, next_day):
            return None
    wish = PlanWish(next_day, around.settings.publish_next_day, SCHEDULER, now)
    number = request_unplanned_day(around.office.sessions, around.url, wish)
    if number is not None:
        log.info("asked for the plan of %s (request %d)", next_day, number)
    return number


DAYS = Post(
    PLAN_QUEUE,
    (Duty(PLAN_DAY, PLAN_QUEUE, answer), Duty(PUBLISH_WEEK, WEEK_PUBLISH_QUEUE, answer_publishing)),
    asks_for_days=True,
)
RESTS = Post(REPLAN_QUEUE, (Duty(REPLAN, REPLAN_QUEUE, answer_rest),))
