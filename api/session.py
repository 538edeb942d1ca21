"""Who is asking: the session cookie, tokens of programs, and the check before every operation.

A session is a signed cookie that names the account and its token version; signing out, another password
or disabling an account raises the version, which ends every session at once. Times are real time: a demo
clock that runs 60 times faster must not end sessions.
"""

from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

import jwt
from fastapi import Request, Response
from sqlalchemy.orm import Session

from api.address import is_https
from api.errors import (
    ForbiddenError,
    ForeignOriginError,
    NotSignedInError,
    OneTimePasswordError,
    TooFastError,
)
from api.policy import TABLE, Caller, Role, allows
from api.world import World
from data.store.models import Account, ApiToken
from data.store.passwords import TOKEN_PREFIX, hash_token
from data.store.queries import accounts

COOKIE: Final = "siangsa_session"
_ALGORITHM: Final = "HS256"
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_WITH_ONE_TIME_PASSWORD: Final = frozenset({"getSession", "changePassword", "signOut"})


def authorise(request: Request) -> None:
    """Let the request pass or raise; runs before every operation of the app.

    Raises
    ------
    NotSignedInError, ForbiddenError, ForeignOriginError
        By the policy table, or because another site may have caused the request.
    OneTimePasswordError
        The account has to choose a password of its own first.
    TooFastError
        The account sends more requests than it may.
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
    if caller is not None:
        _check_caller(caller, operation, world)
    request.state.caller = caller


def _check_caller(caller: Caller, operation: str, world: World) -> None:
    """Refuse what no role may: to send too much, to go on with a one-time password."""
    if wait_s := world.callers.take(f"{caller.account_id}"):
        raise TooFastError(wait_s)
    if caller.must_change and operation not in _WITH_ONE_TIME_PASSWORD:
        raise OneTimePasswordError("this password opens one door only: POST /session/password")


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


def set_cookie(request: Request, response: Response, account: Account, world: World) -> datetime:
    """Give the browser a session cookie, over HTTPS a Secure one; return when it expires (real time)."""
    settings, now = world.settings, world.around.real()
    expires_s = int((now + timedelta(hours=settings.session_hours)).timestamp())
    claims = {
        "sub": str(account.id),
        "ver": account.token_version,
        "iat": int(now.timestamp()),
        "exp": expires_s,
    }
    response.set_cookie(
        COOKIE,
        jwt.encode(claims, world.secret, _ALGORITHM),
        max_age=int(settings.session_hours * 3600),
        httponly=True,
        samesite="strict",
        secure=settings.secure_cookie or is_https(request.scope, settings.proxies),
        path="/",
    )
    return datetime.fromtimestamp(expires_s, UTC)


def clear_cookie(response: Response) -> None:
    """Take the session cookie back."""
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")


def caller_of(account: Account, expires_at_s: float, token: ApiToken | None = None) -> Caller:
    """Return the account as the one who asks; a token of a lower role asks with that one."""
    role = Role[account.role.upper()]
    if token is not None and token.role is not None:
        role = min(role, Role[token.role.upper()])
    return Caller(
        account_id=account.id,
        username=account.username,
        role=role,
        scope=accounts.scope_of(account),
        expires_at_s=expires_at_s,
        token_version=account.token_version,
        token_id=None if token is None else token.id,
        must_change=token is None and account.must_change,
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
    now = world.around.real()
    found = accounts.by_token(session, hash_token(token), now)
    if found is None:
        return None
    account, kept = found
    expires = kept.expires_at or datetime.max.replace(tzinfo=UTC)
    caller = caller_of(account, expires.timestamp(), kept)
    if accounts.note_use(session, kept, now):
        session.commit()
    return caller


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
