"""Rows of a timetable in order: what each truck does on each day, and where rows contradict each other."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from data.store.imports.faults import CellError, Fault
from data.store.imports.timetable.rows import Entry

type Halts = list[list[str]]
type TimetableJson = dict[str, dict[str, Halts]]
type _Turn = tuple[date, str]


def build(entries: Sequence[Entry]) -> tuple[TimetableJson, list[Fault]]:
    """Return ISO day -> vehicle -> [kind, code] in order, and the faults that only several rows make."""
    turns: dict[_Turn, list[Entry]] = defaultdict(list)
    for entry in entries:
        for day in entry.dates:
            turns[day, entry.vehicle].append(entry)
    faults: list[Fault] = []
    timetable: TimetableJson = {}
    for (day, vehicle), of_turn in sorted(turns.items()):
        faults += _order_faults(of_turn)
        ordered = sorted(of_turn, key=lambda entry: (entry.order or 0, entry.row.number))
        halts = [[kind, code] for entry in ordered for kind, code in entry.halts]
        if any(kind == "collect" for kind, _ in halts):
            timetable.setdefault(day.isoformat(), {})[vehicle] = _once(halts)
    faults += _double_faults(turns)
    return timetable, sorted(set(faults))


def _once(halts: Halts) -> Halts:
    """Return halts without an unloading right after another at the same place."""
    return [
        halt
        for before, halt in zip([None, *halts], halts, strict=False)
        if halt[0] != "unload" or halt != before
    ]


def _order_faults(entries: Sequence[Entry]) -> Iterable[Fault]:
    """Name rows that have no order among others with one, and rows that share one."""
    if all(entry.order is None for entry in entries):
        return
    first: dict[int, int] = {}
    for entry in entries:
        if entry.order is None:
            error = CellError(
                "order_missing",
                "isi urutan: baris lain truk ini pada hari itu punya urutan",
                "fill in the order: other rows of this truck and day have one",
            )
            yield entry.row.broken("order", error)
        elif first.setdefault(entry.order, entry.row.number) != entry.row.number:
            number = first[entry.order]
            error = CellError(
                "order_twice",
                f"urutan {entry.order} sudah dipakai truk ini pada hari itu di baris {number}",
                f"this truck has order {entry.order} on that day in row {number} already",
            )
            yield entry.row.broken("order", error)


def _double_faults(turns: dict[_Turn, list[Entry]]) -> Iterable[Fault]:
    """Name rows that empty a point a second time on one day, whichever truck comes."""
    first: dict[tuple[date, str], tuple[int, str]] = {}
    rows = sorted(
        ((entry.row.number, day, vehicle, entry) for (day, vehicle), each in turns.items() for entry in each),
        key=lambda each: each[:3],
    )
    for number, day, vehicle, entry in rows:
        for kind, code in entry.halts:
            if kind != "collect":
                continue
            known, other = first.setdefault((day, code), (number, vehicle))
            if (known, other) != (number, vehicle):
                error = CellError(
                    "point_twice",
                    f"titik {code} sudah diangkut pada {day} di baris {known} (truk {other})",
                    f"point {code} is emptied on {day} in row {known} already (truck {other})",
                )
                yield entry.row.broken("point", error)
