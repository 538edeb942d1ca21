"""``siangsa roads speeds``: load speed sets, and choose the one in use."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from data.store.roads.cli_common import ACCOUNT, Desk, desk

if TYPE_CHECKING:
    from data.store.queries.speeds import SpeedSetRow

app = typer.Typer(help="Speeds on pieces of road by hour band.", no_args_is_help=True)


@app.command()
def load(
    file: Annotated[
        Path,
        typer.Argument(help="CSV: osm_way, kmh, from_time, to_time; from_node, to_node, weekdays, class"),
    ],
    name: Annotated[str, typer.Option(help="What the set is called; default: the file's name")] = "",
    source: Annotated[str, typer.Option(help="Where the speeds come from")] = "",
    confidence: Annotated[str, typer.Option(help="A, B or C")] = "C",
    use: Annotated[bool, typer.Option("--use", help="Bring it into use at once")] = False,
) -> None:
    """Load a speed set, all rows or none."""
    from data.store.errors import StoreError
    from data.store.imports.speeds import load_speeds
    from data.store.queries import speeds

    with desk() as here:
        if confidence not in {"A", "B", "C"}:
            raise StoreError(f"confidence is A, B or C, not {confidence!r}")
        new = speeds.NewSpeedSet(name or file.stem, source or file.name, confidence)
        row = load_speeds(here.session, file, new, account=ACCOUNT, now=here.now)
        _audit(here, "speeds.load", row)
        if use:
            row = speeds.make_current(here.session, row.id)
            _audit(here, "speeds.use", row)
        typer.echo(_line(here, row))
        if row.unknown_ways:
            typer.echo(
                f"warning: {row.unknown_ways} of {row.ways} ways are not in the roads in use", err=True
            )


@app.command("list")
def list_sets() -> None:
    """List speed sets, newest first."""
    from data.store.queries import speeds

    with desk() as here:
        rows = speeds.sets(here.session)
        for row in rows:
            typer.echo(_line(here, row))
        if not rows:
            typer.echo("no speed sets")


@app.command()
def use(which: Annotated[str, typer.Argument(help="Number of the set, or none")]) -> None:
    """Drive by the speeds of a set, or by the profiles' own speeds."""
    from data.store.errors import StoreError
    from data.store.queries import speeds

    with desk() as here:
        if which == "none":
            dropped = speeds.drop_from_use(here.session)
            typer.echo("the profiles' own speeds are in use" if dropped else "no speed set was in use")
            return
        if not which.isdigit():
            raise StoreError(f"{which!r} is no number of a speed set, nor none")
        row = speeds.make_current(here.session, int(which))
        _audit(here, "speeds.use", row)
        typer.echo(_line(here, row))


def _audit(here: Desk, action: str, row: "SpeedSetRow") -> None:
    from data.contract.clock import real_now
    from data.store.queries import audit

    change = audit.Change(action, "speed_set", str(row.id), after={"name": row.name, "values": row.values})
    audit.record(here.session, ACCOUNT, real_now(), change)


def _line(here: Desk, row: "SpeedSetRow") -> str:
    state = "in use" if row.is_current else ""
    loaded = f"{row.values} speeds on {row.ways} ways, loaded {here.local(row.loaded_at)}"
    return f"{row.id:4} {state:6} {row.name} ({row.source}, {row.confidence}): {loaded}"
