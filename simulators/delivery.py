"""What to send when, and when to send it again, until a receipt says that it is settled.

Fresh fixes go out at once. What has no receipt after a while goes again through `past`, oldest first, a few
messages at a time. While nothing at all is receipted (the ingester is away), only one fix is sent now and
then, so that the broker's queues do not fill with repetitions. A message counts as refused only when
something that was sent later has been settled; after five refusals its items are parked, and
the device reports it.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from data.contract import topics
from data.contract.codec import encode
from data.contract.messages import PAST_FIXES_MAX, EventMessage, FixMessage, ReceiptMessage, WireFix
from simulators.spool import Item, Spool

log = logging.getLogger(__name__)

type Send = Callable[[str, bytes], bool]
type Channel = Literal["fix", "past", "event"]

WINDOW = 8
"""Messages under way at once."""

TRIES_MAX = 5
SINGLE_AFTER = 2
"""Fixes that were refused this often travel alone, so that one bad fix does not park 49 good ones."""

QUIET_WAIT_MAX_S = 15.0
HURRIED_WAIT_S = 1.0
OTHER_CHANNEL_S = 300.0
"""A receipt on another channel proves a refusal only after this long: channels have sessions of their own."""


@dataclass(slots=True, eq=False)
class Flight:
    """A message under way, with how many of its items are not settled."""

    channel: Channel
    items: list[Item]
    sent_at: float
    left: int


class Delivery:
    """Sends what a spool holds; all times are real monotonic seconds.

    Parameters
    ----------
    device
        Device id.
    spool
        What is to be delivered.
    send
        Publishes (topic, payload); False when there is no connection.
    wait_s
        How long a receipt may take before a fix goes again.
    """

    def __init__(self, device: str, spool: Spool, send: Send, *, wait_s: float) -> None:
        self._device = device
        self._spool = spool
        self._send = send
        self._wait_s = wait_s
        self._quiet = 0
        self._flights: list[Flight] = []
        self._settled_at: dict[Channel, float] = dict.fromkeys(("fix", "past", "event"), float("-inf"))

    @property
    def idle(self) -> bool:
        """Whether everything but the parked is settled."""
        return all(item.parked for item in self._spool.items.values())

    def fresh(self, fixes: Sequence[WireFix], now: float) -> None:
        """Send fixes that were just born and committed."""
        for first in range(0, len(fixes), PAST_FIXES_MAX):
            some = fixes[first : first + PAST_FIXES_MAX]
            if not self._send(topics.fix(self._device), encode(self._message(some))):
                return
            self.hold(some, now)

    def hold(self, fixes: Sequence[WireFix], now: float) -> None:
        """Treat fixes as sent and lost: they go with the backlog."""
        for fix in fixes:
            if fix.seq in self._spool.items:
                self._spool.items[fix.seq].sent_at = now

    def settle(self, receipt: ReceiptMessage) -> None:
        """Forget what a receipt settles.

        Sends nothing: what was born since the last commit must not leave before the next one.
        """
        if receipt.boot != self._spool.boot:
            return
        gone = self._spool.settle(receipt.settled)
        for item in gone:
            if isinstance(item.flight, Flight):
                self._landed(item.flight)
            elif item.sent_at is not None:
                self._settled_at["fix"] = max(self._settled_at["fix"], item.sent_at)
        if gone:
            self._quiet = 0

    def hurry(self) -> None:
        """Wait no longer than a second for receipts: the end is near and somebody counts."""
        self._wait_s = min(self._wait_s, HURRIED_WAIT_S)

    def connected(self) -> None:
        """Hear that a new connection stands: what was silent before may answer now."""
        self._quiet = 0

    def pump(self, now: float) -> list[Item]:
        """Give up on flights that took too long, then send what is due as far as the window allows.

        Returns
        -------
        What was parked just now and should be reported by an event each; parked reports are not among it.
        """
        parked: list[Item] = []
        for flight in [flight for flight in self._flights if now - flight.sent_at >= self._patience_s]:
            parked += self._give_up(flight, now)
        self._send_due(now)
        return [item for item in parked if not is_report(item)]

    def _send_due(self, now: float) -> None:
        window = 1 if self._quiet else WINDOW
        if len(self._flights) < window:
            for batch in self._batches(now, window - len(self._flights)):
                if not self._launch(batch, now):
                    return

    @property
    def _patience_s(self) -> float:
        return min(self._wait_s * 2.0 ** min(self._quiet, 8), max(QUIET_WAIT_MAX_S, self._wait_s))

    def _landed(self, flight: Flight) -> None:
        flight.left -= 1
        self._settled_at[flight.channel] = max(self._settled_at[flight.channel], flight.sent_at)
        if not flight.left and flight in self._flights:
            self._flights.remove(flight)

    def _give_up(self, flight: Flight, now: float) -> list[Item]:
        """Let go of a flight; return what of it is parked."""
        parked: list[Item] = []
        self._flights.remove(flight)
        overtaken = self._settled_at[flight.channel] > flight.sent_at
        if not overtaken and flight.left == len(flight.items):
            self._quiet += 1
        for item in flight.items:
            if item.flight is not flight or item.seq not in self._spool.items:
                continue
            item.flight = None
            item.tries += overtaken or self._ignored(item, flight, now)
            if item.tries >= TRIES_MAX:
                self._spool.park(item)
                parked.append(item)
                log.warning(
                    "%s: %s %d was refused %d times: parked", self._device, item.kind, item.seq, TRIES_MAX
                )
        return parked

    def _ignored(self, item: Item, flight: Flight, now: float) -> bool:
        """Tell whether other channels are answered while this item has waited for very long."""
        since = item.again_at if item.again_at is not None else flight.sent_at
        return now - since > OTHER_CHANNEL_S and max(self._settled_at.values()) > flight.sent_at

    def _batches(self, now: float, count: int) -> list[list[Item]]:
        """Return up to `count` messages' worth of due items, oldest first."""
        batches: list[list[Item]] = []
        size = 1 if self._quiet else PAST_FIXES_MAX
        due = islice(self._due(now), count * size)
        fixes: list[Item] = []
        for item in due:
            if item.kind == "event" or item.tries >= SINGLE_AFTER:
                batches.append([item])
            else:
                fixes.append(item)
        batches += [fixes[first : first + size] for first in range(0, len(fixes), size)]
        return sorted(batches, key=lambda batch: batch[0].seq)[:count]

    def _due(self, now: float) -> Iterable[Item]:
        for item in self._spool.items.values():
            waiting = item.sent_at is not None and now - item.sent_at < self._wait_s
            if not (item.parked or item.flight or waiting):
                yield item

    def _launch(self, batch: list[Item], now: float) -> bool:
        bodies = [item.body for item in batch]
        if isinstance(bodies[0], EventMessage):
            flight = Flight("event", batch, now, len(batch))
            sent = self._send(topics.event(self._device), encode(bodies[0]))
        else:
            flight = Flight("past", batch, now, len(batch))
            fixes = [body for body in bodies if isinstance(body, WireFix)]
            sent = self._send(topics.past(self._device), encode(self._message(fixes)))
        if sent:
            self._flights.append(flight)
            for item in batch:
                item.flight, item.sent_at = flight, now
                item.again_at = now if item.again_at is None else item.again_at
        return sent

    def _message(self, fixes: Sequence[WireFix]) -> FixMessage:
        return FixMessage(v=1, device=self._device, boot=self._spool.boot, fixes=list(fixes))


def is_report(item: Item) -> bool:
    """Tell whether an item reports a parked one; such a report is never reported itself, or it never ends."""
    return isinstance(item.body, EventMessage) and item.body.event == "parked"


def reason_parked(item: Item) -> str:
    """Return the words of a report."""
    return f"{item.kind} {item.seq}: no receipt in {TRIES_MAX} tries"
