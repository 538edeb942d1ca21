"""Sign-in, accounts, tokens of programs, audit."""

from typing import Any, Literal

from pydantic import Field, SecretStr

from api.schemas.common import Answer, Asked, Utc

RoleName = Literal["viewer", "dispatcher", "planner", "admin", "driver"]
ScopeKind = Literal["all", "kecamatan", "vehicles"]


class Credentials(Asked):
    """What a person types to sign in."""

    username: str = Field(min_length=1, max_length=64)
    password: SecretStr = Field(min_length=1, max_length=256)


class AccountScope(Answer):
    """What of the regency an account may see."""

    kind: ScopeKind
    values: list[str] = Field(description="Names of kecamatan or ids of vehicles; empty for all")


class Me(Answer):
    """The account that is signed in."""

    username: str
    role: RoleName
    scope: AccountScope
    expires_at: Utc = Field(description="When this session ends and the stream is closed")


class Account(Answer):
    """An account as an administrator sees it."""

    id: int
    username: str
    role: RoleName
    scope: AccountScope
    disabled: bool
    created_at: Utc


class TokenAsked(Asked):
    """A token for a program; it may do at most what its account may."""

    name: str = Field(min_length=1, max_length=64)
    days: int = Field(default=90, ge=1, le=366, description="Days until it expires")


class Token(Answer):
    """A program's token without its secret."""

    id: int
    account_id: int
    name: str
    created_at: Utc
    expires_at: Utc | None
    revoked: bool


class NewToken(Token):
    """A token just made; the secret is shown this once and kept nowhere."""

    secret: str


class AuditQuery(Asked):
    """Which rows of the audit trail are wanted, and which page of them."""

    account: str | None = Field(default=None, max_length=64)
    action: str | None = Field(default=None, max_length=64, description="assign, create, track.view ...")
    entity: str | None = Field(default=None, max_length=64)
    entity_id: str | None = Field(default=None, max_length=128)
    before: int | None = Field(default=None, ge=1, le=2**63 - 1, description="Rows older than this id")
    limit: int = Field(default=100, ge=1, le=500)


class AuditRow(Answer):
    """One change, or one look at a track: who did what to which thing, before and after."""

    id: int
    at: Utc
    account: str
    action: str
    entity: str
    entity_id: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


class AuditPage(Answer):
    """Changes, newest first."""

    items: list[AuditRow]
    next_before: int | None = Field(description="Pass as `before` for the next page")
