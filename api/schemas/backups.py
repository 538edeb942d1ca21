"""Backups: which were made, and whether somebody must look after them."""

from typing import Literal

from pydantic import Field

from api.schemas.common import Answer, Utc


class Backup(Answer):
    """A backup that was made, or failed."""

    id: int
    kind: Literal["scheduled", "manual", "upgrade"]
    began_at: Utc = Field(description="Real time")
    ended_at: Utc | None
    file: str | None = Field(description="Path on the server; None: none was made")
    size_bytes: int | None
    digest: str | None = Field(description="SHA-256 of the file")
    present: bool = Field(description="Whether the file is still there, as far as the api can see")
    error: str | None = Field(description="Why none was made, in one sentence")


class BackupNotice(Answer):
    """Why a person should look after the backups."""

    code: Literal["never", "old", "failed"]
    message_id: str
    message_en: str


class Backups(Answer):
    """The newest backups, newest first."""

    items: list[Backup]
    last_good_at: Utc | None = Field(description="When the newest good one was begun, real time")
    notice: BackupNotice | None = Field(description="None: all is well, or a demo, which makes none")
