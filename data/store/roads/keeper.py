"""The roads keeper: a program that keeps conditions, hindrances, reach and matched days true.

Three things run beside one another: the watch (quick: a closure is effective within seconds), the chores
(slow, in the background), and the job queue ``roads`` (a day that somebody wants to see matched now).
"""

import asyncio
import logging
import threading
from collections.abc import Callable
from datetime import date
from typing import Any, Final

import procrastinate
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from data.store.errors import StoreError
from data.store.jobs import MATCH_DAY, ROADS_QUEUE, worker_app
from data.store.roads.chores import Chores, be_nice
from data.store.roads.watch import ConditionKeeper, Surroundings, first_line

log = logging.getLogger(__name__)

STALLED_AFTER_S: Final = 15.0
"""Real seconds without sign of life until the job of a keeper is taken for left behind."""

_BACKOFF_S: Final = 2.0
_STOP_LOOK_S: Final = 0.2
_ENDING_S: Final = 2.0


class StoppedError(StoreError):
    """The keeper ends; the job is done by the next one."""


def run(around: Surroundings, stop: threading.Event) -> None:
    """Keep the roads until `stop` is set and end within seconds of it; a database that is away is awaited."""
    chores = Chores(around)
    watch = _beside(ConditionKeeper(around, chores.nudged).run, stop)
    _beside(chores.run, stop)
    asyncio.run(_serve_queue(around, chores, stop))
    watch.join(_ENDING_S)


def _beside(work: Callable[[threading.Event], None], stop: threading.Event) -> threading.Thread:
    """Start a daemon: it may die in the middle, as what it builds or stores appears whole or not at all."""
    thread = threading.Thread(target=_unfailing, args=(work, stop), name=work.__qualname__, daemon=True)
    thread.start()
    return thread


def _unfailing(work: Callable[[threading.Event], None], stop: threading.Event) -> None:
    """Let nothing unforeseen end the work while the program seems to live."""
    while not stop.is_set():
        try:
            work(stop)
        except Exception:
            log.exception("unforeseen, going on")
            stop.wait(_BACKOFF_S)


async def _serve_queue(around: Surroundings, chores: Chores, stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            await _work(around, chores, stop)
        except (procrastinate.exceptions.ConnectorException, SQLAlchemyError) as error:
            log.warning("the queue does not answer, trying again: %s", first_line(error))
            await asyncio.sleep(_BACKOFF_S)


async def _work(around: Surroundings, chores: Chores, stop: threading.Event) -> None:
    app = worker_app(around.url)
    _register(app, chores)
    async with app.open_async():
        worker = asyncio.create_task(
            app.run_worker_async(
                queues=[ROADS_QUEUE],
                name="roads",
                concurrency=1,
                install_signal_handlers=False,
                shutdown_graceful_timeout=0.5,
                update_heartbeat_interval=STALLED_AFTER_S / 3,
                stalled_worker_timeout=STALLED_AFTER_S,
            )
        )
        side = asyncio.create_task(_look_after(app))
        await asyncio.wait({worker, asyncio.create_task(_until(stop))}, return_when="FIRST_COMPLETED")
        for task in (side, worker):
            task.cancel()
        ends = await asyncio.gather(worker, side, return_exceptions=True)
        if isinstance(ends[0], Exception):
            raise ends[0]


def _register(app: procrastinate.App, chores: Chores) -> None:
    again = procrastinate.RetryStrategy(
        max_attempts=5, wait=2, retry_exceptions={StoppedError, OperationalError}
    )

    @app.task(name=MATCH_DAY, queue=ROADS_QUEUE, retry=again)
    async def match(**asked: Any) -> None:  # noqa: ANN401 - JSON of the queue
        vehicle_id, day = str(asked["vehicle_id"]), date.fromisoformat(asked["day"])
        try:
            await _in_background(lambda: chores.match(vehicle_id, day))
        except asyncio.CancelledError:
            raise StoppedError("the roads keeper was stopped") from None


async def _in_background(work: Callable[[], object]) -> object:
    """Run `work` in a thread that does not keep the program from ending."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[object] = loop.create_future()

    def tell(result: object, error: Exception | None) -> None:
        if done.cancelled():
            return
        if error is None:
            done.set_result(result)
        else:
            done.set_exception(error)

    def body() -> None:
        be_nice()
        result, fault = None, None
        try:
            result = work()
        except Exception as error:  # noqa: BLE001 - handed to whoever waits
            fault = error
        if not loop.is_closed():
            loop.call_soon_threadsafe(tell, result, fault)

    threading.Thread(target=body, name="match", daemon=True).start()
    return await done


async def _look_after(app: procrastinate.App) -> None:
    """Every few seconds, put back the jobs of keepers that died."""
    while True:
        try:
            stalled = await app.job_manager.get_stalled_jobs(
                queue=ROADS_QUEUE, seconds_since_heartbeat=STALLED_AFTER_S
            )
            for job in stalled:
                log.warning("job %s was left by a dead keeper and is put back", job.id)
                await app.job_manager.retry_job(job)
        except (procrastinate.exceptions.ProcrastinateException, OSError) as error:
            log.warning("left jobs could not be looked for: %s", first_line(error))
        await asyncio.sleep(STALLED_AFTER_S / 3)


async def _until(stop: threading.Event) -> None:
    while not stop.is_set():  # noqa: ASYNC110 - an event of threads cannot be awaited
        await asyncio.sleep(_STOP_LOOK_S)
