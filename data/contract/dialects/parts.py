"""Taking a message apart: each part is a fix, a notice, or the named refusal of that part alone."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from data.contract.dialects.report import Notice, Report, Speaker
from data.contract.errors import UnreadableError
from data.contract.fix import Fix, Rejection
from data.contract.messages import PAST_FIXES_MAX
from data.contract.topics import ForeignTopic

type Part = Fix | Notice | Rejection

PARTS_MAX: Final = PAST_FIXES_MAX
"""Most records of one message; each refused one would keep the whole raw message beside it."""


def speaker_of(topic: ForeignTopic) -> Speaker:
    """Return who speaks, for a dialect in which the topic tells it."""
    return Speaker(topic.dialect, topic.names[-1])


def rejection(error: UnreadableError) -> Rejection:
    """Return `error` as the refusal that goes to quarantine; a text column holds no NUL."""
    return Rejection((error.reason,), error.detail.replace("\x00", "\N{SYMBOL FOR NULL}"))


def refused(speaker: Speaker, error: UnreadableError) -> Report:
    """Return a report of a speaker whose whole message is refused."""
    return Report(speaker, (rejection(error),))


def records_of(document: Any) -> list[Any]:  # noqa: ANN401 - any JSON value is the point
    """Return the records of a message that holds one, or an array of them in any order.

    Raises
    ------
    UnreadableError
        ``schema``: the array is empty; ``too_many``: it holds more than 50.
    """
    found = document if isinstance(document, list) else [document]
    if not found:
        raise UnreadableError("schema", "an empty array")
    if len(found) > PARTS_MAX:
        raise UnreadableError("too_many", f"{len(found)} records in one message")
    return found


def each(records: Iterable[Any], read: Callable[[Any], Iterable[Part]]) -> tuple[Part, ...]:
    """Read every record; one that cannot be read becomes a rejection and spoils no other."""
    parts: list[Part] = []
    for record in records:
        try:
            parts.extend(read(record))
        except UnreadableError as error:
            parts.append(rejection(error))
    return tuple(parts)
