"""``siangsa roads closures``: import, add, list, end and lift closures."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from data.store.roads.cli_common import ACCOUNT, Desk, desk

if TYPE_CHECKING:
    from data.store.imports.closures import ClosureImport
    from data.store.queries.closures import ClosureRow

app = typer.Typer(help="Closures: areas and pieces of road that are shut for a time.", no_args_is_help=True)

Number = Annotated[int, typer.Argument(help="Number of the closure")]
AsJson = Annotated[bool, typer.Option("--json", help="Print GeoJSON")]


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="GeoJSON FeatureCollection")],
    source: Annotated[str, typer.Option(help="System that the file comes from")] = "import",
) -> None:
    """Import closures, all or none; a second import of the same ids moves their ends."""
    from data.store.imports.closures import Sender, import_closures, read_features

    with desk() as here:
        sender = Sender(ACCOUNT, source, here.now, here.calendar.zone)
        done = import_closures(here.session, read_features(file), sender)
        for row in (*done.stored, *done.replaced):
            _audit(here, "create", row)
        for row in done.moved:
            _audit(here, "change", row)
        typer.echo(_told(done))


@app.command()
def add(
    geometry: Annotated[Path, typer.Argument(help="GeoJSON geometry or Feature: Polygon or LineString")],
    reason: Annotated[str, typer.Option(help="Why; everybody sees it")],
    begins: Annotated[str | None, typer.Option("--from", help="Local time; default: now")] = None,
    ends: Annotated[str | None, typer.Option("--to", help="Local time; default: until lifted")] = None,
    classes: Annotated[str, typer.Option(help="Vehicle classes, commas between; default: all")] = "",
) -> None:
    """Close an area or a piece of road."""
    from data.store.queries import closures

    with desk() as here:
        new = closures.NewClosure(
            geometry=_read_geometry(geometry),
            reason=reason,
            valid_from=here.moment(begins) or here.now,
            valid_to=here.moment(ends),
            class_codes=tuple(code.strip() for code in classes.split(",") if code.strip()),
            source=ACCOUNT,
        )
        row = closures.create(here.session, new, by=ACCOUNT, at=here.now)
        _audit(here, "create", row)
        typer.echo(_line(here, row))


@app.command("list")
def list_closures(
    everything: Annotated[bool, typer.Option("--all", help="Ended and lifted ones too")] = False,
    as_json: AsJson = False,
) -> None:
    """List closures that are in force or planned."""
    from data.store.queries import closures

    with desk() as here:
        asked = closures.Asked() if everything else closures.Asked(states=("in_force", "planned"))
        rows = closures.listed(here.session, at=here.now, asked=asked)
        if as_json:
            features = [_feature(here, row) for row in rows]
            typer.echo(json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False))
            return
        for row in rows:
            typer.echo(_line(here, row))
        if not rows:
            typer.echo("no closures")


@app.command()
def end(
    number: Number, at: Annotated[str, typer.Argument(help="Local time, or never: until lifted")]
) -> None:
    """Let a closure end at another time."""
    from data.store.queries import closures

    with desk() as here:
        moment = None if at == "never" else here.moment(at)
        row = closures.set_end(here.session, number, moment, at=here.now)
        _audit(here, "change", row)
        typer.echo(_line(here, row))


@app.command()
def lift(number: Number) -> None:
    """Open the road again, now; the closure stays on record."""
    from data.store.queries import closures

    with desk() as here:
        row = closures.lift(here.session, number, by=ACCOUNT, at=here.now)
        _audit(here, "lift", row)
        typer.echo(_line(here, row))


def _read_geometry(path: Path) -> dict[str, Any]:
    from data.store.imports.errors import UnreadableFileError

    try:
        read = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise UnreadableFileError(f"{path}: cannot be opened ({error.strerror})") from None
    except (ValueError, RecursionError):
        raise UnreadableFileError(f"{path.name}: no GeoJSON") from None
    if isinstance(read, dict) and read.get("type") == "Feature":
        read = read.get("geometry")
    if not isinstance(read, dict):
        raise UnreadableFileError(f"{path.name}: no GeoJSON geometry")
    return read


def _audit(here: Desk, action: str, row: "ClosureRow") -> None:
    from data.contract.clock import real_now
    from data.store.queries import audit

    after = {"reason": row.reason, "valid_to": None if row.valid_to is None else row.valid_to.isoformat()}
    change = audit.Change(f"closure.{action}", "closure", str(row.id), after=after)
    audit.record(here.session, ACCOUNT, real_now(), change)


def _line(here: Desk, row: "ClosureRow") -> str:
    classes = ", ".join(row.class_codes) or "all classes"
    until = "until lifted" if row.valid_to is None else f"to {here.local(row.valid_to)}"
    state = row.state(here.now).replace("_", " ")
    return f"{row.id:5} {state:8} {row.kind:5} {here.local(row.valid_from)} {until}, {classes}: {row.reason}"


def _feature(here: Desk, row: "ClosureRow") -> dict[str, Any]:
    properties = {
        "number": row.id,
        "id": row.external_id,
        "reason": row.reason,
        "state": row.state(here.now),
        "classes": list(row.class_codes),
        "from": row.valid_from.isoformat(),
        "to": None if row.valid_to is None else row.valid_to.isoformat(),
    }
    return {"type": "Feature", "geometry": row.geometry, "properties": properties}


def _told(done: "ClosureImport") -> str:
    counts = (
        (len(done.stored), "new"),
        (len(done.moved), "with another end"),
        (len(done.replaced), "replaced"),
        (done.same, "unchanged"),
        (done.over, "already over, not stored"),
    )
    return "closures: " + (", ".join(f"{count} {what}" for count, what in counts if count) or "nothing new")
