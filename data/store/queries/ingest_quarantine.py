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
    tails = [row for row in rows if first.setdefault(id(row[1].arrival), row) is not row]
    heads = list(first.values())
    keepers = _insert(cursor, heads, [None] * len(heads))
    new = {number for (number, _), keeper in zip(heads, keepers, strict=True) if number and keeper}
    if tails:
        kept_by = dict(zip(first, keepers, strict=True)) | _present(cursor, first, keepers)
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


def _present(
    cursor: Cursor[TupleRow], first: Mapping[int, _Numbered], keepers: Sequence[int | None]
) -> dict[int, int]:
    """Return who keeps the bytes of messages whose first part was refused before: arrival -> row."""
    wanted = {
        number: arrival
        for (arrival, (number, _)), keeper in zip(first.items(), keepers, strict=True)
        if keeper is None and number is not None
    }
    cursor.execute(
        "select digest, coalesce(raw_of, id) from quarantine where digest = any(%s)", (list(wanted),)
    )
    return {wanted[number]: keeper for number, keeper in cursor}
