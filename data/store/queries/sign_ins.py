"""The log of sign-ins: who came in when and from where, and who tried; it is what slows guessing.

Counted in the database, so that several api processes share one limit.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session

from data.store.models import SignIn

OK: Final = "ok"
WINDOW: Final = timedelta(minutes=15)
KNOWN_FOR: Final = timedelta(days=30)
Outcome = Literal["ok", "wrong", "disabled"]


@dataclass(frozen=True)
class Attempt:
    """Somebody calls himself `username` at `address`, with a program that names itself `program`."""

    username: str
    address: str
    program: str


@dataclass(frozen=True)
class Failures:
    """How often it failed in the last 15 minutes: as this name from there, from there, as this name."""

    here_as: int
    here: int
    anywhere_as: int


def hold(session: Session, attempt: Attempt) -> bool:
    """Tell whether no other attempt of this name from there is under way; holds it till the commit.

    A hundred guesses sent at once would otherwise all be heard before the first one is counted.
    """
    key = f"sign_in {attempt.username} {attempt.address}"
    query = text("select pg_try_advisory_xact_lock(hashtextextended(:key, 0))")
    return bool(session.scalar(query, {"key": key}))


def note(session: Session, attempt: Attempt, outcome: Outcome, at: datetime) -> None:
    """Write an attempt down at the real time `at`; the caller commits."""
    session.add(
        SignIn(
            at=at,
            username=attempt.username,
            address=attempt.address,
            program=attempt.program,
            outcome=outcome,
        )
    )


def failures(session: Session, attempt: Attempt, now: datetime) -> Failures:
    """Return the failed attempts of the last 15 minutes that concern this one."""
    named, here = SignIn.username == attempt.username, SignIn.address == attempt.address
    query = select(
        func.count().filter(named & here), func.count().filter(here), func.count().filter(named)
    ).where(SignIn.at > now - WINDOW, SignIn.outcome != OK)
    here_as, from_here, anywhere_as = session.execute(query).one()
    return Failures(int(here_as), int(from_here), int(anywhere_as))


def is_known_there(session: Session, attempt: Attempt, now: datetime) -> bool:
    """Tell whether this name came in from there within the last 30 days."""
    query = select(SignIn.id).where(
        SignIn.at > now - KNOWN_FOR,
        SignIn.username == attempt.username,
        SignIn.address == attempt.address,
        SignIn.outcome == OK,
    )
    return session.scalar(query.limit(1)) is not None


def last_of_each(session: Session) -> dict[str, datetime]:
    """Return when each name came in last, as far as the log reaches back."""
    query = select(SignIn.username, func.max(SignIn.at)).where(SignIn.outcome == OK)
    return {row[0]: row[1] for row in session.execute(query.group_by(SignIn.username))}


@dataclass(frozen=True)
class About:
    """Which rows are wanted; None does not narrow."""

    username: str | None = None
    address: str | None = None
    outcome: str | None = None


def page(session: Session, *, before: int | None, limit: int, about: About = About()) -> list[SignIn]:
    """Return attempts, newest first, with ids below `before`."""
    query = select(SignIn).order_by(SignIn.id.desc()).limit(limit)
    for column, value in (
        (SignIn.username, about.username),
        (SignIn.address, about.address),
        (SignIn.outcome, about.outcome),
    ):
        if value is not None:
            query = query.where(column == value)
    if before is not None:
        query = query.where(SignIn.id < before)
    return list(session.scalars(query))


def forget_before(session: Session, moment: datetime) -> None:
    """Remove attempts older than `moment`: an address belongs to a person and is kept for a purpose only."""
    session.execute(delete(SignIn).where(SignIn.at < moment))
