"""Tells by its content what kind of road file a file is; the ending of a name may lie."""

import bz2
import gzip
import zlib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import IO, Final, cast

from geo.errors import NetworkFileError

HEAD_BYTES: Final = 4_096
PACKED_BYTES: Final = 65_536


class Kind(StrEnum):
    """What is in a road file."""

    XML = "OSM XML"
    PBF = "OSM PBF"
    OVERPASS = "Overpass JSON"
    GRAPHML = "GraphML"


class Packing(StrEnum):
    """How it is packed; the value is the ending that says so."""

    PLAIN = ""
    GZIP = ".gz"
    BZIP2 = ".bz2"


ENDINGS: Final = {
    Kind.XML: (".osm", ".xml", ".osm.xml"),
    Kind.PBF: (".osm.pbf", ".pbf"),
    Kind.OVERPASS: (".json", ".overpass"),
    Kind.GRAPHML: (".graphml",),
}

FOREIGN: Final = {
    b"PK\x03\x04": "a ZIP archive; unpack it first",
    b"\xfd7zXZ": "packed with xz; unpack it first",
    b"\x28\xb5\x2f\xfd": "packed with Zstandard; unpack it first",
    b"7z\xbc\xaf": "a 7-Zip archive; unpack it first",
    b"SQLite format 3": "a GeoPackage or another SQLite database, which names no junctions",
    b"\x00\x00\x27\x0a": "a shapefile, which names no junctions",
    b"%PDF": "a PDF document",
}
"""Files that people take for road files, by their first bytes."""


@dataclass(frozen=True, slots=True)
class Format:
    """What a file is, and its first bytes unpacked (at most 4,096)."""

    kind: Kind
    packing: Packing
    head: bytes

    def notice(self, path: Path) -> str | None:
        """Return a sentence when the file's name promises something else; None when it keeps its word.

        Parameters
        ----------
        path
            The file.
        """
        name = path.name.lower()
        if any(name.endswith(ending + self.packing) for ending in ENDINGS[self.kind]):
            return None
        packed = f" packed as {self.packing}" if self.packing else ""
        return f"{path.name} does not end as such a file does, but holds {self.kind}{packed}: read as that"


def detect(path: Path) -> Format:
    """Look into a file and tell what it is.

    Parameters
    ----------
    path
        A file.

    Raises
    ------
    NetworkFileError
        When it is missing, empty, damaged, or no road file.
    """
    raw = _first_bytes(path)
    packing, head = _unpack(raw)
    return Format(_kind_of(head, path), packing, head)


def open_unpacked(path: Path, packing: Packing) -> IO[bytes]:
    """Open a file as a stream of unpacked bytes.

    Parameters
    ----------
    path
        The file.
    packing
        How it is packed.
    """
    if packing is Packing.GZIP:
        return cast("IO[bytes]", gzip.open(path, "rb"))
    return bz2.open(path, "rb") if packing is Packing.BZIP2 else path.open("rb")


def _first_bytes(path: Path) -> bytes:
    if not path.is_file():
        raise NetworkFileError("there is no such file")
    try:
        with path.open("rb") as source:
            raw = source.read(PACKED_BYTES)
    except OSError as error:
        raise NetworkFileError(f"it cannot be read ({error.strerror})") from error
    if not raw:
        raise NetworkFileError("the file is empty")
    return raw


def _unpack(raw: bytes) -> tuple[Packing, bytes]:
    try:
        if raw.startswith(b"\x1f\x8b"):
            head = zlib.decompressobj(wbits=31).decompress(raw, HEAD_BYTES)
            return Packing.GZIP, _some(head)
        if raw.startswith(b"BZh"):
            return Packing.BZIP2, _some(bz2.BZ2Decompressor().decompress(raw, HEAD_BYTES))
    except (zlib.error, OSError, ValueError) as error:
        raise NetworkFileError(f"it is damaged or cut off ({error})") from error
    return Packing.PLAIN, raw[:HEAD_BYTES]


def _some(head: bytes) -> bytes:
    if not head:
        raise NetworkFileError("it is damaged or cut off (nothing can be unpacked)")
    return head


def _kind_of(head: bytes, path: Path) -> Kind:
    if head[4:].startswith(b"\x0a\x09OSMHeader"):
        return Kind.PBF
    for magic, name in FOREIGN.items():
        if head.startswith(magic):
            raise NetworkFileError(f"it is {name}")
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"<"):
        return _kind_of_markup(text)
    if text.startswith((b"{", b"[")):
        return Kind.OVERPASS
    promised = next((kind for kind in Kind if path.name.lower().endswith(ENDINGS[kind])), None)
    damaged = f"it is damaged or no {promised}, as its name promises" if promised else "it is no road file"
    raise NetworkFileError(f"{damaged}; known are {', '.join(Kind)} (plain, .gz or .bz2)")


def _kind_of_markup(text: bytes) -> Kind:
    low = text.lower()
    if b"<osmchange" in low:
        raise NetworkFileError("it is a file of changes (osmChange), not of roads")
    if b"<graphml" in low:
        return Kind.GRAPHML
    if b"<osm" in low:
        return Kind.XML
    if b"<html" in low or b"<!doctype html" in low:
        raise NetworkFileError("it is a web page, no OpenStreetMap file")
    raise NetworkFileError("it is XML, but no OpenStreetMap file and no GraphML")
