"""What is kept of persons, who looked at it, and what may be removed on request (UU PDP 27/2022)."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from data.store.errors import NotFoundError
from data.store.models import (
    ApiToken,
    Audit,
    CrewAbsence,
    CrewAssignment,
    CrewMember,
    SignIn,
)
from data.store.queries import accounts
from data.store.queries.audit import TRACK_VIEW

_MOST: Final = 500


def looks(session: Session, vehicle_id: str, day: date | None) -> Sequence[Audit]:
    """Return the newest 500 looks at the track of a vehicle, of one operating day or of all."""
    query = select(Audit).where(Audit.action == TRACK_VIEW, Audit.entity_id == vehicle_id)
    if day is not None:
        query = query.where(Audit.after["day"].astext == day.isoformat())
    return session.scalars(query.order_by(Audit.id.desc()).limit(_MOST)).all()


def of_account(session: Session, username: str) -> dict[str, Any]:
    """Return what is kept of the person behind an account.

    Raises
    ------
    NotFoundError
        There is no such account.
    """
    account = accounts.demand(session, username)
    tokens = session.scalars(select(ApiToken).where(ApiToken.account_id == account.id)).all()
    audits = select(func.count(), func.min(Audit.at), func.max(Audit.at)).where(Audit.account == username)
    trail, since, until = session.execute(audits).one()
    attempts = select(SignIn).where(SignIn.username == username).order_by(SignIn.id.desc()).limit(_MOST)
    return {
        "account": {
            "username": username,
            "role": account.role,
            "scope": [account.scope_kind, *account.scope_values],
            "created_at": account.created_at,
            "disabled_at": account.disabled_at,
        },
        "tokens": [{"name": token.label, "last_used_at": token.last_used_at} for token in tokens],
        "sign_ins": [
            {"at": row.at, "address": row.address, "program": row.program, "outcome": row.outcome}
            for row in session.scalars(attempts)
        ],
        "audit": {"rows": trail, "first": since, "last": until},
    }


def of_crew(session: Session, code: str) -> dict[str, Any]:
    """Return what is kept of a member of the crews; the tracks are those of the vehicle on these days.

    Raises
    ------
    NotFoundError
        There is no such member.
    """
    member = _member(session, code)
    drove = select(CrewAssignment).where(CrewAssignment.member_id == member.id)
    away = select(CrewAbsence).where(CrewAbsence.member_id == member.id)
    return {
        "member": {
            name: getattr(member, name)
            for name in ("code", "name", "phone", "duty", "note", "valid_from", "valid_to")
        },
        "assignments": [
            {"vehicle": row.vehicle_id, "from": row.valid_from, "to": row.valid_to}
            for row in session.scalars(drove.order_by(CrewAssignment.valid_from))
        ],
        "absences": [
            {"from": row.from_day, "to": row.to_day, "reason": row.reason}
            for row in session.scalars(away.order_by(CrewAbsence.from_day))
        ],
    }


_SCRUB: Final = text(
    """
    update audit
    set before = case when before ? 'phone' and before ->> 'phone' is not null
                      then jsonb_set(before, '{phone}', '"(removed)"') else before end,
        after = case when after ? 'phone' and after ->> 'phone' is not null
                     then jsonb_set(after, '{phone}', '"(removed)"') else after end
    where entity like 'crew%'
      and (entity_id = any(:keys) or before ->> 'code' = :code or after ->> 'code' = :code)
      and (before ->> 'phone' is not null or after ->> 'phone' is not null)
    """
)


def forget_phone(session: Session, code: str) -> int:
    """Remove the phone number of a member from the record and its history; return how many rows held it.

    The rows of the history stay, and say that a number was removed: only the number itself goes.

    Raises
    ------
    NotFoundError
        There is no such member.
    """
    member = _member(session, code)
    member.phone = None
    session.flush()
    # a code that is a number may be the id of somebody else
    keys = [str(member.id)] if code.isdecimal() else [str(member.id), code]
    return int(session.execute(_SCRUB, {"keys": keys, "code": code}).rowcount)  # type: ignore[attr-defined]  # of a cursor's result


def _member(session: Session, code: str) -> CrewMember:
    member = session.scalar(select(CrewMember).where(CrewMember.code == code))
    if member is None:
        raise NotFoundError(f"there is no member {code!r} of the crews")
    return member
