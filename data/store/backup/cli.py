"""``siangsa db dump``, ``restore``, ``verify``, ``backups`` and ``keep-backups``."""

import json
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import ValidationError

from data.store.errors import StoreError

if TYPE_CHECKING:
    from data.store.backup.manifest import Manifest

app = typer.Typer()

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object")]
_NICENESS = 10
_FILE = typer.Argument(help="A backup")


@contextmanager
def _one_sentence() -> Iterator[None]:
    """Turn what a user can cause into one sentence and exit code 1; SIGTERM ends as Ctrl-C does."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    except ValidationError as error:
        told = "; ".join(f"{fault['loc'][0]}: {fault['msg']}" for fault in error.errors())
        typer.echo(f"siangsa db: a setting is wrong or missing: {told}", err=True)
        raise typer.Exit(1) from error
    except StoreError as error:
        if _was_interrupted(error):
            raise _stopped() from None
        typer.echo(f"siangsa db: {error}", err=True)
        raise typer.Exit(1) from error
    except KeyboardInterrupt:
        raise _stopped() from None
    finally:
        signal.signal(signal.SIGTERM, before)


def _stopped() -> typer.Exit:
    typer.echo("siangsa db: stopped; nothing was kept", err=True)
    return typer.Exit(130)


def _was_interrupted(error: BaseException | None) -> bool:
    """Tell whether Ctrl-C is what began it: what it interrupts may fail in words of its own."""
    return error is not None and (isinstance(error, KeyboardInterrupt) or _was_interrupted(error.__context__))


def _tell(line: str) -> None:
    typer.echo(line, err=True)


@app.command(name="dump")
def dump_command(
    file: Annotated[Path, typer.Argument(help="File to write, or a folder that exists")],
    data: Annotated[
        Path | None, typer.Option(help="Folder with settings and secrets; default: the system's own")
    ] = None,
    kind: Annotated[str, typer.Option(help="What it is written down as: manual or upgrade")] = "manual",
    as_json: AsJson = False,
) -> None:
    """Back up database, accounts, settings, secrets and roads into one file; the system may run."""
    from data.contract.settings import StackSettings
    from data.store.backup.runs import Source, back_up
    from data.store.settings import StoreSettings

    with _one_sentence():
        source = Source(StoreSettings().database_url, data or StackSettings().data_dir)
        made = back_up(source, file, "upgrade" if kind == "upgrade" else "manual", _tell)
    for checksum in made.manifest.roads.missing:
        _tell(f"the folder of the roads {checksum} is gone: they are not in the backup")
    if as_json:
        told = {"file": str(made.path), "bytes": made.size_bytes, "sha256": made.digest}
        typer.echo(json.dumps(told | _figures(made.manifest)))
        return
    typer.echo(f"{made.path}: {made.size_bytes / 1e6:.1f} MB, {_sentence(made.manifest)}")


@app.command()
def verify(
    file: Annotated[Path, _FILE],
    restored: Annotated[str, typer.Option(help="URL of a database to compare with it, row by row")] = "",
    as_json: AsJson = False,
) -> None:
    """Read all of a backup and compare it with its own sums; with --restored, a database too."""
    from data.store.backup import restore
    from data.store.backup.errors import BackupError

    with _one_sentence():
        manifest = restore.verify(file, _tell)
        said = restore.differences(manifest.database, restored, _tell) if restored else []
        for line in said:
            _tell(line)
        if said:
            raise BackupError(f"the database is not what {file} holds: {len(said)} differences")
    if as_json:
        typer.echo(json.dumps({"file": str(file)} | _figures(manifest)))
        return
    typer.echo(f"{file} is whole: {_sentence(manifest)}" + ("; the database is equal" if restored else ""))


@app.command(name="restore")
def restore_command(
    file: Annotated[Path, _FILE],
    into: Annotated[str, typer.Option(help="URL of an empty database; default: the system's own")] = "",
    data: Annotated[
        Path | None, typer.Option(help="New folder for settings and secrets; default: they stay in the file")
    ] = None,
    roads: Annotated[Path | None, typer.Option(help="Folder of road snapshots; default: the setting")] = None,
) -> None:
    """Restore a backup into an empty database, compare every table, and take out roads and settings."""
    from data.store.backup.restore import Places, restore
    from data.store.settings import StoreSettings
    from geo.settings import GeoSettings

    with _one_sentence():
        url = into or StoreSettings().database_url
        done = restore(file, Places(url, roads or GeoSettings().roads_dir, data), _tell)
    for role in sorted(done.roles):
        _tell(f"the role {role} does not exist here: what it may read is to be granted when it does")
    typer.echo(f"restored and compared: {_sentence(done.manifest)}")
    if data is None and done.manifest.folder:
        _tell("settings and secrets stayed in the file; --data DIR takes them out")


@app.command(name="backups")
def list_backups(
    *, limit: Annotated[int, typer.Option(min=1, max=1000)] = 20, as_json: AsJson = False
) -> None:
    """List the backups that were made or failed, newest first."""
    from data.store.engine import reachable, session_factory
    from data.store.queries import backups
    from data.store.settings import StoreSettings

    with (
        _one_sentence(),
        reachable(StoreSettings().database_url) as engine,
        session_factory(engine)() as session,
    ):
        rows = backups.newest(session, limit)
    if as_json:
        typer.echo(json.dumps([_row(row) for row in rows]))
        return
    for row in rows:
        what = row.error or f"{(row.size_bytes or 0) / 1e6:.1f} MB  {row.file}"
        typer.echo(f"{row.began_at:%Y-%m-%d %H:%M}Z  {row.kind:9}  {what}")
    if not rows:
        typer.echo("no backup was ever made: siangsa db dump FILE")


@app.command(name="keep-backups")
def keep() -> None:
    """Make a backup every night and keep the newest. Ends on SIGTERM or SIGINT."""
    from data.contract.clock import real_now
    from data.contract.settings import StackSettings
    from data.store.backup import keeper
    from data.store.backup.runs import Source
    from data.store.backup.schedule import Rhythm
    from data.store.backup.settings import BackupSettings
    from data.store.engine import reachable, session_factory
    from data.store.roads.program import log_to_stderr, stop_on_signals
    from data.store.settings import StoreSettings

    with _one_sentence():
        stack, settings, url = StackSettings(), BackupSettings(), StoreSettings().database_url
        # trucks and people go first
        os.nice(_NICENESS)
        log_to_stderr(settings.log_format, "keep-backups")
        with reachable(url) as engine:
            around = keeper.Around(
                Source(url, stack.data_dir),
                session_factory(engine),
                settings.folder(stack.data_dir),
                Rhythm(settings.at, stack.zone, settings.keep),
                real_now,
            )
            keeper.run(around, stop_on_signals())


def _row(row: object) -> dict[str, object]:
    names = ("kind", "began_at", "ended_at", "file", "size_bytes", "digest", "error")
    values = {name: getattr(row, name) for name in names}
    return values | {name: values[name].isoformat() for name in ("began_at", "ended_at") if values[name]}


def _figures(manifest: "Manifest") -> dict[str, object]:
    database = manifest.database
    return {
        "made_at": manifest.made_at.isoformat(),
        "program": manifest.program,
        "server": database.server,
        "revision": database.revision,
        "tables": {name: asdict(table) for name, table in database.tables.items()},
        "roads": list(manifest.roads.inside),
        "roads_missing": list(manifest.roads.missing),
        "folder": list(manifest.folder),
    }


def _sentence(manifest: "Manifest") -> str:
    database = manifest.database
    return (
        f"{database.rows} rows in {len(database.tables)} tables of PostgreSQL {database.server} (revision"
        f" {database.revision}), {len(manifest.roads.inside)} road snapshots, {len(manifest.folder)} files of"
        " settings and secrets"
    )
