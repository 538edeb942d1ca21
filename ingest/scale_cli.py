"""``siangsa ingest scale`` and ``siangsa ingest slots``: how many shares there are, and who serves them."""

import json
import os
import socket
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Annotated

import typer

from data.store.queries import slots as queries
from data.store.queries.slots import SLOTS_MAX, Slot, View

_TITLES = ("slot", "holder", "since (UTC)", "state")


def mount(
    app: typer.Typer, *, errors: Callable[[], AbstractContextManager[None]], url: Callable[[], str]
) -> None:
    """Add both commands to `app`; `errors` tells foreseeable errors, `url` finds the database."""

    @app.command()
    def scale(
        slots: Annotated[int, typer.Argument(min=1, max=SLOTS_MAX, help="How many slots there should be")],
    ) -> None:
        """Ask for a number of slots; those beyond it are drained first, and end when they are empty."""
        with errors():
            view = _ask(url(), slots)
            typer.echo(_outcome(view, slots))

    @app.command(name="slots")
    def listing(
        as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table")] = False,
    ) -> None:
        """Show every slot, which ingester serves it (host and process), and since when."""
        with errors():
            view = _ask(url(), None)
            typer.echo(_as_json(view) if as_json else _as_table(view))


def _ask(url: str, wanted: int | None) -> View:
    with queries.connect(url, socket.gethostname(), os.getpid()) as connection:
        return queries.look(connection) if wanted is None else queries.scale(connection, wanted)


def _outcome(view: View, wanted: int) -> str:
    draining = [str(slot.number) for slot in view.slots if slot.draining]
    told = f"slots wanted: {wanted}, live ingesters: {len(view.members)}"
    if not draining:
        return told
    told += f"; draining: {', '.join(draining)}"
    return told if view.members else f"{told} (as soon as an ingester runs)"


def _as_table(view: View) -> str:
    rows = [_TITLES, *(_row(slot) for slot in view.slots)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_TITLES))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    return "\n".join([*(line.rstrip() for line in lines), f"live ingesters: {len(view.members)}"])


def _row(slot: Slot) -> tuple[str, str, str, str]:
    since = slot.since.strftime("%Y-%m-%d %H:%M:%S") if slot.since else "-"
    return str(slot.number), slot.place or "nobody", since, "draining" if slot.draining else "open"


def _as_json(view: View) -> str:
    slots = [
        {
            "slot": slot.number,
            "holder": slot.place,
            "since": slot.since.isoformat() if slot.since else None,
            "draining": slot.draining,
        }
        for slot in view.slots
    ]
    return json.dumps({"slots": slots, "ingesters": len(view.members)})
