"""Accounts and tokens as the api shows them; no hash leaves the store."""

from datetime import datetime
from typing import Any

from api.schemas.session import Account, AccountScope, Token
from data.store import models
from data.store.queries.accounts import scope_of


def account(found: models.Account, last_sign_in_at: datetime | None) -> Account:
    """Return an account as an administrator sees it."""
    return Account.model_validate(
        {
            "id": found.id,
            "username": found.username,
            "role": found.role,
            "scope": AccountScope(kind=scope_of(found).kind, values=found.scope_values),
            "disabled": found.disabled_at is not None,
            "must_change": bool(found.must_change),
            "created_at": found.created_at,
            "last_sign_in_at": last_sign_in_at,
        }
    )


def rights(found: models.Account) -> dict[str, Any]:
    """Return what an account may do, for the audit trail."""
    return {
        "role": found.role,
        "scope": found.scope_kind,
        "values": list(found.scope_values),
        "disabled": found.disabled_at is not None,
    }


def token(owner: models.Account, found: models.ApiToken) -> Token:
    """Return a token without its secret."""
    return Token.model_validate(token_fields(owner, found))


def token_fields(owner: models.Account, found: models.ApiToken) -> dict[str, Any]:
    """Return what is shown of a token."""
    return {
        "id": found.id,
        "account_id": found.account_id,
        "username": owner.username,
        "name": found.label,
        "role": found.role,
        "created_at": found.created_at,
        "expires_at": found.expires_at,
        "last_used_at": found.last_used_at,
        "revoked": found.revoked_at is not None,
    }
