"""`siangsa account kept|looks|sign-ins|forget-phone`: what is kept of persons (UU PDP 27/2022)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from data.store.engine import reachable, session_factory
from data.store.models import Audit, SignIn
from data.store.queries import audit, personal, sign_ins
from ops import people

_MOST = 500


def looks(database_url: str, vehicle: str, day: date | None) -> list[str]:
    """Return one line per look at a vehicle's track, newest first: when, who, which operating day."""
    with reachable(database_url) as engine, session_factory(engine)() as session:
        rows = personal.looks(session, vehicle, day)
        return [f"{row.at:%Y-%m-%d %H:%M} UTC  {row.account:<20} day {_day(row)}" for row in rows]


def came_in(database_url: str, username: str | None) -> list[str]:
    """Return one line per attempt to sign in, newest first."""
    about = sign_ins.About(username=username)
    with reachable(database_url) as engine, session_factory(engine)() as session:
        rows = sign_ins.page(session, before=None, limit=_MOST, about=about)
        return [_attempt(row) for row in rows]


def kept_of_account(database_url: str, username: str) -> dict[str, Any]:
    """Return what is kept of the person behind an account; counts where it is many rows.

    Raises
    ------
    NotFoundError
        There is no such account.
    """
    with reachable(database_url) as engine, session_factory(engine)() as session:
        return personal.of_account(session, username)


def kept_of_crew(database_url: str, code: str) -> dict[str, Any]:
    """Return what is kept of a member of the crews, with the vehicles and days that speak of him.

    Raises
    ------
    NotFoundError
        There is no such member.
    """
    with reachable(database_url) as engine, session_factory(engine)() as session:
        return personal.of_crew(session, code)


def forget_phone(database_url: str, code: str, *, now: datetime) -> int:
    """Remove the phone number of a member of the crews, also from the history; return how many rows held it.

    Raises
    ------
    NotFoundError
        There is no such member.
    """
    held = 0

    def change(session: Session) -> audit.Change:
        nonlocal held
        held = personal.forget_phone(session, code)
        return audit.Change("phone_forgotten", "crew", code)

    people.apply(database_url, now, change)
    return held


def _attempt(row: SignIn) -> str:
    at = f"{row.at:%Y-%m-%d %H:%M:%S} UTC"
    return f"{at}  {row.outcome:<8} {row.username:<20} {row.address:<24} {row.program}"


def _day(row: Audit) -> str:
    return str((row.after or {}).get("day", "?"))
