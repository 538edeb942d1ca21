"""Every list to hand out as a file: its columns, its shape, and only what lies within an account's scope.

A list that can be imported has the import's names of columns, so that a file that was handed out can be
filled in and given back.
"""

from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal

from sqlalchemy import Boolean, Date, DateTime, Float, Integer, Numeric, Select, Time, func
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from data.store.queries import exports_days, exports_fleet, exports_places
from data.store.queries.scope import Scope

Kind = Literal["text", "whole", "real", "truth", "day", "clock", "moment"]
ShapeAs = Literal["json", "wkb"]
Name = Literal[
    "villages",
    "points",
    "facilities",
    "dms",
    "vehicles",
    "devices",
    "crews",
    "routes",
    "stops",
    "visits",
    "rit",
]
_AT_ONCE: Final = 2_000
_DECIMALS: Final = 6
"""Of degrees: a tenth of a metre."""


@dataclass(frozen=True)
class Wanted:
    """What is asked for.

    Parameters
    ----------
    day
        Operating day on which places and vehicles must be in use.
    first, last
        Operating days, both included, for what happens on days.
    now
        Aware UTC moment (stack time), for what sits where.
    """

    scope: Scope
    day: date
    first: date
    last: date
    now: datetime


@dataclass(frozen=True)
class Column:
    """Name and kind of one column."""

    name: str
    kind: Kind


@dataclass(frozen=True)
class Extract:
    """A list, ready to be read.

    Parameters
    ----------
    columns
        In order, without the shape.
    shape
        What lies in the last value of each row, or None: this list has no place.
    """

    columns: tuple[Column, ...]
    shape: Literal["Point", "MultiLineString"] | None
    query: Select[*tuple[Any, ...]]


_MAKERS: Final[dict[Name, Callable[[Any], tuple[Select[*tuple[Any, ...]], Any]]]] = {
    "villages": exports_places.villages,
    "points": exports_places.points,
    "facilities": exports_places.facilities,
    "dms": exports_places.dms,
    "vehicles": exports_fleet.vehicles,
    "devices": exports_fleet.devices,
    "crews": exports_fleet.crews,
    "routes": exports_days.routes,
    "stops": exports_days.stops,
    "visits": exports_days.visits,
    "rit": exports_days.rit,
}
_KINDS: Final[tuple[tuple[type[TypeEngine[Any]], Kind], ...]] = (
    (Boolean, "truth"),
    (Integer, "whole"),
    (Float, "real"),
    (Numeric, "real"),
    (DateTime, "moment"),
    (Date, "day"),
    (Time, "clock"),
)


def extract(name: Name, wanted: Wanted, shape_as: ShapeAs | None) -> Extract:
    """Return the list `name`; with `shape_as` each row ends with its shape (None where it has none).

    Parameters
    ----------
    shape_as
        `json`: text of a GeoJSON geometry, `wkb`: well-known binary, None: no shape is read.
    """
    query, shape = _MAKERS[name](wanted)
    columns = tuple(Column(each.name, _kind(each.type)) for each in query.selected_columns)
    if shape is None or shape_as is None:
        return Extract(columns, None, query)
    read = func.ST_AsGeoJSON(shape, _DECIMALS) if shape_as == "json" else func.ST_AsBinary(shape)
    drawn: Literal["Point", "MultiLineString"] = "MultiLineString" if name == "routes" else "Point"
    return Extract(columns, drawn, query.add_columns(read.label("shape")))


def rows(session: Session, wanted: Extract) -> Generator[tuple[Any, ...]]:
    """Yield the rows of a list as they come: never more than two thousand are held here."""
    with closing(session.execute(wanted.query.execution_options(yield_per=_AT_ONCE))) as result:
        for row in result:
            yield tuple(row)


def _kind(kind: TypeEngine[Any]) -> Kind:
    return next((word for base, word in _KINDS if isinstance(kind, base)), "text")
