"""The file: a ZIP whose members are written as they come and read only after their sum is right.

It appears under its name when it is whole; until then it is a hidden `.part` beside it, which its writer
locks. A part whose writer died is recognised by that and removed by the next one.
"""

import errno
import fcntl
import hashlib
import os
import time
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from io import BufferedRandom
from pathlib import Path, PurePosixPath
from typing import Final

from data.store.backup.errors import BackupError, DamagedBackupError
from data.store.backup.manifest import Manifest, Member

CHUNK: Final = 1 << 20
MANIFEST: Final = "manifest.json"
_FULL: Final = {errno.ENOSPC, errno.EDQUOT}

type Step = Callable[[int], None]
"""Told the bytes that were handled; may raise to stop."""


class Writer:
    """Writes members one after the other and remembers the sum of each."""

    def __init__(self, file: BufferedRandom) -> None:
        self._zip = zipfile.ZipFile(file, "w", allowZip64=True)
        self.members: dict[str, Member] = {}

    def add(self, name: str, chunks: Iterable[bytes], *, compress: bool = False) -> None:
        """Write a member; `compress` what is not compressed already."""
        entry = _entry(name)
        entry.compress_type = zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED
        entry.external_attr = 0o600 << 16
        digest, size = hashlib.sha256(), 0
        with self._zip.open(entry, "w", force_zip64=True) as member:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                member.write(chunk)
        self.members[name] = Member(size, digest.hexdigest())

    def add_file(self, name: str, path: Path, step: Step) -> None:
        """Write the file at `path` as a member."""
        with path.open("rb") as file:
            self.add(name, _chunks(file.read, step), compress=True)

    def finish(self, manifest: Manifest) -> None:
        """Write the manifest: without it a file is no backup."""
        self._zip.writestr(_entry(MANIFEST), manifest.text(), zipfile.ZIP_DEFLATED)
        self.close()

    def close(self) -> None:
        """Write the table of contents."""
        self._zip.close()


@contextmanager
def writing(target: Path) -> Iterator[Writer]:
    """Give a writer; `target` appears when the block has ended well, and nothing is left when not.

    Raises
    ------
    BackupError
        When the file exists, or its folder cannot be written, or has no room.
    """
    part = target.with_name(f".{target.name}.part")
    if target.exists():
        raise BackupError(f"{target} exists already: a backup is never written over another")
    with _told(target.parent):
        file = _open_part(part)
    try:
        with file, _told(target.parent), _emptied_on_failure(file):
            writer = Writer(file)
            try:
                yield writer
                file.flush()
                os.fsync(file.fileno())
                part.rename(target)
            except BaseException:
                # gives its room back first: closing writes a table of contents
                os.ftruncate(file.fileno(), 0)
                with suppress(OSError, ValueError):
                    writer.close()
                raise
        _settle(target.parent)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def _emptied_on_failure(file: BufferedRandom) -> Iterator[None]:
    try:
        yield
    except BaseException:
        with suppress(OSError):
            file.close()
        raise


def _open_part(part: Path) -> BufferedRandom:
    part.parent.mkdir(parents=True, exist_ok=True)
    remove_orphans(part.parent)
    try:
        handle = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise BackupError(f"another dump into {part.parent / part.name[1:-5]} is under way") from None
    file = os.fdopen(handle, "w+b")
    with suppress(OSError):  # a memory stick or a share may know no locks: orphans stay there
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return file


def remove_orphans(folder: Path) -> None:
    """Remove the parts in `folder` whose writers were killed."""
    for part in folder.glob(".*.siangsa.part"):
        with suppress(OSError), part.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            part.unlink()


def _settle(folder: Path) -> None:
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    """Say in a sentence why files in `folder` cannot be written."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise BackupError(f"the disk of {folder} is full: nothing was kept of it") from error
        raise BackupError(f"{error.filename or folder} cannot be used: {error.strerror or error}") from error


class Archive:
    """A backup that is read.

    Raises
    ------
    DamagedBackupError
        When the file is no backup, or was cut short.
    BackupError
        When it cannot be opened, or was made by a newer program.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._zip = zipfile.ZipFile(path)
            self.manifest = Manifest.read(self._zip.read(MANIFEST))
        except OSError as error:
            raise BackupError(f"{path} cannot be read: {error.strerror or error}") from error
        except (zipfile.BadZipFile, KeyError) as error:
            raise DamagedBackupError(f"{path} is no backup of Siangsa, or it was cut short") from error
        except DamagedBackupError as error:
            raise DamagedBackupError(f"{path} cannot be used: {error}") from error
        except BackupError as error:
            raise BackupError(f"{path} cannot be used: {error}") from error

    def check(self, step: Step) -> None:
        """Read everything and compare it with the manifest.

        Raises
        ------
        DamagedBackupError
            When a member is missing, unknown, unsafely named or not as it was written.
        """
        names = {name for name in self._zip.namelist() if name != MANIFEST}
        odd = names ^ self.manifest.members.keys() | {name for name in names if not _is_safe(name)}
        if odd:
            raise DamagedBackupError(
                f"{self.path} is damaged: {min(odd)} does not belong to it or is missing"
            )
        for name, wanted in self.manifest.members.items():
            digest, size = hashlib.sha256(), 0
            for chunk in self.read(name, step):
                digest.update(chunk)
                size += len(chunk)
            if (size, digest.hexdigest()) != (wanted.bytes, wanted.sha256):
                raise DamagedBackupError(f"{self.path} is damaged: {name} is not as it was written")

    def read(self, name: str, step: Step) -> Iterator[bytes]:
        """Give the content of a member.

        Raises
        ------
        DamagedBackupError
            When it cannot be read.
        """
        try:
            with self._zip.open(name) as member:
                yield from _chunks(member.read, step)
        except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, OSError, ValueError) as error:
            raise DamagedBackupError(f"{self.path} is damaged: {name} cannot be read ({error})") from error

    def take_out(self, name: str, target: Path, step: Step) -> None:
        """Write a member to `target`, readable by its owner only.

        Raises
        ------
        BackupError
            When there is no room or no right to write there.
        """
        with _told(target.parent):
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                for chunk in self.read(name, step):
                    file.write(chunk)

    def names(self, prefix: str) -> list[str]:
        """Return the members below a folder of the archive."""
        return [name for name in self.manifest.members if name.startswith(prefix)]

    def close(self) -> None:
        """Close the file."""
        self._zip.close()


@contextmanager
def reading(path: Path) -> Iterator[Archive]:
    """Give a backup to read; errors as `Archive`."""
    archive = Archive(path)
    try:
        yield archive
    finally:
        archive.close()


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _entry(name: str) -> zipfile.ZipInfo:
    # a ZIP knows no time before 1980; a machine without a clock's battery may
    return zipfile.ZipInfo(name, max(time.gmtime()[:6], (1980, 1, 1, 0, 0, 0)))


def _chunks(read: Callable[[int], bytes], step: Step) -> Iterator[bytes]:
    while chunk := read(CHUNK):
        step(len(chunk))
        yield chunk


def _is_safe(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts
