"""What a snapshot says of itself: the content of ``snapshot.json``."""

import json
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Literal, Self

from geo.errors import GeoError, SnapshotError
from geo.roads.bounds import Bounds

type Kind = Literal["osm", "synthetic", "file"]

KINDS: Final = ("osm", "synthetic", "file")
OSM_ATTRIBUTION: Final = "© OpenStreetMap contributors"
ATTRIBUTION: Final = {"osm": OSM_ATTRIBUTION, "file": OSM_ATTRIBUTION, "synthetic": ""}
"""Whom to name on a map by kind; a file is taken for OpenStreetMap's unless its importer says otherwise."""

LAYOUT: Final = 2
"""Version of the folder's content; a new one gives new names, so old folders are rebuilt, not misread."""

INFO_FILE: Final = "snapshot.json"


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
    data_date
        ISO date or time at which the map was like this; None when the source does not say.
    nodes, ways, restrictions
        Counts of OpenStreetMap's elements.
    junctions, edges
        Places where roads meet or end, and pieces of road between two of them.
    maxspeed_share
        Share (0..1) of road length that has a ``maxspeed``.
    connected_share
        Share (0..1) of road length in the largest part.
    parts
        Kilometres of the largest parts, longest first, at most ten. In a part every place reaches every
        other by road, one-way streets in their direction.
    part_count
        Number of parts with any road in them.
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
    data_date: str | None
    nodes: int
    ways: int
    restrictions: int
    junctions: int
    edges: int
    maxspeed_share: float
    connected_share: float
    parts: tuple[float, ...]
    part_count: int
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
            When it is something else, or of another layout.
        """
        try:
            content: dict[str, Any] = json.loads(text)
            _check_layout(content["layout"])
            given = {field.name: content[field.name] for field in fields(cls)}
            given["bounds"] = Bounds(**given["bounds"])
            given["built_at"] = datetime.fromisoformat(given["built_at"])
            given["parts"] = tuple(given["parts"])
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


def read_info(folder: Path) -> SnapshotInfo:
    """Read what a snapshot is.

    Parameters
    ----------
    folder
        The folder of the snapshot.

    Raises
    ------
    SnapshotError
        When it is no complete snapshot, or was built by another version of this program.
    """
    try:
        text = (folder / INFO_FILE).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SnapshotError(f"{folder} is no road snapshot: its {INFO_FILE} cannot be read") from error
    try:
        return SnapshotInfo.from_json(text)
    except GeoError as error:
        raise SnapshotError(f"{folder}: {error}") from error


def _check_layout(layout: int) -> None:
    if layout != LAYOUT:
        built = "an earlier" if layout < LAYOUT else "a later"
        raise SnapshotError(
            f"this snapshot was built by {built} version of the program: import its roads again"
        )
