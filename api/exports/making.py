"""Makes a file of a list: written to a folder of its own, opened, and gone from the disk before it is sent.

A fault while writing is therefore a proper answer and never half a file.
"""

import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from typing import IO, Any, Final

from sqlalchemy.orm import Session

from api.errors import BusyError, RefusedError
from api.exports import comma, features, package, workbook
from api.exports.content import Content, Form
from data.store.queries import exports
from data.store.queries.exports import Name, ShapeAs, Wanted

MEDIA_TYPES: Final[dict[Form, str]] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "geojson": "application/geo+json",
    "gpkg": "application/geopackage+sqlite3",
}
_SHAPES: Final[dict[Form, ShapeAs | None]] = {"csv": None, "xlsx": None, "geojson": "json", "gpkg": "wkb"}
_WRITERS: Final[dict[Form, Callable[[Path, Content], int]]] = {
    "csv": comma.write,
    "xlsx": workbook.write,
    "geojson": features.write,
    "gpkg": package.write,
}
_BLOCK_BYTES: Final = 1 << 18
_AT_ONCE: Final = 3
_places = threading.BoundedSemaphore(_AT_ONCE)
"""Files being written in this process: each holds a thread and a connection that others need too."""


@dataclass(frozen=True)
class Made:
    """A file that has no name any more: whoever has read it has the last of it."""

    file: IO[bytes]
    size_bytes: int
    rows: int

    def blocks(self) -> Iterator[bytes]:
        """Yield the file, and let it go."""
        with self.file:
            while block := self.file.read(_BLOCK_BYTES):
                yield block


@dataclass(frozen=True)
class Asked:
    """Which list, in which form, and how long it may be."""

    name: Name
    form: Form
    most_rows: int
    zone: tzinfo


def make(session: Session, asked: Asked, wanted: Wanted) -> Made:
    """Write the list to a file and return it.

    Raises
    ------
    RefusedError
        The list has more rows than may be handed out at once.
    BusyError
        As many files are being written as this process writes at once, or the disk is full.
    """
    read = exports.extract(asked.name, wanted, _SHAPES[asked.form])
    with closing(exports.rows(session, read)) as rows:
        bounded = _bounded(rows, asked.most_rows)
        return save(asked.form, Content(asked.name, read.columns, read.shape, bounded, asked.zone))


def save(form: Form, content: Content) -> Made:
    """Write `content` to a file without a name.

    Raises
    ------
    BusyError
        As many files are being written as this process writes at once, or the disk is full.
    """
    if not _places.acquire(blocking=False):
        raise BusyError("too many files are being made at once: try again in a moment")
    folder = Path(tempfile.mkdtemp(prefix="siangsa-export-"))
    try:
        path = folder / f"{content.name}.{form}"
        count = _WRITERS[form](path, content)
        return Made(path.open("rb"), path.stat().st_size, count)
    except OSError as error:
        raise BusyError(f"the file cannot be written: {error.strerror}") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        _places.release()


def _bounded(rows: Iterator[tuple[Any, ...]], most: int) -> Iterator[tuple[Any, ...]]:
    for count, row in enumerate(rows, start=1):
        if count > most:
            raise RefusedError("too-many-rows", f"the list has more than {most} rows: ask for fewer days")
        yield row
