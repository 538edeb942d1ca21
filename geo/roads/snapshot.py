"""A snapshot: one folder that holds a road network in every form that the system needs.

``network.osm`` (the roads), ``snapshot.json`` (:class:`SnapshotInfo`), ``roads.parquet`` (map features) and
``osrm/<profile>/network.osrm*`` (routing). The folder is named by the checksum of what it was made of, so
the same roads are built once, and a reader never sees half a folder.
"""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Literal, Self

from geo.errors import GeoError, NetworkFileError, SnapshotError
from geo.roads import tools
from geo.roads.bounds import Bounds
from geo.roads.conditions import BASE
from geo.roads.features import write_features
from geo.roads.measure import connected_share, junction_count, km_by_class
from geo.roads.network import RoadNetwork
from geo.roads.progress import Progress, silent
from geo.roads.reader import read_network
from geo.roads.xml import write_xml

type Kind = Literal["osm", "synthetic", "file"]

KINDS: Final = ("osm", "synthetic", "file")
OSM_ATTRIBUTION: Final = "© OpenStreetMap contributors"
ATTRIBUTION: Final = {"osm": OSM_ATTRIBUTION, "file": OSM_ATTRIBUTION, "synthetic": ""}
"""Whom to name on a map by kind; a file is taken for OpenStreetMap's unless its importer says otherwise."""

LAYOUT: Final = 2
"""Version of the folder's content; a new one gives new names, so old folders are rebuilt, not misread."""

NETWORK_FILE: Final = "network.osm"
INFO_FILE: Final = "snapshot.json"
FEATURES_FILE: Final = "roads.parquet"


@dataclass(frozen=True, slots=True)
class SnapshotInfo:
    """What a snapshot is.

    Parameters
    ----------
    kind
        ``osm`` (fetched), ``file`` (imported) or ``synthetic`` (made up, and called so on every screen).
    source
        Where it came from, for people.
    attribution
        Text that must stand on every map that shows it; empty when nobody is to be named.
    checksum
        Name of the folder.
    bounds
        Box around all roads.
    built_at
        Aware UTC.
    nodes, ways, junctions, restrictions
        Counts.
    connected_share
        Share (0..1) of road length in the largest part in which every place reaches every other.
    km_by_class
        Kilometres by class of road.
    profiles
        Vehicle profiles that can be routed with.
    """

    kind: Kind
    source: str
    attribution: str
    checksum: str
    bounds: Bounds
    built_at: datetime
    nodes: int
    ways: int
    junctions: int
    restrictions: int
    connected_share: float
    km_by_class: dict[str, float]
    profiles: tuple[str, ...]

    @property
    def km(self) -> float:
        """Kilometres of road in all."""
        return round(sum(self.km_by_class.values()), 3)

    def to_json(self) -> str:
        """Return the text of ``snapshot.json``."""
        content = asdict(self) | {"built_at": self.built_at.isoformat(), "layout": LAYOUT, "km": self.km}
        return json.dumps(content, indent=2, ensure_ascii=False) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read the text of ``snapshot.json``.

        Parameters
        ----------
        text
            What :meth:`to_json` wrote.

        Raises
        ------
        SnapshotError
            When it is something else.
        """
        try:
            content: dict[str, Any] = json.loads(text)
            given = {field.name: content[field.name] for field in fields(cls)}
            given["bounds"] = Bounds(**given["bounds"])
            given["built_at"] = datetime.fromisoformat(given["built_at"])
            given["profiles"] = tuple(given["profiles"])
            return cls(**given)
        except (ValueError, KeyError, TypeError) as error:
            raise SnapshotError(f"{INFO_FILE} is damaged ({error!r})") from error


@dataclass(frozen=True, slots=True)
class Origin:
    """What to write down about the roads of a snapshot.

    Raises
    ------
    SnapshotError
        When the kind is unknown.
    """

    kind: Kind
    source: str
    attribution: str | None = None

    def __post_init__(self) -> None:
        """Refuse a kind that no screen could name."""
        if self.kind not in KINDS:
            raise SnapshotError(f"the kind of a snapshot is one of {', '.join(KINDS)}, not {self.kind!r}")

    @property
    def credit(self) -> str:
        """Whom to name on a map."""
        return ATTRIBUTION[self.kind] if self.attribution is None else self.attribution


def utc_now() -> datetime:
    """Return the real time, aware UTC."""
    return datetime.now(UTC)


def import_network(
    source: Path,
    out_root: Path,
    *,
    origin: Origin,
    bounds: Bounds | None = None,
    progress: Progress = silent,
    now: Callable[[], datetime] = utc_now,
) -> Path:
    """Build a snapshot from a road file of any accepted form, or find the one built from it before.

    Parameters
    ----------
    source
        See :func:`geo.roads.reader.read_network`.
    out_root
        Folder of all snapshots; made when absent.
    origin
        What to write down about the roads.
    bounds
        Keep only roads that touch this box.
    progress
        Told at the beginning of each step.
    now
        Source of ``built_at``.

    Returns
    -------
    The folder of the snapshot.

    Raises
    ------
    NetworkFileError
        When the file cannot be used.
    BuildError
        When OSRM fails.
    SnapshotError
        When the folder cannot be written.
    """
    progress("reading roads", 0.0)
    network = read_network(source, bounds=bounds)
    with _workshop(out_root) as workshop:
        write_xml(network, workshop / NETWORK_FILE)
        checksum = _checksum(workshop / NETWORK_FILE, origin)
        target = out_root / checksum
        if _is_complete(target):
            progress("already built", 1.0)
            return target
        info = _describe(network, origin, checksum, now())
        _furnish(workshop, network, progress)
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
    progress
        Told at the beginning of each step.

    Returns
    -------
    The folder of the snapshot.
    """
    return import_network(source_osm, out_root, origin=Origin(kind, source), progress=progress)


def read_info(folder: Path) -> SnapshotInfo:
    """Read what a snapshot is.

    Parameters
    ----------
    folder
        The folder of the snapshot.

    Raises
    ------
    SnapshotError
        When it is no complete snapshot.
    """
    try:
        text = (folder / INFO_FILE).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SnapshotError(f"{folder} is no road snapshot: its {INFO_FILE} cannot be read") from error
    try:
        return SnapshotInfo.from_json(text)
    except GeoError as error:
        raise SnapshotError(f"{folder}: {error}") from error


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


def _checksum(network_file: Path, origin: Origin) -> str:
    """Name what the folder is made of: the roads, the profiles and what is said about them."""
    digest = hashlib.sha256(f"{LAYOUT}\n{origin.kind}\n{origin.credit}\n".encode())
    for profile in tools.PROFILES:
        digest.update(tools.profile_path(profile).read_bytes())
    digest.update(network_file.read_bytes())
    return digest.hexdigest()[:16]


def _describe(network: RoadNetwork, origin: Origin, checksum: str, built_at: datetime) -> SnapshotInfo:
    return SnapshotInfo(
        kind=origin.kind,
        source=origin.source,
        attribution=origin.credit,
        checksum=checksum,
        bounds=network.bounds,
        built_at=built_at,
        nodes=len(network.nodes),
        ways=len(network.ways),
        junctions=junction_count(network),
        restrictions=len(network.restrictions),
        connected_share=round(connected_share(network), 4),
        km_by_class=km_by_class(network),
        profiles=tools.PROFILES,
    )


def _furnish(workshop: Path, network: RoadNetwork, progress: Progress) -> None:
    progress("drawing map features", 0.2)
    write_features(network, workshop / FEATURES_FILE)
    for number, profile in enumerate(tools.PROFILES):
        _route(workshop, profile, progress, 0.3 + 0.7 * number / len(tools.PROFILES))


def _route(workshop: Path, profile: str, progress: Progress, done: float) -> None:
    base = osrm_base(workshop, profile)
    base.parent.mkdir(parents=True)
    share = 0.7 / len(tools.PROFILES)
    # OSRM writes beside its input; a link saves the copy.
    link = base.with_suffix(".osm")
    link.symlink_to(workshop / NETWORK_FILE)
    progress(f"OSRM {profile}: extracting", done)
    tools.extract(link, profile)
    link.unlink()
    progress(f"OSRM {profile}: partitioning", done + 0.6 * share)
    tools.partition(base)
    progress(f"OSRM {profile}: customising", done + 0.8 * share)
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
    return all(path.is_file() for path in (folder / NETWORK_FILE, folder / FEATURES_FILE, *tables))
