"""Imports a list: reads a file, checks every row, compares it with the store, stores all or none.

One function for each step, so that a preview takes the first two and an import all of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from data.store import models
from data.store.address import PLANS_CHANNEL, ROADS_CHANNEL
from data.store.engine import ping
from data.store.errors import ImportRefusedError
from data.store.imports.context import Context, load_context
from data.store.imports.errors import RowsRefusedError
from data.store.imports.faults import HEADER_ROW, Fault
from data.store.imports.files import read_table
from data.store.imports.lists.base import fill_place, place_of
from data.store.imports.location import same_place_faults
from data.store.imports.mapping import demand_mapping
from data.store.imports.model import (
    WHOLE_FILE,
    Difference,
    ImportOptions,
    ImportReport,
    ListSpec,
    Origin,
    Prepared,
    Record,
    Shelf,
)
from data.store.imports.projections import demand_crs, locate
from data.store.imports.registry import spec_of
from data.store.imports.table import DEGREES, RawTable, Reading
from data.store.imports.validation import Checked, Row, check, plain
from data.store.queries import places, samples


@dataclass(frozen=True)
class Comparison:
    """Records against the store.

    Attributes
    ----------
    changes
        Code -> what is to be set; empty where nothing differs.
    states
        Row of the file -> ``new``, ``changed`` or ``same``.
    """

    difference: Difference
    known: Mapping[str, Any] = field(repr=False)
    changes: Mapping[str, Mapping[str, Any]]
    states: Mapping[int, str]


def import_list(session: Session, name: str, path: Path, options: ImportOptions) -> ImportReport:
    """Import all rows of a file or none (`options.reject`: the good ones); commits nothing.

    An entry whose code is already stored is updated; what the file leaves empty keeps its stored value.

    Raises
    ------
    UnreadableFileError
        When the file is no table.
    ImportRefusedError
        When the store has no villages yet, or `options` ask for what is not there.
    RowsRefusedError
        With every fault of the file; nothing was written.
    """
    return store(session, prepare(session, name, path, options))


def prepare(session: Session, name: str, path: Path, options: ImportOptions) -> Prepared:
    """Read and check a file; nothing is stored.

    Raises
    ------
    UnreadableFileError, ImportRefusedError
        As `import_list`.
    """
    spec, crs = spec_of(name), demand_crs(options.crs)
    known = {plain(word) for column in spec.columns for word in (column.name, *column.aliases)}
    known |= {plain(heading) for heading in options.mapping}
    reading = Reading(frozenset(known), options.layer, options.sheet, spec.areas, crs)
    table = read_table(path, reading)
    mapping = demand_mapping(spec, options.mapping, table.headings)
    context = load_context(session, options.today)
    if context.gazetteer.empty and spec.name != "villages":
        raise ImportRefusedError("Basis data belum berisi desa; jalankan dulu: siangsa db seed")
    checked = check(table.headings, table.rows, spec.columns, mapping)
    records, faults = _records(spec, table, checked, context, crs)
    told = table.crs or crs or (DEGREES if spec.placed and records else None)
    return Prepared(spec, table, checked, faults, records, Origin(path.name, options, context), told)


def _records(
    spec: ListSpec, table: RawTable, checked: Checked, context: Context, crs: str | None
) -> tuple[tuple[Record, ...], tuple[Fault, ...]]:
    faults = [*checked.faults, *_place_columns(spec, checked)]
    for row in checked.rows:
        fill_place(row)
    whole = locate(checked.rows, table, crs, context.gazetteer) if spec.placed else []
    if whole:
        return (), tuple(sorted((*faults, *whole)))
    if any(fault.rule in WHOLE_FILE for fault in faults):
        return (), tuple(sorted(faults))
    read = [(row, spec.read(row, context)) for row in checked.rows]
    told = {(fault.row, fault.column) for fault in faults}
    for _, found in read:
        faults += [f for f in (found if isinstance(found, list) else []) if (f.row, f.column) not in told]
    if spec.same_place:
        faults += same_place_faults(checked.rows)
    if spec.once is not None:
        faults += _shared([(row, found) for row, found in read if isinstance(found, Record)], *spec.once)
    bad = {fault.row for fault in faults}
    good = tuple(found for row, found in read if isinstance(found, Record) and row.number not in bad)
    return good, tuple(sorted(set(faults)))


def _shared(read: Sequence[tuple[Row, Record]], name: str, column: str) -> list[Fault]:
    """Name the rows that want what an earlier row has."""
    first: dict[Any, int] = {}
    faults = []
    for row, record in read:
        value = record.more.get(name)
        if value is not None and first.setdefault(value, row.number) != row.number:
            hint = f"kendaraan yang sama dengan baris {first[value]}"
            faults.append(row.fault(column, "vehicle_twice", hint))
    return faults


def _place_columns(spec: ListSpec, checked: Checked) -> list[Fault]:
    """Name the coordinates that a list needs and no heading of the file means."""
    claimed = set(checked.claimed.values())
    if not spec.needs_place or "coordinates" in claimed:
        return []
    hint = "kolom wajib tidak ada (lon dan lat, atau coordinates)"
    missing = [name for name in ("lon", "lat") if name not in claimed]
    return [Fault(HEADER_ROW, name, "missing_column", "", hint) for name in missing]


def compare(session: Session, prepared: Prepared) -> tuple[Comparison, Shelf]:
    """Compare the good rows of a file with the store."""
    shelf = prepared.spec.shelf(session, prepared.records, prepared.origin)
    known = shelf.known()
    changes = {
        record.key: shelf.changes(known[record.key], record)
        for record in prepared.records
        if record.key in known
    }
    named = {str(row.values.get(prepared.spec.key)) for row in prepared.checked.rows}
    open_codes = {code for code, entry in known.items() if getattr(entry, "valid_to", None) is None}
    difference = Difference(
        new=tuple(record.key for record in prepared.records if record.key not in known),
        changed=tuple(code for code, values in changes.items() if values),
        same=tuple(code for code, values in changes.items() if not values),
        missing=tuple(sorted(open_codes - named - changes.keys())),
    )
    states = {record.row: _state(record, changes) for record in prepared.records}
    return Comparison(difference, known, changes, states), shelf


def _state(record: Record, changes: Mapping[str, Mapping[str, Any]]) -> str:
    found = changes.get(record.key)
    return "new" if found is None else "changed" if found else "same"


def store(session: Session, prepared: Prepared) -> ImportReport:
    """Store what was prepared, with an audit row for each entry; commits nothing.

    Raises
    ------
    RowsRefusedError
        When rows have faults and `reject` was not asked for, or no row could be imported at all.
    """
    options = prepared.origin.options
    if prepared.faults and (not options.reject or prepared.whole_file_broken or not prepared.records):
        raise RowsRefusedError(prepared.faults, len(prepared.table.rows))
    comparison, shelf = compare(session, prepared)
    secrets: Mapping[str, str] = {}
    if not options.dry_run:
        _write(session, prepared, comparison, shelf)
        secrets = getattr(shelf, "secrets", {})
    open_samples, closed = _samples(session, prepared.spec, options)
    if not options.dry_run:
        _note_whole(session, prepared, comparison.difference, closed)
        session.flush()
    return ImportReport(
        rows=len(prepared.records),
        difference=comparison.difference,
        samples_open=open_samples,
        samples_closed=closed,
        unused=prepared.checked.unused,
        stored=not options.dry_run,
        rejected=prepared.faults,
        skipped=prepared.checked.skipped,
        crs=prepared.crs,
        secrets=secrets,
    )


def _write(session: Session, prepared: Prepared, comparison: Comparison, shelf: Shelf) -> None:
    touched: list[tuple[Record, Any, dict[str, Any] | None]] = []
    for record in prepared.records:
        stored = comparison.known.get(record.key)
        if stored is None:
            fresh = shelf.fresh(record)
            session.add(fresh)
            touched.append((record, fresh, None))
        elif comparison.changes[record.key]:
            touched.append((record, stored, _apply(stored, comparison.changes[record.key])))
    session.flush()
    rows = [_audit_row(prepared, shelf, entry) for entry in touched]
    if rows:
        session.execute(insert(models.Audit), rows)
        _tell_readers(session, prepared, any("geom" in (before or ()) for _, _, before in touched))


def _tell_readers(session: Session, prepared: Prepared, moved: bool) -> None:  # noqa: FBT001 - one private caller
    """Let programs that hold the lists read them anew; where places moved, visits are found anew."""
    options = prepared.origin.options
    ping(session, PLANS_CHANNEL)
    if prepared.spec.name == "facilities":
        ping(session, ROADS_CHANNEL)
    if moved:
        mark = places.mark_recent_days if prepared.spec.name == "facilities" else places.mark_day
        mark(session, options.calendar, options.now)


def _apply(stored: Any, changes: Mapping[str, Any]) -> dict[str, Any]:  # noqa: ANN401 - a row of any list
    """Set what differs; return how it was before."""
    before = {name: getattr(stored, name) for name in changes if hasattr(stored, name)}
    for name, value in changes.items():
        if hasattr(stored, name):
            setattr(stored, name, value)
    return before


def _audit_row(
    prepared: Prepared, shelf: Shelf, entry: tuple[Record, Any, dict[str, Any] | None]
) -> dict[str, Any]:
    record, stored, before = entry
    options = prepared.origin.options
    names = {"source": "amount_source"} if prepared.spec.name == "points" else {}
    was, followed = shelf.follow(stored, record)
    after = dict(record.values) if before is None else {name: getattr(stored, name) for name in before}
    if record.place is not None and (before is None or "geom" in before):
        after["geom"] = record.place
    return {
        "at": options.written_at or options.now,
        "account": options.account,
        "action": "import",
        "entity": shelf.entity,
        "entity_id": _identity(stored),
        "before": None if before is None else _told(before | was, names) | {"code": record.key},
        "after": _told(after | followed, names) | {"code": record.key, "file": prepared.origin.file_name},
    }


def _identity(stored: Any) -> str:  # noqa: ANN401 - a row of any list
    from sqlalchemy import inspect

    return str(inspect(stored).identity[0])


def _told(values: Mapping[str, Any], shown_as: Mapping[str, str]) -> dict[str, Any]:
    """Return values as JSON keeps them, by the names that people see; a geometry as lon and lat."""
    told: dict[str, Any] = {}
    for name, value in values.items():
        if name == "geom":
            told["lon"], told["lat"] = value if isinstance(value, tuple) else place_of(value)
        else:
            told[shown_as.get(name, name)] = (
                value if isinstance(value, str | int | float | list | None) else str(value)
            )
    return told


def _samples(session: Session, spec: ListSpec, options: ImportOptions) -> tuple[int, int]:
    """Return how many samples of the list stay open, and how many this import closes."""
    if spec.name not in samples.LISTS:
        return 0, 0
    count = samples.count_open(session, spec.name)
    if not options.replace_samples:
        return count, 0
    if not options.dry_run:
        at = options.written_at or options.now
        closing = samples.Closing(options.today, options.now, options.calendar, options.account, at)
        closed = samples.close(session, spec.name, closing)
        return count - closed, closed
    return 0, count


def _note_whole(session: Session, prepared: Prepared, difference: Difference, closed: int) -> None:
    options = prepared.origin.options
    counts = {name: len(codes) for name, codes in asdict(difference).items()}
    session.add(
        models.Audit(
            at=options.written_at or options.now,
            account=options.account,
            action="import",
            entity="import",
            entity_id=prepared.spec.name,
            before=None,
            after={
                "file": prepared.origin.file_name,
                **counts,
                "rejected": len({fault.row for fault in prepared.faults}),
                "samples_closed": closed,
            },
        )
    )
