"""Fetches the roads of an area from OpenStreetMap (Overpass), or says within seconds that it cannot.

The raw answers are kept: a second fetch of the same area asks nobody, an interrupted one goes on where it
stopped, and the folder of answers is a road file like any other.
"""

import hashlib
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geo.errors import NetworkFileError, OverpassRefused, OverpassUnreachable, SnapshotError
from geo.roads.area import Area
from geo.roads.bounds import Bounds
from geo.roads.getting.answers import Answers, Tile
from geo.roads.getting.overpass import (
    DECISION_S,
    SILENCE_S,
    OverpassClient,
    TooHeavyError,
    World,
    probe,
    user_agent,
)
from geo.roads.getting.query import quarters, query, tiles
from geo.roads.network import RoadNetwork
from geo.roads.progress import Progress, silent
from geo.roads.reading.reader import read_network
from geo.roads.snapshot import Origin, store_network
from geo.roads.tools import PROFILES

if TYPE_CHECKING:
    import httpx

DOWNLOAD_SHARE: Final = 0.5
"""Part of a whole fetch that the download makes up in the eyes of a progress bar."""


@dataclass(frozen=True, slots=True)
class Overpass:
    """Which server is asked, and how patiently.

    Parameters
    ----------
    url
        Base of the API; ``/status`` and ``/interpreter`` are asked under it.
    cache
        Folder of raw answers.
    decision_s
        Seconds after which a silent server is given up.
    timeout_s
        Seconds for the whole download.
    silence_s
        Seconds without a byte after which one question is asked again.
    contact
        Address of the operator, told to the server; empty when none.
    world
        Clock, sleep and chance.
    """

    url: str
    cache: Path
    decision_s: float = DECISION_S
    timeout_s: float = 300.0
    silence_s: float = SILENCE_S
    contact: str = ""
    world: World = field(default_factory=World)


def fetch_snapshot(
    area: Area | Bounds,
    out_root: Path,
    overpass: Overpass,
    *,
    refresh: bool = False,
    profiles: Sequence[str] = PROFILES,
    progress: Progress = silent,
) -> Path:
    """Fetch the roads of an area and build their snapshot.

    Parameters
    ----------
    area
        Where roads are wanted.
    out_root
        Folder of all snapshots.
    overpass
        The server and the cache.
    refresh
        Ask the server even when its answers are in the cache.
    profiles
        Vehicle profiles to build.
    progress
        Told at each step.

    Returns
    -------
    The folder of the snapshot.

    Raises
    ------
    BoundsError
        When the area is too large to ask for.
    OverpassUnreachable
        When nobody answers within ``decision_s``, or the download does not end within ``timeout_s``.
    OverpassRefused
        When the answers have no roads.
    BuildError, SnapshotError
        As :func:`geo.roads.snapshot.store_network`.
    """
    answers = fetch_overpass(
        area, overpass, refresh=refresh, progress=lambda step, done: progress(step, DOWNLOAD_SHARE * done)
    )
    return store_network(
        _network(answers, area),
        out_root,
        origin=Origin("osm", f"OpenStreetMap, area {area.text()}"),
        profiles=profiles,
        progress=lambda step, done: progress(step, DOWNLOAD_SHARE + (1.0 - DOWNLOAD_SHARE) * done),
    )


def fetch_overpass(
    area: Area | Bounds, overpass: Overpass, *, refresh: bool = False, progress: Progress = silent
) -> Path:
    """Fetch the raw answers for an area into the cache.

    Parameters
    ----------
    area, overpass, refresh, progress
        As :func:`fetch_snapshot`.

    Returns
    -------
    A folder that :func:`geo.roads.reading.reader.read_network` reads.

    Raises
    ------
    BoundsError, OverpassUnreachable, OverpassRefused
        As :func:`fetch_snapshot`.
    SnapshotError
        When the answers cannot be written.
    """
    wanted = tiles(area)
    kept = overpass.cache / f"overpass-{_key(area, overpass.url)}"
    if kept.is_dir() and not refresh:
        progress("answers of Overpass found in the cache", 1.0)
        return kept
    progress(f"asking {overpass.url}", 0.0)
    probe(overpass.url, overpass.decision_s, user_agent(overpass.contact))
    try:
        state = Answers.begin(kept.with_name(f"{kept.name}.part"), overpass.url, _text(area), wanted)
        _complete(state, overpass, progress)
        _publish(state.folder, kept, area)
    except OSError as error:
        raise SnapshotError(f"cannot keep the answers in {overpass.cache}: {error.strerror}") from error
    progress("downloaded", 1.0)
    return kept


def _complete(state: Answers, overpass: Overpass, progress: Progress) -> None:
    """Ask about all tiles that have no answer yet."""
    world = overpass.world
    started = world.clock()
    megabytes = 0.0
    asked = 0
    with _http(overpass) as http:
        while state.missing:
            tile = state.missing[0]
            done = len(state.tiles) - len(state.missing)
            step = _step(done, len(state.tiles), megabytes, _left_s(world.clock() - started, asked, state))
            share = done / len(state.tiles)
            progress(step, share)
            waiting = _Waiting(progress, step, share)
            client = OverpassClient(http, world, started + overpass.timeout_s, waiting)
            try:
                state, size = _ask(state, tile, client)
            except OverpassUnreachable as error:
                raise OverpassUnreachable(f"{error}; {done} of {len(state.tiles)} tiles are kept") from error
            megabytes += size / 1e6
            asked += 1


@dataclass(frozen=True, slots=True)
class _Waiting:
    """Tells why nothing happens."""

    progress: Progress
    step: str
    share: float

    def __call__(self, reason: str) -> None:
        self.progress(f"{self.step}: {reason}", self.share)


def _ask(state: Answers, tile: Tile, client: OverpassClient) -> tuple[Answers, int]:
    """Ask about a tile, or divide it when it is too much; return the new state and the bytes that came."""
    question = query(tile.bounds)
    asked_at = client.world.now().isoformat(timespec="seconds")
    try:
        body = client.ask(question)
    except TooHeavyError as error:
        parts = quarters(tile.bounds)
        if not parts:
            raise OverpassRefused(
                f"{client.http.base_url} cannot answer even a small tile: {error}"
            ) from error
        return state.divided(tile, parts), 0
    return state.kept(tile, body, query=question, asked_at=asked_at), len(body)


def _http(overpass: Overpass) -> "httpx.Client":
    import httpx

    return httpx.Client(
        base_url=overpass.url,
        headers={"User-Agent": user_agent(overpass.contact), "Accept-Encoding": "gzip"},
        timeout=httpx.Timeout(min(overpass.silence_s, overpass.timeout_s), connect=overpass.decision_s),
    )


def _step(done: int, count: int, megabytes: float, left_s: float | None) -> str:
    left = "" if left_s is None else f", about {left_s:.0f} s left"
    return f"roads: tile {done + 1} of {count}, {megabytes:.1f} MB{left}"


def _left_s(waited_s: float, asked: int, state: Answers) -> float | None:
    return waited_s / asked * len(state.missing) if asked else None


def _publish(part: Path, kept: Path, area: Area | Bounds) -> None:
    """Give the folder its name, once it is known that it holds roads."""
    try:
        _network(part, area)
    except NetworkFileError as error:
        shutil.rmtree(part)
        raise OverpassRefused(f"the answer of Overpass cannot be used: {error.__cause__}") from error
    shutil.rmtree(kept, ignore_errors=True)
    part.rename(kept)


def _network(answers: Path, area: Area | Bounds) -> RoadNetwork:
    # What was asked for a box came for the box; a polygon was asked for by its tiles.
    return read_network(answers, bounds=area if isinstance(area, Area) else None)


def _text(area: Area | Bounds) -> str:
    return area.text() if isinstance(area, Bounds) else str(area.shape.wkt)


def _key(area: Area | Bounds, url: str) -> str:
    return hashlib.sha256(f"{url}\n{_text(area)}".encode()).hexdigest()[:16]
