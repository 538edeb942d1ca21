"""``siangsa db``: migrations, reference data, imports."""

from datetime import timedelta
from typing import Annotated

import typer

from data.store.errors import StoreError
from data.store.settings import StoreSettings

app = typer.Typer(help="The database: migrations, reference data, imports.", no_args_is_help=True)


def fail(error: Exception) -> typer.Exit:
    """Tell a foreseeable error in one line and return the exit to raise."""
    typer.echo(f"siangsa db: {error}", err=True)
    return typer.Exit(1)


@app.command()
def upgrade(revision: Annotated[str, typer.Argument(help="Revision to reach")] = "head") -> None:
    """Bring the database up to the newest revision."""
    from data.store import migrate

    try:
        migrate.upgrade(StoreSettings().database_url, revision)
        if revision == "head":
            _make_partitions()
    except StoreError as error:
        raise fail(error) from error


@app.command()
def downgrade(revision: Annotated[str, typer.Argument(help="Revision to go back to; base: empty")]) -> None:
    """Take the database back to an older revision."""
    from data.store import migrate

    try:
        migrate.downgrade(StoreSettings().database_url, revision)
    except StoreError as error:
        raise fail(error) from error


def _make_partitions() -> None:
    from data.contract.clock import real_now
    from data.store.engine import make_engine, session_factory
    from data.store.partitions import ensure_months

    # The month before too: a demo's day may lie there, and late fixes do.
    first = (real_now().date().replace(day=1) - timedelta(days=1)).replace(day=1)
    engine = make_engine(StoreSettings().database_url)
    with session_factory(engine).begin() as session:
        ensure_months(session, first, months=14)
    engine.dispose()
