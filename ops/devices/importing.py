"""`siangsa device import`: a file of trackers into the store and, where asked, into a Traccar server."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx

from data.contract.dialects.report import Dialect
from data.store.imports.devices import DeviceImport, DeviceImportOptions, import_devices
from data.store.imports.faults import Fault
from data.store.queries import audit
from ops.certificates import write_private
from ops.devices.office import CONSOLE, Office
from ops.devices.traccar import Registered, Traccar, Tracker
from ops.errors import StackError


@dataclass(frozen=True)
class Wanted:
    """What is imported and how.

    Parameters
    ----------
    dry_run
        Check and compare, store nothing and tell Traccar nothing.
    traccar
        A signed-in client of the Traccar server that is to know the trackers too.
    """

    file: Path
    dialect: Dialect
    gateway: str | None
    dry_run: bool = False
    checks_imei: bool = True
    traccar: httpx.Client | None = None


def run(office: Office, wanted: Wanted) -> tuple[DeviceImport, Registered | None]:
    """Import the file; everything is stored, or nothing.

    Traccar is told before the commit: when it refuses, we store nothing, and what it has taken by then is
    found there by the next try.

    Raises
    ------
    RowsRefusedError
        With every fault of the file.
    StackError
        The Traccar server refuses.
    """
    options = DeviceImportOptions(
        wanted.dialect, wanted.gateway, office.now, office.calendar, checks_imei=wanted.checks_imei
    )
    with office.session() as session:
        report = import_devices(session, wanted.file, options)
        if wanted.dry_run:
            session.rollback()
            return report, None
        counts = {"new": len(report.new), "changed": len(report.changed), "file": wanted.file.name}
        change = audit.Change("devices_imported", "device", wanted.gateway or wanted.dialect, None, counts)
        audit.record(session, CONSOLE, office.real, change)
        registered = None if wanted.traccar is None else _register(wanted.traccar, report)
    return report, registered


def told(report: DeviceImport, registered: Registered | None, *, dry_run: bool) -> list[str]:
    """Return what was done, as lines."""
    verb = "would be imported (dry run, nothing is stored)" if dry_run else "imported"
    counts = f"{len(report.new)} new, {len(report.changed)} changed, {len(report.same)} as before"
    lines = [f"{len(report.rows)} trackers {verb}: {counts}"]
    if registered is not None:
        lines.append(f"Traccar: {len(registered.new)} registered, {len(registered.known)} known before")
    seatless = sum(row.vehicle_id is None for row in report.rows)
    if seatless:
        lines.append(f"{seatless} of them sit in no vehicle yet: siangsa device assign")
    if report.waiting:
        lines.append(f"{report.waiting} quarantined messages are being read again")
    if report.unused:
        lines.append(f"columns not used: {', '.join(report.unused)}")
    return lines


def write_faults(path: Path, faults: Sequence[Fault]) -> None:
    """Write the faults as a CSV that a spreadsheet opens: row, column, rule, value, hint.

    Raises
    ------
    StackError
        The file cannot be written.
    """
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(("row", "column", "rule", "value", "hint"))
            for fault in faults:
                writer.writerow((fault.row, fault.column, fault.rule, _harmless(fault.value), fault.hint))
    except OSError as error:
        raise StackError(f"{path} cannot be written: {error.strerror}") from error


def write_secrets(path: Path, secrets: Mapping[str, str]) -> None:
    """Write devices and their secrets as a CSV that only its owner can read.

    Raises
    ------
    StackError
        The file cannot be written.
    """
    try:
        write_private(path, "".join(f"{device},{secret}\n" for device, secret in secrets.items()))
    except OSError as error:
        raise StackError(f"{path} cannot be written: {error.strerror}") from error


def _register(client: httpx.Client, report: DeviceImport) -> Registered:
    trackers = [Tracker(row.identifier, row.plate or row.identifier, row.model) for row in report.rows]
    return Traccar(client).register(trackers)


def _harmless(value: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{value}" if value[:1] in {"=", "+", "-", "@", "\t"} else value
