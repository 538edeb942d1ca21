"""``siangsa roads``: the commands of `geo` that work on files, and those that need the store."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from data.store.roads import cli_closures, cli_speeds, reach_cli
from data.store.roads.cli_common import desk, one_sentence
from geo.cli import app as file_commands
from geo.cli_common import terminal_progress

if TYPE_CHECKING:
    from data.store.queries.conditions import ConditionRow

app = typer.Typer(help="Road networks, closures and speeds; which roads are in use.", no_args_is_help=True)
# without a name, so that its commands stand beside ours
app.add_typer(file_commands)
# reach and info know more with a store
app.add_typer(reach_cli.app)
app.add_typer(cli_closures.app, name="closures")
app.add_typer(cli_speeds.app, name="speeds")

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object")]


@app.command()
def activate(
    folder: Annotated[Path, typer.Argument(help="Folder of a built snapshot (siangsa roads import)")],
) -> None:
    """Make a built snapshot the current one and load its roads for the map."""
    _activate(folder)


@app.command()
def renew() -> None:
    """Build the roads in use anew if an earlier version built them, or a vehicle class lacks its profile."""
    from data.store.roads import snapshots

    with desk() as here:
        current = snapshots.demand_snapshot(here.session)
        why = snapshots.outdated(here.session)
    if why is None:
        typer.echo(f"{current.checksum} is up to date")
        return
    typer.echo(f"building the roads in use anew: {why}", err=True)
    with one_sentence():
        folder = snapshots.rebuild(current, terminal_progress())
    _activate(folder)


def _activate(folder: Path) -> None:
    from data.store.roads import snapshots

    with desk() as here:
        done = snapshots.activate(here.session, folder, now=here.now)
    verb = "activated" if done.loaded else "already active"
    typer.echo(f"{done.checksum} {verb}: {done.roads} roads")
    if done.villages_inside < done.villages:
        missing = done.villages - done.villages_inside
        typer.echo(f"warning: {missing} of {done.villages} villages lie outside this network", err=True)


@app.command()
def current() -> None:
    """Show the snapshot in use."""
    from data.store.roads import snapshots

    with desk() as here:
        roads = snapshots.demand_snapshot(here.session)
        since = here.local(roads.activated_at)
    typer.echo(f"{roads.checksum} ({roads.kind}) from {roads.source}, active since {since}")
    typer.echo(f"folder: {roads.folder}")
    if roads.attribution:
        typer.echo(roads.attribution)


@app.command()
def condition(*, as_json: AsJson = False) -> None:
    """Show what is in force now for each vehicle class: closures, speeds, and whether they are built."""
    from data.store.queries import conditions

    with desk() as here:
        rows = conditions.conditions(here.session)
        since = {row.class_code: here.local(row.since) for row in rows}
    if as_json:
        typer.echo(json.dumps([_condition(row) for row in rows]))
        return
    for row in rows:
        typer.echo(_sentence(row, since[row.class_code]))
    if not rows:
        typer.echo("nothing yet: the roads keeper has not run (siangsa roads keep)")


@app.command()
def keep() -> None:
    """Keep closures, speeds, hindrances, reach and matched days true. Ends on SIGTERM or SIGINT."""
    from data.contract.settings import StackSettings
    from data.store.engine import reachable, session_factory
    from data.store.roads import keeper
    from data.store.roads.program import log_to_stderr, stop_on_signals
    from data.store.roads.settings import KeeperSettings
    from data.store.roads.watch import Surroundings
    from data.store.settings import StoreSettings

    with one_sentence():
        stack, url = StackSettings(), StoreSettings().database_url
        log_to_stderr(KeeperSettings().log_format)
        with reachable(url) as engine:
            around = Surroundings(url, session_factory(engine), stack.make_clock(), stack.make_calendar())
            keeper.run(around, stop_on_signals())


def _condition(row: "ConditionRow") -> dict[str, Any]:
    from dataclasses import asdict

    return asdict(row) | {"since": row.since.isoformat(), "built_at": row.built_at.isoformat()}


def _sentence(row: "ConditionRow", since: str) -> str:
    closures = f"{len(row.closures)} closures ({row.closed_segments} pieces of road)"
    speeds = f", speeds of set {row.speed_set_id} ({row.speed_band})" if row.speed_set_id else ""
    fault = f"; NOT up to date: {row.error}" if row.error else ""
    return f"{row.class_code:14} {row.digest:16} since {since}: {closures}{speeds}{fault}"
