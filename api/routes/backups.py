"""Backups that were made or failed; for administrators."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query

from api.deps import Db, Here
from api.schemas.backups import Backup, BackupNotice, Backups
from data.store.models import BackupRun
from data.store.queries import backups

router = APIRouter(tags=["backups"])

_SAID: dict[backups.Worry, tuple[str, str]] = {
    "never": (
        "Belum pernah ada cadangan data. Jalankan: siangsa db dump FILE",
        "No backup was ever made. Run: siangsa db dump FILE",
    ),
    "old": (
        "Cadangan data terakhir sudah lebih dari 26 jam. Periksa apakah program backup keeper berjalan.",
        "The last backup is older than 26 hours. See whether the program backup keeper runs.",
    ),
    "failed": (
        "Cadangan data malam yang terakhir gagal. Alasannya ada di daftar.",
        "The last nightly backup failed. The list says why.",
    ),
}


@router.get("/backups", operation_id="listBackups", summary="Backups")
def list_backups(here: Here, db: Db, limit: Annotated[int, Query(ge=1, le=200)] = 30) -> Backups:
    """Return the newest backups and whether a person should look after them."""
    good = backups.last_good(db)
    worry = None if here.around.demo else backups.worry(db, here.around.real())
    return Backups(
        items=[_backup(run) for run in backups.newest(db, limit)],
        last_good_at=good.began_at if good is not None else None,
        notice=notice(worry) if worry is not None else None,
    )


def notice(worry: backups.Worry) -> BackupNotice:
    """Return a worry in both languages."""
    message_id, message_en = _SAID[worry]
    return BackupNotice(code=worry, message_id=message_id, message_en=message_en)


def _backup(run: BackupRun) -> Backup:
    names = ("id", "kind", "began_at", "ended_at", "file", "size_bytes", "digest", "error")
    present = run.file is not None and Path(run.file).is_file()
    return Backup.model_validate({name: getattr(run, name) for name in names} | {"present": present})
