"""``siangsa db import``: takes over the office's lists."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from data.store.errors import StoreError
from data.store.imports.errors import RowsRefusedError

if TYPE_CHECKING:
    from data.store.imports.model import ImportReport

app = typer.Typer(help="Take over the office's lists: all rows or none.", no_args_is_help=True)

_LISTED_CODES = 10


@app.callback()
def imports() -> None:
    """Take over the office's lists: all rows or none."""


@app.command()
def points(
    file: Annotated[Path, typer.Argument(help="CSV (UTF-8) or GeoJSON of collection points")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check and compare, store nothing")] = False,
    replace_samples: Annotated[
        bool, typer.Option("--replace-samples", help="Close the sample points from today on")
    ] = False,
) -> None:
    """Import collection points; a second import with the same codes updates them."""
    from data.contract.settings import StackSettings
    from data.store.engine import reachable, session_factory
    from data.store.imports.model import ImportOptions
    from data.store.imports.points import import_points
    from data.store.settings import StoreSettings

    stack = StackSettings()
    now = stack.make_clock().now()
    options = ImportOptions(
        today=stack.make_calendar().day_of(now),
        now=now,
        account="cli",
        dry_run=dry_run,
        replace_samples=replace_samples,
    )
    try:
        with reachable(StoreSettings().database_url) as engine, session_factory(engine).begin() as session:
            report = import_points(session, file, options)
    except RowsRefusedError as error:
        for fault in error.faults:
            typer.echo(fault.sentence(), err=True)
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    except StoreError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    for line in _lines(report):
        typer.echo(line)


@app.command()
def template() -> None:
    """Print an empty CSV with all columns of collection points."""
    from data.store.imports.points import COLUMNS

    typer.echo(",".join(column.name for column in COLUMNS))


def _lines(report: "ImportReport") -> list[str]:
    difference = report.difference
    verb = "diimpor" if report.stored else "akan diimpor (uji coba, tidak ada yang disimpan)"
    counts = f"{len(difference.new)} baru, {len(difference.changed)} berubah, {len(difference.same)} sama"
    lines = [f"{report.rows} titik {verb}: {counts}."]
    if difference.missing:
        left = f"{len(difference.missing)} titik tersimpan tidak ada di berkas dan dibiarkan"
        lines.append(f"{left}: {_codes(difference.missing)}")
    if report.unused:
        lines.append(f"Kolom yang tidak dipakai: {', '.join(report.unused)}")
    if report.samples_closed:
        lines.append(f"{report.samples_closed} titik contoh ditutup.")
    elif report.samples_open:
        lines.append(f"{report.samples_open} titik contoh masih dipakai; tutup dengan --replace-samples.")
    return lines


def _codes(codes: tuple[str, ...]) -> str:
    more = len(codes) - _LISTED_CODES
    return ", ".join(codes[:_LISTED_CODES]) + (f" dan {more} lagi" if more > 0 else "")
