"""Quarantine read again: rows of which a retry was asked go through screen and store like a new batch.

What can be stored now is stored exactly once, what is refused again stays with its new reasons, and the
counts move with it: of each row one quarantined is taken back, and what it became is counted.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from psycopg import Connection, Cursor, sql
from psycopg.rows import TupleRow

from data.store.address import QUARANTINE_CHANNEL
from data.store.queries import ingest_batch
from data.store.queries.ingest_items import Arrival, Batch
from data.store.queries.ingest_read import lock_settled, read_registered, recall
from data.store.queries.ingest_rows import text
from data.store.queries.ingest_write import DayOf, write_sorted
from data.store.queries.reread_sort import Again, AnyItem, Kept, Known, as_batch, sort_again

_HOLDER_LOCK: Final = 0x51A96_5A_D1

type Sift = Callable[[Arrival], Sequence[AnyItem]]


@dataclass(frozen=True, slots=True)
class Reread:
    """What became of the rows of one transaction."""

    stored: int = 0
    duplicates: int = 0
    refused: int = 0

    @property
    def rows(self) -> int:
        """Return how many rows were read again."""
        return self.stored + self.duplicates + self.refused


def connect_listening(url: str, name: str) -> Connection[TupleRow]:
    """Open a connection for batches that hears when a retry is asked.

    The server ends it after 30 s without a question, so that a program that was halted, or cut off, does not
    remain the holder for ever.

    Raises
    ------
    psycopg.OperationalError
        When the database does not answer within 5 s or refuses the sign-in.
    """
    connection = ingest_batch.connect(url, name)
    connection.execute("set idle_session_timeout = '30s'")
    connection.execute(sql.SQL("listen {}").format(sql.Identifier(QUARANTINE_CHANNEL)))
    return connection


def become_holder(connection: Connection[TupleRow]) -> bool:
    """Try to be the one program that reads quarantine again; holds until the connection ends."""
    row = connection.execute("select pg_try_advisory_lock(%s)", (_HOLDER_LOCK,)).fetchone()
    return bool(row and row[0])


def reread(
    connection: Connection[TupleRow], sift: Sift, *, at: datetime, day_of: DayOf, limit: int
) -> Reread:
    """Read the oldest rows of which a retry was asked again, in one transaction.

    Parameters
    ----------
    connection
        From `connect_listening`.
    sift
        Takes a message apart, judged as at its arrival: a wrong clock does not become right by waiting.
    at
        Now on the stack clock.
    day_of
        Operating day of a moment.
    limit
        Most rows.

    Raises
    ------
    psycopg.Error
        Nothing has changed then.
    """
    with connection.transaction(), connection.cursor() as cursor:
        rows = _asked(cursor, limit)
        if not rows:
            return Reread()
        pairs = [(row, row.mine(items)) for row, items in _sifted(rows, sift)]
        again = sort_again(pairs, _known(cursor, as_batch(item for _, mine in pairs for item in mine), at))
        write_sorted(cursor, again.done, day_of, straight=False)
        found = _close(cursor, again, at)
        if found.stored:
            ingest_batch.ping_positions(cursor)
    return found


def give_up(connection: Connection[TupleRow], cause: str) -> None:
    """Take the oldest asked row out of the line, because the store itself refuses what it holds."""
    connection.execute(
        "update quarantine set retry_asked_at = null, detail = %s, reasons ="
        " (select array_agg(distinct r order by r) from unnest(reasons || '{unstorable}'::text[]) r)"
        " where id = (select min(id) from quarantine"
        " where retry_asked_at is not null and resolved_at is null)",
        (text(cause),),
    )


def _sifted(rows: Iterable[Kept], sift: Sift) -> Iterable[tuple[Kept, Sequence[AnyItem]]]:
    """Yield each row with all parts of its message; rows of one message share them."""
    arrivals: dict[tuple[str, datetime, bytes], Sequence[AnyItem]] = {}
    for row in rows:
        message = (row.topic, row.received_at, row.raw)
        if message not in arrivals:
            arrivals[message] = sift(row.arrival())
        yield row, arrivals[message]


def _asked(cursor: Cursor[TupleRow], limit: int) -> list[Kept]:
    cursor.execute(
        "select q.id, q.received_at, q.topic, q.device_id, q.boot, q.seq, q.part, q.reasons,"
        " coalesce(k.raw, q.raw) from quarantine q left join quarantine k on k.id = q.raw_of"
        " where q.retry_asked_at is not null and q.resolved_at is null order by q.id limit %s"
        # Not the strongest lock: another part of the same message may be refused meanwhile, and points here.
        " for no key update of q",
        (limit,),
    )
    return [Kept(*row) for row in cursor]


def _known(cursor: Cursor[TupleRow], batch: Batch, at: datetime) -> Known:
    registered = read_registered(cursor, batch, at)
    numbers = batch.numbers()
    held = lock_settled(cursor, numbers)
    keys = [(*boot, number) for boot, found in numbers.items() for number in found]
    return Known(registered, held, recall(cursor, keys) if keys else {})


def _close(cursor: Cursor[TupleRow], again: Again, at: datetime) -> Reread:
    resolutions = again.resolutions()
    cursor.execute(
        "update quarantine q set resolved_at = %s, resolution = w.resolution, retry_asked_at = null"
        " from unnest(%s::int8[], %s::text[]) as w(id, resolution) where q.id = w.id",
        (at, list(resolutions), list(resolutions.values())),
    )
    for number, refusal in again.open.items():
        if refusal is None:
            cursor.execute("update quarantine set retry_asked_at = null where id = %s", (number,))
            continue
        cursor.execute(
            "update quarantine set retry_asked_at = null, reasons = %s, detail = %s, dialect = %s,"
            " external_id = %s, device_id = coalesce(%s, device_id) where id = %s",
            (
                list(refusal.reasons),
                text(refusal.detail),
                refusal.dialect,
                None if refusal.external_id is None else text(refusal.external_id),
                refusal.device,
                number,
            ),
        )
    told = list(resolutions.values())
    return Reread(told.count("stored"), told.count("duplicate"), len(again.open))
