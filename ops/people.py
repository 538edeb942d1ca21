"""`siangsa account`: people who may sign in, managed at the machine itself; every change is audited."""

import secrets
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from data.store.engine import reachable, session_factory
from data.store.passwords import hash_password
from data.store.queries import accounts, audit
from data.store.queries.scope import EVERYTHING, Scope
from ops.errors import StackError

CONSOLE = "siangsa account"


def add(database_url: str, username: str, *, role: str, scope: Scope, now: datetime) -> str:
    """Make an account and return its generated password.

    Raises
    ------
    ConflictError
        When the name is taken.
    StackError
        When the role does not exist.
    """
    if role not in accounts.ROLES:
        raise StackError(f"role {role!r} is none of {', '.join(accounts.ROLES)}")
    password = secrets.token_urlsafe(12)

    def change(session: Session) -> audit.Change:
        accounts.create_account(
            session, username, hash_password(password), role=role, created_at=now, scope=scope
        )
        after = {"role": role, "scope": scope.kind, "values": list(scope.values)}
        return audit.Change("account_added", "account", username, None, after)

    _apply(database_url, now, change)
    return password


def renew_password(database_url: str, username: str, *, now: datetime) -> str:
    """Give the account a new generated password, end its sessions, and return the password.

    Raises
    ------
    NotFoundError
        When there is no such account.
    """
    password = secrets.token_urlsafe(12)

    def change(session: Session) -> audit.Change:
        accounts.set_password(session, username, hash_password(password))
        return audit.Change("password_renewed", "account", username)

    _apply(database_url, now, change)
    return password


def disable(database_url: str, username: str, *, now: datetime) -> None:
    """Close the account and end its sessions; its past stays.

    Raises
    ------
    NotFoundError
        When there is no such account.
    """

    def change(session: Session) -> audit.Change:
        accounts.disable(session, username, now)
        return audit.Change("account_disabled", "account", username)

    _apply(database_url, now, change)


def listing(database_url: str) -> list[str]:
    """Return one line per account: name, role, scope, state."""
    with reachable(database_url) as engine, session_factory(engine)() as session:
        return [
            f"{account.username:<20} {account.role:<11} "
            f"{account.scope_kind}{_listed(account.scope_values)}"
            f"{'' if account.disabled_at is None else '  (disabled)'}"
            for account in accounts.list_accounts(session)
        ]


def scope_of(kecamatan: Iterable[str], vehicles: Iterable[str]) -> Scope:
    """Return the scope that the options name; none: everything.

    Raises
    ------
    StackError
        When both kinds are named.
    """
    parts: dict[Literal["kecamatan", "vehicles"], tuple[str, ...]] = {
        "kecamatan": tuple(kecamatan),
        "vehicles": tuple(vehicles),
    }
    named = [(kind, values) for kind, values in parts.items() if values]
    if len(named) > 1:
        raise StackError("an account sees either some kecamatan or some vehicles, not both")
    return Scope(named[0][0], named[0][1]) if named else EVERYTHING


def _listed(values: list[str]) -> str:
    return f": {', '.join(values)}" if values else ""


def _apply(database_url: str, now: datetime, change: Callable[[Session], audit.Change]) -> None:
    with reachable(database_url) as engine, session_factory(engine).begin() as session:
        audit.record(session, CONSOLE, now, change(session))
