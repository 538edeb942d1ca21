"""The engines in use, exchanged without a pause when other roads or another condition are ready."""

import threading
from pathlib import Path

from geo.errors import GeoError, SnapshotError
from geo.roads.asking.engine import RoadEngine
from geo.roads.asking.nearest import MAX_SNAP_M
from geo.roads.conditions import BASE


class RoadBook:
    """One engine per vehicle profile; any number of threads may ask while one of them exchanges.

    Whoever got an engine keeps it for as long as the answer takes: its roads lie in memory, whatever
    happens to the files. An exchange that fails leaves the old engine in use.
    """

    def __init__(self, *, max_snap_m: float = MAX_SNAP_M) -> None:
        self._max_snap_m = max_snap_m
        self._engines: dict[str, RoadEngine] = {}
        self._faults: dict[str, str] = {}
        self._exchange = threading.Lock()

    def engine(self, profile: str) -> RoadEngine:
        """Return the engine in use.

        Parameters
        ----------
        profile
            Name of the vehicle profile.

        Raises
        ------
        SnapshotError
            When none was opened yet; the text says why the last attempt failed.
        """
        found = self._engines.get(profile)
        if found is None:
            why = self._faults.get(profile, "nobody opened them")
            raise SnapshotError(f"there are no roads for {profile!r}: {why}")
        return found

    def turn(self, folder: Path, profile: str, *, digest: str = BASE) -> bool:
        """Use other roads or another condition from now on; nothing happens when they are in use already.

        Parameters
        ----------
        folder
            The folder of the snapshot.
        profile
            Name of the vehicle profile.
        digest
            Of the condition in force.

        Returns
        -------
        Whether the engine was exchanged.

        Raises
        ------
        SnapshotError
            When they cannot be opened; the engine in use stays in use.
        """
        with self._exchange:
            used = self._engines.get(profile)
            if used is not None and (used.folder, used.key.digest) == (folder, digest):
                return False
            try:
                self._engines[profile] = self._open(folder, profile, digest)
            except GeoError as error:
                self._faults[profile] = str(error)
                raise
            self._faults.pop(profile, None)
            return True

    def faults(self) -> dict[str, str]:
        """Return why the last exchange failed, by profile; profiles whose last one went well are absent."""
        return dict(self._faults)

    def _open(self, folder: Path, profile: str, digest: str) -> RoadEngine:
        engine = RoadEngine.open(folder, profile, digest=digest, max_snap_m=self._max_snap_m)
        engine.load_all()
        return engine
