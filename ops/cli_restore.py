"""`siangsa restore`: a system from a backup."""

from pathlib import Path
from typing import Annotated

import typer

from ops.cli import make_settings, say, told

app = typer.Typer(help="Make a whole system from a backup, in a new folder.")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A backup (siangsa db dump, or of the nightly ones)")],
    data: Annotated[Path, typer.Option("--data", help="New folder for the system")],
) -> None:
    """Restore database, accounts, settings, secrets and roads, and compare every table with the backup."""
    from ops.restoring import restore_system
    from ops.service.running import office_world

    with told("restore"):
        done = restore_system(office_world(data, make_settings(), say), file)
    database = done.manifest.database
    typer.echo(
        f"{data}: the system of {done.manifest.made_at:%Y-%m-%d %H:%M} UTC, {database.rows} rows in"
        f" {len(database.tables)} tables, all compared"
    )
    typer.echo(f"start it:  siangsa up --data {data}")
