"""What an import is told, what it reads and what it reports."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, Protocol

from sqlalchemy.orm import Session

from data.contract.calendar import OperatingCalendar
from data.store.imports.context import Context
from data.store.imports.faults import Fault
from data.store.imports.table import RawTable
from data.store.imports.validation import Checked, Column, Row

WHOLE_FILE: Final = frozenset({"missing_column", "column_twice", "crs_missing", "crs_wrong"})
"""Rules that, once broken, leave no row that could be imported."""


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How to import.

    Attributes
    ----------
    today
        Operating day from which changes hold.
    now
        Aware UTC stack time of the import.
    account
        Who imports, for the audit.
    dry_run
        True to check and compare only.
    replace_samples
        True to close the samples of this list today.
    reject
        True to import the good rows of a file with faults.
    mapping
        Heading to column, before any alias; an empty column: a heading that is not used.
    crs, layer, sheet
        How to read the file, where it does not say so itself.
    calendar
        Operating days, for what moves devices.
    written_at
        Aware UTC real time, for the audit; None: `now`.
    """

    today: date
    now: datetime
    account: str
    dry_run: bool = False
    replace_samples: bool = False
    reject: bool = False
    mapping: Mapping[str, str] = field(default_factory=dict)
    crs: str | None = None
    layer: str | None = None
    sheet: str | None = None
    calendar: OperatingCalendar = field(default_factory=OperatingCalendar)
    written_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """One checked entry of a file.

    Attributes
    ----------
    row
        Where it stands in the file.
    key
        The office's own code.
    values
        What the file states, by the names of the store's columns; what it leaves empty is not in it.
    place
        (lon, lat) in WGS84 degrees, or None.
    more
        What it states that is kept elsewhere, such as the vehicle of a crew member.
    """

    row: int
    key: str
    values: Mapping[str, Any]
    place: tuple[float, float] | None = None
    more: Mapping[str, Any] = field(default_factory=dict)


class Shelf(Protocol):
    """Where the entries of a list are kept, for one import."""

    entity: str

    def known(self) -> Mapping[str, Any]:
        """Return the stored entries by the office's code, closed ones too."""
        ...

    def fresh(self, record: Record) -> Any:  # noqa: ANN401 - each list stores rows of its own
        """Return a new entry, not yet added."""
        ...

    def changes(self, stored: Any, record: Record) -> dict[str, Any]:  # noqa: ANN401 - as `fresh`
        """Return what is to be set in a stored entry; nothing when it is the same."""
        ...

    def follow(self, stored: Any, record: Record, /) -> tuple[dict[str, Any], dict[str, Any]]:  # noqa: ANN401 - as `fresh`
        """Store what is kept elsewhere, after the entry itself; return how it was and is, for the audit."""
        ...


@dataclass(frozen=True, slots=True)
class ListSpec:
    """A list that the office keeps.

    Attributes
    ----------
    name
        As the command and the api call it.
    title, title_en
        As people call it.
    columns
        What it may hold.
    read
        Turns a checked row into a record, or tells what is wrong with it.
    shelf
        Where its entries are kept.
    key
        Column of the office's code.
    areas
        True when polygons are taken, by a point inside.
    same_place
        True when two entries at the very same place are one, written twice.
    needs_place
        True when no entry can be without coordinates.
    once
        What two entries may not share, of `Record.more`, and the column in which it is told.
    """

    name: str
    title: str
    title_en: str
    columns: tuple[Column, ...]
    read: Callable[[Row, Context], "Record | list[Fault]"]
    shelf: Callable[[Session, tuple[Record, ...], "Origin"], Shelf]
    key: str = "code"
    areas: bool = False
    same_place: bool = False
    needs_place: bool = False
    once: tuple[str, str] | None = None

    @property
    def placed(self) -> bool:
        """True when its entries have places."""
        return any(column.name == "lon" for column in self.columns)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where records come from: the file's name, how it is imported, what the store knows."""

    file_name: str
    options: ImportOptions
    context: Context


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file, read and checked; nothing is stored yet.

    Attributes
    ----------
    records
        Entries without a fault.
    crs
        Coordinate system of the places, None where the file and the person say nothing.
    """

    spec: ListSpec
    table: RawTable
    checked: Checked
    faults: tuple[Fault, ...]
    records: tuple[Record, ...]
    origin: Origin
    crs: str | None

    @property
    def whole_file_broken(self) -> bool:
        """True when no row can be imported, whatever it holds."""
        return any(fault.rule in WHOLE_FILE for fault in self.faults)


@dataclass(frozen=True, slots=True)
class Difference:
    """Codes of a file against the store; `missing` are open in the store and not in the file."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    same: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or would do.

    Attributes
    ----------
    rows
        Entries that were imported, or would be.
    rejected
        What is wrong with the rows that were left out.
    samples_open, samples_closed
        Samples of this list that stay in use, and that this import closes.
    unused
        Headings that were not understood and therefore ignored.
    skipped
        Rows that are sums, not entries.
    secrets
        New device -> its secret, shown this once.
    """

    rows: int
    difference: Difference
    samples_open: int
    samples_closed: int
    unused: tuple[str, ...]
    stored: bool
    rejected: tuple[Fault, ...] = ()
    skipped: tuple[int, ...] = ()
    crs: str | None = None
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
