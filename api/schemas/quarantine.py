"""What was refused, and what is done with it; for administrators."""

from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, Field, model_validator

from api.schemas.common import Answer, Asked, Utc
from api.schemas.devices import Dialect

QuarantineState = Literal["open", "resolved", "all"]
Resolution = Literal["stored", "duplicate", "dismissed"]
QuarantineId = Annotated[int, Field(ge=1, le=2**63 - 1)]
Ids = Annotated[list[QuarantineId], Field(min_length=1, max_length=1_000)]


class QuarantineRow(Answer):
    """A message, or one fix of it, that was refused."""

    id: int
    received_at: Utc
    topic: str
    dialect: str
    device_id: str | None
    external_id: str | None = Field(description="Who claimed to speak, when no device of ours is known by it")
    reasons: list[str]
    detail: str
    size_bytes: int
    retry_asked_at: Utc | None = Field(description="It waits to be read again since then")
    resolved_at: Utc | None
    resolution: Resolution | None


class QuarantinePage(Answer):
    """Refusals, newest first."""

    items: list[QuarantineRow]
    next_before: int | None = Field(description="Pass as `before` for the next page")


class QuarantineDetail(QuarantineRow):
    """One refusal with its raw bytes."""

    boot: str | None = Field(description="Decimal; too large for a number of JavaScript")
    seq: str | None = Field(description="Decimal; too large for a number of JavaScript")
    text: str | None = Field(description="The bytes as text, when they are UTF-8")
    base64: str
    truncated: bool = Field(description="True: only the beginning of the bytes is shown")


class ReasonCount(Answer):
    """How many open refusals name a reason; one refusal may name several."""

    reason: str
    count: int


class QuarantineFilter(Asked):
    """Which refusals are meant; what is left out does not narrow."""

    reason: str | None = Field(default=None, min_length=1, max_length=64)
    device: str | None = Field(default=None, min_length=1, max_length=64)
    external_id: str | None = Field(default=None, min_length=1, max_length=128)
    dialect: Dialect | None = None
    q: str | None = Field(default=None, min_length=1, max_length=100, description="Part of topic or detail")
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None


class QuarantineQuery(QuarantineFilter):
    """Which refusals are listed, and which page of them."""

    state: QuarantineState = "open"
    before: QuarantineId | None = Field(default=None, description="Rows older than this id")
    limit: int = Field(default=50, ge=1, le=200)


class RetryAsked(Asked):
    """Which open refusals are to be read again: by id, or by what they have in common."""

    ids: Ids | None = None
    filter: QuarantineFilter | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.ids is None) == (self.filter is None):
            raise ValueError("give either ids or filter")
        return self


class Asking(Answer):
    """How many refusals will be read again by the ingester."""

    asked: int


class DismissAsked(Asked):
    """Which open refusals need no more work, and why; their bytes are kept."""

    ids: Ids
    why: str = Field(min_length=3, max_length=300)


class Dismissed(Answer):
    """How many refusals were closed."""

    dismissed: int
