"""Sign in, sign out, who am I."""

from datetime import UTC, datetime

from fastapi import APIRouter, Request, Response, status

from api import session as sessions
from api import sign_in as sign_ins
from api.deps import Db, Here, Who
from api.errors import ForbiddenError
from api.policy import Caller
from api.schemas.session import AccountScope, Credentials, Me, PasswordChange
from data.store.queries import accounts

router = APIRouter(tags=["session"])


@router.post("/session", operation_id="signIn", summary="Sign in")
def sign_in(credentials: Credentials, request: Request, response: Response, here: Here, db: Db) -> Me:
    """Check name and password and set the session cookie (HttpOnly, SameSite=Strict)."""
    attempt = sign_ins.attempt_of(request, credentials.username, here)
    account = sign_ins.sign_in(db, here, attempt, credentials.password.get_secret_value())
    expires = sessions.set_cookie(request, response, account, here)
    return _me(sessions.caller_of(account, expires.timestamp()))


@router.post(
    "/session/password",
    operation_id="changePassword",
    summary="Choose another password",
)
def change_password(
    asked: PasswordChange, request: Request, response: Response, here: Here, db: Db, who: Who
) -> Me:
    """Give the account another password; this session goes on, all others end."""
    if who.token_id is not None:
        raise ForbiddenError("a program's token changes no password")
    attempt = sign_ins.attempt_of(request, who.username, here)
    old, new = asked.old.get_secret_value(), asked.new.get_secret_value()
    account = sign_ins.change_password(db, here, attempt, old, new)
    expires = sessions.set_cookie(request, response, account, here)
    return _me(sessions.caller_of(account, expires.timestamp()))


@router.get("/session", operation_id="getSession", summary="Who is signed in")
def get_session(who: Who) -> Me:
    """Return the account behind the cookie or token."""
    return _me(who)


@router.delete(
    "/session", operation_id="signOut", summary="Sign out everywhere", status_code=status.HTTP_204_NO_CONTENT
)
def sign_out(response: Response, db: Db, who: Who) -> None:
    """End every session of the account and clear the cookie."""
    accounts.end_sessions(db, who.account_id)
    db.commit()
    sessions.clear_cookie(response)


def _me(caller: Caller) -> Me:
    return Me(
        username=caller.username,
        role=caller.role.word,
        scope=AccountScope(kind=caller.scope.kind, values=list(caller.scope.values)),
        expires_at=datetime.fromtimestamp(caller.expires_at_s, UTC),
        must_change=caller.must_change,
    )
