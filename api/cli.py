"""`siangsa api`: serve the map, or write down its description and who may do what."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import ValidationError

from api.errors import ApiError

if TYPE_CHECKING:
    from fastapi import FastAPI

app = typer.Typer(help="The api and the console.", no_args_is_help=True)


@app.callback()
def main() -> None:
    """Serve the api and the console, or describe the api."""


@app.command()
def run() -> None:
    """Serve until SIGTERM or SIGINT; settings come from the environment (SIANGSA_API_...)."""
    from data.contract.errors import ContractError
    from data.store.errors import StoreError

    try:
        _serve()
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        typer.echo(f"siangsa api: a setting makes no sense: {faults}", err=True)
        raise typer.Exit(1) from error
    except (ApiError, ContractError, StoreError) as error:
        typer.echo(f"siangsa api: {error}", err=True)
        raise typer.Exit(1) from error


@app.command()
def openapi(
    out: Annotated[Path | None, typer.Option(help="File to write; default: standard output")] = None,
) -> None:
    """Write the OpenAPI description, from which the console's client is generated."""
    text = openapi_text()
    if out is None:
        typer.echo(text, nl=False)
    else:
        out.write_text(text, encoding="utf-8")


@app.command()
def policy(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object")] = False,
) -> None:
    """Print who may do what: every operation, every role, own things and those of others."""
    from api.policy_matrix import as_text, cell_count, matrix

    rows = matrix(_described())
    if as_json:
        found = {"cells": cell_count(rows), "operations": [row.as_json() for row in rows]}
        typer.echo(json.dumps(found, indent=1))
    else:
        typer.echo(as_text(rows), nl=False)


def openapi_text() -> str:
    """Return the OpenAPI as the text that is committed for the console."""
    return json.dumps(_described().openapi(), indent=1, ensure_ascii=False) + "\n"


def _described() -> "FastAPI":
    """Return an app that can be described, but has no database."""
    from api.app import make_app
    from api.settings import ApiSettings
    from api.surroundings import Surroundings
    from data.contract.calendar import OperatingCalendar
    from data.contract.clock import RealClock

    return make_app(Surroundings(ApiSettings(), RealClock(), OperatingCalendar()), b"")


def _serve() -> None:
    from api.app import make_app
    from api.authority import offer_authority
    from api.server import serve
    from api.settings import ApiSettings, read_secret
    from api.surroundings import Surroundings
    from data.contract.settings import StackSettings, TlsSettings
    from data.store.engine import reachable, session_factory
    from data.store.queries.live import newest_change

    settings, stack, tls = ApiSettings(), StackSettings(), TlsSettings()
    around = Surroundings(settings, stack.make_clock(), stack.make_calendar(), demo=stack.demo)
    app = make_app(around, read_secret(settings))
    offer_authority(app, tls.authority)
    with reachable(settings.database_url.get_secret_value()) as engine, session_factory(engine)() as session:
        # later the database may go away and come back; at the start a wrong or empty one must be told
        newest_change(session)
    serve(app, settings.host, settings.port, tls)
