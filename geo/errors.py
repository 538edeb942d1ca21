"""What can go wrong with geometry and roads.

GeoError
├── NetworkFileError        a road file is missing, empty, damaged or of another kind
├── BoundsError             a box of degrees that is none
├── SnapshotError           a snapshot folder is missing or incomplete
├── BuildError              an OSRM tool is missing or failed
├── ConditionError          a closure or speed that cannot be understood
├── OverpassError
│   ├── OverpassUnreachable nobody answered in time: go on without a map
│   └── OverpassRefused     somebody answered, but not with roads
├── NoRouteError            two places are not connected, or too far from any road
├── PointsFileError         a table of points cannot be read
├── ReachFileError          a table of reach cannot be written
└── TraceError              a track of positions cannot be read or makes no sense
"""


class GeoError(Exception):
    """Root of all errors of this room; its text is one sentence for the person at the keyboard."""


class NetworkFileError(GeoError):
    """A road file is missing, empty, damaged or of another kind."""


class BoundsError(GeoError):
    """A box of degrees that is none."""


class SnapshotError(GeoError):
    """A snapshot folder is missing or incomplete."""


class BuildError(GeoError):
    """An OSRM tool is missing or failed."""


class ConditionError(GeoError):
    """A closure or speed that cannot be understood."""


class OverpassError(GeoError):
    """Roads could not be had from Overpass."""


class OverpassUnreachable(OverpassError):  # noqa: N818 - a state of the world that callers expect, no fault
    """Nobody answered in time: go on without a map."""


class OverpassRefused(OverpassError):  # noqa: N818 - reads as a sentence beside OverpassUnreachable
    """Somebody answered, but not with roads."""


class NoRouteError(GeoError):
    """Two places are not connected, or too far from any road."""


class PointsFileError(GeoError):
    """A table of points cannot be read."""


class ReachFileError(GeoError):
    """A table of reach cannot be written."""


class TraceError(GeoError):
    """A track of positions cannot be read or makes no sense."""
