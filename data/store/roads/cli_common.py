"""What the commands of ``siangsa roads`` that need the store share."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import typer
from pydantic import ValidationError

from data.contract.errors import ContractError
from data.store.errors import StoreError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from data.contract.calendar import OperatingCalendar

ACCOUNT = "cli"


@dataclass(frozen=True)
class Desk:
    """An open transaction, the stack time, and the office's calendar."""

    session: "Session"
    now: datetime
    calendar: "OperatingCalendar"

    def local(self, moment: datetime | None) -> str:
        """Return a moment as people write it in the office's zone."""
        return "-" if moment is None else f"{moment.astimezone(ZoneInfo(self.calendar.zone)):%Y-%m-%d %H:%M}"

    def moment(self, text: str | None) -> datetime | None:
        """Read a time; without a zone it is the office's.

        Raises
        ------
        StoreError
            When it is no time.
        """
        if text is None:
            return None
        try:
            read = datetime.fromisoformat(text)
        except ValueError:
            raise StoreError(f"{text!r} is no time, write it like 2026-11-22T06:30") from None
        return read if read.tzinfo is not None else read.replace(tzinfo=ZoneInfo(self.calendar.zone))


@contextmanager
def one_sentence() -> Iterator[None]:
    """Turn what a user can cause into one sentence and exit code 1; faults of a file into one line each."""
    from data.store.imports.errors import RowsRefusedError

    try:
        yield
    except RowsRefusedError as error:
        typer.echo("\n".join([*error.sentences(), str(error)]), err=True)
        raise typer.Exit(1) from error
    except ValidationError as error:
        told = "; ".join(f"{fault['loc'][0]}: {fault['msg']}" for fault in error.errors())
        typer.echo(f"siangsa roads: a setting is wrong or missing: {told}", err=True)
        raise typer.Exit(1) from error
    except (StoreError, ContractError) as error:
        typer.echo(f"siangsa roads: {error}", err=True)
        raise typer.Exit(1) from error


@contextmanager
def desk() -> Iterator[Desk]:
    """Give a transaction on the store that commits when all went well."""
    from data.contract.settings import StackSettings
    from data.store.engine import reachable, session_factory
    from data.store.settings import StoreSettings

    with one_sentence():
        stack = StackSettings()
        with reachable(StoreSettings().database_url) as engine, session_factory(engine).begin() as session:
            yield Desk(session, stack.make_clock().now(), stack.make_calendar())
