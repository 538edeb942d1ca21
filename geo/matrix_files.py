"""Matrices in files, by suffix.

============  ===================================================================================
``.csv``      a pair a row: from, to, duration_s, distance_m, why; the figures empty without a way
``.parquet``  the same columns; the figures null without a way
``.json``     one object: points with their standing, duration_s and distance_m as rows, null
              without a way
``.npz``      NumPy arrays: from, to (names), from_lonlat, to_lonlat, duration_s, distance_m (int32,
              -1 without a way), reachable, from_standing, to_standing
============  ===================================================================================
"""

import csv
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geo.errors import PointsFileError
from geo.points import PointTable
from geo.roads.asking.matrix import NO_WAY, Matrix
from geo.roads.asking.nearest import Standing

COLUMNS: Final = ("from", "to", "duration_s", "distance_m", "why")
STANDINGS: Final = tuple(Standing)
REASONS: Final = ("", *(one.value for one in STANDINGS[1:]))


def write_matrix(path: Path, starts: PointTable, ends: PointTable, matrix: Matrix) -> None:
    """Write a matrix in the form of the file's suffix.

    Parameters
    ----------
    path
        A file; replaced when it exists.
    starts, ends
        The places of the rows and of the columns.
    matrix
        Their matrix.

    Raises
    ------
    PointsFileError
        When the suffix is unknown, or the file cannot be written.
    """
    writer = WRITERS.get(path.suffix.lower())
    if writer is None:
        raise PointsFileError(f"a matrix is written as {', '.join(WRITERS)}, not as {path.name!r}")
    try:
        writer(path, starts, ends, matrix)
    except OSError as error:
        raise PointsFileError(f"cannot write {path}: {error.strerror or error}") from error


def why(matrix: Matrix) -> NDArray[np.int8]:
    """Return (r, c) numbers of the reason in ``REASONS`` why a pair has no way; 0 where it has one.

    Parameters
    ----------
    matrix
        A matrix that an engine made. Where neither point stands apart, as between two islands of closed
        roads, the reason is 0 too.
    """
    starts, ends = (
        np.array([STANDINGS.index(one) for one in standings], dtype=np.int8)
        for standings in (matrix.rows, matrix.columns)
    )
    told = np.where(starts[:, None] > 0, starts[:, None], ends[None, :])
    return np.where(matrix.reachable, 0, told).astype(np.int8)


def _csv(path: Path, starts: PointTable, ends: PointTable, matrix: Matrix) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(COLUMNS)
        rows = zip(starts.codes, matrix.duration_s, matrix.distance_m, why(matrix), strict=True)
        for start, *figures in rows:
            cells = zip(ends.codes, *(values.tolist() for values in figures), strict=True)
            writer.writerows(_pair(start, *cell) for cell in cells)


def _pair(start: str, end: str, seconds: int, metres: int, told: int) -> tuple[object, ...]:
    if seconds == NO_WAY:
        return start, end, "", "", REASONS[told]
    return start, end, seconds, metres, ""


def _parquet(path: Path, starts: PointTable, ends: PointTable, matrix: Matrix) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    lost = ~matrix.reachable.ravel()
    row, column = (numbers.ravel() for numbers in np.indices(matrix.reachable.shape, dtype=np.int32))
    parquet.write_table(
        pa.table(
            {
                "from": pa.DictionaryArray.from_arrays(row, pa.array(starts.codes)),
                "to": pa.DictionaryArray.from_arrays(column, pa.array(ends.codes)),
                "duration_s": pa.array(matrix.duration_s.ravel(), mask=lost),
                "distance_m": pa.array(matrix.distance_m.ravel(), mask=lost),
                "why": pa.DictionaryArray.from_arrays(why(matrix).ravel(), pa.array(REASONS)),
            }
        ),
        path,
        compression="zstd",
    )


def _json(path: Path, starts: PointTable, ends: PointTable, matrix: Matrix) -> None:
    content: Mapping[str, object] = {
        "from": _places(starts, matrix.rows),
        "to": _places(ends, matrix.columns),
        "duration_s": _nullable(matrix.duration_s, matrix.reachable),
        "distance_m": _nullable(matrix.distance_m, matrix.reachable),
    }
    path.write_text(json.dumps(content, ensure_ascii=False) + "\n", encoding="utf-8")


def _npz(path: Path, starts: PointTable, ends: PointTable, matrix: Matrix) -> None:
    # handed over as keywords, because "from" is a word of the language
    arrays: dict[str, NDArray[np.generic]] = {
        "from": np.array(starts.codes),
        "to": np.array(ends.codes),
        "from_lonlat": starts.lonlat,
        "to_lonlat": ends.lonlat,
        "duration_s": matrix.duration_s,
        "distance_m": matrix.distance_m,
        "reachable": matrix.reachable,
        "from_standing": np.array([one.value for one in matrix.rows]),
        "to_standing": np.array([one.value for one in matrix.columns]),
    }
    with path.open("wb") as out:
        np.savez_compressed(out, allow_pickle=False, **arrays)


def _places(table: PointTable, standings: tuple[Standing, ...]) -> list[dict[str, object]]:
    places = zip(table.codes, table.lonlat.tolist(), standings, strict=True)
    return [
        {"code": code, "lon": lon, "lat": lat, "standing": told.value} for code, (lon, lat), told in places
    ]


def _nullable(values: NDArray[np.int32], reachable: NDArray[np.bool_]) -> list[list[int | None]]:
    return [
        [value if is_open else None for value, is_open in zip(row, way, strict=True)]
        for row, way in zip(values.tolist(), reachable.tolist(), strict=True)
    ]


type Writer = Callable[[Path, PointTable, PointTable, Matrix], None]
WRITERS: Final[Mapping[str, Writer]] = {".csv": _csv, ".parquet": _parquet, ".json": _json, ".npz": _npz}
