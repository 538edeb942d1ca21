"""How the ingest does."""

from pydantic import Field

from api.schemas.common import Answer, Utc


class IngestSlot(Answer):
    """A numbered share of the persistent subscriptions."""

    number: int
    draining: bool
    held: bool | None = Field(description="Whether a living ingester serves it; None: not known")
    opened_at: Utc


class IngestInfo(Answer):
    """What comes in, what waits, what was refused."""

    now: Utc = Field(description="Stack time, to tell ages by")
    last_received_at: Utc | None
    slots: list[IngestSlot]
    oldest_unacknowledged_s: float | None = Field(description="None: no ingester can be reached from here")
    quarantine_open: int
    retry_waiting: int = Field(description="Refusals that wait to be read again")
    unlisted: int = Field(description="Speakers that are no device of ours yet")
    default_partition_rows: int = Field(description="Fixes that fit no month; should be 0")
    days_to_derive: int
    devices_open: int
    devices_silent: int
