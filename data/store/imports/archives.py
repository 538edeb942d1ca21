"""Opens zipped files that strangers made: not too large, no way out of the folder, no XML that multiplies."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Final

from data.store.imports.errors import UnreadableFileError
from data.store.imports.table import MAX_UNPACKED_BYTES

_MAX_ENTRIES: Final = 2_000
_CHUNK_BYTES: Final = 1 << 20
_DECLARATION: Final = b"<!DOCTYPE"


@contextmanager
def opened(path: Path, kind: str) -> Iterator[zipfile.ZipFile]:
    """Give the archive at `path`, after a look at what it says about its size.

    Raises
    ------
    UnreadableFileError
        It is damaged, no `kind`, encrypted, or holds more than an office's list can.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _demand_modest(archive, path.name)
            yield archive
    except (zipfile.BadZipFile, RuntimeError, EOFError) as error:
        raise UnreadableFileError(f"{path.name}: bukan berkas {kind} yang dapat dibaca.") from error
    except OSError as error:
        raise UnreadableFileError(f"{path}: berkas tidak dapat dibuka ({error.strerror}).") from None


def unpack(archive: zipfile.ZipFile, folder: Path) -> list[Path]:
    """Write the files of an archive into `folder` under their own last names; return where they are.

    Raises
    ------
    UnreadableFileError
        Two files of different folders have one name.
    """
    written: list[Path] = []
    for entry in archive.infolist():
        name = PurePosixPath(entry.filename.replace("\\", "/")).name
        if entry.is_dir() or name.startswith(".") or "__MACOSX" in entry.filename:
            continue
        target = folder / name
        if target in written:
            raise UnreadableFileError(f"berkas zip berisi dua berkas bernama {name}; kirim satu per satu.")
        target.write_bytes(archive.read(entry))
        written.append(target)
    return written


def demand_plain_xml(archive: zipfile.ZipFile, name: str) -> None:
    """Refuse XML that declares entities: no spreadsheet program writes it, and it can multiply in memory.

    Raises
    ------
    UnreadableFileError
        A part declares a document type.
    """
    for entry in archive.infolist():
        if entry.filename.casefold().endswith((".xml", ".rels", ".vml")) and _declares(archive, entry):
            raise UnreadableFileError(f"{name}: berisi XML yang tidak wajar; simpan ulang sebagai .xlsx.")


def _declares(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    end = b""
    with archive.open(entry) as part:
        while chunk := part.read(_CHUNK_BYTES):
            if _DECLARATION in end + chunk:
                return True
            end = chunk[-len(_DECLARATION) :]
    return False


def _demand_modest(archive: zipfile.ZipFile, name: str) -> None:
    entries = archive.infolist()
    if len(entries) > _MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
        limit = MAX_UNPACKED_BYTES // 1_000_000
        raise UnreadableFileError(f"{name}: isi zip lebih besar dari {limit} MB atau terlalu banyak berkas.")
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise UnreadableFileError(f"{name}: berkas zip terkunci kata sandi.")
