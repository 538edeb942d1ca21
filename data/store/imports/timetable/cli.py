"""``siangsa db import-timetable``: hands the office's own timetable to the week planner."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from data.store.errors import StoreError
from data.store.imports.errors import RowsRefusedError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session, sessionmaker

    from data.store.imports.timetable.importing import TimetableFile

_MOST_FAULTS = 200


@dataclass(frozen=True)
class _Wanted:
    """What is asked for."""

    file: Path
    first_day: date
    days: int
    name: str
    sheet: str | None
    dry_run: bool
    reject: Path | None
    as_json: bool


def import_timetable(
    file: Annotated[Path, typer.Argument(help=".xlsx or .csv: day, truck, order, point")],
    start: Annotated[datetime, typer.Option("--start", formats=["%Y-%m-%d"], help="First day of the plan")],
    days: Annotated[int, typer.Option("--days", help="Days of the plan, 1 to 14")] = 7,
    name: Annotated[str, typer.Option("--name", help="What the plan is called")] = "",
    sheet: Annotated[str | None, typer.Option("--sheet", help="Which sheet of a workbook")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check only, ask for nothing")] = False,
    reject: Annotated[
        Path | None, typer.Option("--reject", help="Take the good rows, write the bad ones to this CSV")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON")] = False,
) -> None:
    """Take over a timetable as a draft of a week, timed and judged; it is not solved."""
    try:
        _run(_Wanted(file, start.date(), days, name, sheet, dry_run, reject, as_json))
    except RowsRefusedError as error:
        _tell_refused(error, as_json=as_json)
        raise typer.Exit(1) from error
    except (StoreError, OSError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error


def timetable_template(
    file: Annotated[Path, typer.Argument(help="Where to write the workbook (.xlsx)")],
) -> None:
    """Write an empty timetable that explains its columns."""
    from data.store.imports.timetable.template import workbook

    try:
        file.write_bytes(workbook())
    except OSError as error:
        typer.echo(f"{file}: {error.strerror}", err=True)
        raise typer.Exit(1) from error


def _run(wanted: _Wanted) -> None:
    from data.contract.settings import StackSettings
    from data.store.engine import reachable, session_factory
    from data.store.imports.timetable.horizon import Horizon
    from data.store.imports.timetable.importing import read_timetable
    from data.store.imports.timetable.telling import as_json, lines
    from data.store.settings import StoreSettings

    url, calendar = StoreSettings().database_url, StackSettings().make_calendar()
    horizon = Horizon(wanted.first_day, wanted.days)
    with reachable(url) as engine:
        sessions = session_factory(engine)
        with sessions() as session:
            found = read_timetable(session, wanted.file, horizon, calendar, wanted.sheet)
        if wanted.reject is not None:
            _write_rejected(wanted.reject, found)
        found.demand_good(reject=wanted.reject is not None)
        job_id = None
        if not wanted.dry_run:
            job_id = _ask(wanted, found, (sessions, url))
    if wanted.as_json:
        typer.echo(json.dumps(as_json(found, job_id), ensure_ascii=False))
        return
    for line in lines(found, job_id):
        typer.echo(line)


def _ask(wanted: _Wanted, found: "TimetableFile", to: "tuple[sessionmaker[Session], str]") -> int:
    from data.contract.clock import real_now
    from data.contract.settings import StackSettings
    from data.store.imports.timetable.asking import Asking, ask

    now = StackSettings().make_clock().now()
    return ask(*to, found, Asking(wanted.file.name, wanted.name, "cli", now, real_now()))


def _write_rejected(path: Path, found: "TimetableFile") -> None:
    from data.store.imports.rejected import rejected_csv

    path.write_text(rejected_csv(found), encoding="utf-8-sig", newline="")


def _tell_refused(error: RowsRefusedError, *, as_json: bool) -> None:
    from data.store.imports.reporting import fault_json

    if as_json:
        faults = [fault_json(fault) for fault in error.faults]
        typer.echo(json.dumps({"rows": 0, "stored": False, "faults": faults}, ensure_ascii=False))
    else:
        for sentence in error.sentences()[:_MOST_FAULTS]:
            typer.echo(sentence, err=True)
        if len(error.faults) > _MOST_FAULTS:
            typer.echo(f"… dan {len(error.faults) - _MOST_FAULTS} lagi", err=True)
    typer.echo(str(error), err=True)
