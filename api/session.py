"""Who is asking: sign-in, the session cookie, tokens of programs, and the check before every operation.

A session is a signed cookie that names the account and its token version; signing out, another password
or disabling an account raises the version, which ends every session at once. Times are real time: a demo
clock that runs 60 times faster must not end sessions.
"""

import logging
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

import jwt
from fastapi import Request, Response
from sqlalchemy.orm import Session

from api.errors import (
    ForbiddenError,
    ForeignOriginError,
    NotSignedInError,
    TooManyAttemptsError,
    WrongCredentialsError,
)
from api.policy import TABLE, Caller, Role, allows
from api.world import World
from data.store.models import Account
from data.store.passwords import TOKEN_PREFIX, hash_token, verify_password
from data.store.queries import accounts, audit

log = logging.getLogger(__name__)
COOKIE: Final = "siangsa_session"
_ALGORITHM: Final = "HS256"
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_TRIES_PER_ADDRESS: Final = 60
_RETRY_S: Final = 60


def authorise(request: Request) -> None:
    """Let the request pass or raise; runs before every operation of the app.

    Raises
    ------
    NotSignedInError, ForbiddenError, ForeignOriginError
        By the policy table, or because another site may have caused the request.
    """
    world: World = request.app.state.world
    operation: str = request.scope["route"].operation_id
    rule = TABLE.get(operation)
    _check_origin(request, world)
    public = rule is not None and rule.least is None
    caller = None if public else identify(request, world)
    if not allows(rule, caller):
        if caller is None:
            raise NotSignedInError("sign in first")
        raise ForbiddenError(f"{caller.role.word} may not {operation} with scope {caller.scope.kind}")
    request.state.caller = caller


def identify(request: Request, world: World) -> Caller | None:
    """Return the account behind the bearer token or the cookie; None when neither is valid."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    with world.sessions() as session:
        if scheme.lower() == "bearer":
            return _by_token(session, token.strip(), world)
        cookie = request.cookies.get(COOKIE)
        return _by_cookie(session, cookie, world) if cookie else None


def still_valid(caller: Caller, world: World) -> bool:
    """Tell whether the account may still look: not disabled, not signed out, not expired."""
    if world.around.real_s() >= caller.expires_at_s:
        return False
    with world.sessions() as session:
        account = accounts.by_id(session, caller.account_id)
        return (
            account is not None
            and account.disabled_at is None
            and account.token_version == caller.token_version
            and (caller.token_id is None or accounts.token_is_valid(session, caller.token_id))
        )


def sign_in(session: Session, world: World, username: str, password: str, address: str) -> Account:
    """Return the account when name and password fit; every failure is recorded and slows the next one.

    Raises
    ------
    WrongCredentialsError
        Name or password is wrong, or the account is disabled: the same words for all.
    TooManyAttemptsError
        Too many failures from there in the last 15 minutes.
    """
    now = world.around.real()
    named, from_there = audit.failed_sign_ins(session, username, address, now)
    if named >= world.settings.sign_in_tries or from_there >= _TRIES_PER_ADDRESS:
        raise TooManyAttemptsError(_RETRY_S)
    account = accounts.by_username(session, username)
    fits = verify_password(password, account.password_hash if account else None)
    if account is None or not fits or account.disabled_at is not None:
        audit.record(session, username, now, audit.Change(audit.SIGN_IN_FAILED, "address", address))
        session.commit()
        raise WrongCredentialsError("name or password is wrong")
    audit.record(session, username, now, audit.Change("sign_in", "address", address))
    session.commit()
    return account


def set_cookie(response: Response, account: Account, world: World) -> datetime:
    """Give the browser a session cookie; return when it expires (real time)."""
    now = world.around.real()
    expires_s = int((now + timedelta(hours=world.settings.session_hours)).timestamp())
    claims = {
        "sub": str(account.id),
        "ver": account.token_version,
        "iat": int(now.timestamp()),
        "exp": expires_s,
    }
    response.set_cookie(
        COOKIE,
        jwt.encode(claims, world.secret, _ALGORITHM),
        max_age=int(world.settings.session_hours * 3600),
        httponly=True,
        samesite="strict",
        secure=world.settings.secure_cookie,
        path="/",
    )
    return datetime.fromtimestamp(expires_s, UTC)


def clear_cookie(response: Response) -> None:
    """Take the session cookie back."""
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")


def caller_of(account: Account, expires_at_s: float, token_id: int | None = None) -> Caller:
    """Return the account as the one who asks."""
    return Caller(
        account_id=account.id,
        username=account.username,
        role=Role[account.role.upper()],
        scope=accounts.scope_of(account),
        expires_at_s=expires_at_s,
        token_version=account.token_version,
        token_id=token_id,
    )


def _by_cookie(session: Session, cookie: str, world: World) -> Caller | None:
    """Return the account that the cookie names; the time is checked here, against the injected clock."""
    try:
        claims = jwt.decode(
            cookie,
            world.secret,
            algorithms=[_ALGORITHM],
            options={"require": ["sub", "exp", "ver"], "verify_exp": False, "verify_iat": False},
        )
        account_id, version, expires_at_s = int(claims["sub"]), int(claims["ver"]), float(claims["exp"])
    except (jwt.InvalidTokenError, ValueError, TypeError):
        return None
    if world.around.real_s() >= expires_at_s:
        return None
    account = accounts.by_id(session, account_id)
    if account is None or account.disabled_at is not None or account.token_version != version:
        return None
    return caller_of(account, expires_at_s)


def _by_token(session: Session, token: str, world: World) -> Caller | None:
    if not token.startswith(TOKEN_PREFIX):
        return None
    found = accounts.by_token(session, hash_token(token), world.around.real())
    if found is None:
        return None
    account, kept = found
    expires = kept.expires_at or datetime.max.replace(tzinfo=UTC)
    return caller_of(account, expires.timestamp(), kept.id)


def _check_origin(request: Request, world: World) -> None:
    """Refuse an unsafe request that carries a cookie from another site.

    Browsers always name the origin of an unsafe request; a program has none and brings its own token.
    """
    if request.method in _SAFE:
        return
    origin = request.headers.get("origin")
    if origin is None:
        site = request.headers.get("sec-fetch-site")
        if site not in {None, "same-origin", "none"} or (site is None and COOKIE in request.cookies):
            raise ForeignOriginError("an unsafe request with a cookie must name its origin")
        return
    own = urlsplit(origin).netloc == request.headers.get("host")
    if not own and origin not in world.settings.allowed_origins:
        raise ForeignOriginError(f"origin {origin[:100]} is not ours")
