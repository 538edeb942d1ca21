"""PostgreSQL's own `pg_dump` and `pg_restore`, of the server's major version."""

import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from data.store.address import plain_url
from data.store.backup.archive import CHUNK
from data.store.backup.errors import BackupError

_FOLDERS: Final = (
    ("/usr/lib/postgresql", "*/bin"),  # Debian, Ubuntu, the containers of PostgreSQL and PostGIS
    ("/opt/homebrew/opt", "postgresql@*/bin"),
    ("/usr/local/opt", "postgresql@*/bin"),
    ("/usr", "pgsql-*/bin"),  # Red Hat and its kin
)
_NAMED: Final = re.compile(r"postgresql[@/](\d+)/bin$|pgsql-(\d+)/bin$")
_ENDING_S: Final = 10


def find_tool(name: str, major: int) -> Path:
    """Return the program `name` of PostgreSQL `major`.

    An older one cannot read the server; a newer one writes and says what this server does not know.

    Raises
    ------
    BackupError
        When it is not installed.
    """
    found = installed(name)
    if major not in found:
        listed = ", ".join(str(number) for number in sorted(found)) or "none"
        raise BackupError(
            f"the database is PostgreSQL {major}, so {name} {major} is needed; installed: {listed}"
            f" (on Debian and Ubuntu: apt install postgresql-client-{major})"
        )
    return found[major]


def installed(name: str) -> dict[int, Path]:
    """Return where the program `name` lies, by major version."""
    folders = [folder for root, pattern in _FOLDERS for folder in Path(root).glob(pattern)]
    on_path = shutil.which(name)
    if on_path:
        folders.append(Path(on_path).parent)
    found: dict[int, Path] = {}
    for folder in folders:
        if (folder / name).exists():
            found.setdefault(_major_of(folder, name), folder / name)
    return found


def _major_of(folder: Path, name: str) -> int:
    named = _NAMED.search(str(folder.resolve()))
    if named:
        return int(named[1] or named[2])
    told = subprocess.run(  # noqa: S603 - a program we just found
        [folder / name, "--version"], capture_output=True, text=True, check=False
    )
    version = re.search(r"(\d+)", told.stdout)
    return int(version[1]) if version else 0


def output_of(argv: Sequence[str], url: str, step: Callable[[int], None]) -> Iterator[bytes]:
    """Give what a tool writes, while it writes it; when the reader stops, the tool is ended.

    Raises
    ------
    BackupError
        When the tool fails, in its own words.
    """
    with _running(argv, url, stdout=subprocess.PIPE) as (process, complaints):
        while chunk := process.stdout.read(CHUNK):
            step(len(chunk))
            yield chunk
        _demand_success(process, complaints, argv)


def feed(argv: Sequence[str], url: str, chunks: Iterable[bytes]) -> None:
    """Let a tool read `chunks` to its end.

    Raises
    ------
    BackupError
        When the tool fails, in its own words.
    """
    with _running(argv, url, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as (process, complaints):
        with suppress(BrokenPipeError):  # it says itself why it stopped reading
            for chunk in chunks:
                process.stdin.write(chunk)
        with suppress(BrokenPipeError):
            process.stdin.close()
        _demand_success(process, complaints, argv)


def listing(tool: Path, chunks: Iterable[bytes]) -> list[str]:
    """Return the table of contents of a dump, a line each, comments left out.

    Raises
    ------
    BackupError
        When `pg_restore` cannot read it.
    """
    argv = [str(tool), "--list"]
    with _running(argv, None, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as (process, complaints):
        # it reads the head of the dump and leaves
        with suppress(BrokenPipeError):
            for chunk in chunks:
                process.stdin.write(chunk)
                if process.poll() is not None:
                    break
        with suppress(BrokenPipeError):
            process.stdin.close()
        told = process.stdout.read().decode("utf-8", "replace")
        _demand_success(process, complaints, argv)
    return [line for line in told.splitlines() if line and not line.startswith(";")]


@contextmanager
def _running(argv: Sequence[str], url: str | None, **streams: Any) -> Iterator[tuple[Any, Any]]:  # noqa: ANN401 - Popen's streams
    with tempfile.TemporaryFile() as complaints:
        process = subprocess.Popen(  # noqa: S603 - our own command line
            [*argv, *_where(url)],
            stderr=complaints,
            env=_environment(url),
            # Ctrl-C is ours to handle: the tool ends because we end it
            start_new_session=True,
            **streams,
        )
        try:
            yield process, complaints
        finally:
            _end(process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(_ENDING_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with suppress(OSError):
                stream.close()


def _demand_success(process: "subprocess.Popen[bytes]", complaints: Any, argv: Sequence[str]) -> None:  # noqa: ANN401 - a file
    if process.wait() == 0:
        return
    complaints.seek(0)
    lines = complaints.read().decode("utf-8", "replace").splitlines()
    raise BackupError(f"{Path(argv[0]).name} failed: {_most_telling(lines)}")


def _most_telling(lines: Sequence[str]) -> str:
    told = [line.split("error: ", 1)[1].strip() for line in lines if "error: " in line]
    return (told or [line.strip() for line in lines if line.strip()] or ["it gave no reason"])[0]


def _where(url: str | None) -> list[str]:
    if url is None:
        return []
    parts = {name: value for name, value in conninfo_to_dict(plain_url(url)).items() if name != "password"}
    return ["--no-password", f"--dbname={make_conninfo('', **parts)}"]


def _environment(url: str | None) -> dict[str, str]:
    # PG* variables of the caller would point the tools elsewhere; a password never stands on a command line
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    password = conninfo_to_dict(plain_url(url)).get("password") if url else None
    return {**kept, "LC_ALL": "C"} | ({"PGPASSWORD": str(password)} if password else {})
