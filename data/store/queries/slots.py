"""Numbered shares of the persistent subscriptions: who holds which, and how many there should be.

Everything that must vanish with its holder is an advisory lock of the holder's connection: that it lives,
which slots it holds, and since when. A row of `ingest_slot` stays: its share lives on at the broker.

The connection is a lease. The server ends it when its program has been silent for `LEASE_S`, so a program
that was halted, or cut off, does not keep its slots for ever. It must reach PostgreSQL itself: a pooler that
lends one connection to many (PgBouncer in transaction mode) would mix up the locks.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from psycopg import Connection
from psycopg.rows import TupleRow

from data.store.address import plain_url

LEASE_S: Final = 10
_NAME: Final = "siangsa-slots"
_HOST_MAX: Final = 40
# First halves of advisory locks; second halves are a server process, a slot, a moment (seconds of EPOCH).
_MEMBER: Final = 0x51A9_0000
_SLOT: Final = 0x51A9_0001
_SINCE: Final = 0x51A9_1000  # plus the slot's number
_LAST: Final = 0x51A9_FFFF
_EPOCH: Final = datetime(2020, 1, 1, tzinfo=UTC)
SLOTS_MAX: Final = 16


@dataclass(frozen=True, slots=True)
class Slot:
    """One share, and who serves it.

    Parameters
    ----------
    number
        1 or more.
    draining
        It takes nothing new, and ends when nothing is queued any more.
    holder
        The holder's server process; None while nobody serves it.
    place
        Host and process id of the holder, as it called itself.
    since
        Aware UTC, real time; when the holder took it.
    """

    number: int
    draining: bool
    holder: int | None = None
    place: str | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class View:
    """All slots by number, the server processes of all living ingesters, and our own."""

    slots: tuple[Slot, ...]
    members: frozenset[int]
    me: int

    def held_by(self, member: int) -> tuple[int, ...]:
        """Return the numbers of the slots that `member` holds."""
        return tuple(slot.number for slot in self.slots if slot.holder == member)


def connect(url: str, host: str, pid: int) -> Connection[TupleRow]:
    """Open the connection whose locks hold slots; it must ask something every few seconds.

    Raises
    ------
    psycopg.OperationalError
        When the database does not answer within 3 s or refuses the sign-in.
    """
    return Connection.connect(
        plain_url(url),
        autocommit=True,
        application_name=f"{_NAME} {host[:_HOST_MAX]} {pid}",
        options=f"-c timezone=UTC -c idle_session_timeout={LEASE_S}s -c statement_timeout=5s",
        connect_timeout=3,
        keepalives_idle=3,
        keepalives_interval=2,
        keepalives_count=2,
        tcp_user_timeout=5_000,
    )


def join(connection: Connection[TupleRow]) -> None:
    """Count as a living ingester while `connection` lasts; the very first one opens slot 1."""
    connection.execute("select pg_advisory_lock(%s, pg_backend_pid())", (_MEMBER,))
    connection.execute(
        "insert into ingest_slot (number, draining, opened_at)"
        " select 1, false, now() where not exists (select from ingest_slot) on conflict do nothing"
    )


_LOCKS: Final = """
select l.classid::int8, l.objid::int8, l.pid, a.application_name
from pg_locks l join pg_stat_activity a on a.pid = l.pid
where l.locktype = 'advisory' and l.objsubid = 2 and l.granted and l.classid::int8 between %s and %s
  and l.database = (select oid from pg_database where datname = current_database())
"""


def look(connection: Connection[TupleRow]) -> View:
    """Return who holds what."""
    locks = connection.execute(_LOCKS, (_MEMBER, _LAST)).fetchall()
    rows = connection.execute("select number, draining from ingest_slot order by number").fetchall()
    holders = {key: (pid, name) for kind, key, pid, name in locks if kind == _SLOT}
    since = {(kind - _SINCE, pid): key for kind, key, pid, _ in locks if kind >= _SINCE}
    slots = tuple(Slot(number, draining, *_holding(number, holders, since)) for number, draining in rows)
    members = frozenset(key for kind, key, _, _ in locks if kind == _MEMBER)
    return View(slots, members, connection.info.backend_pid)


def _holding(
    number: int, holders: dict[int, tuple[int, str | None]], since: dict[tuple[int, int], int]
) -> tuple[int | None, str | None, datetime | None]:
    if number not in holders:
        return None, None, None
    holder, name = holders[number]
    seconds = since.get((number, holder))
    at = None if seconds is None else _EPOCH + timedelta(seconds=seconds)
    return holder, (name or "").removeprefix(_NAME).strip(), at


def take(connection: Connection[TupleRow], number: int) -> bool:
    """Take a slot that nobody holds; False when somebody does, or when there is no such slot any more."""
    row = connection.execute("select pg_try_advisory_lock(%s, %s)", (_SLOT, number)).fetchone()
    if not row or not row[0]:
        return False
    # Between the look and the lock its last holder may have drained and deleted it.
    if connection.execute("select from ingest_slot where number = %s", (number,)).rowcount == 0:
        connection.execute("select pg_advisory_unlock(%s, %s)", (_SLOT, number))
        return False
    connection.execute(
        "select pg_try_advisory_lock(%s, extract(epoch from clock_timestamp() - %s::timestamptz)::int4)",
        (_SINCE + number, _EPOCH),
    )
    return True


def give(connection: Connection[TupleRow], number: int) -> None:
    """Give back a slot that we hold; its lanes must have left the broker."""
    connection.execute(
        "select pg_advisory_unlock(%s, l.objid::int8::int4) from pg_locks l"
        " where l.pid = pg_backend_pid() and l.locktype = 'advisory' and l.objsubid = 2"
        " and l.classid::int8 = %s",
        (_SINCE + number, _SINCE + number),
    )
    connection.execute("select pg_advisory_unlock(%s, %s)", (_SLOT, number))


def remove(connection: Connection[TupleRow], number: int) -> bool:
    """Delete a slot that has been drained; False when it has been asked for again meanwhile."""
    deleted = connection.execute("delete from ingest_slot where number = %s and draining", (number,))
    return deleted.rowcount > 0


def scale(connection: Connection[TupleRow], wanted: int) -> View:
    """Ask for slots 1 to `wanted`: open those that lack, drain those beyond; return what there is now."""
    with connection.transaction():
        connection.execute("lock table ingest_slot in share row exclusive mode")
        connection.execute(
            "insert into ingest_slot (number, draining, opened_at)"
            " select n, false, now() from generate_series(1, %s) n"
            " on conflict (number) do update set draining = false",
            (wanted,),
        )
        connection.execute("update ingest_slot set draining = true where number > %s", (wanted,))
    return look(connection)
