"""What everybody may have: the views in `open_data`, which hold no person, no vehicle and no position."""

from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from data.store.models import Audit
from data.store.queries.exports import Column, Kind

Name = Literal["villages", "points", "facilities", "daily"]
NAMES: Final[tuple[Name, ...]] = ("villages", "points", "facilities", "daily")
_AT_ONCE: Final = 2_000
_ENTITIES: Final[dict[Name, tuple[str, ...]]] = {
    "villages": ("village", "villages", "dms", "dms_status"),
    "points": ("collection_point", "point", "points"),
    "facilities": ("facility", "facilities"),
    "daily": (),
}
_KINDS: Final[dict[str, Kind]] = {
    "integer": "whole",
    "smallint": "whole",
    "double precision": "real",
    "boolean": "truth",
    "date": "day",
    "time without time zone": "clock",
}


@dataclass(frozen=True)
class Dataset:
    """A dataset as it stands.

    Parameters
    ----------
    changed_at
        When somebody last changed what it shows; None: never since the system was set up.
    first, last
        The days it speaks of, where it speaks of days.
    """

    name: Name
    meaning: str
    columns: tuple[Column, ...]
    has_place: bool
    rows: int
    samples: int
    changed_at: datetime | None
    first: date | None
    last: date | None


_COLUMNS: Final = text("""
select a.attname, format_type(a.atttypid, null), coalesce(obj_description(a.attrelid, 'pg_class'), '')
from pg_attribute a where a.attrelid = cast(:view as regclass) and a.attnum > 0 order by a.attnum
""")


def dataset(session: Session, name: Name) -> Dataset:
    """Return what a dataset is and how it stands."""
    described = session.execute(_COLUMNS, {"view": f"open_data.{name}"}).all()
    plain = [(each, kind) for each, kind, _ in described if not kind.startswith("geometry")]
    columns = tuple(Column(each, _KINDS.get(kind, "text")) for each, kind in plain)
    names = {each.name for each in columns}
    samples = "count(*) filter (where sample)" if "sample" in names else "0"
    days = "min(operating_day), max(operating_day)" if "operating_day" in names else "null::date, null::date"
    rows, contrived, first, last = session.execute(
        text(f"select count(*), {samples}, {days} from open_data.{name}")
    ).one()
    changed = session.scalar(select(func.max(Audit.at)).where(Audit.entity.in_(_ENTITIES[name])))
    has_place = len(columns) < len(described)
    return Dataset(name, described[0][2], columns, has_place, rows, contrived, changed, first, last)


def rows(session: Session, wanted: Dataset, *, with_shape: bool) -> Generator[tuple[Any, ...]]:
    """Yield the rows of a dataset; with `with_shape` each ends with its place as GeoJSON text."""
    names = [f'"{column.name}"' for column in wanted.columns]
    if with_shape:
        names.append("ST_AsGeoJSON(geom, 6)" if wanted.has_place else "null")
    query = text(f"select {', '.join(names)} from open_data.{wanted.name} order by 1")
    with closing(session.execute(query.execution_options(yield_per=_AT_ONCE))) as result:
        for row in result:
            yield tuple(row)
