"""What takes long to make is made by one worker and used by all."""

import fcntl
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest


def once_for_all_workers(factory: pytest.TempPathFactory, name: str, build: Callable[[Path], Path]) -> Path:
    """Return what `build` makes in an empty folder.

    The workers of one run share it, so nobody may change it.
    """
    base = factory.getbasetemp()
    # every worker's own folder lies in the run's folder
    home = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    home.mkdir(exist_ok=True)
    told = home / "result"
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not told.exists():
            told.write_text(str(build(Path(tempfile.mkdtemp(dir=home)))))
        return Path(told.read_text())
