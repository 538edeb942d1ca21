"""What every reader of road files hands over."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from geo.roads.network import Node, Restriction, Way


class Elements(NamedTuple):
    """Nodes, ways and turn restrictions in any order, and the ISO date of the data if it is known."""

    nodes: Sequence[Node]
    ways: Sequence[Way]
    restrictions: Sequence[Restriction]
    data_date: str | None = None


def iso_date(stamp: str | None) -> str | None:
    """Return the date of a time stamp such as ``2024-06-25T19:37:40Z``; None when it is none.

    Parameters
    ----------
    stamp
        ISO 8601, with or without a time.
    """
    try:
        return None if stamp is None else datetime.fromisoformat(stamp.strip()).date().isoformat()
    except ValueError:
        return None


def newest(stamps: Iterable[str | None]) -> str | None:
    """Return the newest ISO date among time stamps; None when there is none.

    Parameters
    ----------
    stamps
        ISO 8601 or None each.
    """
    return max((date for date in map(iso_date, stamps) if date is not None), default=None)
