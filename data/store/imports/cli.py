"""``siangsa db import``: takes over the office's lists."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from data.store.errors import StoreError
from data.store.imports.errors import RowsRefusedError
from data.store.imports.names import NAMES

if TYPE_CHECKING:
    from data.store.imports.model import ImportOptions, ImportReport, Prepared

app = typer.Typer(help="Take over the office's lists: all rows or none.", no_args_is_help=True)

_MOST_FAULTS: Final = 200
_HELP: Final = (
    "Import {}: CSV, XLSX, GeoJSON, GeoPackage, KML or a zipped shapefile. A second import with the"
    " same codes updates."
)


@app.callback()
def imports() -> None:
    """Take over the office's lists: all rows or none."""


@app.command()
def template(
    name: Annotated[str, typer.Argument(metavar="LIST", help=" | ".join(NAMES))] = "points",
    xlsx: Annotated[
        Path | None, typer.Option("--xlsx", help="Write a workbook that explains its columns")
    ] = None,
) -> None:
    """Print an empty CSV with all columns of a list, or write a workbook."""
    from data.store.imports.registry import spec_of
    from data.store.imports.templates import csv_template, xlsx_template

    try:
        spec = spec_of(name)
        if xlsx is not None:
            xlsx.write_bytes(xlsx_template(spec))
    except (StoreError, OSError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    if xlsx is None:
        typer.echo(csv_template(spec).strip())


def _command(name: str) -> Callable[..., None]:
    """Return the command that imports one list."""

    def command(
        file: Annotated[Path, typer.Argument(help=".csv, .xlsx, .geojson, .gpkg, .kml or .zip")],
        pairs: Annotated[
            list[str] | None,
            typer.Option("--map", help='A heading\'s column: "Nama TPS=name"; "Ket=": unused'),
        ] = None,
        mapping: Annotated[str | None, typer.Option("--mapping", help="Use the mapping kept so")] = None,
        keep_mapping: Annotated[
            str | None, typer.Option("--keep-mapping", help="Keep this mapping under a name")
        ] = None,
        crs: Annotated[
            str | None, typer.Option("--crs", help="Coordinate system, such as EPSG:32749 (UTM 49S)")
        ] = None,
        layer: Annotated[str | None, typer.Option("--layer", help="Which layer of a map file")] = None,
        sheet: Annotated[str | None, typer.Option("--sheet", help="Which sheet of a workbook")] = None,
        dry_run: Annotated[bool, typer.Option("--dry-run", help="Check and compare, store nothing")] = False,
        reject: Annotated[
            Path | None, typer.Option("--reject", help="Import the good rows, write the bad ones to this CSV")
        ] = None,
        replace_samples: Annotated[
            bool, typer.Option("--replace-samples", help="Close the samples of this list from today on")
        ] = False,
        as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON")] = False,
    ) -> None:
        options = replace(
            _options(),
            crs=crs, layer=layer, sheet=sheet, dry_run=dry_run, reject=reject is not None,
            replace_samples=replace_samples,
        )  # fmt: skip
        try:
            _run(name, file, options, _Wanted(tuple(pairs or ()), mapping, keep_mapping, reject, as_json))
        except RowsRefusedError as error:
            _tell_refused(error, as_json=as_json)
            raise typer.Exit(1) from error
        except (StoreError, OSError) as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(1) from error

    command.__doc__ = _HELP.format(name)
    return command


for _name in NAMES:
    app.command(_name)(_command(_name))


@dataclass(frozen=True)
class _Wanted:
    """What a command does beside importing: mappings, the file of rejected rows, its form of answer."""

    pairs: tuple[str, ...]
    mapping: str | None
    keep: str | None
    reject: Path | None
    as_json: bool


def _options() -> "ImportOptions":
    from data.contract.clock import real_now
    from data.contract.settings import StackSettings
    from data.store.imports.model import ImportOptions

    stack = StackSettings()
    now, calendar = stack.make_clock().now(), stack.make_calendar()
    today = calendar.day_of(now)
    return ImportOptions(today=today, now=now, account="cli", calendar=calendar, written_at=real_now())


def _run(name: str, file: Path, options: "ImportOptions", wanted: _Wanted) -> None:
    from data.store.engine import reachable, session_factory
    from data.store.imports import importing, mapping
    from data.store.settings import StoreSettings

    told = mapping.parse(wanted.pairs)
    with reachable(StoreSettings().database_url) as engine, session_factory(engine).begin() as session:
        known = mapping.kept(session, name, wanted.mapping) if wanted.mapping else {}
        options = replace(options, mapping=known | told)
        prepared = importing.prepare(session, name, file, options)
        if wanted.reject is not None:
            _write_rejected(wanted.reject, prepared)
        report = importing.store(session, prepared)
        if wanted.keep and not options.dry_run:
            at = options.written_at or options.now
            row = mapping.keeping(name, wanted.keep, prepared.checked.claimed, options.account, at)
            mapping.keep(session, row)
    _tell(report, prepared, wanted)


def _write_rejected(path: Path, prepared: "Prepared") -> None:
    from data.store.imports.rejected import rejected_csv

    path.write_text(rejected_csv(prepared), encoding="utf-8-sig", newline="")


def _tell(report: "ImportReport", prepared: "Prepared", wanted: _Wanted) -> None:
    from data.store.imports import reporting

    if wanted.as_json:
        typer.echo(json.dumps(reporting.as_json(report), ensure_ascii=False))
        return
    for line in reporting.lines(report, prepared.spec.title):
        typer.echo(line)
    for device, secret in report.secrets.items():
        typer.echo(f"{device}: {secret}")
    if report.rejected and wanted.reject is not None:
        typer.echo(f"Baris yang ditolak, dengan alasannya: {wanted.reject}", err=True)


def _tell_refused(error: RowsRefusedError, *, as_json: bool) -> None:
    from data.store.imports.reporting import fault_json

    if as_json:
        faults = [fault_json(fault) for fault in error.faults]
        typer.echo(json.dumps({"rows": 0, "stored": False, "faults": faults}, ensure_ascii=False))
    for sentence in error.sentences()[: 0 if as_json else _MOST_FAULTS]:
        typer.echo(sentence, err=True)
    if len(error.faults) > _MOST_FAULTS and not as_json:
        typer.echo(f"… dan {len(error.faults) - _MOST_FAULTS} lagi", err=True)
    typer.echo(str(error), err=True)
