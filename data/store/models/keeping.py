"""Backups that were made, or failed."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.store.models.base import Base, RowId


class BackupRun(Base):
    """One backup; `digest` is the SHA-256 of its file, `error` one sentence where none was made."""

    __tablename__ = "backup_run"

    id: Mapped[RowId]
    kind: Mapped[str]
    began_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]
    file: Mapped[str | None]
    size_bytes: Mapped[int | None] = mapped_column(BigInteger)
    digest: Mapped[str | None]
    error: Mapped[str | None]

    __table_args__ = (CheckConstraint("kind in ('scheduled', 'manual', 'upgrade')", name="kind"),)
