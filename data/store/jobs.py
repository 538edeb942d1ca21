"""The job queue (procrastinate, in a schema of its own); programs defer jobs by name."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import procrastinate

from data.store.address import plain_url

SCHEMA: Final = "queue"
PLAN_DAY: Final = "plan_day"
PLAN_QUEUE: Final = "plan"
REPLAN: Final = "replan"
REPLAN_QUEUE: Final = "replan"
CHECK_PLAN: Final = "check_plan"
EDIT_WEEK: Final = "edit_week"
DESK_QUEUE: Final = "desk"
PLAN_WEEK: Final = "plan_week"
PUBLISH_WEEK: Final = "publish_week"
WEEK_QUEUE: Final = "week"
WEEK_PUBLISH_QUEUE: Final = "week_publish"
"""A queue of its own: nobody who publishes waits behind a week that is being solved."""
MATCH_DAY: Final = "match_day"
ROADS_QUEUE: Final = "roads"
BACK_UP: Final = "back_up"
BACKUP_QUEUE: Final = "backup"
_OPTIONS: Final = f"-c search_path={SCHEMA},public -c timezone=UTC"


def worker_app(url: str) -> procrastinate.App:
    """Return the asynchronous app in which a worker registers its tasks."""
    connector = procrastinate.PsycopgConnector(conninfo=plain_url(url), kwargs={"options": _OPTIONS})
    return procrastinate.App(connector=connector)


@contextmanager
def deferring(url: str) -> Iterator[procrastinate.App]:
    """Give an open app that only defers."""
    # the pool would open four connections at once, of which one job needs one
    connector = procrastinate.SyncPsycopgConnector(
        conninfo=plain_url(url), kwargs={"options": _OPTIONS}, min_size=1, max_size=1
    )
    with procrastinate.App(connector=connector).open() as app:
        yield app


def defer(url: str, name: str, *, queue: str, lock: str | None = None, **args: Any) -> int:  # noqa: ANN401 - JSON
    """Put the job `name` with `args` (JSON values) into `queue` and return its number.

    `lock` keeps two jobs of the same lock from running at once.
    """
    with deferring(url) as app:
        return app.configure_task(name, queue=queue, lock=lock, allow_unknown=True).defer(**args)
