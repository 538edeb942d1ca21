"""Settings of backups, prefix `SIANGSA_BACKUP_`."""

from datetime import time
from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

type LogFormat = Literal["text", "json"]


class BackupSettings(BaseSettings):
    """When the nightly backup is made, where it lies and how many are kept."""

    model_config = SettingsConfigDict(env_prefix="SIANGSA_BACKUP_", extra="ignore")

    dir: Path | None = Field(
        default=None, description="Folder of nightly backups; empty: backups in the data folder"
    )
    keep: int = Field(default=14, ge=1, le=1000, description="Nightly backups that are kept")
    at: time = Field(default=time(0, 30), description="Local time from which on the nightly backup is made")

    log_format: LogFormat = Field(default="json", description="How keep-backups logs: text or json")

    def folder(self, data_dir: Path) -> Path:
        """Return where nightly backups of the system in `data_dir` lie."""
        return self.dir or data_dir / "backups"
