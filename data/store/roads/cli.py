"""``siangsa db roads``: which road snapshot is in use."""

from pathlib import Path
from typing import Annotated

import typer

from data.store.errors import StoreError

app = typer.Typer(help="The road snapshot in use.", no_args_is_help=True)


@app.command()
def activate(
    folder: Annotated[Path, typer.Argument(help="Folder of a built snapshot (siangsa roads)")],
) -> None:
    """Make a built snapshot the current one and load its roads for the map."""
    from data.contract.settings import StackSettings
    from data.store.engine import reachable, session_factory
    from data.store.roads import snapshots
    from data.store.settings import StoreSettings

    now = StackSettings().make_clock().now()
    try:
        with reachable(StoreSettings().database_url) as engine, session_factory(engine).begin() as session:
            done = snapshots.activate(session, folder, now=now)
    except StoreError as error:
        typer.echo(f"siangsa db roads: {error}", err=True)
        raise typer.Exit(1) from error
    verb = "activated" if done.loaded else "already active"
    typer.echo(f"{done.checksum} {verb}: {done.roads} roads")
    if done.villages_inside < done.villages:
        missing = done.villages - done.villages_inside
        typer.echo(f"warning: {missing} of {done.villages} villages lie outside this network", err=True)


@app.command()
def current() -> None:
    """Show the snapshot in use."""
    from data.store.engine import reachable, session_factory
    from data.store.roads import snapshots
    from data.store.settings import StoreSettings

    try:
        with reachable(StoreSettings().database_url) as engine, session_factory(engine)() as session:
            roads = snapshots.demand_snapshot(session)
    except StoreError as error:
        typer.echo(f"siangsa db roads: {error}", err=True)
        raise typer.Exit(1) from error
    typer.echo(
        f"{roads.checksum} ({roads.kind}) from {roads.source}, active since {roads.activated_at:%F %T %Z}"
    )
    typer.echo(f"folder: {roads.folder}")
    if roads.attribution:
        typer.echo(roads.attribution)
