"""`siangsa account`: people who may sign in, managed at the machine itself; every change is audited."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy.orm import Session

from data.store.engine import reachable, session_factory
from data.store.models import Account
from data.store.passwords import hash_password, new_password
from data.store.queries import accounts, audit
from data.store.queries.scope import EVERYTHING, Scope
from ops.errors import StackError

CONSOLE = "siangsa account"
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,63}")


def add(database_url: str, username: str, *, role: str, scope: Scope, now: datetime) -> str:
    """Make an account and return its generated one-time password.

    Raises
    ------
    ConflictError
        When the name is taken.
    StackError
        When the role does not exist, the scope names nothing of ours, or the name cannot be one.
    """
    _check_role(role)
    if not _NAME.fullmatch(username):
        raise StackError(f"{username!r} is no name: 2 to 64 letters, digits, dots, dashes and underscores")
    password = new_password()

    def change(session: Session) -> audit.Change:
        _check_scope(session, scope)
        account = accounts.create_account(
            session, username, hash_password(password), role=role, created_at=now, scope=scope
        )
        account.must_change = True
        after = {"role": role, "scope": scope.kind, "values": list(scope.values)}
        return audit.Change("account_added", "account", username, None, after)

    apply(database_url, now, change)
    return password


def renew_password(database_url: str, username: str, *, now: datetime) -> str:
    """Give the account a new generated one-time password, end its sessions, and return the password.

    Raises
    ------
    NotFoundError
        When there is no such account.
    """
    password = new_password()

    def change(session: Session) -> audit.Change:
        accounts.set_password(session, username, hash_password(password), must_change=True)
        return audit.Change("password_renewed", "account", username)

    apply(database_url, now, change)
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

    apply(database_url, now, change)


def enable(database_url: str, username: str, *, now: datetime) -> None:
    """Open a closed account again, with the password it had.

    Raises
    ------
    NotFoundError
        When there is no such account.
    """

    def change(session: Session) -> audit.Change:
        accounts.enable(session, username)
        return audit.Change("account_enabled", "account", username)

    apply(database_url, now, change)


def give_rights(
    database_url: str, username: str, *, role: str | None, scope: Scope | None, now: datetime
) -> None:
    """Give an account another role or scope and end its sessions; None leaves it as it is.

    Raises
    ------
    NotFoundError
        When there is no such account.
    StackError
        When the role does not exist, or the scope names nothing of ours.
    """
    if role is not None:
        _check_role(role)

    def change(session: Session) -> audit.Change:
        account = accounts.demand(session, username)
        before = _rights(account)
        if scope is not None:
            _check_scope(session, scope)
        accounts.set_rights(account, role or account.role, scope or accounts.scope_of(account))
        return audit.Change("account_changed", "account", username, before, _rights(account))

    apply(database_url, now, change)


def listing(database_url: str) -> list[str]:
    """Return one line per account: name, role, scope, state."""
    with reachable(database_url) as engine, session_factory(engine)() as session:
        return [_line(account) for account in accounts.list_accounts(session)]


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


def _line(account: Account) -> str:
    values = f": {', '.join(account.scope_values)}" if account.scope_values else ""
    one_time = "  (one-time password)" if account.must_change else ""
    disabled = "" if account.disabled_at is None else "  (disabled)"
    return f"{account.username:<20} {account.role:<11} {account.scope_kind}{values}{one_time}{disabled}"


def _check_role(role: str) -> None:
    if role not in accounts.ROLES:
        raise StackError(f"role {role!r} is none of {', '.join(accounts.ROLES)}")


def _check_scope(session: Session, scope: Scope) -> None:
    if unknown := accounts.unknown_in(session, scope):
        raise StackError(f"there is no {scope.kind.removesuffix('s')} {', '.join(unknown)}")


def _rights(account: Account) -> dict[str, Any]:
    return {"role": account.role, "scope": account.scope_kind, "values": list(account.scope_values)}


def apply(database_url: str, now: datetime, change: Callable[[Session], audit.Change]) -> None:
    """Make an audited change in one transaction."""
    with reachable(database_url) as engine, session_factory(engine).begin() as session:
        audit.record(session, CONSOLE, now, change(session))
