"""Files for everybody, kept for a few minutes."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

KEPT_S: Final = 300.0


@dataclass
class Shelf:
    """Files made a moment ago: however many ask, the database is asked once in five minutes.

    Parameters
    ----------
    clock_s
        Seconds that only grow.
    """

    clock_s: Callable[[], float] = time.monotonic
    _guard: threading.Lock = field(default_factory=threading.Lock)
    _files: dict[str, tuple[float, bytes]] = field(default_factory=dict)

    def get(self, name: str, make: Callable[[], bytes]) -> bytes:
        """Return the file, made anew when it is old; one at a time."""
        with self._guard:
            kept = self._files.get(name)
            if kept is None or self.clock_s() - kept[0] > KEPT_S:
                kept = self._files[name] = self.clock_s(), make()
            return kept[1]
