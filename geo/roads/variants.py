"""Variants: a snapshot's routing files under closures and other speeds.

``variants/<profile>/<digest>/`` holds links to the snapshot's own files and new copies of the few that OSRM's
customisation rewrites, which takes a fraction of a second. A variant appears whole or not at all.
"""

import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geo.errors import SnapshotError
from geo.roads import tools
from geo.roads.closed import CLOSED_S, MANY, ClosedRoads, amid_closed
from geo.roads.closing import RoadChange, RoadFinder
from geo.roads.conditions import BASE, Condition, Variant
from geo.roads.info import read_info
from geo.roads.segments import RoadSegments
from geo.roads.snapshot import osrm_base
from geo.units import kmh_from_ms

VARIANT_FILE: Final = "variant.json"
SPEEDS_FILE: Final = "speeds.csv"
LOCK_FILE: Final = ".lock"
BUILDING: Final = ".building-"

REWRITTEN: Final = frozenset({".cell_metrics", ".datasource_names", ".geometry", ".mldgr"})
"""What ``osrm-customize`` writes in place; as links they would change the snapshot itself."""

SLOWEST_KMH: Final = 1e-6
"""The smallest speed that can be written to OSRM; 0 would take the road out of its graph."""

KEPT: Final = 32
"""Variants of one profile; older ones, by their last use, are removed when a new one is built."""


def ensure_variant(folder: Path, profile: str, condition: Condition, *, kept: int = KEPT) -> Variant:
    """Build the routing files of a snapshot under a condition, or find the ones built before.

    Safe when several processes ask at once: one builds, the others wait for it. A process that dies while
    building leaves nothing that looks finished.

    Parameters
    ----------
    folder
        The folder of the snapshot.
    profile
        Name of the vehicle profile.
    condition
        What is in force; the empty one gives the snapshot itself.
    kept
        Number of variants of this profile to keep.

    Returns
    -------
    What ``RoadEngine.open(folder, profile, digest=...)`` needs, and what the condition did.

    Raises
    ------
    SnapshotError
        When there is no such snapshot or profile, or its folder cannot be written.
    BuildError
        When OSRM fails.
    """
    info = read_info(folder)
    if profile not in info.profiles:
        raise SnapshotError(f"{folder} has no profile {profile!r}, only {', '.join(info.profiles)}")
    digest = condition.digest
    if digest == BASE:
        return Variant(folder, profile, BASE)
    found = _found(folder, profile, digest)
    if found is not None:
        return found
    with _alone(osrm_base(folder, profile, digest).parent.parent) as home:
        return _found(folder, profile, digest) or _build(folder, profile, condition, home, kept)


def _found(folder: Path, profile: str, digest: str) -> Variant | None:
    """Return a finished variant, and note that it was used."""
    home = osrm_base(folder, profile, digest).parent
    try:
        told = json.loads((home / VARIANT_FILE).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        raise SnapshotError(f"{home} is a damaged variant, remove it: {error}") from error
    # Only the order of removal hangs on it: a snapshot on a read-only disk is used all the same.
    with suppress(OSError):
        os.utime(home)
    closed, without, unknown = told["closed_segments"], tuple(told["without_road"]), told["unknown_speeds"]
    return Variant(folder, profile, digest, closed, without, unknown)


@contextmanager
def _alone(home: Path) -> Iterator[Path]:
    """Give the folder of a profile's variants to one process at a time; death frees it."""
    try:
        home.mkdir(parents=True, exist_ok=True)
        lock = (home / LOCK_FILE).open("w")
    except OSError as error:
        raise SnapshotError(f"cannot write closures to {home}: {error.strerror}") from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield home


def _build(folder: Path, profile: str, condition: Condition, home: Path, kept: int) -> Variant:
    segments = RoadSegments.load(folder)
    change = RoadFinder(segments).change(condition)
    variant = Variant(
        folder, profile, condition.digest, len(change.closed), change.without_road, change.unknown_speeds
    )
    try:
        _clear(home, kept - 1)
        workshop = Path(tempfile.mkdtemp(prefix=BUILDING, dir=home))
        ClosedRoads.of(segments, change.closed).write(workshop)
        _fill(workshop, osrm_base(folder, profile), _speed_rows(segments, change))
        _sign(workshop, variant)
        workshop.chmod(0o755)
        workshop.rename(home / condition.digest)
    except OSError as error:
        raise SnapshotError(f"cannot write closures to {home}: {error}") from error
    return variant


def _fill(workshop: Path, base: Path, rows: Sequence[str]) -> None:
    for file in base.parent.glob("network.osrm*"):
        _take(file, workshop / file.name)
    if rows:
        (workshop / SPEEDS_FILE).write_text("".join(rows), encoding="ascii")
        tools.customize(workshop / base.name, segment_speeds=workshop / SPEEDS_FILE)


def _sign(workshop: Path, variant: Variant) -> None:
    told = {
        "closed_segments": variant.closed_segments,
        "without_road": variant.without_road,
        "unknown_speeds": variant.unknown_speeds,
    }
    (workshop / VARIANT_FILE).write_text(json.dumps(told) + "\n", encoding="utf-8")


def _take(file: Path, target: Path) -> None:
    if file.suffix in REWRITTEN:
        shutil.copyfile(file, target)
        return
    try:
        target.hardlink_to(file)
    except OSError:
        # Some file systems know no links, and some systems forbid them on another user's files.
        shutil.copyfile(file, target)


def _speed_rows(segments: RoadSegments, change: RoadChange) -> list[str]:
    """Return lines from, to, km/h; a closure goes before any speed."""
    shut = _closed_kmh(segments, change.closed)
    given = change.speeds | shut | {(b, a): kmh for (a, b), kmh in shut.items()}
    return [f"{a},{b},{kmh:.6f}\n" for (a, b), kmh in sorted(given.items())]


def _closed_kmh(segments: RoadSegments, rows: NDArray[np.int64]) -> dict[tuple[int, int], float]:
    """Return speeds at which closed pieces take as long as a closure does."""
    kmh = np.maximum(kmh_from_ms(segments.length_m[rows] / CLOSED_S), SLOWEST_KMH)
    if len(rows) > MANY:
        kmh[amid_closed(segments, rows)] = 0.0
    return {(a, b): float(v) for (a, b), v in zip(segments.pairs[rows].tolist(), kmh, strict=True)}


def _clear(home: Path, kept: int) -> None:
    """Remove what a dead process left half made or half removed, and the variants unused for longest."""
    finished = []
    for path in home.iterdir():
        if (path / VARIANT_FILE).is_file() and not path.name.startswith(BUILDING):
            finished.append(path)
        elif path.is_dir():
            shutil.rmtree(path)
    finished.sort(key=lambda path: path.stat().st_mtime_ns, reverse=True)
    for old in finished[max(kept, 0) :]:
        # Renamed first, so that nobody finds half of it.
        shutil.rmtree(old.rename(home / f"{BUILDING}{old.name}"))
