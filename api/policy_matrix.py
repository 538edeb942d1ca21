"""The policy table written out: every operation, every role, own things and those of others."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from fastapi import FastAPI

from api.policy import TABLE, Caller, Reach, Role, Rule, allows
from data.store.queries.scope import EVERYTHING, Scope

_PART: Final = Scope("vehicles", ("one",))
LEGEND: Final = """\
Each cell: may an account of the whole regency · an account of a part with what is its own · with what is not.
w = whole regency, o = own, f = foreign, - = refused (401 without signing in, 403, or 404 for foreign things).
A token may do what its account may, but no more than its own role.
"""


@dataclass(frozen=True)
class Cell:
    """What one role may do with one operation."""

    whole: bool
    own: bool
    foreign: bool

    def word(self) -> str:
        """Return the cell as three letters."""
        pairs = ((self.whole, "w"), (self.own, "o"), (self.foreign, "f"))
        return "".join(letter if may else "-" for may, letter in pairs)


@dataclass(frozen=True)
class Row:
    """One operation and who may use it; `cells` by role, `nobody` first."""

    operation: str
    method: str
    path: str
    reach: Reach
    cells: dict[str, Cell]

    def as_json(self) -> dict[str, Any]:
        """Return the row as a JSON object."""
        cells = {
            role: {"whole": cell.whole, "own": cell.own, "foreign": cell.foreign}
            for role, cell in self.cells.items()
        }
        return {
            "operation": self.operation,
            "method": self.method,
            "path": self.path,
            "reach": self.reach.value,
            "roles": cells,
        }


def matrix(app: FastAPI) -> list[Row]:
    """Return a row for every operation that is described, in the order of its path."""
    rows = [
        _row(operation["operationId"], method.upper(), path)
        for path, methods in app.openapi()["paths"].items()
        for method, operation in methods.items()
    ]
    return sorted(rows, key=lambda row: (row.path, row.method))


def as_text(rows: Iterable[Row]) -> str:
    """Return the matrix as a table, with how to read it and how large it is."""
    listed = list(rows)
    roles = list(listed[0].cells)
    name, path = (max(map(len, column)) for column in zip(*_named(listed), strict=True))
    head = f"{'operation':<{name}}  {'address':<{path}}  " + "  ".join(f"{role:<10}" for role in roles)
    lines = [
        f"{row.operation:<{name}}  {_address(row):<{path}}  "
        + "  ".join(f"{row.cells[role].word():<10}" for role in roles)
        for row in listed
    ]
    size = f"{len(listed)} operations, {len(roles)} roles, {cell_count(listed)} cells"
    return "\n".join([LEGEND, head.rstrip(), *(line.rstrip() for line in lines), "", size, ""])


def cell_count(rows: Iterable[Row]) -> int:
    """Return how many questions the matrix answers."""
    return sum(3 * len(row.cells) for row in rows)


def _row(operation: str, method: str, path: str) -> Row:
    rule = TABLE[operation]
    cells = {"nobody": _cell(rule, None)} | {role.word: _cell(rule, role) for role in Role}
    return Row(operation, method, path, rule.reach, cells)


def _cell(rule: Rule, role: Role | None) -> Cell:
    whole, part = (_allowed(rule, role, scope) for scope in (EVERYTHING, _PART))
    return Cell(whole, part, part and rule.reach is Reach.OPEN)


def _allowed(rule: Rule, role: Role | None, scope: Scope) -> bool:
    if role is None:
        return allows(rule, None)
    return allows(rule, Caller(0, "", role, scope, 0.0, 0))


def _named(rows: Iterable[Row]) -> list[tuple[str, str]]:
    return [(row.operation, _address(row)) for row in rows]


def _address(row: Row) -> str:
    return f"{row.method} {row.path}"
