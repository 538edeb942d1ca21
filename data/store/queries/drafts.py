"""Uploaded lists that were looked at and wait to be applied or given up."""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import update
from sqlalchemy.orm import Session

from data.store.errors import ConflictError, NotFoundError
from data.store.models import ImportDraft

KEPT_FOR: Final = timedelta(days=1)


def add(session: Session, draft: ImportDraft) -> ImportDraft:
    """Keep an uploaded file, and forget the content of those that wait for longer than a day."""
    session.execute(
        update(ImportDraft)
        .where(ImportDraft.uploaded_at < draft.uploaded_at - KEPT_FOR, ImportDraft.content.is_not(None))
        .values(content=None)
    )
    session.add(draft)
    session.flush()
    return draft


def demand(session: Session, number: int, *, now: datetime, lock: bool = False) -> ImportDraft:
    """Return a draft whose content is still there; locked until the commit when asked.

    Raises
    ------
    NotFoundError
        There is none of that number, or its content was forgotten.
    ConflictError
        It was applied already.
    """
    draft = session.get(ImportDraft, number, with_for_update=lock or None)
    if draft is None:
        raise NotFoundError(f"there is no import {number}")
    if draft.applied_at is not None:
        raise ConflictError(f"import {number} was applied by {draft.applied_by} already")
    if draft.content is None or draft.uploaded_at < now - KEPT_FOR:
        raise NotFoundError(f"import {number} waited for longer than a day: upload the file again")
    return draft


def applied(draft: ImportDraft, outcome: dict[str, Any], by: str, at: datetime) -> None:
    """Note what became of a draft; its content goes."""
    draft.outcome, draft.applied_by, draft.applied_at = outcome, by, at
    draft.content = None
