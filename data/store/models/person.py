"""People and programs that sign in, and what they changed."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from data.store.models.base import Base, RowId

ROLES = "role in ('driver', 'viewer', 'dispatcher', 'planner', 'admin')"


class Account(Base):
    """Somebody who may sign in. Scope: `all`, or `kecamatan` / `vehicles` with the values that are theirs."""

    __tablename__ = "account"

    id: Mapped[RowId]
    username: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str]
    role: Mapped[str]
    scope_kind: Mapped[str]
    scope_values: Mapped[list[str]]
    token_version: Mapped[int]
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint(ROLES, name="role"),
        CheckConstraint("scope_kind in ('all', 'kecamatan', 'vehicles')", name="scope_kind"),
    )


class ApiToken(Base):
    """A revocable bearer token of a program; only its hash is kept.

    It may do what its account may, but no more than `role` where that is given.
    """

    __tablename__ = "api_token"

    id: Mapped[RowId]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    label: Mapped[str]
    role: Mapped[str | None]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]

    __table_args__ = (CheckConstraint(ROLES, name="role"),)


class Audit(Base):
    """Who changed what, and how it was before."""

    __tablename__ = "audit"

    id: Mapped[RowId]
    at: Mapped[datetime] = mapped_column(index=True)
    account: Mapped[str]
    action: Mapped[str]
    entity: Mapped[str]
    entity_id: Mapped[str]
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
