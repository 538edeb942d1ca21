"""The sink: a batch becomes rows in one transaction, or the reason why not is named.

It tells two kinds of trouble apart. When the *store* is down (no connection, disk full, rights revoked)
nothing is acknowledged and the same batch is tried again. When the *message* is the trouble, the batch is
halved until the one message is found, and that one goes to quarantine: it must not block the others.
"""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import psycopg
from psycopg.rows import TupleRow

from data.contract import codec, topics
from data.contract.messages import ReceiptMessage
from data.store.queries import ingest_batch
from data.store.queries.ingest_batch import Outcome
from data.store.queries.ingest_items import Arrival, Batch, Refusal, as_ranges
from ingest.errors import IngestError, StoreDownError, StoreRefusedError, first_line, refuses_us
from ingest.mqtt.options import Publication
from ingest.mqtt.window import Delivery
from ingest.screen import Screen

log = logging.getLogger(__name__)

PING_EVERY_S: Final = 0.25
_COLLISIONS_MAX: Final = 3
# What a value can cause; anything else that the driver raises is the store's own trouble.
POISON: Final = (psycopg.DataError, psycopg.IntegrityError, ValueError, OverflowError, TypeError)


class PoisonError(IngestError):
    """The store refuses something in the batch itself."""


@dataclass(frozen=True, slots=True)
class Part:
    """Deliveries that were committed together, and what became of them."""

    deliveries: Sequence[Delivery]
    outcome: Outcome


class Sink:
    """One database connection that stores batches; used by one thread."""

    def __init__(self, url: str, name: str, *, screen: Screen, day_of: Callable[[datetime], date]) -> None:
        self._url = url
        self._name = name
        self._screen = screen
        self._day_of = day_of
        self._connection: psycopg.Connection[TupleRow] | None = None
        self._pinged_s = 0.0
        self._ping_owed = False

    def settle(self, deliveries: Sequence[Delivery]) -> Iterator[Part]:
        """Store `deliveries`; yield each part after its commit, usually one.

        Raises
        ------
        StoreDownError
            When the database does not do its work; parts yielded before stay committed.
        """
        try:
            outcome = self._store(self._screen.sift(deliveries))
        except PoisonError as error:
            if len(deliveries) == 1:
                yield Part(deliveries, self._quarantine_whole(deliveries[0], error))
                return
            middle = len(deliveries) // 2
            yield from self.settle(deliveries[:middle])
            yield from self.settle(deliveries[middle:])
        else:
            yield Part(deliveries, outcome)

    def idle(self) -> None:
        """Send a ping that is still owed; called when nothing arrives.

        Raises
        ------
        StoreDownError
            When the database cannot be told.
        """
        if self._ping_owed and self._may_ping():
            self._guard(ingest_batch.ping_positions)
            self._pinged()

    def probe(self) -> None:
        """Ask whether the database works.

        Raises
        ------
        StoreDownError
            When it does not.
        """
        self._guard(lambda connection: connection.execute("select 1"))

    def demand_store(self) -> StoreDownError | None:
        """Look before a start whether the database takes us; return what is wrong when it is only away.

        Raises
        ------
        StoreRefusedError
            When only another setting can help.
        """
        try:
            self.probe()
        except StoreRefusedError:
            raise
        except StoreDownError as error:
            return error
        return None

    def close(self) -> None:
        """Give the connection back."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _store(self, batch: Batch) -> Outcome:
        notify = self._may_ping()
        outcome = self._guard(
            lambda connection: ingest_batch.store_batch(connection, batch, day_of=self._day_of, notify=notify)
        )
        if notify:
            self._pinged()
        else:
            self._ping_owed = True
        return outcome

    def _guard[T](self, act: Callable[[psycopg.Connection[TupleRow]], T]) -> T:
        try:
            return self._patiently(act)
        except POISON as error:
            raise PoisonError(first_line(error)) from error
        except psycopg.Error as error:
            self.close()
            raise StoreDownError(f"the database does not store: {first_line(error)}") from error

    def _patiently[T](self, act: Callable[[psycopg.Connection[TupleRow]], T]) -> T:
        """Act; a transaction that lost against another one (deadlock) is simply made again."""
        if self._connection is None:
            self._connection = self._connect()
        for _ in range(_COLLISIONS_MAX):
            try:
                return act(self._connection)
            except psycopg.errors.TransactionRollback as error:
                log.info("%s: transaction rolled back, made again: %s", self._name, first_line(error))
        return act(self._connection)

    def _connect(self) -> psycopg.Connection[TupleRow]:
        try:
            return ingest_batch.connect(self._url, self._name)
        except psycopg.OperationalError as error:
            if refuses_us(error):
                raise StoreRefusedError(f"the database refuses the sign-in: {first_line(error)}") from error
            raise

    def _quarantine_whole(self, delivery: Delivery, cause: PoisonError) -> Outcome:
        """Quarantine a message that the store would not take in parts, with its identities if that works."""
        batch = self._screen.sift([delivery])
        arrival = Arrival(delivery.topic, delivery.payload, delivery.received_at)
        named = [
            Refusal(arrival, ("unstorable",), str(cause), *key) for item in batch.own() if (key := item.key)
        ]
        bare = [Refusal(arrival, ("unstorable",), str(cause))]
        log.error("a message on %s cannot be stored: %s", delivery.topic, cause)
        try:
            return self._store(Batch(refusals=named or bare))
        except PoisonError:
            return self._last_resort(bare)

    def _last_resort(self, bare: list[Refusal]) -> Outcome:
        try:
            return self._store(Batch(refusals=bare))
        except PoisonError as error:
            raise StoreDownError(f"the database takes no quarantine row: {error}") from error

    def _may_ping(self) -> bool:
        return time.monotonic() - self._pinged_s >= PING_EVERY_S

    def _pinged(self) -> None:
        self._pinged_s = time.monotonic()
        self._ping_owed = False


def receipts(outcome: Outcome) -> list[Publication]:
    """Return one receipt per device and boot for what a transaction settled."""
    return [
        Publication(
            topic=topics.receipt(device),
            payload=codec.encode(ReceiptMessage(v=1, boot=boot, settled=as_ranges(numbers))),
        )
        for (device, boot), numbers in outcome.settled.items()
    ]
