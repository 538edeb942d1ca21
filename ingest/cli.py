"""``siangsa ingest``: run the ingester, derive facts, show what became of every fix."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import Event, Thread
from typing import Annotated

import psycopg
import typer
from pydantic import ValidationError
from pydantic_settings import BaseSettings

from data.contract.errors import ContractError
from data.contract.settings import StackSettings, TlsSettings
from data.store.errors import StoreError
from data.store.settings import StoreSettings
from ingest import quarantine_cli, scale_cli
from ingest.errors import IngestError, first_line
from ingest.logs import log_to_stderr
from ingest.settings import BrokerSettings, HttpSettings, IngestSettings

app = typer.Typer(help="The ingester: from the broker to facts.", no_args_is_help=True)


class _SettingsError(IngestError):
    """A setting is missing or makes no sense."""


def main() -> None:
    """Run the command line."""
    app()


@contextmanager
def _errors() -> Iterator[None]:
    """Tell foreseeable errors in one sentence and exit with 1."""
    try:
        yield
    except (IngestError, StoreError, ContractError) as error:
        typer.echo(f"siangsa ingest: {error}", err=True)
        raise typer.Exit(1) from error
    except psycopg.errors.UndefinedTable as error:
        typer.echo("siangsa ingest: the database has no tables yet; run: siangsa db upgrade", err=True)
        raise typer.Exit(1) from error
    except psycopg.OperationalError as error:
        reason = first_line(error)
        typer.echo(f"siangsa ingest: the database does not answer: {reason}", err=True)
        raise typer.Exit(1) from error


def _load[S: BaseSettings](kind: type[S]) -> S:
    try:
        return kind()
    except ValidationError as error:
        prefix = kind.model_config.get("env_prefix", "")
        faults = "; ".join(
            f"{prefix}{'_'.join(map(str, fault['loc']))}".upper() + f": {fault['msg']}"
            for fault in error.errors()
        )
        raise _SettingsError(f"settings: {faults}") from error


def _stop_on_signals() -> Event:
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        # From a thread: the handler may interrupt the main thread inside the event's own lock.
        signal.signal(number, lambda *_: Thread(target=stop.set).start())
    return stop


@app.command()
def run() -> None:
    """Read from the broker, store, acknowledge, receipt; send routes down. Ends on SIGTERM or SIGINT."""
    from ingest import pipeline
    from ingest.mqtt.session import BrokerAddress

    with _errors():
        stack = _load(StackSettings)
        world = pipeline.World(
            address=BrokerAddress.parse(_load(BrokerSettings).mqtt_url),
            database_url=_load(StoreSettings).database_url,
            clock=stack.make_clock(),
            calendar=stack.make_calendar(),
        )
        settings = _load(IngestSettings)
        log_to_stderr(settings.log_format, "run")
        pipeline.run(world, settings, _stop_on_signals())


@app.command()
def facts() -> None:
    """Derive visits and rit of every vehicle-day that new fixes touched. Ends on SIGTERM or SIGINT."""
    from ingest import facts as derivation
    from ingest.upkeep import Upkeep

    with _errors():
        stack = _load(StackSettings)
        settings = _load(IngestSettings)
        database_url = _load(StoreSettings).database_url
        calendar = stack.make_calendar()
        log_to_stderr(settings.log_format, "facts")
        upkeep = Upkeep(database_url, clock=stack.make_clock(), calendar=calendar)
        upkeep.start()
        try:
            derivation.run(database_url, calendar, every_s=settings.facts_every_s, stop=_stop_on_signals())
        finally:
            upkeep.stop()


@app.command()
def http() -> None:
    """Take what phones send over HTTP; answered only after the commit. Ends on SIGTERM or SIGINT."""
    from ingest import http as door

    with _errors():
        stack = _load(StackSettings)
        world = door.World(
            database_url=_load(StoreSettings).database_url,
            clock=stack.make_clock(),
            calendar=stack.make_calendar(),
            settings=_load(HttpSettings),
            tls=_load(TlsSettings),
        )
        log_to_stderr(_load(IngestSettings).log_format, "http")
        door.run(world)


@app.command()
def ledger(
    day: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Operating day; default: all days")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table")] = False,
) -> None:
    """Show per device: born, received, stored, duplicate, quarantined, and what was visited."""
    from ingest import ledger as book

    with _errors():
        calendar = _load(StackSettings).make_calendar()
        lines = book.read(_load(StoreSettings).database_url, calendar, day.date() if day else None)
        typer.echo(book.as_json(lines) if as_json else book.as_table(lines))


@app.command()
def status(
    url: Annotated[
        list[str] | None,
        typer.Option(help="http://host:port of an ingester; default: SIANGSA_INGEST_METRICS_PORT"),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of lines")] = False,
) -> None:
    """Show what the store and the running ingesters say; exit code 1 when something is not well."""
    from ingest import status as report

    with _errors():
        clock = _load(StackSettings).make_clock()
        port = _load(IngestSettings).metrics_port
        urls = url or ([f"http://127.0.0.1:{port}"] if port else [])
        found = report.ask(_load(StoreSettings).database_url, urls, clock.now())
        typer.echo(found.as_json() if as_json else found.as_text())
        found.demand_health()


app.add_typer(quarantine_cli.app, name="quarantine")
scale_cli.mount(app, errors=_errors, url=lambda: _load(StoreSettings).database_url)
