"""Peak memory of this program and all its children while something runs."""

import threading
from types import TracebackType
from typing import Self

import psutil

LOOK_EVERY_S = 0.1


class PeakMemory:
    """Watches resident memory, children included; read `mb` afterwards.

    Pages that parent and child share are counted in each, so the figure errs upwards.
    """

    def __init__(self) -> None:
        self.mb = 0.0
        self._done = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        """Begin to watch."""
        self._look()
        self._watcher.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Look a last time and stop."""
        self._done.set()
        self._watcher.join()
        self._look()

    def _watch(self) -> None:
        while not self._done.wait(LOOK_EVERY_S):
            self._look()

    def _look(self) -> None:
        program = psutil.Process()
        total = 0
        for process in (program, *program.children(recursive=True)):
            try:
                total += process.memory_info().rss
            except psutil.NoSuchProcess:
                continue  # it ended between the list and the look
        self.mb = max(self.mb, total / 2**20)
