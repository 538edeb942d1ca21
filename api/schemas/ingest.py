"""How the ingest does."""

from pydantic import Field

from api.schemas.common import Answer, Utc


class IngestSlot(Answer):
    """A numbered share of the persistent subscriptions."""

    number: int
    draining: bool = Field(description="It takes nothing new and ends when it is empty")
    place: str | None = Field(description="Host and process id of the ingester that serves it; None: nobody")
    since: Utc | None = Field(description="Since when, in real time")


class IngestInfo(Answer):
    """What comes in, what waits, what was refused."""

    now: Utc = Field(description="Stack time, to tell ages by")
    last_received_at: Utc | None
    ingesters: int = Field(description="Living ingesters")
    slots: list[IngestSlot]
    ready: bool | None = Field(description="Whether messages move; None: no ingester answers from here")
    troubles: list[str] = Field(description="Why messages do not move, in the ingester's words")
    alarms: list[str] = Field(description="What a person should look at although messages move")
    oldest_unacknowledged_s: float | None = Field(description="None: no ingester answers from here")
    quarantine_open: int
    retry_waiting: int = Field(description="Refusals that wait to be read again")
    unlisted: int = Field(description="Speakers that are no device of ours yet")
    default_partition_rows: int = Field(description="Fixes that fit no month; should be 0")
    days_to_derive: int
    devices_open: int
    devices_silent: int
