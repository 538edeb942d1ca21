"""``siangsa ingest quarantine``: what was refused, why, and what is done with it."""

import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from data.contract.errors import ContractError
from data.contract.settings import StackSettings
from data.store.errors import StoreError
from data.store.settings import StoreSettings
from ingest.errors import IngestError, NoSuchRefusalError

# The programs that run all day are started from the same command line: SQLAlchemy costs them two seconds.
if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from data.store.queries.quarantine import Refused

app = typer.Typer(help="What was refused: list, show, read again, dismiss.", no_args_is_help=True)

_SHOWN_BYTES = 4096
_PAGE_MAX = 1_000

Reason = Annotated[str | None, typer.Option(help="One of its reasons, such as unknown_device")]
DeviceName = Annotated[str | None, typer.Option(help="Id of the device")]
Speaker = Annotated[str | None, typer.Option("--external-id", help="How an unlisted speaker calls itself")]
Text = Annotated[str | None, typer.Option("--text", help="Part of topic or detail")]
Since = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M"], help="Received from then on, UTC")
]
Numbers = Annotated[list[int] | None, typer.Argument(help="Numbers of refusals")]


@contextmanager
def _session() -> Iterator["Session"]:
    """Give a session of one transaction; foreseeable errors are one sentence and exit code 1."""
    from data.store.engine import reachable, session_factory

    try:
        with reachable(StoreSettings().database_url) as engine, session_factory(engine).begin() as session:
            yield session
    except (IngestError, StoreError, ContractError) as error:
        typer.echo(f"siangsa ingest quarantine: {error}", err=True)
        raise typer.Exit(1) from error


def _utc(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.replace(tzinfo=UTC)


@app.command(name="list")
def list_(
    reason: Reason = None,
    device: DeviceName = None,
    speaker: Speaker = None,
    text: Text = None,
    since: Since = None,
    every: Annotated[bool, typer.Option("--all", help="Resolved ones too")] = False,
    before: Annotated[int | None, typer.Option(help="Only numbers below this one: the next page")] = None,
    limit: Annotated[int, typer.Option(min=1, max=_PAGE_MAX, help="Most rows")] = 50,
) -> None:
    """Show refusals, newest first, and how often each reason occurs."""
    from data.store.queries import quarantine
    from data.store.queries.quarantine import Wanted

    wanted = Wanted(reason, device, None, speaker, text, _utc(since), state="all" if every else "open")
    with _session() as session:
        rows = quarantine.search(session, wanted, before=before, limit=limit)
        counts = quarantine.reason_counts(session, wanted)
    for row in rows:
        typer.echo(_line(row))
    typer.echo("; ".join(f"{name}: {number}" for name, number in counts.items()) or "nothing is refused")


@app.command()
def show(number: Annotated[int, typer.Argument(help="Number of the refusal")]) -> None:
    """Show one refusal with the bytes as they came."""
    from data.store.queries import quarantine
    from data.store.queries.quarantine import Refused

    with _session() as session:
        found = quarantine.one(session, number)
        if found is None:
            raise NoSuchRefusalError(f"there is no refusal {number}")
    row, raw = found
    for name in Refused.__dataclass_fields__:
        typer.echo(f"{name:16}{getattr(row, name)}")
    typer.echo("")
    sys.stdout.flush()
    sys.stdout.buffer.write(raw[:_SHOWN_BYTES] + b"\n")
    if len(raw) > _SHOWN_BYTES:
        typer.echo(f"... {len(raw) - _SHOWN_BYTES} more bytes", err=True)


@app.command()
def retry(
    numbers: Numbers = None,
    reason: Reason = None,
    device: DeviceName = None,
    speaker: Speaker = None,
    text: Text = None,
    since: Since = None,
    every: Annotated[bool, typer.Option("--all", help="Everything that is open")] = False,
) -> None:
    """Ask the running ingester to read refusals again, by number or by what they have in common."""
    from data.store.queries import quarantine
    from data.store.queries.quarantine import Wanted

    wanted = Wanted(reason, device, None, speaker, text, _utc(since))
    if not numbers and wanted == Wanted() and not every:
        raise typer.BadParameter("name refusals, narrow them by an option, or say --all")
    at = StackSettings().make_clock().now()
    with _session() as session:
        asked = (
            quarantine.ask_retry(session, numbers, at)
            if numbers
            else quarantine.ask_retry_where(session, wanted, at)
        )
    typer.echo(f"{asked} will be read again")


@app.command()
def dismiss(
    numbers: Annotated[list[int], typer.Argument(help="Numbers of refusals")],
    why: Annotated[str, typer.Option(help="Why nothing more is to be done; goes into the audit")],
) -> None:
    """Close refusals that need no more work; their bytes are kept."""
    from data.store.queries import audit, quarantine

    with _session() as session:
        closed = quarantine.dismiss(session, numbers, StackSettings().make_clock().now())
        for number in closed:
            change = audit.Change("dismiss", "quarantine", str(number), after={"why": why})
            audit.record(session, f"cli:{getpass.getuser()}", datetime.now(UTC), change)
    typer.echo(f"{len(closed)} dismissed")


def _line(row: "Refused") -> str:
    who = row.device_id or (f"{row.dialect}:{row.external_id}" if row.external_id else "-")
    state = row.resolution or ("retry" if row.retry_asked_at else "open")
    reasons = ",".join(row.reasons)
    return f"{row.id}  {row.received_at:%Y-%m-%d %H:%M:%S}  {who}  {state}  {reasons}  {row.detail[:80]}"
