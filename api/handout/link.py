"""The address of a sheet on a phone: signed, so that nobody guesses another, and worthless after its day.

It is signed with the key of the sessions, for an audience of its own: neither opens what the other does.
"""

from datetime import date, datetime, timedelta
from typing import Final

import jwt

from data.contract.calendar import OperatingCalendar

_ALGORITHM: Final = "HS256"
_AUDIENCE: Final = "lembar"
LONGEST: Final = 400
"""Characters; a token of ours has about a hundred and thirty."""


def expires(calendar: OperatingCalendar, day: date) -> datetime:
    """Return when the address of a sheet of `day` ends: with the operating day after it."""
    return calendar.bounds(day + timedelta(days=1))[1]


def token(route_id: int, ends: datetime, secret: bytes) -> str:
    """Return what opens the sheet of a route until `ends`."""
    claims = {"aud": _AUDIENCE, "r": route_id, "exp": int(ends.timestamp())}
    return jwt.encode(claims, secret, _ALGORITHM, headers={"typ": None})


def route_of(told: str, secret: bytes, now: datetime) -> int | None:
    """Return the route whose sheet a token opens at `now`; None for every token that is not ours or over."""
    try:
        claims = jwt.decode(
            told,
            secret,
            algorithms=[_ALGORITHM],
            audience=_AUDIENCE,
            # the time is checked here, against the stack clock: a demo's day lies in the past
            options={"require": ["aud", "exp", "r"], "verify_exp": False},
        )
        route_id, ends_s = int(claims["r"]), float(claims["exp"])
    except (jwt.InvalidTokenError, ValueError, TypeError):
        return None
    return route_id if now.timestamp() < ends_s and 0 < route_id < 2**31 else None
