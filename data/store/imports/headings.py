"""Finds the row of headings in a sheet: titles above it, headings in two rows, a row of column numbers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from data.store.imports.validation import plain

_SEARCHED_ROWS: Final = 30
_DEEPEST: Final = 3
_NUMBER: Final = re.compile(r"[-+]?\d[\d.,]*")
_NUMBERED: Final = re.compile(r"\(?\d{1,2}\)?")


@dataclass(frozen=True, slots=True)
class Line:
    """Cells of one row as text; `number` is the file's own."""

    number: int
    cells: Sequence[str]


@dataclass(frozen=True, slots=True)
class Merge:
    """Cells that were made one; rows by the file's number, columns from 0, all included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Grid:
    """The rows of a sheet that are not empty, and what is merged in it."""

    lines: Sequence[Line]
    merges: Sequence[Merge] = field(default=())


def split(grid: Grid, known: frozenset[str]) -> tuple[tuple[str, ...], list[Line]]:
    """Return the headings and the rows below them.

    Without known words the first row holds the headings. Else it is the row, or the two or three rows
    together, in which most of them stand; what stands above (titles) is left out, and so is a row that only
    numbers the columns.
    """
    if not grid.lines:
        return (), []
    first, depth = _place(grid, known) if known else (0, 1)
    headings = _headings(grid, first, depth, known)
    body = list(grid.lines[first + depth :])
    if body and _numbers_columns(body[0]):
        body.pop(0)
    return headings, _filled_down(body, grid.merges)


def named(headings: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    """Return the cells of a row by heading; those below none are left out."""
    return {heading: cell for heading, cell in zip(headings, cells, strict=False) if heading}


def _place(grid: Grid, known: frozenset[str]) -> tuple[int, int]:
    best, place = (0, -1), (0, 1)
    for first in range(min(len(grid.lines), _SEARCHED_ROWS)):
        for depth in range(1, min(_DEEPEST, len(grid.lines) - first) + 1):
            if depth > 1 and _holds_numbers(grid.lines[first + depth - 1]):
                break
            found = {plain(heading) for heading in _headings(grid, first, depth, known)} & known
            # of equal finds the fewest rows: a title above is no heading
            if (len(found), -depth) > best:
                best, place = (len(found), -depth), (first, depth)
    return place


def _holds_numbers(line: Line) -> bool:
    """Tell whether a row is of the list rather than of its headings."""
    return any(_NUMBER.fullmatch(cell.strip()) for cell in line.cells)


def _headings(grid: Grid, first: int, depth: int, known: frozenset[str]) -> tuple[str, ...]:
    lines = grid.lines[first : first + depth]
    width = max(len(line.cells) for line in lines)
    spread = [_spread(line, width, grid.merges) for line in lines]
    headings = [_joined([cells[column] for cells in spread], known) for column in range(width)]
    while headings and not headings[-1]:
        headings.pop()
    return tuple(headings)


def _spread(line: Line, width: int, merges: Sequence[Merge]) -> list[str]:
    """Return the cells of a row of headings, each merged one said in all its columns."""
    cells = [" ".join(cell.split()) for cell in line.cells] + [""] * (width - len(line.cells))
    for merge in merges:
        if merge.top == line.number and merge.left < width:
            for column in range(merge.left, min(merge.right + 1, width)):
                cells[column] = cells[merge.left]
    return cells


def _joined(parts: Sequence[str], known: frozenset[str]) -> str:
    """Return the one heading that stacked cells make: the lowest that is known by itself, or all of them."""
    said = list(dict.fromkeys(part for part in parts if part))
    whole = " ".join(said)
    if plain(whole) in known:
        return whole
    return next((part for part in reversed(said) if plain(part) in known), whole)


def _numbers_columns(line: Line) -> bool:
    said = [cell.strip() for cell in line.cells if cell.strip()]
    if len(said) < 3 or not all(_NUMBERED.fullmatch(cell) for cell in said):
        return False
    return [int(cell.strip("()")) for cell in said] == list(range(1, len(said) + 1))


def _filled_down(body: list[Line], merges: Sequence[Merge]) -> list[Line]:
    """Say what was merged over several rows in each of them."""
    by_number = {line.number: list(line.cells) for line in body}
    for merge in merges:
        above = by_number.get(merge.top)
        if merge.bottom == merge.top or above is None or merge.left >= len(above):
            continue
        for number in range(merge.top + 1, merge.bottom + 1):
            cells = by_number.get(number)
            if cells is None:
                continue
            cells += [""] * (merge.left + 1 - len(cells))
            cells[merge.left] = above[merge.left]
    return [Line(line.number, by_number[line.number]) for line in body]
