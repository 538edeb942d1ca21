"""Sign in, sign out, who am I."""

from datetime import UTC, datetime

from fastapi import APIRouter, Request, Response, status

from api import session as sign_ins
from api.deps import Db, Here, Who
from api.policy import Caller
from api.schemas.session import AccountScope, Credentials, Me
from data.store.queries import accounts

router = APIRouter(tags=["session"])


@router.post("/session", operation_id="signIn", summary="Sign in")
def sign_in(credentials: Credentials, request: Request, response: Response, here: Here, db: Db) -> Me:
    """Check name and password and set the session cookie (HttpOnly, SameSite=Strict)."""
    address = request.client.host if request.client else "unknown"
    password = credentials.password.get_secret_value()
    account = sign_ins.sign_in(db, here, credentials.username, password, address)
    expires = sign_ins.set_cookie(response, account, here)
    return _me(sign_ins.caller_of(account, expires.timestamp()))


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
    sign_ins.clear_cookie(response)


def _me(caller: Caller) -> Me:
    return Me(
        username=caller.username,
        role=caller.role.word,
        scope=AccountScope(kind=caller.scope.kind, values=list(caller.scope.values)),
        expires_at=datetime.fromtimestamp(caller.expires_at_s, UTC),
    )
