"""Makes a backup while the system runs: everything in it comes from one moment.

A transaction exports its snapshot; `pg_dump` reads the rows in that snapshot, and beside it, on the other
core, we count and digest the same rows in the same snapshot. So the sums in the manifest are those of exactly
what was dumped, however much is written meanwhile.
"""

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final, LiteralString

import psycopg
from psycopg import Connection, IsolationLevel

from data.store.address import plain_url
from data.store.backup import archive, tools
from data.store.backup.errors import BackupError
from data.store.backup.folder import RoadsFolder, pack_roads, pack_settings
from data.store.backup.manifest import FORMAT, DatabasePart, Manifest, TableSum
from data.store.backup.progress import Meter, Tell
from data.store.queries import backup_sums as sums

DATABASE: Final = "database.pgdump"
# gzip, which every version reads; above 4 it costs half the speed for some percent
_GZIP_LEVEL: Final = 4
# a schema change under way is waited for, but not long: writers would queue behind us
_LOCK_WAIT: Final = "10s"
_LOOK_S: Final = 0.2
_REVISION: Final[LiteralString] = "select version_num from alembic_version"
_ROADS: Final[LiteralString] = (
    "select s.checksum, s.folder, s.is_current,"
    " exists (select from plan p where p.roads_checksum = s.checksum)"
    " from road_snapshot s order by s.checksum"
)


@dataclass(frozen=True, slots=True)
class Dumped:
    """A backup that was made: its file, size and SHA-256, and what it says of itself."""

    path: Path
    size_bytes: int
    digest: str
    manifest: Manifest


def dump(
    url: str,
    target: Path,
    *,
    data_dir: Path | None,
    now: datetime,
    tell: Tell,
    stop: threading.Event | None = None,
) -> Dumped:
    """Write database, settings, secrets and roads into the new file `target`; the system may run.

    Parameters
    ----------
    data_dir
        Folder with the system's settings and secrets; None: the database and the roads alone.
    now
        Aware UTC time to write down.
    stop
        Set it from another thread to end early; nothing is left then.

    Raises
    ------
    BackupError
        When the database cannot be read, `pg_dump` of its version is not installed, or the file cannot be
        written. Nothing is left of it.
    """
    meter = Meter(tell, stop)
    with readable(url) as db:
        major = db.info.server_version // 10000
        tool = tools.find_tool("pg_dump", major)
        snapshot = _one(db, "select pg_export_snapshot()")
        with archive.writing(target) as out:
            meter.begin("settings and roads")
            folder = pack_settings(out, data_dir, meter.step)
            roads = pack_roads(out, [_roads(row) for row in db.execute(_ROADS)], meter.step)
            meter.begin("database")
            schemas = sums.schemas_of_ours(db)
            argv = _command(str(tool), snapshot, schemas)
            with _beside(db, meter) as counting:
                out.add(DATABASE, tools.output_of(argv, url, meter.step))
                meter.begin("comparing sums")
                tables = _awaited(counting, meter)
            made = Manifest(
                format=FORMAT,
                program=version("siangsa"),
                made_at=now,
                database=_describe(db, major, schemas, tables),
                roads=roads,
                folder=folder,
                members=out.members,
            )
            out.finish(made)
    return Dumped(target, target.stat().st_size, archive.digest_of(target), made)


@contextmanager
def readable(url: str) -> Iterator[Connection[Any]]:
    """Give a connection that reads one unchanging moment.

    Raises
    ------
    BackupError
        When the database cannot be reached or read, or holds no tables of ours.
    """
    try:
        with psycopg.connect(plain_url(url), options=sums.SESSION, connect_timeout=5) as db:
            db.isolation_level, db.read_only = IsolationLevel.REPEATABLE_READ, True
            yield db
    except psycopg.errors.UndefinedTable as error:
        raise BackupError("the database holds no tables of Siangsa: there is nothing to back up") from error
    except psycopg.Error as error:
        raise BackupError(f"the database cannot be read: {str(error).strip().splitlines()[0]}") from error


@contextmanager
def _beside(db: Connection[Any], meter: Meter) -> Iterator["Future[dict[str, TableSum]]"]:
    """Count and digest in a thread while the block runs; a block that fails ends the counting."""
    with ThreadPoolExecutor(1) as pool:
        counting = pool.submit(sums.sums, db, meter.note)
        try:
            yield counting
        except BaseException:
            meter.give_up()
            with suppress(psycopg.Error):
                db.cancel_safe()
            raise


def _awaited[T](work: "Future[T]", meter: Meter) -> T:
    while not work.done():
        with suppress(TimeoutError):
            work.exception(_LOOK_S)
        meter.step(0)
    return work.result()


def _command(tool: str, snapshot: str, schemas: tuple[str, ...]) -> list[str]:
    chosen = [f'--schema="{schema}"' for schema in schemas]
    return [
        *(tool, "--format=custom", f"--compress={_GZIP_LEVEL}", f"--snapshot={snapshot}"),
        *(f"--lock-wait-timeout={_LOCK_WAIT}", "--no-publications", "--no-subscriptions"),
        *("--no-tablespaces", "--no-security-labels", *chosen),
    ]


def _describe(
    db: Connection[Any], major: int, schemas: tuple[str, ...], tables: dict[str, TableSum]
) -> DatabasePart:
    return DatabasePart(
        server=_one(db, "show server_version").split()[0],
        major=major,
        revision=_one(db, _REVISION),
        extensions=sums.extensions(db),
        schemas=schemas,
        tables=tables,
        objects=sums.objects(db, schemas),
        grants=sums.grants(db, schemas),
    )


def _roads(row: tuple[Any, ...]) -> RoadsFolder:
    checksum, folder, current, planned = row
    return RoadsFolder(str(checksum), Path(str(folder)), bool(current), bool(planned))


def _one(db: Connection[Any], query: LiteralString) -> str:
    row = db.execute(query).fetchone()
    if row is None:
        raise BackupError("the database was never brought to a revision: run siangsa db upgrade")
    return str(row[0])
