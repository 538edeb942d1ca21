"""What an import is told, what it reads and what it reports."""

from dataclasses import dataclass
from datetime import date, datetime, time

from data.store.imports.gazetteer import Place


@dataclass(frozen=True, slots=True)
class PointRow:
    """One checked collection point of a file; None where the file says nothing.

    Attributes
    ----------
    lon, lat
        WGS84 degrees.
    kg_per_day
        Kilograms that gather in a day.
    service_s
        Seconds that one stop takes.
    window_from, window_to
        Local times between which a truck may come.
    """

    code: str
    name: str
    village: Place
    lon: float
    lat: float
    kind: str | None
    kg_per_day: float | None
    container_m3: float | None
    service_s: int | None
    window_from: time | None
    window_to: time | None
    last_emptied_on: date | None


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
    samples_open, samples_closed
        Sample points that stay in use, and that this import closes.
    unused
        Headings that were not understood and therefore ignored.
    """

    rows: int
    difference: Difference
    samples_open: int
    samples_closed: int
    unused: tuple[str, ...]
    stored: bool


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How to import.

    Attributes
    ----------
    today
        Operating day from which changes hold.
    now
        Aware UTC time of the import, for the audit.
    account
        Who imports, for the audit.
    dry_run
        True to check and compare only.
    replace_samples
        True to close the sample points today.
    """

    today: date
    now: datetime
    account: str
    dry_run: bool = False
    replace_samples: bool = False
