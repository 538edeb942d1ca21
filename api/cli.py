"""`siangsa api`: serve the map, or write down its description."""

import json
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from api.errors import ApiError

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


def openapi_text() -> str:
    """Return the OpenAPI as the text that is committed for the console."""
    from api.app import make_app
    from api.openapi import describe
    from api.settings import ApiSettings
    from api.surroundings import Surroundings
    from data.contract.calendar import OperatingCalendar
    from data.contract.clock import RealClock

    described = make_app(Surroundings(ApiSettings(), RealClock(), OperatingCalendar()), b"")
    return json.dumps(describe(described), indent=1, ensure_ascii=False) + "\n"


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
