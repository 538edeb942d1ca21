"""What the commands of ``siangsa roads`` share: plain errors, progress, common options."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from geo.errors import GeoError
from geo.roads.progress import Progress

Out = Annotated[Path | None, typer.Option(help="Folder of snapshots; default: setting roads_dir.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@contextmanager
def plain_errors() -> Iterator[None]:
    """Turn foreseeable errors into one sentence and exit code 1."""
    try:
        yield
    except GeoError as error:
        typer.echo(f"siangsa roads: {error}", err=True)
        raise typer.Exit(1) from error
    except ValidationError as error:
        told = "; ".join(f"SIANGSA_GEO_{str(e['loc'][0]).upper()}: {e['msg']}" for e in error.errors())
        typer.echo(f"siangsa roads: {told}", err=True)
        raise typer.Exit(1) from error


def terminal_progress() -> Progress:
    """Rewrite one line on a terminal, print one line a step elsewhere."""
    if sys.stderr.isatty():
        return lambda step, done: typer.echo(f"\r\x1b[K{done:4.0%}  {step}", err=True, nl=done >= 1.0)
    return lambda step, done: typer.echo(f"{done:4.0%}  {step}", err=True)
