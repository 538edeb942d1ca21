"""``siangsa db``: migrations, reference data, imports."""

from datetime import date, datetime, timedelta
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from data.store.backup.cli import app as backup_app
from data.store.calendar.cli import calendar
from data.store.errors import StoreError
from data.store.history_cli import app as history_app
from data.store.imports.cli import app as import_app
from data.store.imports.timetable.cli import import_timetable, timetable_template
from data.store.roads.cli import app as roads_app
from data.store.settings import StoreSettings

app = typer.Typer(help="The database: migrations, reference data, imports, backups.", no_args_is_help=True)
app.add_typer(history_app, name="history")
# without a name, so that its commands stand beside ours
app.add_typer(backup_app)
app.add_typer(import_app, name="import")
app.add_typer(roads_app, name="roads")
app.command("calendar")(calendar)
app.command("import-timetable")(import_timetable)
app.command("timetable-template")(timetable_template)


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


@app.command("ogc-role")
def ogc_role() -> None:
    """Print the SQL that makes the role which reads the layers for QGIS; for the server's administrator."""
    from data.store.reader import role_statements

    try:
        typer.echo(role_statements(StoreSettings().database_url))
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


@app.command()
def seed(
    demo: Annotated[bool, typer.Option("--demo", help="Sample points and simulated devices too")] = False,
    day: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="First day of the demo")] = None,
    random_seed: Annotated[int, typer.Option("--seed", help="Seed of the sample points")] = 1,
) -> None:
    """Add what is missing of the reference data; with --demo (after `roads activate`) the samples."""
    from data.store.engine import reachable, session_factory
    from data.store.seed import seed_reference

    try:
        with reachable(StoreSettings().database_url) as engine, session_factory(engine).begin() as session:
            typer.echo(f"reference: {seed_reference(session)}")
            if demo:
                typer.echo(_seed_demo(session, day, random_seed))
    except StoreError as error:
        raise fail(error) from error


@app.command("samples")
def show_samples(
    close: Annotated[bool, typer.Option("--close", help="Close all of them from today on")] = False,
    village_rounds: Annotated[
        bool, typer.Option("--village-rounds", help="Make rounds of the villages' own vehicles first")
    ] = False,
) -> None:
    """Say what is made up and what is estimated; with --close no sample is left in use."""
    from data.contract.clock import real_now
    from data.contract.settings import StackSettings
    from data.store.engine import reachable, session_factory
    from data.store.imports.reporting import standing_lines
    from data.store.queries import samples

    stack = StackSettings()
    now, calendar = stack.make_clock().now(), stack.make_calendar()
    closing = samples.Closing(calendar.day_of(now), now, calendar, "cli", real_now())
    try:
        with reachable(StoreSettings().database_url) as engine, session_factory(engine).begin() as session:
            if village_rounds:
                _tell_rounds(session, closing.today)
            closed = {name: samples.close(session, name, closing) for name in samples.LISTS if close}
            for line in standing_lines(samples.standing(session), closed):
                typer.echo(line)
    except StoreError as error:
        raise fail(error) from error


def _tell_rounds(session: Session, today: date) -> None:
    from data.store.samples_rounds import make_village_rounds

    typer.echo(f"{make_village_rounds(session, today)} desa dengan kendaraan keliling contoh.")


def _seed_demo(session: Session, day: datetime | None, random_seed: int) -> str:
    from data.contract.settings import StackSettings
    from data.store.samples import make_sample_points
    from data.store.simulated import assign_simulated_devices

    stack = StackSettings()
    first = day.date() if day else stack.make_calendar().last_completed_shift(stack.make_clock().now())
    points = make_sample_points(session, day=first, seed=random_seed)
    devices = assign_simulated_devices(session, since=stack.make_calendar().bounds(first)[0])
    return f"demo: {points} sample points, {len(devices)} simulated devices"


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
