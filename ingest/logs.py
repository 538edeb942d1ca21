"""How the programs of the ingester write their log: for a person, or as one JSON object a line."""

import logging
from typing import Final, Literal

from pythonjsonlogger.json import JsonFormatter

type LogFormat = Literal["text", "json"]

_TEXT: Final = "%(asctime)s %(levelname)s %(name)s %(message)s"
_FIELDS: Final = "%(levelname)s %(name)s %(threadName)s %(message)s"
_NAMES: Final = {"levelname": "level", "name": "logger", "threadName": "thread"}


def log_to_stderr(form: LogFormat, program: str) -> None:
    """Write everything from level INFO on to stderr.

    Parameters
    ----------
    form
        ``text``; or ``json`` with the fields ``time`` (UTC), ``level``, ``logger``, ``thread``, ``program``,
        ``message``, ``exc_info`` where there is one, and what the message is about (``lane``, ``session``…).
    program
        Which of the ingester's programs speaks.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(_formatter(form, program))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)


def _formatter(form: LogFormat, program: str) -> logging.Formatter:
    if form == "text":
        return logging.Formatter(_TEXT)
    return JsonFormatter(
        _FIELDS, rename_fields=_NAMES, timestamp="time", static_fields={"program": f"ingest {program}"}
    )
