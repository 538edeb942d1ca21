"""The table of the plain ingester that ours is measured against: one message, one INSERT, one commit."""

from typing import Final

from psycopg import Connection
from psycopg.rows import TupleRow

from data.store.address import plain_url

_TABLE: Final = """
create table if not exists bench_naive (
  device text, boot int8, seq int8, fix_time timestamptz, received_at timestamptz default now(),
  lat float8, lon float8, speed_kmh float8, course_deg float8, primary key (device, boot, seq))
"""
_INSERT: Final = (
    "insert into bench_naive (device, boot, seq, fix_time, lat, lon, speed_kmh, course_deg)"
    " values (%s, %s, %s, to_timestamp(%s), %s, %s, %s, %s)"
)


def connect(url: str) -> Connection[TupleRow]:
    """Open a connection that commits every statement, with an empty table to write into."""
    connection = Connection.connect(plain_url(url), autocommit=True, connect_timeout=5)
    connection.execute("drop table if exists bench_naive")
    connection.execute(_TABLE)
    return connection


def insert(connection: Connection[TupleRow], device: str, boot: int, fix: dict[str, float]) -> None:
    """Store one fix, and wait until it is committed."""
    connection.execute(
        _INSERT,
        (device, boot, fix["seq"], fix["tst"], fix["lat"], fix["lon"], fix.get("vel"), fix.get("cog")),
    )


def drop(connection: Connection[TupleRow]) -> None:
    """Leave nothing behind."""
    connection.execute("drop table bench_naive")
    connection.close()
