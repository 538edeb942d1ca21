"""`siangsa device`: the commands."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal
from zoneinfo import ZoneInfo

import typer

from data.contract.settings import StackSettings
from ops.cli import told
from ops.errors import StackError

if TYPE_CHECKING:
    from ops.devices.office import Office

app = typer.Typer(help="Trackers and phones: add, import, put into vehicles, secrets.", no_args_is_help=True)

# written out: Typer offers the choices of a plain Literal only
Dialect = Literal["own", "owntracks", "traccar", "traccar_client", "teltonika"]
DeviceId = Annotated[str, typer.Argument(help="Our id of the device")]
VehicleOption = Annotated[str | None, typer.Option("--vehicle", help="Vehicle in which it sits")]
FromOption = Annotated[
    datetime | None,
    typer.Option(
        "--from",
        formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        help="Since when it sits there, local time",
    ),
]


@app.command()
def add(
    device: DeviceId,
    dialect: Annotated[Dialect, typer.Option("--dialect", help="What it speaks")] = "own",
    external: Annotated[
        str | None, typer.Option("--external", help="How it calls itself: IMEI, uniqueId")
    ] = None,
    gateway: Annotated[str | None, typer.Option("--gateway", help="Server that speaks for it")] = None,
    model: Annotated[str | None, typer.Option("--model", help="Maker and model")] = None,
    note: Annotated[str | None, typer.Option("--note", help="Whatever helps to find it")] = None,
    vehicle: VehicleOption = None,
    since: FromOption = None,
) -> None:
    """Make a device known; its secret is shown once. What waited of it in quarantine is read again.

    Without --from it sits in its vehicle since its first waiting message, or from now on.
    """
    from data.store.queries.devices import NewDevice

    with told("device"):
        enlisted = office().add(
            NewDevice(device, dialect, external, gateway, model, note), vehicle, _aware(since)
        )
    if enlisted.secret is not None:
        typer.echo(f"{device}: {enlisted.secret}")
    if enlisted.binding is not None:
        start = _local(enlisted.binding.fresh.valid_from)
        typer.echo(f"{device} sits in {vehicle} since {start}", err=True)
    if enlisted.waiting:
        typer.echo(f"{enlisted.waiting} quarantined messages of it are being read again", err=True)


@app.command()
def rotate(device: DeviceId) -> None:
    """Give a device a new secret, shown once; the former one is worthless at once."""
    with told("device"):
        secret = office().rotate(device)
    typer.echo(f"{device}: {secret}")


@app.command()
def revoke(device: DeviceId) -> None:
    """End a device's secret: the broker cuts it off within seconds; it stays in its vehicle."""
    with told("device"):
        was_valid = office().revoke(device)
    typer.echo(f"{device}: {'revoked' if was_valid else 'had no valid secret'}")


@app.command()
def assign(
    device: DeviceId,
    vehicle: Annotated[str, typer.Argument(help="Vehicle into which it goes")],
    since: FromOption = None,
) -> None:
    """Put a device into a vehicle; visits and rit of the days since then are derived again."""
    with told("device"):
        binding = office().assign(device, vehicle, _aware(since))
    before = f" (was in {binding.ended.vehicle_id})" if binding.ended else ""
    typer.echo(f"{device} sits in {vehicle} since {_local(binding.fresh.valid_from)}{before}")


@app.command()
def close(device: DeviceId) -> None:
    """Take a device out of use: secret and assignment end now, its past stays."""
    with told("device"):
        office().close(device)
    typer.echo(f"{device}: closed")


@app.command("list")
def list_devices(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON array")] = False,
) -> None:
    """List the devices in use and how they fare."""
    from ops.devices import show

    with told("device"):
        rows = office().listing()
    typer.echo(show.as_json(rows) if as_json else show.as_table(rows, zone()))


@app.command()
def gateway(
    name: Annotated[
        str, typer.Argument(help="Our id of the server; traccar publishes on `positions`")
    ] = "traccar",
    broker: Annotated[
        str | None, typer.Option("--broker", help="host:port of the broker as that server reaches it")
    ] = None,
    renew: Annotated[bool, typer.Option("--rotate", help="Give it a new secret")] = False,
) -> None:
    """Let a Traccar server speak for many trackers: prints what goes into its traccar.xml."""
    from ops.devices.traccar import forward_config

    with told("device"):
        access = office().gateway(name, rotate=renew)
    typer.echo(forward_config(access, broker or _broker()))
    if access.secret is None:
        typer.echo(
            f"{name} keeps its secret, which cannot be shown again: --rotate gives a new one", err=True
        )


@app.command()
def join(
    device: DeviceId,
    url: Annotated[
        str | None,
        typer.Option(
            "--url", envvar=["SIANGSA_DEVICE_URL", "SIANGSA_PUBLIC_URL"], help="Address that phones reach"
        ),
    ] = None,
) -> None:
    """Let a phone join: links and QR code with a new secret; what it was told before is worthless."""
    from ops.devices import joining

    with told("device"):
        if not url:
            raise StackError("set SIANGSA_DEVICE_URL, or give --url, to an address that phones can reach")
        here = office()
        known = here.one(device)
        joining.instructions(known, url, "")
        text = joining.instructions(known, url, here.rotate(device))
        doubt = joining.warning(url)
    typer.echo(text)
    if doubt is not None:
        typer.echo(f"siangsa device: {doubt}", err=True)


@app.command()
def certificate(
    imei: Annotated[str, typer.Argument(help="IMEI of a Teltonika tracker on the list")],
    out: Annotated[Path, typer.Option("--out", help="Folder for the files")] = Path(),
) -> None:
    """Issue the certificate with which a tracker signs in over TLS; `rotate` and `revoke` end it."""
    with told("device"):
        files = office().certificate(imei, StackSettings().data_dir / "tls", out)
    for path in files:
        typer.echo(path)


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="CSV (UTF-8) or .xlsx with the columns imei, plate, model")],
    dialect: Annotated[Dialect, typer.Option("--dialect", help="What all of them speak")] = "traccar",
    gateway: Annotated[
        str | None, typer.Option("--gateway", help="Server that speaks for them [traccar: traccar]")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check and compare, store nothing")] = False,
    any_id: Annotated[
        bool, typer.Option("--any-id", help="Take identifiers that are no IMEI (clones, H02)")
    ] = False,
    reject: Annotated[Path | None, typer.Option("--reject", help="Write the faults to this CSV")] = None,
    secrets: Annotated[Path | None, typer.Option("--secrets", help="Write new secrets to this file")] = None,
    traccar: Annotated[
        str | None, typer.Option("--traccar", help="Traccar server to register them in")
    ] = None,
    token: Annotated[
        str | None, typer.Option("--traccar-token", envvar="SIANGSA_TRACCAR_TOKEN", help="Its token")
    ] = None,
    user: Annotated[str | None, typer.Option("--traccar-user", help="Or: e-mail address of a user")] = None,
    password: Annotated[
        str | None,
        typer.Option("--traccar-password", envvar="SIANGSA_TRACCAR_PASSWORD", help="And their password"),
    ] = None,
) -> None:
    """Make a file of trackers known, each in the vehicle of its plate: all rows or none.

    Every fault is told with row, column, rule and value. Importing again moves and updates what differs.
    """
    from contextlib import ExitStack

    from data.store.imports.errors import RowsRefusedError
    from ops.devices import importing
    from ops.devices.traccar import sign_in

    with told("device"), ExitStack() as open_things:
        client = None
        if traccar is not None:
            client = open_things.enter_context(sign_in(traccar, token=token, user=user, password=password))
        speaker = gateway or ("traccar" if dialect == "traccar" else None)
        wanted = importing.Wanted(file, dialect, speaker, dry_run, not any_id, client)
        if secrets is not None and not dry_run:
            importing.write_secrets(secrets, {})  # found out now, not when the only copy must be kept
        try:
            report, registered = importing.run(office(), wanted)
        except RowsRefusedError as error:
            for fault in error.faults:
                typer.echo(fault.sentence(), err=True)
            if reject is not None:
                importing.write_faults(reject, error.faults)
            raise
        if secrets is not None and not dry_run:
            importing.write_secrets(secrets, report.secrets)
    for line in importing.told(report, registered, dry_run=dry_run):
        typer.echo(line, err=True)
    if secrets is None and not dry_run:
        for device, secret in report.secrets.items():
            typer.echo(f"{device}: {secret}")


def office() -> "Office":
    """Return the system that the environment names."""
    from pydantic import ValidationError

    from data.contract.clock import real_now
    from ops.devices.office import Office
    from ops.settings import OpsSettings

    try:
        url, stack = OpsSettings().database_url, StackSettings()
    except ValidationError as error:
        names = ", ".join("_".join(map(str, fault["loc"])) for fault in error.errors())
        raise StackError(f"a setting makes no sense: {names}") from error
    if not url:
        raise StackError("no system runs on this data folder, and SIANGSA_DATABASE_URL names no database")
    return Office(url, stack.make_clock().now(), real_now(), stack.make_calendar())


def zone() -> ZoneInfo:
    """Return the agency's zone."""
    return ZoneInfo(StackSettings().zone)


def _broker() -> str:
    """Return where the broker of the running system listens; a place to fill in where nothing tells it."""
    from urllib.parse import urlsplit

    from ops.settings import OpsSettings

    parts = urlsplit(OpsSettings().mqtt_url or "")
    return f"{parts.hostname}:{parts.port or 1883}" if parts.hostname else "BROKER:1883"


def _aware(local: datetime | None) -> datetime | None:
    return None if local is None else local.replace(tzinfo=zone())


def _local(moment: datetime) -> str:
    return f"{moment.astimezone(zone()):%Y-%m-%d %H:%M}"
