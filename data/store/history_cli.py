"""``siangsa db history``: how long tracks are kept, and what has been removed so far."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from sqlalchemy.orm import Session, sessionmaker

from data.store.errors import StoreError
from data.store.settings import StoreSettings

app = typer.Typer(help="How long tracks are kept, and in what detail (UU PDP 27/2022).", no_args_is_help=True)


@contextmanager
def _store() -> Iterator[sessionmaker[Session]]:
    """Give sessions for one command; a foreseeable error becomes one line and exit code 1."""
    from data.store.engine import reachable, session_factory

    try:
        with reachable(StoreSettings().database_url) as engine:
            yield session_factory(engine)
    except StoreError as error:
        typer.echo(f"siangsa db history: {error}", err=True)
        raise typer.Exit(1) from error


@app.command()
def show() -> None:
    """Show the policy, how far it has come, and where the fixes lie."""
    from data.store import partitions, retention

    with _store() as sessions, sessions() as session:
        policy = retention.load_policy(session)
        typer.echo(f"full tracks            {policy.full_days} days")
        typer.echo(f"then one fix each      {policy.thin_s} s")
        typer.echo(f"tracks are dropped     after {policy.keep_days} days")
        typer.echo(f"outside the work       {policy.off_shift_keep_days} days")
        typer.echo(f"facts stand until      {retention.closed_until(session) or 'no day is closed yet'}")
        typer.echo(f"fixes without a month  {partitions.stray_fixes(session)}")
        for part in partitions.partitions(session):
            typer.echo(f"  {part.name}  about {part.rows} fixes")


@app.command(name="set")
def set_figure(
    key: Annotated[
        str, typer.Argument(help="track_full_days, track_thin_s, track_keep_days, off_shift_keep_days")
    ],
    value: Annotated[int, typer.Argument(help="Days or seconds", min=0)],
) -> None:
    """Set one figure of the policy; it holds from the next run on."""
    from data.store import retention

    with _store() as sessions, sessions.begin() as session:
        retention.set_figure(session, key, value)
    typer.echo(f"{key} is {value}")


@app.command()
def run() -> None:
    """Apply the policy now instead of within the hour."""
    from data.contract.settings import StackSettings
    from data.store import retention

    stack = StackSettings()
    with _store() as sessions:
        done = retention.apply(
            sessions,
            stack.make_calendar(),
            stack.make_clock().now(),
            tell=lambda line: typer.echo(line, err=True),
        )
    typer.echo(
        f"removed: {done.trimmed} outside the work, {done.thinned} thinned, months {list(done.dropped)}"
    )
