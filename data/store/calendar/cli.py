"""``siangsa db calendar``: holidays, Ramadan, Lebaran and market days of a year, proposed to the office."""

from typing import Annotated, Final

import typer

from data.store.calendar.keeping import CalendarReport, Proposer, propose_year
from data.store.errors import StoreError

_WORDS: Final = {
    "new": "new",
    "changed": "follows a newer rule",
    "withdrawn": "withdrawn: not on that day any more",
    "kept": "kept as the office has it",
}


def calendar(
    year: Annotated[int | None, typer.Option(min=2000, max=2076, help="Default: this and the next")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be stored")] = False,
) -> None:
    """Propose holidays, Ramadan, Lebaran and market days; what the office has changed is never touched."""
    from data.contract.clock import real_now
    from data.contract.settings import StackSettings
    from data.store.engine import reachable, session_factory
    from data.store.settings import StoreSettings

    stack = StackSettings()
    now = stack.make_clock().now()
    today = stack.make_calendar().day_of(now)
    by = Proposer("cli", real_now(), now)
    try:
        with reachable(StoreSettings().database_url) as engine, session_factory(engine)() as session:
            for each in [year] if year is not None else [today.year, today.year + 1]:
                _tell(each, propose_year(session, each, by))
            session.rollback() if dry_run else session.commit()
    except StoreError as error:
        typer.echo(f"siangsa db: {error}", err=True)
        raise typer.Exit(1) from error


def _tell(year: int, report: CalendarReport) -> None:
    counts = ", ".join(f"{len(getattr(report, name))} {name}" for name in (*_WORDS, "same"))
    typer.echo(f"{year}: {counts}")
    for name, words in _WORDS.items():
        for told in getattr(report, name):
            typer.echo(f"  {told}: {words}")
