"""Accounts and the tokens of programs."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from data.store.errors import ConflictError, NotFoundError
from data.store.models import Account, ApiToken, Vehicle, Village
from data.store.queries.scope import EVERYTHING, Scope

ROLES: Final = ("driver", "viewer", "dispatcher", "planner", "admin")
_USE_NOTED_EVERY: Final = timedelta(minutes=1)


def scope_of(account: Account) -> Scope:
    """Return what of the regency the account may see."""
    if account.scope_kind == "kecamatan":
        return Scope("kecamatan", tuple(account.scope_values))
    if account.scope_kind == "vehicles":
        return Scope("vehicles", tuple(account.scope_values))
    return EVERYTHING


def create_account(
    session: Session,
    username: str,
    password_hash: str,
    *,
    role: str,
    created_at: datetime,
    scope: Scope = EVERYTHING,
) -> Account:
    """Make an account; the caller commits.

    Raises
    ------
    ConflictError
        The name is taken.
    ValueError
        The role is not one of `ROLES`.
    """
    if role not in ROLES:
        raise ValueError(f"role {role!r} is none of {', '.join(ROLES)}")
    if by_username(session, username) is not None:
        raise ConflictError(f"there is an account {username!r} already")
    account = Account(
        username=username,
        password_hash=password_hash,
        role=role,
        scope_kind=scope.kind,
        scope_values=list(scope.values),
        token_version=1,
        created_at=created_at,
        disabled_at=None,
    )
    session.add(account)
    session.flush()
    return account


def by_username(session: Session, username: str) -> Account | None:
    """Return the account of that name, disabled or not."""
    return session.scalar(select(Account).where(Account.username == username))


def by_id(session: Session, account_id: int) -> Account | None:
    """Return the account of that number, disabled or not."""
    return session.get(Account, account_id)


def list_accounts(session: Session) -> list[Account]:
    """Return every account by name."""
    return list(session.scalars(select(Account).order_by(Account.username)))


def set_password(session: Session, username: str, password_hash: str, *, must_change: bool = False) -> None:
    """Set another password and end every session of the account; `must_change`: a one-time password.

    Raises
    ------
    NotFoundError
        There is no such account.
    """
    account = demand(session, username)
    account.password_hash = password_hash
    account.must_change = must_change
    account.token_version += 1


def disable(session: Session, username: str, at: datetime) -> None:
    """Close an account and end its sessions; its tokens stop as well.

    Raises
    ------
    NotFoundError
        There is no such account.
    """
    account = demand(session, username)
    account.disabled_at = at
    account.token_version += 1


def enable(session: Session, username: str) -> None:
    """Open a closed account again; it needs its old password, or a new one.

    Raises
    ------
    NotFoundError
        There is no such account.
    """
    demand(session, username).disabled_at = None


def set_rights(account: Account, role: str, scope: Scope) -> None:
    """Give an account another role and scope; its sessions end, so that nothing open shows what it did."""
    account.role = role
    account.scope_kind, account.scope_values = scope.kind, list(scope.values)
    account.token_version += 1


def unknown_in(session: Session, scope: Scope) -> list[str]:
    """Return the values of a scope that name no kecamatan or vehicle of ours."""
    column = Vehicle.id if scope.kind == "vehicles" else Village.kecamatan
    known = set(session.scalars(select(column).where(column.in_(scope.values)).distinct()))
    return [value for value in scope.values if value not in known]


def end_sessions(session: Session, account_id: int) -> None:
    """Make every session cookie of the account worthless."""
    account = session.get(Account, account_id, with_for_update=True)
    if account is not None:
        account.token_version += 1


def by_token(session: Session, token_hash: bytes, now: datetime) -> tuple[Account, ApiToken] | None:
    """Return account and token behind the hash, unless revoked, expired or disabled."""
    query = (
        select(Account, ApiToken)
        .join(ApiToken, ApiToken.account_id == Account.id)
        .where(
            ApiToken.token_hash == token_hash,
            ApiToken.revoked_at.is_(None),
            (ApiToken.expires_at.is_(None)) | (ApiToken.expires_at > now),
            Account.disabled_at.is_(None),
        )
    )
    row = session.execute(query).one_or_none()
    return None if row is None else (row[0], row[1])


def tokens_of(session: Session, account_id: int) -> list[ApiToken]:
    """Return the tokens of an account, newest first."""
    query = select(ApiToken).where(ApiToken.account_id == account_id).order_by(ApiToken.id.desc())
    return list(session.scalars(query))


def token_is_valid(session: Session, token_id: int) -> bool:
    """Tell whether a token was not revoked since."""
    token = session.get(ApiToken, token_id)
    return token is not None and token.revoked_at is None


def add_token(session: Session, token: ApiToken) -> ApiToken:
    """Keep a token's hash; the caller commits."""
    session.add(token)
    session.flush()
    return token


def token_by_id(session: Session, token_id: int) -> ApiToken | None:
    """Return a token by its number."""
    return session.get(ApiToken, token_id)


def all_tokens(session: Session) -> list[tuple[Account, ApiToken]]:
    """Return every token with its account, by account and newest first."""
    query = select(Account, ApiToken).join(ApiToken, ApiToken.account_id == Account.id)
    return [(row[0], row[1]) for row in session.execute(query.order_by(Account.username, ApiToken.id.desc()))]


def note_use(session: Session, token: ApiToken, now: datetime) -> bool:
    """Write down that a token is used, at most once a minute; tell whether there is something to commit."""
    if token.last_used_at is not None and token.last_used_at > now - _USE_NOTED_EVERY:
        return False
    session.execute(update(ApiToken).where(ApiToken.id == token.id).values(last_used_at=now))
    return True


def demand(session: Session, username: str) -> Account:
    """Return the account of that name.

    Raises
    ------
    NotFoundError
        There is no such account.
    """
    account = by_username(session, username)
    if account is None:
        raise NotFoundError(f"there is no account {username!r}")
    return account
