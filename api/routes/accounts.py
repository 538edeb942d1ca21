"""Accounts, who came in, the audit trail; for administrators."""

from typing import Annotated

from fastapi import APIRouter, Query, status

from api.deps import Db, Here, RowId, Who
from api.errors import ConflictError, NotFoundError, RefusedError
from api.openapi import gives
from api.policy import Caller
from api.schemas.session import (
    Account,
    AccountAsked,
    AccountChange,
    AuditPage,
    AuditQuery,
    AuditRow,
    NewPassword,
    ScopeAsked,
    SignInPage,
    SignInQuery,
    SignInRow,
)
from api.views.accounts import account as view
from api.views.accounts import rights
from data.store import models
from data.store.passwords import hash_password, new_password
from data.store.queries import accounts, audit, sign_ins
from data.store.queries.scope import Scope

router = APIRouter(tags=["accounts"])


@router.get("/accounts", operation_id="listAccounts", summary="Accounts")
def list_accounts(db: Db) -> list[Account]:
    """Return every account."""
    seen = sign_ins.last_of_each(db)
    return [view(account, seen.get(account.username)) for account in accounts.list_accounts(db)]


@router.post(
    "/accounts",
    operation_id="createAccount",
    summary="Make an account",
    status_code=status.HTTP_201_CREATED,
    responses=gives(409),
)
def create_account(asked: AccountAsked, here: Here, db: Db, who: Who) -> NewPassword:
    """Make an account; its one-time password is shown this once."""
    scope, now, password = _scope(db, asked.scope), here.around.real(), new_password()
    account = accounts.create_account(
        db, asked.username, hash_password(password), role=asked.role, created_at=now, scope=scope
    )
    account.must_change = True
    change = audit.Change("account_added", "account", account.username, None, rights(account))
    audit.record(db, who.username, now, change)
    db.commit()
    return NewPassword(account=view(account, None), password=password)


@router.patch(
    "/accounts/{account_id}",
    operation_id="changeAccount",
    summary="Change rights, close, open again",
    responses=gives(404, 409),
)
def change_account(account_id: RowId, asked: AccountChange, here: Here, db: Db, who: Who) -> Account:
    """Give an account another role or scope, close it or open it again; nobody does so to himself."""
    account = _another(db, account_id, who)
    before, now = rights(account), here.around.real()
    if asked.role is not None or asked.scope is not None:
        scope = _scope(db, asked.scope) if asked.scope is not None else accounts.scope_of(account)
        accounts.set_rights(account, asked.role or account.role, scope)
    if asked.disabled and account.disabled_at is None:
        accounts.disable(db, account.username, now)
    elif asked.disabled is False:
        accounts.enable(db, account.username)
    change = audit.Change("account_changed", "account", account.username, before, rights(account))
    audit.record(db, who.username, now, change)
    db.commit()
    return view(account, None)


@router.post(
    "/accounts/{account_id}/reset",
    operation_id="resetPassword",
    summary="Give a one-time password",
    responses=gives(404, 409),
)
def reset_password(account_id: RowId, here: Here, db: Db, who: Who) -> NewPassword:
    """Give an account a one-time password, shown this once; its sessions end."""
    account, password = _another(db, account_id, who), new_password()
    accounts.set_password(db, account.username, hash_password(password), must_change=True)
    change = audit.Change("password_renewed", "account", account.username)
    audit.record(db, who.username, here.around.real(), change)
    db.commit()
    return NewPassword(account=view(account, None), password=password)


@router.get("/sign-ins", operation_id="listSignIns", summary="Who came in from where, and who tried")
def list_sign_ins(db: Db, asked: Annotated[SignInQuery, Query()]) -> SignInPage:
    """Return attempts to sign in, newest first."""
    about = sign_ins.About(asked.username, asked.address, asked.outcome)
    rows = sign_ins.page(db, before=asked.before, limit=asked.limit, about=about)
    items = [SignInRow.model_validate(row) for row in rows]
    return SignInPage(items=items, next_before=items[-1].id if len(items) == asked.limit else None)


@router.get("/audit", operation_id="listAudit", summary="Who changed what, who looked at whose track")
def list_audit(db: Db, asked: Annotated[AuditQuery, Query()]) -> AuditPage:
    """Return changes and looks at tracks, newest first."""
    about = audit.About(asked.account, asked.action, asked.entity, asked.entity_id)
    rows = audit.page(db, before=asked.before, limit=asked.limit, about=about)
    items = [AuditRow.model_validate(row) for row in rows]
    return AuditPage(items=items, next_before=items[-1].id if len(items) == asked.limit else None)


def _another(db: Db, account_id: int, who: Caller) -> models.Account:
    """Return an account that is not the caller's: so there is always an administrator left.

    Raises
    ------
    NotFoundError
        There is no such account.
    ConflictError
        It is the caller's own.
    """
    account = accounts.by_id(db, account_id)
    if account is None:
        raise NotFoundError(f"there is no account {account_id}")
    if account.id == who.account_id:
        raise ConflictError(
            "own-account", "another administrator changes your account; you can change your password"
        )
    return account


def _scope(db: Db, asked: ScopeAsked) -> Scope:
    scope = Scope(asked.kind, tuple(asked.values))
    if unknown := accounts.unknown_in(db, scope):
        raise RefusedError("scope", f"there is no {scope.kind} {', '.join(unknown)[:200]}")
    return scope
