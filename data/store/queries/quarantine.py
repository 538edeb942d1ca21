"""What was refused: listed with its reasons and raw bytes."""

from dataclasses import dataclass
from datetime import datetime

from psycopg import Connection
from psycopg.rows import TupleRow, class_row

LIST_MAX = 1000


@dataclass(frozen=True, slots=True)
class Refused:
    """One quarantined message, or one fix of it."""

    id: int
    received_at: datetime
    topic: str
    device_id: str | None
    boot: int | None
    seq: int | None
    reasons: list[str]
    detail: str
    raw: bytes


def newest_refused(
    connection: Connection[TupleRow], *, device: str | None = None, limit: int = 100
) -> list[Refused]:
    """Return the newest refusals, of one device when it is named; at most `LIST_MAX`."""
    with connection.cursor(row_factory=class_row(Refused)) as cursor:
        return cursor.execute(
            "select id, received_at, topic, device_id, boot, seq, reasons, detail, raw from quarantine"
            " where %(device)s::text is null or device_id = %(device)s order by id desc limit %(limit)s",
            {"device": device, "limit": min(limit, LIST_MAX)},
        ).fetchall()


def reason_counts(connection: Connection[TupleRow]) -> dict[str, int]:
    """Return how often each reason of refusal occurs."""
    rows = connection.execute(
        "select reason, count(*) from quarantine, unnest(reasons) reason group by reason order by 2 desc, 1"
    )
    return dict(rows.fetchall())
