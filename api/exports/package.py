"""GeoPackage: one layer, or one table without a place; written in blocks by GDAL."""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from itertools import batched
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from api.exports.content import Content, plain, without_control

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from data.store.queries.exports import Kind

_AT_ONCE: Final = 5_000


def write(path: Path, content: Content) -> int:
    """Write a list whose shapes are well-known binary, in WGS 84; return how many rows.

    Moments are UTC, as the standard wants it.
    """
    count = 0
    for block in batched(content.rows, _AT_ONCE):
        _append(path, content, block, more=count > 0)
        count += len(block)
    if not count:
        _append(path, content, (), more=False)
    return count


def _append(path: Path, content: Content, block: Sequence[tuple[Any, ...]], *, more: bool) -> None:
    # a second to import, and most never ask for this form
    import numpy as np
    from pyogrio import raw

    data, masks = [], []
    for number, column in enumerate(content.columns):
        values = [row[number] for row in block]
        data.append(_array(values, column.kind, content.zone))
        masks.append(np.array([value is None for value in values], dtype=bool))
    shapes = np.array([row[-1] for row in block], dtype=object) if content.shape else None
    raw.write(
        path,
        shapes,
        data,
        [column.name for column in content.columns],
        field_mask=masks,
        layer=content.name,
        driver="GPKG",
        geometry_type=content.shape,
        crs="EPSG:4326" if content.shape else None,
        append=more,
        gdal_tz_offsets=_offsets(content, len(block)),
    )


def _offsets(content: Content, rows: int) -> dict[str, "NDArray[np.int8]"]:
    """Return what says that the moments are UTC: 100, in GDAL's count of quarters of an hour."""
    import numpy as np

    return {
        column.name: np.full(rows, 100, dtype="int8") for column in content.columns if column.kind == "moment"
    }


def _array(values: Sequence[Any], kind: "Kind", zone: tzinfo) -> "NDArray[Any]":
    """Return a column as the array that GDAL wants; an empty cell holds anything, its mask says so."""
    import numpy as np

    match kind:
        case "whole":
            return np.array([value or 0 for value in values], dtype="int64")
        case "real":
            return np.array([float(value or 0) for value in values], dtype="float64")
        case "truth":
            return np.array([bool(value) for value in values], dtype=bool)
        case "day":
            return np.array([value or "1970-01-01" for value in values], dtype="datetime64[D]")
        case "moment":
            return np.array([_bare(value) for value in values], dtype="datetime64[ms]")
        case _:
            return np.array([_text(value, zone) for value in values], dtype=object)


def _bare(moment: datetime | None) -> datetime:
    from datetime import UTC

    return moment.astimezone(UTC).replace(tzinfo=None) if moment else datetime(1970, 1, 1)  # noqa: DTZ001 - under a mask


def _text(value: object, zone: tzinfo) -> str:
    return "" if value is None else without_control(str(plain(value, zone)))
