"""What is refused goes in: its bytes once a message, and what has no identity once for all times."""

from collections.abc import Mapping, Sequence
from typing import Final

from psycopg import Cursor
from psycopg.rows import TupleRow

from data.store.queries.ingest_items import Refusal
from data.store.queries.ingest_rows import REFUSAL_COLUMNS, refusal_row

_INSERT: Final = (
    f"insert into quarantine ({REFUSAL_COLUMNS}, raw_of)"
    " values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
    " on conflict (digest) where digest is not null do nothing returning id"
)
_NO_BYTES: Final = b""

type _Numbered = tuple[int | None, Refusal]


def insert_refusals(
    cursor: Cursor[TupleRow], named: Sequence[Refusal], unnamed: Mapping[int, Refusal]
) -> set[int]:
    """Insert refusals; return the digests of those without identity that were not there before.

    Parameters
    ----------
    named
        With an identity; the lock of the settled numbers has made sure that they are new.
    unnamed
        Digest -> refusal; what is there already stays as it is.
    """
    rows = [(None, refusal) for refusal in named] + sorted(unnamed.items(), key=lambda row: row[0])
    if not rows:
        return set()
    first: dict[int, _Numbered] = {}
    for row in sorted(rows, key=lambda row: row[1].part or 0):
        first.setdefault(id(row[1].arrival), row)
    # In the order of digests, so that two ingesters never wait in a circle.
    heads = [row for row in rows if first[id(row[1].arrival)] is row]
    tails = [row for row in rows if first[id(row[1].arrival)] is not row]
    keepers = _insert(cursor, heads, [None] * len(heads))
    new = {number for (number, _), keeper in zip(heads, keepers, strict=True) if number and keeper}
    if tails:
        kept_by = _keepers(cursor, heads, keepers)
        inserted = _insert(cursor, tails, [kept_by[id(refusal.arrival)] for _, refusal in tails])
        new |= {number for (number, _), keeper in zip(tails, inserted, strict=True) if number and keeper}
    return new


def _insert(
    cursor: Cursor[TupleRow], rows: Sequence[_Numbered], keepers: Sequence[int | None]
) -> list[int | None]:
    """Insert rows; return their ids, None for what was there. With a keeper a row holds no bytes itself."""
    cursor.executemany(
        _INSERT,
        [
            (*_with_bytes(refusal_row(refusal, number), keeper), keeper)
            for (number, refusal), keeper in zip(rows, keepers, strict=True)
        ],
        returning=True,
    )
    ids: list[int | None] = []
    for _ in cursor.results():
        row = cursor.fetchone()
        ids.append(row[0] if row else None)
    return ids


def _with_bytes(row: tuple[object, ...], keeper: int | None) -> tuple[object, ...]:
    return row if keeper is None else tuple(_NO_BYTES if isinstance(value, bytes) else value for value in row)


def _keepers(
    cursor: Cursor[TupleRow], heads: Sequence[_Numbered], keepers: Sequence[int | None]
) -> dict[int, int]:
    """Return which row keeps the bytes of each message; where its first part was refused before, that one."""
    found: dict[int, int] = {}
    refused_before: dict[int, int] = {}
    for (number, refusal), keeper in zip(heads, keepers, strict=True):
        if keeper is not None:
            found[id(refusal.arrival)] = keeper
        elif number is not None:
            refused_before[number] = id(refusal.arrival)
    cursor.execute(
        "select digest, coalesce(raw_of, id) from quarantine where digest = any(%s)", (list(refused_before),)
    )
    return found | {refused_before[number]: keeper for number, keeper in cursor}
