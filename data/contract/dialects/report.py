"""What a foreign dialect says, in our words: who speaks, and what each part of the message means."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from data.contract.fix import Fix, Rejection

type Dialect = Literal["own", "owntracks", "traccar", "traccar_client", "teltonika"]

FOREIGN_BOOT = 0


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who claims to speak: the name that the dialect gives, and the gateway that carried it, if any."""

    dialect: Dialect
    external_id: str
    gateway: str | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """A message of a foreign device that is understood and carries no position (OwnTracks `lwt` ...).

    `seq` is the digest of the message; `event` is ``<dialect>.<kind>``; `at` is None where only the arrival
    tells the time.
    """

    event: str
    seq: int
    at: datetime | None
    payload: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Report:
    """One foreign message: its speaker, and all its parts.

    A `Fix` of a report carries the speaker's `external_id` as device until the store has found whose it is,
    boot `FOREIGN_BOOT` and the digest as `seq`.
    """

    speaker: Speaker
    parts: tuple[Fix | Notice | Rejection, ...]
