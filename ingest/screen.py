"""The screen: from raw messages to believable facts and named refusals; pure, total, no database.

Whether two fixes imply an impossible speed is not asked here: the answer would depend on the order in which
they arrived, and the same day must give the same rows in any order.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from data.contract.codec import decode_up, fixes_of, moment_of
from data.contract.dialects.decode import decode_foreign
from data.contract.dialects.report import Notice, Report, Speaker
from data.contract.fix import Fix, Rejection
from data.contract.messages import EventMessage, FixMessage
from data.contract.topics import parse_foreign
from data.store.queries.ingest_items import (
    Arrival,
    Batch,
    ForeignItem,
    Item,
    NewEvent,
    NewFix,
    NewNotice,
    Refusal,
)
from geo.plausible import EARLIEST_UTC, Area, doubt, latest_moment, refuse
from ingest.mqtt.window import Delivery

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
        sieve = _Sieve(self.area)
        for delivery in deliveries:
            sieve.take(Arrival(delivery.topic, delivery.payload, delivery.received_at))
        return sieve.batch()

    def parts(self, arrival: Arrival) -> list[Item | ForeignItem]:
        """Return the parts of one message, judged as at its arrival; never raises for anything sent."""
        sieve = _Sieve(self.area)
        sieve.take(arrival)
        return list(sieve.batch().items())


class _Sieve:
    """Takes messages one by one and lays their parts apart."""

    def __init__(self, area: Area | None) -> None:
        self.fixes: list[NewFix] = []
        self.events: list[NewEvent] = []
        self.refusals: list[Refusal] = []
        self.foreign: list[ForeignItem] = []
        self._area = area
        self._now: datetime | None = None
        self._latest = EARLIEST_UTC

    def batch(self) -> Batch:
        """Return everything that was taken."""
        return Batch(self.fixes, self.events, self.refusals, self.foreign)

    def take(self, arrival: Arrival) -> None:
        """Lay apart what one message holds."""
        # Messages that one turn of reading brought share their moment.
        if arrival.received_at is not self._now:
            self._now = arrival.received_at
            self._latest = latest_moment(arrival.received_at)
        if parse_foreign(arrival.topic) is not None:
            self._take_foreign(arrival)
            return
        message = decode_up(arrival.topic, arrival.payload)
        if isinstance(message, FixMessage):
            self._take_fixes(message, arrival)
        elif isinstance(message, EventMessage):
            self._take_event(message, arrival)
        else:
            self.refusals.extend(_refusals(message, arrival))

    def _take_fixes(self, message: FixMessage, arrival: Arrival) -> None:
        area, latest = self._area, self._latest
        for part, fix in enumerate(fixes_of(message)):
            if isinstance(fix, Rejection):
                self.refusals.extend(_refusals(fix, arrival, part))
            elif reasons := _faults(fix, latest):
                detail = _detail(fix)
                self.refusals.append(Refusal(arrival, reasons, detail, fix.device, fix.boot, fix.seq, part))
            else:
                flags = doubt(fix.lon, fix.lat, fix.accuracy_m, area)
                self.fixes.append(NewFix(fix, arrival, flags, part))

    def _take_event(self, message: EventMessage, arrival: Arrival) -> None:
        moment = moment_of(message.tst)
        reasons = {*_event_faults(message), *self._time_faults(moment)}
        if reasons or moment is None:
            detail, key = f"event {message.event}", (message.device, message.boot, message.seq)
            self.refusals.append(Refusal(arrival, tuple(sorted(reasons)), detail, *key, part=0))
        else:
            self.events.append(NewEvent(message, moment, arrival))

    def _take_foreign(self, arrival: Arrival) -> None:
        report = decode_foreign(arrival.topic, arrival.payload)
        if isinstance(report, Report):
            for number, part in enumerate(report.parts):
                self.foreign.append(self._foreign_part(part, report.speaker, arrival, number))
        else:
            address = parse_foreign(arrival.topic)
            dialect = "own" if address is None else address.dialect
            self.foreign.append(Refusal(arrival, report.reasons, report.detail, dialect=dialect))

    def _foreign_part(
        self, part: Fix | Notice | Rejection, speaker: Speaker, arrival: Arrival, number: int
    ) -> ForeignItem:
        reasons: tuple[str, ...]
        match part:
            case Fix():
                reasons, detail = _faults(part, self._latest), _detail(part)
                if not reasons:
                    is_mock = bool(part.extra and part.extra.get("mock"))
                    flags = doubt(part.lon, part.lat, part.accuracy_m, self._area, mock=is_mock)
                    return NewFix(part, arrival, flags, number, speaker)
            case Notice():
                reasons, detail = (), part.event
                if part.at is not None:
                    reasons = tuple(sorted(self._time_faults(part.at)))
                if not reasons:
                    return NewNotice(part, part.at or arrival.received_at, arrival, number, speaker)
            case Rejection():
                reasons, detail = part.reasons, part.detail
        return Refusal(arrival, reasons, detail, part=number, dialect=speaker.dialect, speaker=speaker)

    def _time_faults(self, moment: datetime | None) -> Iterator[str]:
        if moment is None:
            yield "time"
        elif moment < EARLIEST_UTC:
            yield "before_2020"
        elif moment > self._latest:
            yield "in_future"


def _faults(fix: Fix, latest: datetime) -> tuple[str, ...]:
    """Return every reason for which `fix` is refused; usually none."""
    reasons = refuse(fix.lon, fix.lat, fix.fix_time, latest, fix.satellites)
    if fix.satellites is not None and not 0 <= fix.satellites <= _INT32_MAX:
        return tuple(sorted({*reasons, "out_of_range"}))
    return reasons


def _detail(fix: Fix) -> str:
    return f"{fix.fix_time.isoformat()} {fix.lon} {fix.lat}"


def _event_faults(message: EventMessage) -> Iterator[str]:
    # An escaped NUL passes the codec's look at the bytes, and no text column can hold it.
    if any("\x00" in text for text in (message.reason, message.place) if text):
        yield "nul"
    if any(not -_INT64_MAX <= n <= _INT64_MAX for n in (message.plan, message.stop) if n is not None):
        yield "out_of_range"


def _refusals(rejection: Rejection, arrival: Arrival, part: int | None = None) -> Iterator[Refusal]:
    identities = tuple(dict.fromkeys(rejection.identities))
    if rejection.device is None or not identities:
        yield Refusal(arrival, rejection.reasons, rejection.detail, rejection.device, part=part)
        return
    for boot, seq in identities:
        yield Refusal(arrival, rejection.reasons, rejection.detail, rejection.device, boot, seq, part)
