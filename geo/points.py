"""Tables of places for the command line: CSV with ``lon`` and ``lat``, optionally ``code``."""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from geo.errors import PointsFileError
from geo.roads.matrix import Matrix

MAX_POINTS = 5_000
"""A matrix of this size takes 200 MB and minutes."""


@dataclass(frozen=True, slots=True)
class PointTable:
    """Places with their names.

    Parameters
    ----------
    codes
        Names, the row number where the table gives none.
    lonlat
        (n, 2) degrees.
    """

    codes: tuple[str, ...]
    lonlat: NDArray[np.float64]


def read_points(path: Path) -> PointTable:
    """Read a CSV with columns ``lon``, ``lat`` and optionally ``code``.

    Parameters
    ----------
    path
        UTF-8, with or without byte order mark, comma separated, first row = names of columns.

    Raises
    ------
    PointsFileError
        When it cannot be read; the text names the row, the column, the rule and the value.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as source:
            reader = csv.DictReader(source)
            missing = {"lon", "lat"} - set(reader.fieldnames or ())
            if missing:
                raise PointsFileError(f"{path} has no column {' and no column '.join(sorted(missing))}")
            rows = list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise PointsFileError(f"cannot read {path}: {error}") from error
    if not 0 < len(rows) <= MAX_POINTS:
        raise PointsFileError(f"{path} must have 1 to {MAX_POINTS} points, not {len(rows)}")
    places = [
        (_degrees(row, "lon", 180.0, i), _degrees(row, "lat", 90.0, i)) for i, row in enumerate(rows, 2)
    ]
    codes = tuple(row.get("code") or str(i) for i, row in enumerate(rows, 1))
    return PointTable(codes, np.array(places))


def write_matrix(path: Path, table: PointTable, matrix: Matrix) -> None:
    """Write a matrix as CSV, a pair a row: from, to, duration_s, distance_m; empty without a way.

    Parameters
    ----------
    path
        A file; replaced when it exists.
    table
        The places.
    matrix
        Their matrix.

    Raises
    ------
    PointsFileError
        When the file cannot be written.
    """
    try:
        with path.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(["from", "to", "duration_s", "distance_m"])
            for i, start in enumerate(table.codes):
                writer.writerows(_row(start, end, matrix, i, j) for j, end in enumerate(table.codes))
    except OSError as error:
        raise PointsFileError(f"cannot write {path}: {error.strerror}") from error


def _degrees(row: dict[str, str], column: str, limit: float, number: int) -> float:
    text = row.get(column) or ""
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not abs(value) <= limit:
        raise PointsFileError(f"row {number}, column {column}: must be degrees up to {limit:g}, not {text!r}")
    return value


def _row(start: str, end: str, matrix: Matrix, i: int, j: int) -> tuple[str, str, int | str, int | str]:
    if not matrix.reachable[i, j]:
        return start, end, "", ""
    return start, end, int(matrix.duration_s[i, j]), int(matrix.distance_m[i, j])
