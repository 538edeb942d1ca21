"""Sign in, sign out, who am I."""

from fastapi import APIRouter, Request, Response, status

from api.deps import Here, Who
from api.schemas.session import Credentials, Me

router = APIRouter(tags=["session"])


@router.post("/session", operation_id="signIn", summary="Sign in")
def sign_in(credentials: Credentials, request: Request, response: Response, here: Here) -> Me:
    """Check name and password and set the session cookie (HttpOnly, SameSite=Strict)."""
    raise NotImplementedError


@router.get("/session", operation_id="getSession", summary="Who is signed in")
def get_session(who: Who) -> Me:
    """Return the account behind the cookie or token."""
    raise NotImplementedError


@router.delete(
    "/session", operation_id="signOut", summary="Sign out everywhere", status_code=status.HTTP_204_NO_CONTENT
)
def sign_out(response: Response, here: Here, who: Who) -> None:
    """End every session of the account and clear the cookie."""
    raise NotImplementedError
