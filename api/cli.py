"""`siangsa api`: serve the map, or write down its description."""

import json
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="The api and the console.", no_args_is_help=True)


@app.callback()
def main() -> None:
    """Serve the api and the console, or describe the api."""


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
    from api.world import Surroundings
    from data.contract.calendar import OperatingCalendar
    from data.contract.clock import RealClock

    described = make_app(Surroundings(ApiSettings(), RealClock(), OperatingCalendar()))
    return json.dumps(describe(described), indent=1, ensure_ascii=False) + "\n"
