"""Plans that people made: halts as they were typed, made into sequences of a problem.

People type codes in any case, with other dashes and blanks, name the columns as they like, and write the
yard down at both ends of the day; all that is understood. What cannot be understood is named, row by row.
"""

import csv
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import pairwise
from typing import Any, Final

from routing.errors import HandPlanError
from routing.model.plan import CallKind, Sequences
from routing.model.problem import Problem

_VEHICLE: Final = ("vehicle", "kendaraan", "truck", "truk", "vehicle_id", "plate", "plat", "nopol", "armada")
_PLACE: Final = ("place", "tempat", "code", "kode", "stop", "titik", "point", "lokasi", "tujuan", "halt")
_ORDER: Final = ("order", "urutan", "no", "nomor", "seq", "sequence", "urut")
_YARD: Final = {"pool", "garasi", "depot", "yard", "kantor", "start", "end", "mulai", "selesai"}


@dataclass(frozen=True, slots=True)
class Row:
    """One halt as it was typed; `where` says where it stands, for a person who looks for it."""

    where: str
    vehicle: str
    place: str


def decode(content: bytes) -> str:
    """Return the text of a file as spreadsheets write it: UTF-8, UTF-16 with its mark, or Windows-1252."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def read_csv(text: str) -> list[Row]:
    """Read a table with a row per halt; rows of one truck are in its order, or in that of an order column.

    Raises
    ------
    HandPlanError
        When the columns of truck and place are not found, or an order is no number.
    """
    text = text.removeprefix("\ufeff")
    lines = text.splitlines()
    head = next((line for line in lines if line.strip()), "")
    delimiter = max(";,\t|", key=head.count)
    table = [
        (number, [cell.strip() for cell in cells])
        for number, cells in enumerate(csv.reader(lines, delimiter=delimiter), start=1)
        if any(cell.strip() for cell in cells)
    ]
    if not table:
        raise HandPlanError(("the plan is empty",))
    names = [plain(cell) for cell in table[0][1]]
    columns = [_column(names, wanted) for wanted in (_VEHICLE, _PLACE, _ORDER)]
    vehicle, place, order = columns
    if vehicle is None or place is None:
        missing = " and ".join(n for n, c in (("vehicle", vehicle), ("place", place)) if c is None)
        raise HandPlanError((f"row {table[0][0]}: no column named {missing}, but {', '.join(table[0][1])}",))
    found = [
        (_order(number, cells, order), _row(number, cells, vehicle, place)) for number, cells in table[1:]
    ]
    return [row for _, row in sorted(found, key=lambda each: each[0])]


def parse(text: str) -> object:
    """Return what a JSON text says.

    Raises
    ------
    HandPlanError
        When it is no JSON.
    """
    try:
        return json.loads(text)
    except ValueError as error:
        raise HandPlanError((f"this is no JSON: {error}",)) from None


def rows_of(document: object) -> list[Row]:
    """Return halts from lists of places by vehicle, with or without ``routes`` around them.

    Raises
    ------
    HandPlanError
        When it is anything else.
    """
    routes = document.get("routes", document) if isinstance(document, Mapping) else None
    if not isinstance(routes, Mapping):
        raise HandPlanError(("routes must be given as lists of places by vehicle",))
    faults = [
        f"vehicle {name!r}: its places must be a list of texts"
        for name, places in routes.items()
        if not isinstance(places, list | tuple) or not all(isinstance(p, str) for p in places)
    ]
    if faults:
        raise HandPlanError(tuple(faults))
    return [
        Row(f"vehicle {name!r}, place {number}", str(name), place)
        for name, places in routes.items()
        for number, place in enumerate(places, start=1)
    ]


def understand(problem: Problem, rows: list[Row], aliases: Mapping[str, str] | None = None) -> Sequences:
    """Find the vehicles, stops and facilities that are meant.

    Parameters
    ----------
    aliases
        Other names of vehicles (plates) to their ids.

    Raises
    ------
    HandPlanError
        With every name that means nothing here, or more than one thing.
    """
    vehicles = _Names("vehicle", [(v.id, v.id) for v in problem.vehicles] + list((aliases or {}).items()))
    places = _Names(
        "place",
        [(s.code, ("collect", s.code)) for s in problem.stops]
        + [(f.code, ("unload", f.code)) for f in problem.facilities],
    )
    halts: dict[str, list[tuple[CallKind, str]]] = {}
    faults: list[str] = []
    for row in rows:
        vehicle, trouble = vehicles.find(row.vehicle)
        if trouble:
            faults.append(f"{row.where}: {trouble}")
        if plain(row.place) in _YARD:
            continue
        halt, trouble = places.find(row.place)
        if trouble:
            faults.append(f"{row.where}: {trouble}")
        if vehicle is not None and halt is not None:
            halts.setdefault(vehicle, []).append(halt)
    if faults:
        raise HandPlanError(tuple(dict.fromkeys(faults)))
    return {vehicle: tuple(done) for vehicle, done in halts.items()}


def sequences_of(halts: Mapping[str, list[tuple[str, str]]]) -> Sequences:
    """Return halts of the store as sequences."""
    kinds: dict[str, CallKind] = {"collect": "collect", "unload": "unload"}
    return {
        vehicle: tuple((kinds[kind], code) for kind, code in done if kind in kinds)
        for vehicle, done in halts.items()
    }


def plain(text: str) -> str:
    """Return a name as it is compared: without case, blanks, marks and leading zeros of its numbers."""
    parts = re.findall(r"\d+|[^\W\d_]+", text.casefold())
    numbers = [part.lstrip("0") or "0" if part.isdigit() else part for part in parts]
    # two numbers in a row stay apart: 1-1 is not 11
    return "".join(f".{p}" if p.isdigit() and q.isdigit() else p for q, p in pairwise(["", *numbers]))


class _Names:
    """Names that people may have typed otherwise."""

    def __init__(self, kind: str, names: list[tuple[str, Any]]) -> None:
        self._kind = kind
        self._exact = dict(names)
        self._plain: dict[str, set[Any]] = {}
        for name, meant in names:
            self._plain.setdefault(plain(name), set()).add(meant)

    def find(self, typed: str) -> tuple[Any, str]:
        """Return what is meant, or None and what is wrong."""
        for name in (typed.strip(), _unmarked(typed)):
            if name in self._exact:
                return self._exact[name], ""
        meant = self._plain.get(plain(_unmarked(typed)), set())
        if len(meant) == 1:
            return next(iter(meant)), ""
        if meant:
            return None, f"{self._kind} {typed!r} could be {' or '.join(sorted(map(str, meant)))}"
        near = get_close_matches(plain(_unmarked(typed)), self._plain, n=1)
        hint = next((f"; is it {name!r}?" for name in self._exact if near and plain(name) == near[0]), "")
        return None, f"unknown {self._kind} {typed!r}{hint}"


def _unmarked(typed: str) -> str:
    """Return a place without the mark of its kind (``p:`` a point, ``f:`` a facility)."""
    typed = typed.strip()
    return typed[2:].strip() if typed[:2].casefold() in {"p:", "f:"} else typed


def _column(names: list[str], wanted: tuple[str, ...]) -> int | None:
    plain_wanted = [plain(name) for name in wanted]
    return next((names.index(name) for name in plain_wanted if name in names), None)


def _row(number: int, cells: list[str], vehicle: int, place: int) -> Row:
    if max(vehicle, place) >= len(cells):
        raise HandPlanError((f"row {number}: it has {len(cells)} cells, too few",))
    return Row(f"row {number}", cells[vehicle], cells[place])


def _order(number: int, cells: list[str], column: int | None) -> float:
    """Return where a row stands in its truck's order; as written when nothing is said."""
    if column is None or column >= len(cells) or not cells[column]:
        return 0.0
    try:
        return float(cells[column].rstrip("."))
    except ValueError:
        raise HandPlanError((f"row {number}: order {cells[column]!r} is no number",)) from None
