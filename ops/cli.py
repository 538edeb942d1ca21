"""`siangsa up`, `siangsa doctor`, `siangsa account`, `siangsa bench`: what concerns the system as a whole."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from data.contract.errors import ContractError
from data.contract.settings import StackSettings
from data.store.errors import StoreError
from ops.environment import DEFAULT_DATA_DIR
from ops.errors import OpsError, StackError
from ops.settings import OpsSettings

FOR_DATA_DIR = Path("var/for")

up_app = typer.Typer(help="Start the whole system: the demo, or an office's (--data DIR).")


@up_app.command()
def up(
    data: Annotated[Path | None, typer.Option("--data", help="Data folder; an office's system")] = None,
    demo: Annotated[bool, typer.Option("--demo", help="Make --data a demo")] = False,
    speed: Annotated[
        float | None, typer.Option("--speed", min=1, max=3600, help="Demo seconds per real second [60]")
    ] = None,
    for_s: Annotated[
        float | None, typer.Option("--for", min=1, help="Seconds to run from the first fix, then report")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as one JSON object")] = False,
    port: Annotated[int | None, typer.Option("--port", min=1, max=65535, help="Port of the console")] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Delete what the data folder holds first")] = False,
) -> None:
    """Start database, broker, programs and (in the demo) simulated trucks; Ctrl-C stops all of it.

    Without --data this is the demo in var/demo; with --for and without --data a demo in an emptied var/for.
    With --data alone it is an office's system: real time, no simulated truck, no sample point.
    """
    from ops.folder import DataFolder
    from ops.signals import Stopped, stoppable
    from ops.stack import up as run
    from ops.world import Options, World

    is_demo = demo or data is None or for_s is not None or speed is not None
    folder = data or (FOR_DATA_DIR if for_s is not None else DEFAULT_DATA_DIR)
    with told("up"):
        settings = _settings()
        options = Options(
            kind="demo" if is_demo else "office",
            speed=speed or settings.speed,
            for_s=for_s,
            port=port,
            fresh=fresh or folder == FOR_DATA_DIR,
        )
        world = World(DataFolder(folder), options, settings, StackSettings().make_calendar(), _say)
        try:
            with stoppable():
                report = run(world)
        except Stopped:
            _say("stopped")
            return
    if report is not None:
        typer.echo(report.as_json() if as_json else report.as_text())


@contextmanager
def told(command: str) -> Iterator[None]:
    """Tell a foreseeable error in one sentence on standard error, and exit with 1."""
    try:
        yield
    except (OpsError, StoreError, ContractError) as error:
        typer.echo(f"siangsa {command}: {error}", err=True)
        raise typer.Exit(1) from error


def _say(text: str) -> None:
    # standard output belongs to the report
    typer.echo(text, err=True)


def _settings() -> OpsSettings:
    try:
        return OpsSettings()
    except ValidationError as error:
        faults = "; ".join(f"{'_'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        raise StackError(f"a setting makes no sense: {faults}") from error
