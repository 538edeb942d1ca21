"""`siangsa init`, `siangsa service`, `siangsa upgrade`: an office of one's own."""

from pathlib import Path
from typing import Annotated

import typer

from ops.cli import make_settings, say, told

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

Data = Annotated[Path, typer.Option("--data", help="Data folder of the office")]
User = Annotated[str, typer.Option("--user", help="System user that everything runs as")]


@service_app.command("install")
def service_install(
    data: Data,
    user: User = "siangsa",
    start: Annotated[bool, typer.Option("--start/--no-start", help="Start it, now and at every boot")] = True,
) -> None:
    """Put units, log rotation and the short command `siangsa` into the system; run it with sudo."""
    from ops.service import install as work

    with told("service install"):
        settings, places = make_settings(), work.Places()
        plan = work.plan_of(data, settings, user)
        work.install(plan, work.files_of(plan, settings), places, say)
        if start:
            work.start(places, say)


@service_app.command("files")
def service_files(
    data: Data,
    out: Annotated[Path, typer.Option("--out", help="Folder for them")],
    user: User = "siangsa",
) -> None:
    """Write units, log rotation and an example for nginx into a folder, to look at or to place by hand."""
    from ops.service import install as work

    with told("service files"):
        settings = make_settings()
        work.write_out(work.files_of(work.plan_of(data, settings, user), settings), out)
    typer.echo(f"{out}: written")


@service_app.command("remove")
def service_remove() -> None:
    """Stop the services and take them out of the system; the data stays."""
    from ops.service import install as work

    with told("service remove"):
        work.remove(work.Places(), say)


@service_app.command("healthy")
def service_healthy(data: Data) -> None:
    """Ask the console whether it is ready; exit code 1 when it is not."""
    from ops.service.healthy import demand_ready

    with told("service healthy"):
        typer.echo(f"{demand_ready(data)} is ready")


@service_app.command("run")
def service_run(name: Annotated[str, typer.Argument(help="Service")], data: Data) -> None:
    """Run one service in this process, as its unit does; not for people."""
    from ops.service import running

    with told(f"service run {name}"):
        running.run(running.office_world(data, make_settings(), say), name)


@upgrade_app.command()
def upgrade(
    data: Data,
    back: Annotated[bool, typer.Option("--back", help="Take the last upgrade back")] = False,
    dump: Annotated[bool, typer.Option("--dump/--no-dump", help="Dump the database first")] = True,
) -> None:
    """Bring the database of a stopped office up to this program, after a dump; --back: the way back."""
    from ops import upgrade as work
    from ops.service.running import office_world
    from ops.stack import settle_folder

    with told("upgrade"):
        world = office_world(data, make_settings(), say)
        settle_folder(world)
        if back:
            work.go_back(world)
        else:
            work.upgrade(world, dumped=dump)
