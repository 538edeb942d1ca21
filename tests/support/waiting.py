"""Waiting for a condition instead of sleeping."""

import time
from collections.abc import Callable


def wait_until(is_so: Callable[[], object], *, longest_s: float = 30.0) -> None:
    """Return when `is_so` says yes; fail when it does not in time."""
    deadline = time.monotonic() + longest_s
    while not is_so():
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {longest_s:g} s in vain")
        time.sleep(0.02)
