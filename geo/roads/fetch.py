"""Fetches the roads of an area from OpenStreetMap (Overpass), or says within seconds that it cannot.

The raw answer is kept: a second fetch of the same area asks nobody, and the answer is a road file like any
other.
"""

import gzip
import hashlib
import json
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Final

from geo.errors import NetworkFileError, OverpassRefused, OverpassUnreachable
from geo.roads.bounds import Bounds
from geo.roads.progress import Progress, silent
from geo.roads.reader import read_network
from geo.roads.snapshot import Origin, import_network

DECISION_S: Final = 10.0
"""Within this time it is decided whether the server can be reached."""

TICK_S: Final = 1.0
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
    """

    url: str
    cache: Path
    decision_s: float = DECISION_S
    timeout_s: float = 300.0


def fetch_snapshot(
    bounds: Bounds, out_root: Path, overpass: Overpass, *, refresh: bool = False, progress: Progress = silent
) -> Path:
    """Fetch the roads of an area and build their snapshot.

    Parameters
    ----------
    bounds
        Where roads are wanted.
    out_root
        Folder of all snapshots.
    overpass
        The server and the cache.
    refresh
        Ask the server even when its answer is in the cache.
    progress
        Told at each step.

    Returns
    -------
    The folder of the snapshot.

    Raises
    ------
    OverpassUnreachable
        When nobody answers within ``decision_s``, or the download does not end within ``timeout_s``.
    OverpassRefused
        When the answer has no roads.
    BuildError, SnapshotError
        As :func:`geo.roads.snapshot.import_network`.
    """
    answer = fetch_overpass(
        bounds, overpass, refresh=refresh, progress=lambda step, done: progress(step, DOWNLOAD_SHARE * done)
    )
    return import_network(
        answer,
        out_root,
        origin=Origin("osm", f"OpenStreetMap, area {bounds.text()}"),
        progress=lambda step, done: progress(step, DOWNLOAD_SHARE + (1.0 - DOWNLOAD_SHARE) * done),
    )


def fetch_overpass(
    bounds: Bounds, overpass: Overpass, *, refresh: bool = False, progress: Progress = silent
) -> Path:
    """Fetch the raw answer for an area into the cache.

    Parameters
    ----------
    bounds
        Where roads are wanted.
    overpass
        The server and the cache.
    refresh
        Ask the server even when its answer is in the cache.
    progress
        Told at each step.

    Returns
    -------
    A ``.json.gz`` file that :func:`geo.roads.reader.read_network` reads.

    Raises
    ------
    OverpassUnreachable
        When nobody answers in time.
    OverpassRefused
        When the answer has no roads.
    """
    kept = overpass.cache / f"overpass-{_key(bounds, overpass.url)}.json.gz"
    if kept.is_file() and not refresh:
        progress("answer of Overpass found in the cache", 1.0)
        return kept
    progress(f"asking {overpass.url}", 0.0)
    probe(overpass.url, overpass.decision_s)
    overpass.cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=overpass.cache) as folder:
        _download(bounds, overpass, Path(folder), progress)
        _keep(Path(folder), kept)
    progress("downloaded", 1.0)
    return kept


def probe(url: str, limit_s: float) -> None:
    """Return when an Overpass server answers in time.

    Parameters
    ----------
    url
        Base of the API.
    limit_s
        Seconds until it is given up, name lookup included.

    Raises
    ------
    OverpassUnreachable
        When there is no answer, or one that no Overpass gives (such as a sign-in page of the network).
    """
    failure: list[str] = ["it does not answer"]
    # A thread, because looking up a name cannot be interrupted and may take a minute without a network.
    asking = threading.Thread(target=_ask_status, args=(url, limit_s, failure), daemon=True)
    asking.start()
    asking.join(limit_s)
    if failure:
        raise OverpassUnreachable(f"no map from {url}: {failure[0]} (decided within {limit_s:g} s)")


def _ask_status(url: str, limit_s: float, failure: list[str]) -> None:
    """Empty the list of failures when the server answers as an Overpass does, else replace its text."""
    try:
        with urllib.request.urlopen(f"{url.rstrip('/')}/status", timeout=limit_s) as answer:  # noqa: S310 - the settings admit http(s) only
            head = answer.read(512).lstrip()
    except (OSError, HTTPException, ValueError) as error:
        failure[:] = [str(getattr(error, "reason", error))]
        return
    failure[:] = ["its status is a web page"] if head.startswith(b"<") else []


def _download(bounds: Bounds, overpass: Overpass, folder: Path, progress: Progress) -> None:
    """Run OSMnx in a process of its own, and end it at the deadline."""
    arguments = [overpass.url, bounds.text(), str(folder), str(overpass.timeout_s)]
    with subprocess.Popen(  # noqa: S603 - our own module under our own interpreter, no shell
        [sys.executable, "-m", "geo.roads.download", *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            told = _await(process, overpass.timeout_s, progress)
        finally:
            process.kill()
    if process.returncode != 0:
        raise OverpassRefused(f"{overpass.url} gave no roads: {told or 'the download broke off'}")


def _await(process: subprocess.Popen[str], timeout_s: float, progress: Progress) -> str:
    """Return the last line that the process told, and keep the watcher informed meanwhile."""
    started = time.monotonic()
    while True:
        try:
            _, told = process.communicate(timeout=TICK_S)
            return (told.strip().splitlines() or [""])[-1]
        except subprocess.TimeoutExpired:
            waited = time.monotonic() - started
            if waited > timeout_s:
                raise OverpassUnreachable(f"the download did not end within {timeout_s:g} s") from None
            progress(f"downloading roads, {waited:.0f} s", min(0.95, waited / timeout_s))


def _keep(folder: Path, kept: Path) -> None:
    """Write all answers as one file, once it is known that they hold roads."""
    answers = [json.loads(file.read_text(encoding="utf-8")) for file in sorted(folder.rglob("*.json"))]
    with tempfile.TemporaryDirectory(dir=folder) as workshop:
        whole = Path(workshop) / kept.name
        with gzip.open(whole, "wt", encoding="utf-8") as out:
            json.dump(answers, out, ensure_ascii=False)
        try:
            read_network(whole)
        except NetworkFileError as error:
            raise OverpassRefused(f"the answer of Overpass cannot be used: {error.__cause__}") from error
        whole.replace(kept)


def _key(bounds: Bounds, url: str) -> str:
    return hashlib.sha256(f"{url}\n{bounds.text()}".encode()).hexdigest()[:16]
