"""Refusals as an administrator sees them."""

import base64
from dataclasses import asdict
from typing import Final

from api.schemas.quarantine import QuarantineDetail, QuarantineFilter
from data.store.queries.quarantine import Refused, State, Wanted

SHOWN_BYTES: Final = 65_536
"""No more of a message is shown; all of it is kept."""


def wanted(asked: QuarantineFilter | None, state: State) -> Wanted:
    """Return which refusals are meant, as the store asks."""
    meant = asked or QuarantineFilter()
    return Wanted(
        reason=meant.reason,
        device=meant.device,
        dialect=meant.dialect,
        external_id=meant.external_id,
        text=meant.q,
        since=meant.since,
        until=meant.until,
        state=state,
    )


def detail(row: Refused, raw: bytes) -> QuarantineDetail:
    """Return one refusal with the beginning of its bytes."""
    shown = raw[:SHOWN_BYTES]
    return QuarantineDetail.model_validate(
        {
            **asdict(row),
            "boot": None if row.boot is None else str(row.boot),
            "seq": None if row.seq is None else str(row.seq),
            "text": _text(shown, whole=len(shown) == len(raw)),
            "base64": base64.b64encode(shown).decode(),
            "truncated": len(shown) < len(raw),
        }
    )


def _text(shown: bytes, *, whole: bool) -> str | None:
    """Return bytes as text; None when they are not UTF-8, a character cut at the end aside."""
    for end in (0,) if whole else (0, 1, 2, 3):
        try:
            return shown[: len(shown) - end].decode()
        except UnicodeDecodeError:
            continue
    return None
