"""`siangsa init`: an office of one's own."""

from pathlib import Path
from typing import Annotated

import typer

from ops.cli import told

init_app = typer.Typer(help="Make the folder of an office: ports, settings, first account.")

_NAME = "Name of the first account, which may do everything"


@init_app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="New folder, such as /srv/siangsa")],
    admin: Annotated[str, typer.Option("--admin", prompt="Name of the administrator", help=_NAME)],
    port: Annotated[
        int | None, typer.Option("--port", min=1, max=65535, help="Port of the console [8000]")
    ] = None,
    public_url: Annotated[
        str | None, typer.Option("--public-url", help="https://… under which people will find it")
    ] = None,
    lan: Annotated[
        str | None, typer.Option("--lan", help="auto, or an address: open it with TLS on the network")
    ] = None,
) -> None:
    """Choose and keep ports, write a commented settings file, show a one-time password; start nothing."""
    from ops.office import Founding, found

    with told("init"):
        founded = found(folder, Founding(admin, port, public_url, lan))
    typer.echo(founded.as_text())


service_app = typer.Typer(help="An office as services of the system (systemd).", no_args_is_help=True)
upgrade_app = typer.Typer(help="Bring an office's database up to a new version, with a way back.")
