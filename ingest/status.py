"""How the ingesters do: what the store shows, and what each of them says when it is asked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import httpx
import msgspec
import psycopg

from data.store.address import plain_url
from data.store.queries import ledger_view, slots
from data.store.queries.ledger_view import IngestStatus
from data.store.queries.slots import View
from ingest.errors import UnhealthyError
from ingest.health import LaneState, State

_PATIENCE_S: Final = 5.0
_WIDTH: Final = 23


@dataclass(frozen=True, slots=True)
class Asked:
    """One ingester: what it says of itself, or why it says nothing."""

    url: str
    state: State | None
    error: str | None


@dataclass(frozen=True, slots=True)
class Status:
    """Everything that is known at the stack time `at`."""

    at: datetime
    store: IngestStatus
    slots: View
    asked: tuple[Asked, ...]

    def troubles(self) -> list[str]:
        """Return in words what is not well; empty when all is."""
        found = [] if self.slots.members else ["no ingester runs"]
        if self.slots.members:
            found += [f"nobody serves slot {s.number}" for s in self.slots.slots if s.holder is None]
        for one in self.asked:
            if one.state is None:
                found.append(f"{one.url}: {one.error}")
            else:
                found += [f"{one.url}: {trouble}" for trouble in one.state.troubles + one.state.alarms]
        return found

    def demand_health(self) -> None:
        """Do nothing when all is well.

        Raises
        ------
        UnhealthyError
            When it is not.
        """
        troubles = self.troubles()
        if troubles:
            raise UnhealthyError(f"not well: {'; '.join(troubles)}")

    def as_json(self) -> str:
        """Return everything as one JSON object."""
        body = {
            "healthy": not self.troubles(),
            "troubles": self.troubles(),
            "store": self.store,
            "ingesters": len(self.slots.members),
            "slots": self.slots.slots,
            "asked": self.asked,
        }
        return msgspec.json.encode(body).decode()

    def as_text(self) -> str:
        """Return everything as lines."""
        return "\n".join(f"{name:<{_WIDTH}}{value}" for name, value in self._lines())

    def _lines(self) -> Iterator[tuple[str, object]]:
        yield "last fix received", _age(self.store.last_received_at, self.at)
        yield "devices heard", f"{self.store.devices_heard} of {self.store.devices_open}"
        yield "in quarantine", self.store.quarantined
        yield "vehicle-days to derive", self.store.days_to_derive
        yield "ingesters", len(self.slots.members)
        for slot in self.slots.slots:
            draining = ", draining" if slot.draining else ""
            yield f"slot {slot.number}", f"{slot.place or 'nobody'}{draining}"
        for one in self.asked:
            yield from _told(one)


def ask(database_url: str, urls: Sequence[str], at: datetime) -> Status:
    """Ask the store and the ingesters at `urls`.

    Raises
    ------
    psycopg.Error
        When the database does not answer.
    """
    with psycopg.connect(plain_url(database_url), connect_timeout=5) as connection:
        store = ledger_view.ingest_status(connection, at)
        view = slots.look(connection)
    return Status(at, store, view, tuple(_ask_one(url) for url in urls))


def _ask_one(url: str) -> Asked:
    try:
        answer = httpx.get(f"{url.rstrip('/')}/state", timeout=_PATIENCE_S)
        state = msgspec.json.decode(answer.content, type=State)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return Asked(url, None, f"does not answer ({error})")
    except msgspec.DecodeError:
        return Asked(url, None, "answers, but is no ingester")
    return Asked(url, state, None)


def _told(one: Asked) -> Iterator[tuple[str, object]]:
    if one.state is None:
        yield one.url, one.error
        return
    state = one.state
    yield f"{state.host} {state.pid}", "ready" if state.ready else f"not ready: {'; '.join(state.troubles)}"
    for alarm in state.alarms:
        yield "  alarm", alarm
    for lane in state.lanes:
        yield f"  {lane.name}", _lane(lane)


def _lane(lane: LaneState) -> str:
    there = "connected" if lane.connected else "not connected"
    return (
        f"{there}, {lane.received} messages, {lane.accepted} stored, {lane.duplicates} duplicate, "
        f"{lane.quarantined} quarantined, {lane.waiting} wait (oldest {lane.oldest_s:.1f} s)"
    )


def _age(moment: datetime | None, at: datetime) -> str:
    return "never" if moment is None else f"{(at - moment).total_seconds():.0f} s ago"
