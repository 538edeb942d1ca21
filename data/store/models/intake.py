"""The office's lists on their way in."""

from datetime import datetime
from typing import Any

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from data.store.models.base import Base, RowId


class ImportMapping(Base):
    """Which column of the office's file is which of ours, kept under a name: ``{"Nama TPS": "name"}``."""

    __tablename__ = "import_mapping"

    list: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    columns: Mapped[dict[str, Any]]
    kept_by: Mapped[str]
    kept_at: Mapped[datetime]


class ImportDraft(Base):
    """A file that was uploaded and looked at; `content` goes when it was applied or given up."""

    __tablename__ = "import_draft"

    id: Mapped[RowId]
    list: Mapped[str]
    file_name: Mapped[str]
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    options: Mapped[dict[str, Any]]
    uploaded_by: Mapped[str]
    uploaded_at: Mapped[datetime] = mapped_column(index=True)
    applied_by: Mapped[str | None]
    applied_at: Mapped[datetime | None]
    outcome: Mapped[dict[str, Any] | None]
