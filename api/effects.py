"""What closures do to the roads: asked of the database once for each closure, as its course never changes."""

import threading
from collections.abc import Sequence
from typing import Final

from sqlalchemy.orm import Session

from data.store.queries import roads_view

_REMEMBERED: Final = 10_000


class ClosedSegments:
    """Remembers how many pieces of road each closure closes; shared by all threads of a process."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._checksum = ""
        self._known: dict[int, int] = {}

    def of(self, session: Session, checksum: str, closure_ids: Sequence[int]) -> dict[int, int]:
        """Return for each closure how many pieces of a snapshot's roads it closes.

        Parameters
        ----------
        checksum
            The snapshot in use; with another one everything is asked anew.
        """
        with self._guard:
            known = dict(self._known) if checksum == self._checksum else {}
        missing = [number for number in closure_ids if number not in known]
        found = roads_view.closed_segments(session, checksum, missing)
        fresh = {number: found.get(number, 0) for number in missing}
        self._remember(checksum, fresh)
        return {number: (known | fresh)[number] for number in closure_ids}

    def _remember(self, checksum: str, fresh: dict[int, int]) -> None:
        with self._guard:
            if checksum != self._checksum or len(self._known) >= _REMEMBERED:
                self._checksum, self._known = checksum, {}
            self._known.update(fresh)
