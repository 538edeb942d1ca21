"""What a planning worker is: a post with duties, each a task of a queue; and what it is given."""

import logging
import os
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from data.store.queries.weeks import jobs
from routing.planner import Office
from routing.settings import RoutingSettings

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a worker is given."""

    url: str
    office: Office
    settings: RoutingSettings


type Reply = Callable[[Surroundings, dict[str, Any], threading.Event], None]
"""Does what a job asks for and writes down what became of it; the event says that the worker must end."""


@dataclass(frozen=True, slots=True)
class Duty:
    """A task of a queue and who does it."""

    task: str
    queue: str
    reply: Reply


@dataclass(frozen=True, slots=True)
class Post:
    """What a worker is there for.

    Parameters
    ----------
    name
        Of the worker, as people read it in the log.
    duties
        Done one at a time, oldest first.
    asks_for_days
        Whether it looks after the next operating day too.
    """

    name: str
    duties: tuple[Duty, ...]
    asks_for_days: bool = False

    @property
    def queues(self) -> list[str]:
        """Return the queues that it serves."""
        return [duty.queue for duty in self.duties]


def worker_name() -> str:
    """Return what this worker is called where several machines work: host and process."""
    return f"{socket.gethostname()}:{os.getpid()}"


def note_failure(office: Office, job: int, error: str) -> None:
    """Write down why the work on a week failed, in one sentence for people."""
    log.warning("week request %d: %s", job, error)
    with office.sessions.begin() as session:
        jobs.fail(session, job, error, office.clock.now())
