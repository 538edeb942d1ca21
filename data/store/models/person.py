"""People and programs that sign in, and what they changed."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from data.store.models.base import Base, RowId

ROLES = "role in ('driver', 'viewer', 'dispatcher', 'planner', 'admin')"


class Account(Base):
    """Somebody who may sign in. Scope: `all`, or `kecamatan` / `vehicles` with the values that are theirs.

    While `must_change` holds, the password is a one-time one: it opens only the way to an own one.
    """

    __tablename__ = "account"

    id: Mapped[RowId]
    username: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str]
    role: Mapped[str]
    scope_kind: Mapped[str]
    scope_values: Mapped[list[str]]
    token_version: Mapped[int]
    must_change: Mapped[bool] = mapped_column(server_default="false")
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


class SignIn(Base):
    """One attempt to sign in, or to change a password; a name that nobody has is kept as a digest.

    People type passwords into the field of the name: what is no name of ours must not be readable here.
    """

    __tablename__ = "sign_in"

    id: Mapped[RowId]
    at: Mapped[datetime] = mapped_column(index=True)
    username: Mapped[str]
    address: Mapped[str]
    program: Mapped[str]
    outcome: Mapped[str]

    __table_args__ = (CheckConstraint("outcome in ('ok', 'wrong', 'disabled')", name="outcome"),)


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
