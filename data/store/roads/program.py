"""Log and signals of the store's programs: the roads keeper, the keeper of backups."""

import logging
import signal
from threading import Event, Thread
from typing import Final

from pythonjsonlogger.json import JsonFormatter

from data.store.roads.settings import LogFormat

_TEXT: Final = "%(asctime)s %(levelname)s %(name)s %(message)s"
_FIELDS: Final = "%(levelname)s %(name)s %(threadName)s %(message)s"
_NAMES: Final = {"levelname": "level", "name": "logger", "threadName": "thread"}


def log_to_stderr(form: LogFormat, program: str = "roads keep") -> None:
    """Write everything from level INFO on to stderr, a line each; fields as those of the ingester."""
    handler = logging.StreamHandler()
    handler.setFormatter(
        logging.Formatter(_TEXT)
        if form == "text"
        else JsonFormatter(
            _FIELDS, rename_fields=_NAMES, timestamp="time", static_fields={"program": program}
        )
    )
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.getLogger("procrastinate").setLevel(logging.WARNING)


def stop_on_signals() -> Event:
    """Return an event that SIGTERM or SIGINT sets."""
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        # from a thread: the handler may interrupt the main thread inside the event's own lock
        signal.signal(number, lambda *_: Thread(target=stop.set).start())
    return stop
