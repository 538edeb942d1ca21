"""`siangsa account token`: bearer tokens of programs, managed at the machine itself; audited."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from data.store.engine import reachable, session_factory
from data.store.errors import NotFoundError
from data.store.models import Account, ApiToken
from data.store.passwords import hash_token, new_token
from data.store.queries import accounts, audit
from ops import people
from ops.errors import StackError


def add(database_url: str, username: str, name: str, *, role: str | None, days: int, now: datetime) -> str:
    """Make a token for a program and return its secret, which is kept nowhere.

    Raises
    ------
    NotFoundError
        When there is no such account.
    StackError
        When the account is closed, or may itself do less than `role`.
    """
    secret = new_token()

    def change(session: Session) -> audit.Change:
        account = accounts.demand(session, username)
        _check(account, role)
        token = accounts.add_token(
            session,
            ApiToken(
                account_id=account.id,
                label=name,
                role=role,
                token_hash=hash_token(secret),
                created_at=now,
                expires_at=now + timedelta(days=days),
            ),
        )
        made = {"account": username, "name": name, "role": role}
        return audit.Change("create", "token", str(token.id), None, made)

    people.apply(database_url, now, change)
    return secret


def revoke(database_url: str, number: int, *, now: datetime) -> None:
    """Make a token worthless at once.

    Raises
    ------
    NotFoundError
        When there is no such token.
    """

    def change(session: Session) -> audit.Change:
        token = accounts.token_by_id(session, number)
        if token is None:
            raise NotFoundError(f"there is no token {number}")
        token.revoked_at = token.revoked_at or now
        return audit.Change("revoke", "token", str(number), {"name": token.label})

    people.apply(database_url, now, change)


def listing(database_url: str, username: str | None, *, now: datetime) -> list[str]:
    """Return one line per token, of one account or of all; no secret is known any more.

    Raises
    ------
    NotFoundError
        When there is no such account.
    """
    with reachable(database_url) as engine, session_factory(engine)() as session:
        if username is not None:
            accounts.demand(session, username)
        return [
            _line(account, token, now)
            for account, token in accounts.all_tokens(session)
            if username in {None, account.username}
        ]


def _check(account: Account, role: str | None) -> None:
    if account.disabled_at is not None:
        raise StackError(f"account {account.username!r} is disabled")
    if role is None:
        return
    if role not in accounts.ROLES:
        raise StackError(f"role {role!r} is none of {', '.join(accounts.ROLES)}")
    if accounts.ROLES.index(role) > accounts.ROLES.index(account.role):
        raise StackError(f"{account.username} is {account.role}: a token of it can be no {role}")


def _line(account: Account, token: ApiToken, now: datetime) -> str:
    expires = token.expires_at
    state = "revoked" if token.revoked_at else "expired" if expires and expires <= now else "valid"
    until = f"until {expires:%Y-%m-%d}" if expires else "for ever"
    used = f"used {token.last_used_at:%Y-%m-%d %H:%M} UTC" if token.last_used_at else "never used"
    role = token.role or account.role
    return f"{token.id:>6}  {account.username:<20} {role:<11} {token.label:<24} {state:<8} {until}, {used}"
