"""Restores a backup into an empty database and folder, and compares what arrived with what was dumped."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, LiteralString

import psycopg
from psycopg import Connection, sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from data.store import migrate
from data.store.address import plain_url
from data.store.backup import tools
from data.store.backup.archive import Archive, reading
from data.store.backup.dump import DATABASE, readable
from data.store.backup.errors import BackupError, DamagedBackupError
from data.store.backup.folder import Unpacked, demand_place
from data.store.backup.manifest import DatabasePart, Manifest
from data.store.backup.progress import Meter, Tell
from data.store.queries import backup_sums as sums

_ALL_KINDS: Final = ("r", "p", "v", "m", "S", "f")
# what the target has already, or what only the owner of an extension may set
_NOT_RESTORED: Final = (" EXTENSION ", " SCHEMA - public ", " TABLE DATA public spatial_ref_sys ", " ACL ")


@dataclass(frozen=True, slots=True)
class Places:
    """Where a backup is restored.

    Parameters
    ----------
    url
        An empty database, or one that does not exist yet and that the role may create.
    roads_dir
        Folder of road snapshots.
    data_dir
        Folder for settings and secrets; None leaves them in the file.
    """

    url: str
    roads_dir: Path
    data_dir: Path | None = None


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored: all sums are those of the manifest. `roles` had rights and do not exist here."""

    manifest: Manifest
    roles: frozenset[str]


def verify(path: Path, tell: Tell) -> Manifest:
    """Read all of a backup and return what it says of itself.

    Raises
    ------
    DamagedBackupError
        When anything in it is not as it was written.
    BackupError
        When it cannot be read, or a newer Siangsa made it.
    """
    meter = Meter(tell)
    with reading(path) as archive:
        _demand_known(archive)
        meter.begin("reading the backup")
        archive.check(meter.step)
        return archive.manifest


def restore(path: Path, places: Places, tell: Tell) -> Restored:
    """Restore a backup, all of it or nothing.

    The rows of every table are counted and digested anew and compared with those of the backup.

    Raises
    ------
    BackupError
        When the file is damaged or too new, the database is not empty, too old or lacks PostGIS, or there is
        no room. Database and folders are as they were before.
    """
    meter = Meter(tell)
    with reading(path) as archive:
        _demand_known(archive)
        meter.begin("reading the backup")
        archive.check(meter.step)
        if places.data_dir is not None:
            demand_place(archive, places.data_dir)
        with _target(places.url, archive.manifest.database) as tool, Unpacked(archive, meter.step) as files:
            meter.begin("settings and roads")
            roads = files.roads(places.roads_dir)
            if places.data_dir is not None:
                files.settings(places.data_dir)
            meter.begin("database")
            _fill(archive, places.url, tool, meter)
            roles = _finish(archive.manifest.database, places.url, roads, meter)
    return Restored(archive.manifest, frozenset(roles))


def differences(wanted: DatabasePart, url: str, tell: Tell) -> list[str]:
    """Return what in the database at `url` is not as in the backup, a sentence each; empty when all is equal.

    Raises
    ------
    BackupError
        When the database cannot be read.
    """
    meter = Meter(tell)
    with readable(url) as db:
        there = sums.sums(db, meter.note)
        found = sums.objects(db, wanted.schemas)
        behind = sums.sequences_behind(db)
    tables = sorted(wanted.tables.keys() | there.keys())
    said = [
        f"{name}: {_rows(there, name)} rows here, {_rows(wanted.tables, name)} in the backup"
        + (", other content" if _rows(there, name) == _rows(wanted.tables, name) else "")
        for name in tables
        if there.get(name) != wanted.tables.get(name)
    ]
    said += [
        f"{found.get(kind)} {kind} here, {count} in the backup"
        for kind, count in wanted.objects.items()
        if found.get(kind) != count
    ]
    return said + [f"the sequence {name} stands below its rows" for name in behind]


def _rows(tables: dict[str, Any], name: str) -> object:
    return tables[name].rows if name in tables else "no"


def _demand_known(archive: Archive) -> None:
    wanted, program = archive.manifest.database.revision, archive.manifest.program
    if wanted not in migrate.revisions():
        raise BackupError(
            f"{archive.path} was made by a newer Siangsa ({program}, tables of revision {wanted}; this one"
            f" knows up to {migrate.head()}): install that version first"
        )


@contextmanager
def _target(url: str, wanted: DatabasePart) -> Iterator[Path]:
    """Give `pg_restore` for an empty database with PostGIS; when the block fails it is empty again."""
    made = _make_where_missing(url)
    try:
        with _connected(url) as db:
            tool = _suitable(db, wanted)
        try:
            yield tool
        except BaseException:
            if not made:
                _clear(url, wanted.schemas)
            raise
    except BaseException:
        if made:
            _drop(url)
        raise


def _suitable(db: Connection[Any], wanted: DatabasePart) -> Path:
    """Return `pg_restore` for the server behind `db`, an empty database that can take the dump."""
    major, name = db.info.server_version // 10000, db.info.dbname
    if major < wanted.major:
        raise BackupError(
            f"the backup is of PostgreSQL {wanted.major}, this server is {major}: it needs {wanted.major} or"
            " a newer one"
        )
    there = sums.relations(db, *_ALL_KINDS)
    if there:
        raise BackupError(
            f"the database {name!r} is not empty: it holds {len(there)} tables, views and sequences; give an"
            " empty one by --into"
        )
    if db.info.encoding != "utf-8" or _server_encoding(db) != "UTF8":
        raise BackupError(f"the database {name!r} is not in UTF-8, which village and street names need")
    tool = tools.find_tool("pg_restore", major)
    for extension in sorted(wanted.extensions):
        _extend(db, extension)
    return tool


def _server_encoding(db: Connection[Any]) -> str:
    row = db.execute("show server_encoding").fetchone()
    return str(row[0]) if row else ""


def _extend(db: Connection[Any], extension: str) -> None:
    try:
        db.execute(sql.SQL("create extension if not exists {}").format(sql.Identifier(extension)))
    except psycopg.errors.InsufficientPrivilege as error:
        raise BackupError(
            f"the database {db.info.dbname!r} lacks {extension}, which {db.info.user!r} may not add: let an"
            f" administrator run there: create extension {extension}"
        ) from error
    except (psycopg.errors.UndefinedFile, psycopg.errors.FeatureNotSupported) as error:
        raise BackupError(f"{extension} is not installed beside this database server") from error


def _fill(archive: Archive, url: str, tool: Path, meter: Meter) -> None:
    contents = [
        line
        for line in tools.listing(tool, archive.read(DATABASE, lambda _: None))
        if not any(part in line for part in _NOT_RESTORED)
    ]
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".list") as chosen:
        chosen.write("\n".join(contents) + "\n")
        chosen.flush()
        argv = [str(tool), "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"]
        tools.feed([*argv, f"--use-list={chosen.name}"], url, archive.read(DATABASE, meter.step))


def _finish(wanted: DatabasePart, url: str, roads: dict[str, Path], meter: Meter) -> set[str]:
    """Compare, then say where the roads are here, give rights, and gather statistics."""
    meter.begin("comparing every table with the backup")
    said = differences(wanted, url, meter.begin)
    if said:
        raise DamagedBackupError(f"what arrived is not what was dumped ({len(said)} differences): {said[0]}")
    with _connected(url) as db:
        for checksum, folder in roads.items():
            db.execute(
                "update public.road_snapshot set folder = %s where checksum = %s", (str(folder), checksum)
            )
        roles = sums.grant(db, wanted.grants)
        meter.begin("gathering statistics")
        db.execute("analyze")
    return roles


@contextmanager
def _connected(url: str) -> Iterator[Connection[Any]]:
    try:
        with psycopg.connect(plain_url(url), options=sums.SESSION, connect_timeout=5) as db:
            yield db
    except psycopg.Error as error:
        raise BackupError(f"the database cannot be used: {str(error).strip().splitlines()[0]}") from error


def _make_where_missing(url: str) -> bool:
    """Make the database at `url` when it does not exist and tell whether it was made."""
    name = conninfo_to_dict(plain_url(url)).get("dbname")
    try:
        psycopg.connect(plain_url(url), connect_timeout=5).close()
    except psycopg.OperationalError as error:
        if name is None or "does not exist" not in str(error) or "database" not in str(error):
            reason = str(error).strip().splitlines()[-1]
            raise BackupError(f"the database cannot be reached: {reason}") from error
    else:
        return False
    _administer(url, "create database {} encoding 'UTF8'", str(name))
    return True


def _administer(url: str, order: LiteralString, name: str) -> None:
    beside = make_conninfo(plain_url(url), dbname="postgres", connect_timeout="5")
    try:
        with psycopg.connect(beside, autocommit=True) as admin:
            admin.execute(sql.SQL(order).format(sql.Identifier(name)))
    except psycopg.Error as error:
        reason = str(error).strip().splitlines()[0]
        raise BackupError(f"the database {name!r} does not exist and cannot be made: {reason}") from error


def _drop(url: str) -> None:
    _administer(
        url, "drop database if exists {} with (force)", str(conninfo_to_dict(plain_url(url))["dbname"])
    )


def _clear(url: str, schemas: Sequence[str]) -> None:
    """Empty a database that was empty before."""
    with _connected(url) as db:
        sums.drop_all(db, schemas)
