"""Sign-in, accounts, tokens of programs, audit."""

from typing import Annotated, Any, Literal, Self

from pydantic import AwareDatetime, Field, SecretStr, model_validator

from api.schemas.common import Answer, Asked, Utc

RoleName = Literal["viewer", "dispatcher", "planner", "admin", "driver"]
ScopeKind = Literal["all", "kecamatan", "vehicles"]
Outcome = Literal["ok", "wrong", "disabled"]
ScopeValue = Annotated[str, Field(min_length=1, max_length=64)]
Username = Annotated[str, Field(min_length=2, max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]+$")]


class Credentials(Asked):
    """What a person types to sign in."""

    username: str = Field(min_length=1, max_length=64)
    password: SecretStr = Field(min_length=1, max_length=256)


class PasswordChange(Asked):
    """Another password of one's own; every other session of the account ends."""

    old: SecretStr = Field(min_length=1, max_length=256)
    new: SecretStr = Field(min_length=10, max_length=256)


class AccountScope(Answer):
    """What of the regency an account may see."""

    kind: ScopeKind
    values: list[str] = Field(description="Names of kecamatan or ids of vehicles; empty for all")


class ScopeAsked(Asked):
    """What of the regency an account shall see."""

    kind: ScopeKind = "all"
    values: list[ScopeValue] = Field(
        default=[], max_length=50, description="Names of kecamatan or ids of vehicles; empty for all"
    )

    @model_validator(mode="after")
    def _fits(self) -> Self:
        """Refuse a part without values, and the whole with some."""
        if (self.kind == "all") == bool(self.values):
            raise ValueError("`all` has no values, a part of the regency has some")
        return self


class Me(Answer):
    """The account that is signed in."""

    username: str
    role: RoleName
    scope: AccountScope
    expires_at: Utc = Field(description="When this session ends and the stream is closed")
    must_change: bool = Field(
        description="Signed in with a one-time password: first `POST /session/password`, then all the rest"
    )


class Account(Answer):
    """An account as an administrator sees it."""

    id: int
    username: str
    role: RoleName
    scope: AccountScope
    disabled: bool
    must_change: bool = Field(description="Its password is a one-time one")
    created_at: Utc
    last_sign_in_at: Utc | None = Field(description="As far as the log of sign-ins reaches back")


class AccountAsked(Asked):
    """A new account; its one-time password is generated."""

    username: Username
    role: RoleName = "viewer"
    scope: ScopeAsked = ScopeAsked()


class AccountChange(Asked):
    """What shall be otherwise; role and scope end the sessions of the account."""

    role: RoleName | None = None
    scope: ScopeAsked | None = None
    disabled: bool | None = None


class NewPassword(Answer):
    """An account and its one-time password, which is shown this once."""

    account: Account
    password: str


class TokenAsked(Asked):
    """A token for a program; it may do at most what its account may."""

    name: str = Field(min_length=1, max_length=64)
    role: RoleName | None = Field(default=None, description="At most this role; default: the account's")
    days: int = Field(default=90, ge=1, le=366, description="Days until it expires")
    expires_at: AwareDatetime | None = Field(
        default=None, description="When it expires, at most 366 days from now; wins over `days`"
    )


class Token(Answer):
    """A program's token without its secret."""

    id: int
    account_id: int
    username: str
    name: str
    role: RoleName | None = Field(description="At most this role; null: whatever the account's is")
    created_at: Utc
    expires_at: Utc | None
    last_used_at: Utc | None = Field(description="To the minute")
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


class SignInQuery(Asked):
    """Which attempts are wanted, and which page of them."""

    username: str | None = Field(default=None, max_length=64)
    address: str | None = Field(default=None, max_length=64)
    outcome: Outcome | None = None
    before: int | None = Field(default=None, ge=1, le=2**63 - 1, description="Attempts older than this id")
    limit: int = Field(default=100, ge=1, le=500)


class SignInRow(Answer):
    """One attempt to sign in or to change a password; a name that nobody has is a digest behind a `?`."""

    id: int
    at: Utc
    username: str
    address: str = Field(description="Of an IPv6 client its /64")
    program: str = Field(description="What the browser calls itself")
    outcome: Outcome


class SignInPage(Answer):
    """Attempts, newest first."""

    items: list[SignInRow]
    next_before: int | None = Field(description="Pass as `before` for the next page")
