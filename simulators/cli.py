"""`siangsa simulate`: a place without a map, and the trucks that drive in it."""

import logging
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import ValidationError

from data.contract.errors import ContractError
from simulators.errors import SimulatorsError

if TYPE_CHECKING:
    from simulators.fleet import Orders
    from simulators.settings import SimulatorsSettings

app = typer.Typer(name="simulate", help="Simulated roads and trucks.", no_args_is_help=True)


@contextmanager
def _one_sentence() -> Iterator[None]:
    """Turn what a user can cause into one sentence and exit code 1."""
    try:
        yield
    except (SimulatorsError, ContractError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    except ValidationError as error:
        faults = "; ".join(
            f"{fault['loc'][0] if fault['loc'] else ''}: {fault['msg']}" for fault in error.errors()
        )
        typer.echo(f"A setting of the simulators is wrong: {faults}", err=True)
        raise typer.Exit(1) from None


def _moment_s(text: str | None) -> float:
    """Return Unix seconds of an ISO time with zone; infinity for none."""
    if text is None:
        return float("inf")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise SimulatorsError(f"--births-until is no ISO time: {text!r}") from None
    if moment.tzinfo is None:
        raise SimulatorsError(f"--births-until needs a zone: {text!r}")
    return moment.timestamp()


def _obey_signals(orders: "Orders") -> None:
    # from a thread: the handler may interrupt the main thread inside the event's own lock
    signal.signal(signal.SIGUSR1, lambda *_: Thread(target=orders.ask_drain).start())
    for stop in (signal.SIGTERM, signal.SIGINT):
        signal.signal(stop, lambda *_: Thread(target=orders.ask_stop).start())


@app.command()
def roads(
    out: Annotated[Path, typer.Option("--out", help="OSM XML file to write.")],
    seed: Annotated[int, typer.Option("--seed", min=0, help="Same seed, same roads.")] = 1,
) -> None:
    """Write a synthetic road network over the regency's real villages and landfills."""
    from simulators.synthetic import write_network
    from simulators.synthetic_places import road_places

    with _one_sentence():
        counts = write_network(road_places(), out, seed=seed)
    typer.echo(
        f"{out}: synthetic roads, {counts.junctions} junctions, {counts.km:.0f} km in {counts.ways} ways, "
        f"{counts.parts} parts, detour factor {counts.detour:.2f}"
    )


@app.command()
def likeness(
    files: Annotated[list[Path], typer.Argument(help="Road files, real or synthetic.")],
) -> None:
    """Hold road networks against one another: classes, junctions, blocks, dead ends, detours, tags."""
    from geo.errors import GeoError
    from simulators.synthetic_likeness import read_likeness, table

    try:
        typer.echo(table(read_likeness(files)), nl=False)
    except GeoError as error:
        typer.echo(f"siangsa simulate: {error}", err=True)
        raise typer.Exit(1) from error


@app.command()
def fleet(
    file: Annotated[Path, typer.Option("--fleet", help="Fleet file: devices, credentials, pool, seeds.")],
    spools: Annotated[Path, typer.Option("--spools", help="Folder of the devices' spools.")],
    ledger: Annotated[Path, typer.Option("--ledger", help="Where to write what was born (JSON).")],
    births_until: Annotated[
        str | None,
        typer.Option("--births-until", help="ISO stack time with zone after which nothing is born."),
    ] = None,
) -> None:
    """Run all simulated devices; SIGUSR1 stops births, drains and ends, SIGTERM ends at once."""
    from data.contract.settings import StackSettings
    from simulators.fleet import FleetPlan, Orders, run_fleet
    from simulators.fleet_file import read_fleet
    from simulators.settings import SimulatorsSettings

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    orders = Orders()
    with _one_sentence():
        settings = SimulatorsSettings()
        plan = FleetPlan(
            entries=read_fleet(file),
            spools=spools,
            ledger=ledger,
            host=settings.host,
            port=settings.port,
            receipt_wait_s=settings.receipt_wait_s,
            drain_s=settings.drain_s,
            births_until_s=_moment_s(births_until),
            mischief=settings.mischief(),
        )
        clock = StackSettings().make_clock()
        _obey_signals(orders)
        run_fleet(plan, clock, orders)


@app.command()
def press(
    file: Annotated[Path, typer.Option("--fleet", help="Fleet file; with --foreign: file of lines.")],
    ledger: Annotated[Path, typer.Option("--ledger", help="Where to write what was born (JSON).")],
    spools: Annotated[
        Path | None, typer.Option("--spools", help="Folder of the spools; not with --foreign.")
    ] = None,
    rate: Annotated[
        float, typer.Option("--rate", min=0.01, max=1000, help="Fixes a second and device.")
    ] = 10.0,
    foreign: Annotated[
        bool, typer.Option("--foreign", help="Phones (OwnTracks) and a Traccar gateway: no receipts.")
    ] = False,
    begins: Annotated[
        int, typer.Option("--begins", min=0, help="Foreign: Unix second of fix 0; fix n is n s later.")
    ] = 0,
) -> None:
    """Press fixes through the system; SIGUSR1 stops births, drains and ends, SIGTERM ends at once."""
    from simulators.fleet import Orders
    from simulators.settings import SimulatorsSettings

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    orders = Orders()
    _obey_signals(orders)
    with _one_sentence():
        settings = SimulatorsSettings()
        if foreign:
            _press_foreign(file, ledger, rate, begins, settings, orders)
        elif spools is None:
            raise SimulatorsError("--spools is needed: own devices keep what they say in spools")
        else:
            _press_own(file, ledger, spools, rate, settings, orders)


def _press_own(
    file: Path, ledger: Path, spools: Path, rate: float, settings: "SimulatorsSettings", orders: "Orders"
) -> None:
    from data.contract.settings import StackSettings
    from simulators.fleet_file import read_fleet
    from simulators.press import PressPlan, run_press

    plan = PressPlan(
        entries=read_fleet(file),
        spools=spools,
        ledger=ledger,
        host=settings.host,
        port=settings.port,
        rate_per_s=rate,
        receipt_wait_s=settings.receipt_wait_s,
        drain_s=settings.drain_s,
    )
    run_press(plan, StackSettings().make_clock(), orders)


def _press_foreign(
    file: Path, ledger: Path, rate: float, begins: int, settings: "SimulatorsSettings", orders: "Orders"
) -> None:
    from simulators.foreign import ForeignPlan, read_lines, run_foreign

    plan = ForeignPlan(
        lines=read_lines(file),
        ledger=ledger,
        host=settings.host,
        port=settings.port,
        rate_per_s=rate,
        begins_s=begins,
        drain_s=settings.drain_s,
    )
    run_foreign(plan, orders)
