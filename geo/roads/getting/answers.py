"""The raw answers of a fetch: one folder with a list of what was asked and a packed file for each tile.

The list is written after each tile, so a fetch that was interrupted goes on where it stopped, and each file
is known by its checksum, so a damaged one is asked for again. The whole folder is a road file for ``import``.
"""

import gzip
import hashlib
import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final, Self

from geo.errors import BoundsError
from geo.roads.bounds import Bounds
from geo.roads.reading.reader import FETCH_FILE

LAYOUT: Final = 1


@dataclass(frozen=True, slots=True)
class Tile:
    """A box, and what the server answered about it; empty texts as long as it did not."""

    bounds: Bounds
    file: str = ""
    sha256: str = ""
    asked_at: str = ""
    query: str = ""

    @property
    def name(self) -> str:
        """The file that its answer belongs in."""
        return f"tile_{self.bounds.text().replace(',', '_')}.json.gz"

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> Self:
        """Read what :func:`dataclasses.asdict` made."""
        return cls(**{**content, "bounds": Bounds(**content["bounds"])})


@dataclass(frozen=True, slots=True)
class Answers:
    """The state of a fetch."""

    folder: Path
    url: str
    area: str
    tiles: tuple[Tile, ...]

    @property
    def missing(self) -> tuple[Tile, ...]:
        """Tiles without an answer."""
        return tuple(tile for tile in self.tiles if not tile.file)

    def kept(self, tile: Tile, body: bytes, *, query: str, asked_at: str) -> Self:
        """Write the answer about a tile and return the new state.

        Parameters
        ----------
        tile
            One of the tiles.
        body
            What the server sent.
        query
            What was asked.
        asked_at
            When, ISO 8601.
        """
        packed = gzip.compress(body, mtime=0)
        _write(self.folder / tile.name, packed)
        digest = hashlib.sha256(packed).hexdigest()
        done = replace(tile, file=tile.name, sha256=digest, asked_at=asked_at, query=query)
        return self._with(tile, (done,))

    def divided(self, tile: Tile, parts: tuple[Bounds, ...]) -> Self:
        """Put smaller tiles in the place of one that was too much, and return the new state.

        Parameters
        ----------
        tile
            One of the tiles.
        parts
            Boxes that cover it.
        """
        return self._with(tile, tuple(Tile(part) for part in parts))

    def write(self) -> None:
        """Write the list."""
        content = {
            "layout": LAYOUT,
            "url": self.url,
            "area": self.area,
            "tiles": [asdict(tile) for tile in self.tiles],
        }
        text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
        _write(self.folder / FETCH_FILE, text.encode())

    @classmethod
    def begin(cls, folder: Path, url: str, area: str, boxes: tuple[Bounds, ...]) -> Self:
        """Go on with the fetch in a folder, or begin one.

        Parameters
        ----------
        folder
            Made when absent.
        url, area
            Which server is asked about what.
        boxes
            The tiles of a new fetch.
        """
        folder.mkdir(parents=True, exist_ok=True)
        tiles = _found(folder, url, area) or tuple(Tile(box) for box in boxes)
        state = cls(folder, url, area, tiles)
        state.write()
        return state

    def _with(self, tile: Tile, others: tuple[Tile, ...]) -> Self:
        at = self.tiles.index(tile)
        state = replace(self, tiles=(*self.tiles[:at], *others, *self.tiles[at + 1 :]))
        state.write()
        return state


def _found(folder: Path, url: str, area: str) -> tuple[Tile, ...]:
    """Return the tiles of an earlier run; those whose file is gone or damaged without their answer."""
    try:
        content = json.loads((folder / FETCH_FILE).read_text(encoding="utf-8"))
        if (content["layout"], content["url"], content["area"]) != (LAYOUT, url, area):
            return ()
        tiles = [Tile.from_json(tile) for tile in content["tiles"]]
    except (OSError, ValueError, KeyError, TypeError, BoundsError):
        return ()
    return tuple(tile if _is_whole(folder, tile) else Tile(tile.bounds) for tile in tiles)


def _is_whole(folder: Path, tile: Tile) -> bool:
    try:
        return hashlib.sha256((folder / tile.file).read_bytes()).hexdigest() == tile.sha256
    except OSError:
        return False


def _write(path: Path, data: bytes) -> None:
    """Write a file so that a crash leaves the old one or the new one."""
    new = path.with_name(f".{path.name}.new")
    new.write_bytes(data)
    new.replace(path)
