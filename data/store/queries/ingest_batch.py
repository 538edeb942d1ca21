"""One batch of device messages in one transaction: facts, refusals, what is settled, what must be re-derived.

Raw psycopg, because a batch goes in by COPY. The order of locks is the same in every transaction (settled by
device and boot, foreign fixes and notices by key, quarantine by digest, latest position, dirty day, tally),
so two ingesters never wait in a circle.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from psycopg import Connection, Cursor
from psycopg.errors import UniqueViolation
from psycopg.rows import TupleRow

from data.store.address import POSITIONS_CHANNEL, plain_url
from data.store.queries.ingest_items import Batch, Boot
from data.store.queries.ingest_read import lock_settled, read_registered, recall
from data.store.queries.ingest_sort import Tally, sort_batch
from data.store.queries.ingest_write import DayOf, write_sorted

log = logging.getLogger(__name__)

# Every statement here looks rows up by key. With few rows in the staging arrays the planner would otherwise
# sometimes read a month of fixes into a hash.
_PLANS: Final = "-c jit=off -c enable_hashjoin=off -c enable_mergejoin=off"
# A line that is dead without anybody being told leaves a transaction with its locks behind, and the next
# ingester would wait for them: the server ends what says nothing, we end what is not answered.
_PATIENCE: Final = "-c idle_in_transaction_session_timeout=10s"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a batch.

    Parameters
    ----------
    settled
        (device, boot) -> sequence numbers that need not be sent again, this transaction's and repeats; of
        our own format only.
    tallies
        Device -> counts; "" stands for messages that name no device of ours.
    quarantined
        Reason -> count.
    """

    settled: dict[Boot, list[int]]
    tallies: dict[str, Tally]
    quarantined: dict[str, int]


def connect(url: str, name: str) -> Connection[TupleRow]:
    """Open a connection for batches; `name` shows in the database's list of sessions.

    Raises
    ------
    psycopg.OperationalError
        When the database does not answer within 5 s or refuses the sign-in.
    """
    connection: Connection[TupleRow] = Connection.connect(
        plain_url(url),
        autocommit=True,
        application_name=name,
        options=f"-c timezone=UTC {_PLANS} {_PATIENCE}",
        connect_timeout=5,
        keepalives_idle=5,
        keepalives_interval=2,
        keepalives_count=3,
        tcp_user_timeout=10_000,
    )
    connection.execute(
        "create temp table if not exists stage_fix (like fix including defaults) on commit delete rows"
    )
    return connection


def store_batch(connection: Connection[TupleRow], batch: Batch, *, day_of: DayOf, notify: bool) -> Outcome:
    """Store `batch` in one transaction; after return it is committed.

    Parameters
    ----------
    connection
        From `connect`, in autocommit.
    batch
        Screened messages.
    day_of
        Operating day of a moment.
    notify
        Ping the readers of positions at commit.

    Raises
    ------
    psycopg.Error
        Nothing of the batch is stored then.
    """
    try:
        return _store(connection, batch, day_of, notify=notify, straight=True)
    except UniqueViolation as error:
        # Somebody has changed `settled` by hand: slower, and what stands in the store stays as it is.
        log.warning("fixes stood in the store without being settled: %s", error.diag.message_detail)
        return _store(connection, batch, day_of, notify=notify, straight=False)


def _store(
    connection: Connection[TupleRow], batch: Batch, day_of: DayOf, *, notify: bool, straight: bool
) -> Outcome:
    with connection.transaction(), connection.cursor() as cursor:
        registered = read_registered(cursor, batch, batch.received_at())
        held = lock_settled(cursor, batch.numbers())
        done = sort_batch(batch, registered=registered, held=held, recall=lambda keys: recall(cursor, keys))
        write_sorted(cursor, done, day_of, straight=straight)
        if notify:
            ping_positions(cursor)
    return Outcome(done.settled, done.tallies, done.reason_counts())


def ping_positions(cursor: Cursor[TupleRow] | Connection[TupleRow]) -> None:
    """Tell the readers of positions that there is something new; at commit."""
    cursor.execute("select pg_notify(%s, '')", (POSITIONS_CHANNEL,))


def ensure_devices(connection: Connection[TupleRow], devices: Iterable[str], since: datetime) -> None:
    """Register `devices` of a bench, open from `since`; those that exist stay as they are."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "insert into device (id, kind, simulated, valid_from) values (%s, 'bench', true, %s)"
            " on conflict do nothing",
            [(device, since) for device in devices],
        )
