"""What layers there are for map programs: the views in `ogc`, their columns, how far they reach."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

Box = tuple[float, float, float, float]
SCHEMA: Final = "ogc"
_WHOLE: Final = (110.3, -7.0, 111.1, -5.6)
"""The regency with Karimunjawa, degrees: what an empty layer reaches."""


@dataclass(frozen=True)
class LayerColumn:
    """A column by the name of its type in PostgreSQL; of a geometry also which one."""

    name: str
    type: str
    geometry_type: str | None


@dataclass(frozen=True)
class Layer:
    """A view with a geometry; its first column names the feature.

    Parameters
    ----------
    bounds
        West, south, east, north, degrees.
    """

    name: str
    meaning: str
    columns: tuple[LayerColumn, ...]
    bounds: Box


_COLUMNS: Final = text("""
select c.relname, coalesce(obj_description(c.oid, 'pg_class'), ''), a.attname,
  replace(replace(format_type(a.atttypid, null), 'timestamp with time zone', 'timestamptz'),
          'double precision', 'float8'),
  case when a.atttypid = 'geometry'::regtype then postgis_typmod_type(a.atttypmod) end
from pg_class c join pg_attribute a on a.attrelid = c.oid
where c.relnamespace = 'ogc'::regnamespace and c.relkind = 'v' and a.attnum > 0 and not a.attisdropped
order by c.relname, a.attnum
""")
# Lines and what moves lie where villages and facilities do; to measure them would take a second each time.
_MEASURED: Final = ("villages", "points", "facilities")


def layers(session: Session) -> list[Layer]:
    """Return the layers by name."""
    found: dict[str, tuple[str, list[LayerColumn]]] = {}
    for view, meaning, name, kind, shape in session.execute(_COLUMNS):
        found.setdefault(view, (meaning, []))[1].append(LayerColumn(name, kind, shape))
    measured: dict[str, Box | None] = {name: _bounds(session, name) for name in _MEASURED if name in found}
    around = _union([box for box in measured.values() if box])
    return [
        Layer(name, meaning, tuple(columns), measured.get(name) or around)
        for name, (meaning, columns) in found.items()
    ]


def _bounds(session: Session, view: str) -> Box | None:
    query = (
        "select ST_XMin(e), ST_YMin(e), ST_XMax(e), ST_YMax(e)"
        f" from (select ST_Extent(geom) as e from ogc.{view}) whole"
    )
    west, south, east, north = session.execute(text(query)).one()
    return None if west is None else (west, south, east, north)


def _union(boxes: list[Box]) -> Box:
    if not boxes:
        return _WHOLE
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)
