"""Accounts, tokens of programs, the audit trail; for administrators."""

from typing import Annotated

from fastapi import APIRouter, Query, status

from api.deps import Db, Here, RowId, Who
from api.openapi import gives
from api.schemas.session import Account, AuditPage, NewToken, Token, TokenAsked

router = APIRouter(tags=["accounts"])


@router.get("/accounts", operation_id="listAccounts", summary="Accounts")
def list_accounts(db: Db) -> list[Account]:
    """Return every account."""
    raise NotImplementedError


@router.get(
    "/accounts/{account_id}/tokens", operation_id="listTokens", summary="Tokens", responses=gives(404)
)
def list_tokens(account_id: RowId, db: Db) -> list[Token]:
    """Return the tokens of an account, without their secrets."""
    raise NotImplementedError


@router.post(
    "/accounts/{account_id}/tokens",
    operation_id="createToken",
    summary="Make a token",
    status_code=status.HTTP_201_CREATED,
    responses=gives(404, 409),
)
def create_token(account_id: RowId, asked: TokenAsked, here: Here, db: Db, who: Who) -> NewToken:
    """Make a bearer token for a program; its secret is shown this once."""
    raise NotImplementedError


@router.delete(
    "/tokens/{token_id}",
    operation_id="revokeToken",
    summary="Revoke a token",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=gives(404),
)
def revoke_token(token_id: RowId, here: Here, db: Db, who: Who) -> None:
    """Make a token worthless at once."""
    raise NotImplementedError


@router.get("/audit", operation_id="listAudit", summary="Who changed what")
def list_audit(
    db: Db,
    before: Annotated[int | None, Query(ge=1, description="Rows older than this id")] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> AuditPage:
    """Return changes, newest first."""
    raise NotImplementedError
