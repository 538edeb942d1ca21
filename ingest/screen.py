"""The screen: from raw messages to believable facts and named refusals; pure, total, no database.

Whether two fixes imply an impossible speed is not asked here: the answer would depend on the order in which
they arrived, and the same day must give the same rows in any order.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from data.contract.codec import decode_up, fixes_of, moment_of
from data.contract.fix import Fix, Rejection
from data.contract.messages import EventMessage, FixMessage
from data.store.queries.ingest_sort import Arrival, Batch, NewEvent, NewFix, Refusal
from geo.plausible import AHEAD, EARLIEST_UTC, Area
from geo.plausible import screen as judge
from ingest.window import Delivery

_INT32_MAX: Final = 2**31 - 1
_INT64_MAX: Final = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Screen:
    """Decoder and plausibility in one.

    Parameters
    ----------
    area
        Where the fleet works; fixes outside are kept and flagged. None: no such flag.
    """

    area: Area | None = None

    def sift(self, deliveries: Iterable[Delivery]) -> Batch:
        """Return everything that `deliveries` hold; every part of every message exactly once."""
        fixes: list[NewFix] = []
        events: list[NewEvent] = []
        refusals: list[Refusal] = []
        for delivery in deliveries:
            for item in self.items(delivery):
                match item:
                    case NewFix():
                        fixes.append(item)
                    case NewEvent():
                        events.append(item)
                    case Refusal():
                        refusals.append(item)
        return Batch(fixes, events, refusals)

    def items(self, delivery: Delivery) -> Iterator[NewFix | NewEvent | Refusal]:
        """Yield the parts of one message; never raises for anything a device can send."""
        arrival = Arrival(delivery.topic, delivery.payload, delivery.received_at)
        message = decode_up(delivery.topic, delivery.payload)
        match message:
            case Rejection():
                yield from _refusals(message, arrival)
            case FixMessage():
                for fix in fixes_of(message):
                    yield from self._fix(fix, arrival)
            case EventMessage():
                yield from _event(message, arrival)

    def _fix(self, fix: Fix | Rejection, arrival: Arrival) -> Iterator[NewFix | Refusal]:
        if isinstance(fix, Rejection):
            yield from _refusals(fix, arrival)
            return
        verdict = judge(fix, now=arrival.received_at, area=self.area)
        reasons = set(verdict.refused)
        if fix.satellites is not None and not 0 <= fix.satellites <= _INT32_MAX:
            reasons.add("out_of_range")
        if reasons:
            detail = f"{fix.fix_time.isoformat()} {fix.lon} {fix.lat}"
            yield Refusal(arrival, tuple(sorted(reasons)), detail, fix.device, fix.boot, fix.seq)
        else:
            yield NewFix(fix, arrival, tuple(sorted(verdict.flags)))


def _event(message: EventMessage, arrival: Arrival) -> Iterator[NewEvent | Refusal]:
    moment = moment_of(message.tst)
    reasons = set(_event_faults(message))
    if moment is None:
        reasons.add("time")
    elif moment < EARLIEST_UTC:
        reasons.add("before_2020")
    elif moment > arrival.received_at + AHEAD:
        reasons.add("in_future")
    if reasons or moment is None:
        detail = f"event {message.event}"
        yield Refusal(arrival, tuple(sorted(reasons)), detail, message.device, message.boot, message.seq)
    else:
        yield NewEvent(message, moment, arrival)


def _event_faults(message: EventMessage) -> Iterator[str]:
    # An escaped NUL passes the codec's look at the bytes, and no text column can hold it.
    if any("\x00" in text for text in (message.reason, message.place) if text):
        yield "nul"
    if any(not -_INT64_MAX <= n <= _INT64_MAX for n in (message.plan, message.stop) if n is not None):
        yield "out_of_range"


def _refusals(rejection: Rejection, arrival: Arrival) -> Iterator[Refusal]:
    identities = tuple(dict.fromkeys(rejection.identities))
    if rejection.device is None or not identities:
        yield Refusal(arrival, rejection.reasons, rejection.detail, rejection.device)
        return
    for boot, seq in identities:
        yield Refusal(arrival, rejection.reasons, rejection.detail, rejection.device, boot, seq)
