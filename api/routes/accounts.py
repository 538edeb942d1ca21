"""Accounts, tokens of programs, the audit trail; for administrators."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query, status

from api.deps import Db, Here, RowId, Who
from api.errors import ConflictError, NotFoundError
from api.openapi import gives
from api.schemas.session import (
    Account,
    AccountScope,
    AuditPage,
    AuditQuery,
    AuditRow,
    NewToken,
    Token,
    TokenAsked,
)
from data.store import models
from data.store.passwords import hash_token, new_token
from data.store.queries import accounts, audit

router = APIRouter(tags=["accounts"])


@router.get("/accounts", operation_id="listAccounts", summary="Accounts")
def list_accounts(db: Db) -> list[Account]:
    """Return every account."""
    return [_account(account) for account in accounts.list_accounts(db)]


@router.get(
    "/accounts/{account_id}/tokens", operation_id="listTokens", summary="Tokens", responses=gives(404)
)
def list_tokens(account_id: RowId, db: Db) -> list[Token]:
    """Return the tokens of an account, without their secrets."""
    _demand(db, account_id)
    return [Token.model_validate(_token(token)) for token in accounts.tokens_of(db, account_id)]


@router.post(
    "/accounts/{account_id}/tokens",
    operation_id="createToken",
    summary="Make a token",
    status_code=status.HTTP_201_CREATED,
    responses=gives(404, 409),
)
def create_token(account_id: RowId, asked: TokenAsked, here: Here, db: Db, who: Who) -> NewToken:
    """Make a bearer token for a program; its secret is shown this once."""
    account = _demand(db, account_id)
    if account.disabled_at is not None:
        raise ConflictError("account-disabled", f"account {account.username!r} is disabled")
    now, secret = here.around.real(), new_token()
    token = accounts.add_token(
        db,
        models.ApiToken(
            account_id=account_id,
            label=asked.name,
            token_hash=hash_token(secret),
            created_at=now,
            expires_at=now + timedelta(days=asked.days),
            revoked_at=None,
        ),
    )
    change = audit.Change(
        "create", "token", str(token.id), None, {"account": account.username, "name": asked.name}
    )
    audit.record(db, who.username, now, change)
    db.commit()
    return NewToken.model_validate({**_token(token), "secret": secret})


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


@router.get("/audit", operation_id="listAudit", summary="Who changed what, who looked at whose track")
def list_audit(db: Db, asked: Annotated[AuditQuery, Query()]) -> AuditPage:
    """Return changes and looks at tracks, newest first."""
    about = audit.About(asked.account, asked.action, asked.entity, asked.entity_id)
    rows = audit.page(db, before=asked.before, limit=asked.limit, about=about)
    items = [AuditRow.model_validate(row) for row in rows]
    return AuditPage(items=items, next_before=items[-1].id if len(items) == asked.limit else None)


def _demand(db: Db, account_id: int) -> models.Account:
    account = accounts.by_id(db, account_id)
    if account is None:
        raise NotFoundError(f"there is no account {account_id}")
    return account


def _account(account: models.Account) -> Account:
    return Account.model_validate(
        {
            "id": account.id,
            "username": account.username,
            "role": account.role,
            "scope": AccountScope(kind=accounts.scope_of(account).kind, values=account.scope_values),
            "disabled": account.disabled_at is not None,
            "created_at": account.created_at,
        }
    )


def _token(token: models.ApiToken) -> dict[str, object]:
    return {
        "id": token.id,
        "account_id": token.account_id,
        "name": token.label,
        "created_at": token.created_at,
        "expires_at": token.expires_at,
        "revoked": token.revoked_at is not None,
    }
