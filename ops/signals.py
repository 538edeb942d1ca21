"""Ctrl-C and SIGTERM as one thing: an exception in the main thread, once."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(BaseException):
    """The person, or the system, asks us to end.

    Not an `Exception`: nothing that handles errors may take it for one.
    """


@contextmanager
def stoppable() -> Iterator[None]:
    """Turn the first stop signal within the block into `Stopped`, and take no notice of further ones.

    A second Ctrl-C while everything is being stopped would leave processes behind.
    """

    def first(_number: int, _frame: FrameType | None) -> None:
        for number in _STOPPING:
            signal.signal(number, signal.SIG_IGN)
        raise Stopped

    before = {number: signal.signal(number, first) for number in _STOPPING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
