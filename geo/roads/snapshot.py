"""A snapshot: one folder that holds a road network in every form that the system needs.

``network.osm`` (the roads), ``snapshot.json`` (:class:`SnapshotInfo`), ``roads.parquet`` (map features),
``segments.npz`` (pieces of road, for closures) and ``osrm/<profile>/network.osrm*`` (routing); closures and
speeds add ``variants/<profile>/<digest>/`` later (:mod:`geo.roads.variants`). The folder is named by the
checksum of what it was made of, so the same roads are built once, and a reader never sees half a folder.
"""

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from geo.errors import BuildError, NetworkFileError, SnapshotError
from geo.roads import measure, tools
from geo.roads.bounds import Bounds
from geo.roads.conditions import BASE
from geo.roads.features import write_features
from geo.roads.info import (
    ATTRIBUTION,
    INFO_FILE,
    KINDS,
    LAYOUT,
    OSM_ATTRIBUTION,
    Kind,
    Origin,
    SnapshotInfo,
    read_info,
)
from geo.roads.network import RoadNetwork
from geo.roads.progress import Progress, silent
from geo.roads.reading.reader import read_network
from geo.roads.segments import SEGMENTS_FILE, RoadSegments
from geo.roads.xml import write_xml
from geo.units import km_from_m

__all__ = [
    "ATTRIBUTION", "KINDS", "LAYOUT", "OSM_ATTRIBUTION", "Kind", "Origin", "SnapshotInfo", "build_snapshot",
    "import_network", "load_network", "osrm_base", "read_info", "store_network",
]  # fmt: skip

NETWORK_FILE: Final = "network.osm"
FEATURES_FILE: Final = "roads.parquet"
LISTED_PARTS: Final = 10


def utc_now() -> datetime:
    """Return the real time, aware UTC."""
    return datetime.now(UTC)


def import_network(
    source: Path,
    out_root: Path,
    *,
    origin: Origin,
    bounds: Bounds | None = None,
    profiles: Sequence[str] = tools.PROFILES,
    progress: Progress = silent,
) -> Path:
    """Build a snapshot from a road file of any accepted form, or find the one built from it before.

    Parameters
    ----------
    source
        See :func:`geo.roads.reading.reader.read_network`.
    out_root
        Folder of all snapshots; made when absent.
    origin
        What to write down about the roads.
    bounds
        Keep only roads that touch this box.
    profiles, progress
        As :func:`store_network`.

    Returns
    -------
    The folder of the snapshot.

    Raises
    ------
    NetworkFileError
        When the file cannot be used.
    BuildError, SnapshotError
        As :func:`store_network`.
    """
    progress("reading roads", 0.0)
    network = read_network(source, bounds=bounds)
    return store_network(network, out_root, origin=origin, profiles=profiles, progress=progress)


def store_network(
    network: RoadNetwork,
    out_root: Path,
    *,
    origin: Origin,
    profiles: Sequence[str] = tools.PROFILES,
    progress: Progress = silent,
    now: Callable[[], datetime] = utc_now,
) -> Path:
    """Build a snapshot of a network, or find the one built of it before.

    Parameters
    ----------
    network
        The roads.
    out_root
        Folder of all snapshots; made when absent.
    origin
        What to write down about the roads.
    profiles
        Vehicle profiles to build; fewer are faster, but only these can be routed with.
    progress
        Told at the beginning of each step.
    now
        Source of ``built_at``.

    Returns
    -------
    The folder of the snapshot.

    Raises
    ------
    BuildError
        When OSRM fails, or there is no such profile.
    SnapshotError
        When the folder cannot be written.
    """
    wanted = _in_order(profiles)
    with _workshop(out_root) as workshop:
        write_xml(network, workshop / NETWORK_FILE)
        checksum = _checksum(workshop / NETWORK_FILE, origin, wanted)
        target = out_root / checksum
        if _is_complete(target):
            progress("already built", 1.0)
            return target
        info = _describe(network, origin, checksum, wanted, now())
        _furnish(workshop, network, wanted, progress)
        (workshop / INFO_FILE).write_text(info.to_json(), encoding="utf-8")
        _publish(workshop, target)
    progress("done", 1.0)
    return target


def build_snapshot(
    source_osm: Path,
    out_root: Path,
    *,
    kind: Kind,
    source: str,
    profiles: Sequence[str] = tools.PROFILES,
    progress: Progress = silent,
) -> Path:
    """Build a snapshot from an OSM file; the short form of :func:`import_network`.

    Parameters
    ----------
    source_osm
        A road file.
    out_root
        Folder of all snapshots.
    kind, source
        What to write down about the roads.
    profiles, progress
        As :func:`store_network`.

    Returns
    -------
    The folder of the snapshot.
    """
    origin = Origin(kind, source)
    return import_network(source_osm, out_root, origin=origin, profiles=profiles, progress=progress)


def load_network(folder: Path) -> RoadNetwork:
    """Read the roads of a snapshot.

    Parameters
    ----------
    folder
        The folder of the snapshot.

    Raises
    ------
    SnapshotError
        When they cannot be read.
    """
    try:
        return read_network(folder / NETWORK_FILE)
    except NetworkFileError as error:
        raise SnapshotError(f"{folder} is a damaged snapshot: {error}") from error


def osrm_base(folder: Path, profile: str, digest: str = BASE) -> Path:
    """Return the path that OSRM's files of a profile begin with.

    Parameters
    ----------
    folder
        The folder of the snapshot.
    profile
        Name of the vehicle profile.
    digest
        Of the condition in force (:attr:`geo.roads.conditions.Condition.digest`).
    """
    home = folder / "osrm" / profile if digest == BASE else folder / "variants" / profile / digest
    return home / "network.osrm"


def _in_order(profiles: Sequence[str]) -> tuple[str, ...]:
    """Check the names; sorted, so that the same set gives the same folder."""
    for profile in profiles:
        tools.profile_path(profile)
    if not profiles:
        raise BuildError("a snapshot needs at least one vehicle profile")
    return tuple(profile for profile in tools.PROFILES if profile in profiles)


def _checksum(network_file: Path, origin: Origin, profiles: Sequence[str]) -> str:
    """Name what the folder is made of: the roads, the profiles and what is said about them."""
    digest = hashlib.sha256(f"{LAYOUT}\n{origin.kind}\n{origin.credit}\n".encode())
    for path in tools.profile_files(profiles):
        digest.update(f"{path.name}\n".encode())
        digest.update(path.read_bytes())
    digest.update(network_file.read_bytes())
    return digest.hexdigest()[:16]


def _describe(
    network: RoadNetwork, origin: Origin, checksum: str, profiles: tuple[str, ...], built_at: datetime
) -> SnapshotInfo:
    parts_m = measure.part_lengths_m(network)
    return SnapshotInfo(
        kind=origin.kind,
        source=origin.source,
        attribution=origin.credit,
        checksum=checksum,
        bounds=network.bounds,
        built_at=built_at,
        data_date=network.data_date,
        nodes=len(network.nodes),
        ways=len(network.ways),
        restrictions=len(network.restrictions),
        junctions=measure.junction_count(network),
        edges=measure.edge_count(network),
        maxspeed_share=round(measure.maxspeed_share(network), 4),
        connected_share=round(measure.connected_share(network), 4),
        parts=tuple(round(km_from_m(float(metres)), 3) for metres in parts_m[:LISTED_PARTS]),
        part_count=len(parts_m),
        km_by_class=measure.km_by_class(network),
        profiles=profiles,
    )


def _furnish(workshop: Path, network: RoadNetwork, profiles: Sequence[str], progress: Progress) -> None:
    progress("drawing map features", 0.2)
    write_features(network, workshop / FEATURES_FILE)
    RoadSegments.of(network).write(workshop)
    # One after the other: OSRM's extraction uses all cores, and two at a time were only 5 % faster.
    for number, profile in enumerate(profiles):
        _route(workshop, profile, _part(progress, number, len(profiles)))


def _part(progress: Progress, number: int, parts: int) -> Progress:
    """Tell a profile's progress as its share of the last 70 %."""
    return lambda step, done: progress(step, 0.3 + 0.7 * (number + done) / parts)


def _route(workshop: Path, profile: str, progress: Progress) -> None:
    base = osrm_base(workshop, profile)
    base.parent.mkdir(parents=True)
    # OSRM writes beside its input; a link saves the copy.
    link = base.with_suffix(".osm")
    link.symlink_to(workshop / NETWORK_FILE)
    progress(f"OSRM {profile}: extracting", 0.0)
    tools.extract(link, profile)
    link.unlink()
    progress(f"OSRM {profile}: partitioning", 0.6)
    tools.partition(base)
    progress(f"OSRM {profile}: customising", 0.8)
    tools.customize(base)


@contextmanager
def _workshop(out_root: Path) -> Iterator[Path]:
    """Give a folder beside the target that is gone afterwards, whatever happens."""
    try:
        out_root.mkdir(parents=True, exist_ok=True)
        workshop = Path(tempfile.mkdtemp(prefix=".building-", dir=out_root.resolve()))
    except OSError as error:
        raise SnapshotError(f"cannot write snapshots to {out_root}: {error.strerror}") from error
    try:
        yield workshop
    except OSError as error:
        raise SnapshotError(f"cannot build the snapshot in {out_root}: {error}") from error
    finally:
        shutil.rmtree(workshop, ignore_errors=True)


def _publish(workshop: Path, target: Path) -> None:
    """Move the finished folder to its name in one step; a half folder left there by a crash gives way."""
    workshop.chmod(0o755)
    if target.exists() and not _is_complete(target):
        shutil.rmtree(target)
    if not target.exists():
        workshop.rename(target)


def _is_complete(folder: Path) -> bool:
    try:
        info = read_info(folder)
    except SnapshotError:
        return False
    tables = [osrm_base(folder, profile).with_name("network.osrm.mldgr") for profile in info.profiles]
    files = (folder / name for name in (NETWORK_FILE, FEATURES_FILE, SEGMENTS_FILE))
    return all(path.is_file() for path in (*files, *tables))
