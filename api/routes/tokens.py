"""Tokens of programs; for administrators."""

from datetime import datetime, timedelta
from typing import Final

from fastapi import APIRouter, status

from api.deps import Db, Here, RowId, Who
from api.errors import ConflictError, NotFoundError, RefusedError
from api.openapi import gives
from api.policy import Role
from api.schemas.session import NewToken, Token, TokenAsked
from api.views.accounts import token as view
from api.views.accounts import token_fields
from data.store import models
from data.store.passwords import hash_token, new_token
from data.store.queries import accounts, audit

router = APIRouter(tags=["accounts"])
LONGEST: Final = timedelta(days=366)


@router.get(
    "/accounts/{account_id}/tokens", operation_id="listTokens", summary="Tokens", responses=gives(404)
)
def list_tokens(account_id: RowId, db: Db) -> list[Token]:
    """Return the tokens of an account, without their secrets."""
    account = _demand(db, account_id)
    return [view(account, token) for token in accounts.tokens_of(db, account_id)]


@router.post(
    "/accounts/{account_id}/tokens",
    operation_id="createToken",
    summary="Make a token",
    status_code=status.HTTP_201_CREATED,
    responses=gives(404, 409),
)
def create_token(account_id: RowId, asked: TokenAsked, here: Here, db: Db, who: Who) -> NewToken:
    """Make a bearer token for a program; its secret is shown this once."""
    account, now, secret = _demand(db, account_id), here.around.real(), new_token()
    if account.disabled_at is not None:
        raise ConflictError("account-disabled", f"account {account.username!r} is disabled")
    token = accounts.add_token(
        db,
        models.ApiToken(
            account_id=account_id,
            label=asked.name,
            role=_role(asked, account),
            token_hash=hash_token(secret),
            created_at=now,
            expires_at=_expiry(asked, now),
        ),
    )
    made = {"account": account.username, "name": asked.name, "role": token.role}
    audit.record(db, who.username, now, audit.Change("create", "token", str(token.id), None, made))
    db.commit()
    return NewToken.model_validate({**token_fields(account, token), "secret": secret})


@router.delete(
    "/tokens/{token_id}",
    operation_id="revokeToken",
    summary="Revoke a token",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=gives(404),
)
def revoke_token(token_id: RowId, here: Here, db: Db, who: Who) -> None:
    """Make a token worthless at once."""
    token = accounts.token_by_id(db, token_id)
    if token is None:
        raise NotFoundError(f"there is no token {token_id}")
    now = here.around.real()
    token.revoked_at = token.revoked_at or now
    audit.record(db, who.username, now, audit.Change("revoke", "token", str(token_id), {"name": token.label}))
    db.commit()


def _demand(db: Db, account_id: int) -> models.Account:
    account = accounts.by_id(db, account_id)
    if account is None:
        raise NotFoundError(f"there is no account {account_id}")
    return account


def _role(asked: TokenAsked, account: models.Account) -> str | None:
    """Return the token's role.

    Raises
    ------
    RefusedError
        The account itself may do less.
    """
    if asked.role is not None and Role[asked.role.upper()] > Role[account.role.upper()]:
        raise RefusedError("role", f"{account.username} is {account.role}: a token can be no {asked.role}")
    return asked.role


def _expiry(asked: TokenAsked, now: datetime) -> datetime:
    """Return when the token expires.

    Raises
    ------
    RefusedError
        That moment is past, or too far ahead.
    """
    expires = asked.expires_at or now + timedelta(days=asked.days)
    if not now < expires <= now + LONGEST:
        raise RefusedError("expires-at", f"a token expires within {LONGEST.days} days from now")
    return expires
