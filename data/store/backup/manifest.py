"""What a backup says of itself: `manifest.json`, the last thing that is written into it."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final, Self

from data.store.backup.errors import BackupError, DamagedBackupError

FORMAT: Final = 1
"""Version of the file's layout; a newer one is refused, not guessed at."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside the backup: its size and SHA-256."""

    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class TableSum:
    """What a table holds: its rows, and a digest of their content that no order changes."""

    rows: int
    digest: str


@dataclass(frozen=True, slots=True)
class Grant:
    """A right of another role: `privilege` on `kind` (`table`, `schema`) `name` for `grantee`."""

    kind: str
    schema: str
    name: str
    grantee: str
    privilege: str


@dataclass(frozen=True, slots=True)
class DatabasePart:
    """The database as it stood in the snapshot that was dumped.

    Attributes
    ----------
    server, major
        Version of PostgreSQL, as `15.18` and 15.
    revision
        Of our tables.
    extensions
        Versions by name.
    tables
        By `schema.table`, each partition of its own.
    objects
        How many tables, indexes, constraints, triggers, functions, views and sequences there are.
    """

    server: str
    major: int
    revision: str
    extensions: dict[str, str]
    schemas: tuple[str, ...]
    tables: dict[str, TableSum]
    objects: dict[str, int]
    grants: tuple[Grant, ...]

    @property
    def rows(self) -> int:
        """Return the rows of all tables."""
        return sum(table.rows for table in self.tables.values())


@dataclass(frozen=True, slots=True)
class RoadsPart:
    """Road snapshots by checksum: those inside, the one in use, and those whose folder was gone."""

    inside: tuple[str, ...]
    current: str | None
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds; `folder` names the files of the data folder."""

    format: int
    program: str
    made_at: datetime
    database: DatabasePart
    roads: RoadsPart
    folder: tuple[str, ...]
    members: dict[str, Member]

    def text(self) -> str:
        """Return it as JSON."""
        return json.dumps(asdict(self) | {"made_at": self.made_at.isoformat()}, indent=1, sort_keys=True)

    @classmethod
    def read(cls, text: bytes) -> Self:
        """Read it from JSON.

        Raises
        ------
        BackupError
            When a newer program wrote it.
        DamagedBackupError
            When it is none.
        """
        try:
            raw = json.loads(text)
            number = int(raw["format"])
        except (ValueError, KeyError, TypeError) as error:
            raise DamagedBackupError("its manifest cannot be read") from error
        if number > FORMAT:
            raise BackupError(
                f"it was made by a newer Siangsa ({raw.get('program', '?')}, layout {number}; this one reads"
                f" layout {FORMAT}): install that version first"
            )
        try:
            return cls._of(raw)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise DamagedBackupError(f"its manifest is damaged: {error!r}") from error

    @classmethod
    def _of(cls, raw: dict[str, Any]) -> Self:
        database, roads = dict(raw["database"]), raw["roads"]
        database["tables"] = {name: TableSum(**row) for name, row in database["tables"].items()}
        database["grants"] = tuple(Grant(**row) for row in database["grants"])
        database["schemas"] = tuple(database["schemas"])
        return cls(
            format=int(raw["format"]),
            program=str(raw["program"]),
            made_at=datetime.fromisoformat(raw["made_at"]),
            database=DatabasePart(**database),
            roads=RoadsPart(tuple(roads["inside"]), roads["current"], tuple(roads["missing"])),
            folder=tuple(raw["folder"]),
            members={name: Member(**row) for name, row in raw["members"].items()},
        )
