"""What the commands of ``siangsa plan`` share: one sentence for a user's fault, the office to work in."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import ValidationError

from data.contract.errors import ContractError
from data.store.errors import StoreError
from routing.errors import RoutingError

if TYPE_CHECKING:
    from routing.planner import Office
    from routing.settings import RoutingSettings

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object")]
Number = Annotated[int, typer.Argument(help="Number of the plan")]


AUTOGROUP = Path("/proc/self/autogroup")


def stand_back(by: int) -> None:
    """Let others have the processor first: this process, and the session that it leads.

    Linux shares the processor among sessions before it looks at single processes (autogroup, see sched(7)):
    in a session of its own, as every program of ours is, a nice process is as greedy as any.
    """
    os.nice(by)
    with suppress(OSError):  # no such file, or not ours to write: being nice within the session has to do
        AUTOGROUP.write_text(str(by))


@contextmanager
def one_sentence() -> Iterator[None]:
    """Turn what a user can cause into one sentence and exit code 1."""
    try:
        yield
    except ValidationError as error:
        faults = "; ".join(f"{fault['loc'][0]}: {fault['msg']}" for fault in error.errors())
        typer.echo(f"siangsa plan: a setting is wrong or missing: {faults}", err=True)
        raise typer.Exit(1) from None
    except (RoutingError, StoreError, ContractError, OSError) as error:
        typer.echo(f"siangsa plan: {error}", err=True)
        raise typer.Exit(1) from None


@contextmanager
def open_office() -> Iterator[tuple["Office", str, "RoutingSettings"]]:
    """Give the store, clock and calendar, the database's address and our settings."""
    from data.contract.settings import StackSettings
    from data.store.engine import reachable, session_factory
    from data.store.settings import StoreSettings
    from routing.planner import Office
    from routing.settings import RoutingSettings

    with one_sentence():
        url, stack, settings = StoreSettings().database_url, StackSettings(), RoutingSettings()
        with reachable(url) as engine:
            yield Office(session_factory(engine), stack.make_clock(), stack.make_calendar()), url, settings
