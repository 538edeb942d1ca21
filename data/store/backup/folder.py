"""The part of a backup that is not in the database: settings and secrets of the data folder, and roads."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final, Self

from data.store.backup.archive import Archive, Step, Writer
from data.store.backup.errors import BackupError
from data.store.backup.manifest import RoadsPart

FOLDER: Final = "folder/"
ROADS: Final = "roads/"
_INFO: Final = "snapshot.json"
# logs, spools and databases in their own form, what is made anew at each start, other backups
_LEFT_OUT: Final = frozenset(
    {
        *("logs", "spools", "postgres", "mosquitto", "backups", "cache", "roads", "upgrade", "run"),
        # port and passwords of this machine's database server: another one has its own
        *("postgres.json", "lock", "children.json", "stack.env", "clock.run", "fleet.json"),
    }
)
# built anew from the closures in force, and when a plan asks for them
_MADE_ANEW: Final = frozenset({"variants", "matrices"})


@dataclass(frozen=True, slots=True)
class RoadsFolder:
    """A road snapshot that the database names."""

    checksum: str
    folder: Path
    current: bool
    planned: bool


def settings_files(data_dir: Path) -> list[Path]:
    """Return the files of a data folder that a system needs to be itself elsewhere: settings and secrets."""
    return [path for path in _files(data_dir, _LEFT_OUT) if path.suffix != ".new" and path.name != "lock"]


def pack_settings(out: Writer, data_dir: Path | None, step: Step) -> tuple[str, ...]:
    """Write settings and secrets into a backup; return their names in the data folder."""
    if data_dir is None or not data_dir.is_dir():
        return ()
    names = []
    for path in settings_files(data_dir):
        name = path.relative_to(data_dir).as_posix()
        out.add_file(FOLDER + name, path, step)
        names.append(name)
    return tuple(names)


def pack_roads(out: Writer, known: Sequence[RoadsFolder], step: Step) -> RoadsPart:
    """Write the snapshot in use and those that plans were made with; a folder that is gone is noted."""
    inside, missing = [], []
    for roads in known:
        if not (roads.current or roads.planned):
            continue
        if not (roads.folder / _INFO).is_file():
            missing.append(roads.checksum)
            continue
        for path in _files(roads.folder, _MADE_ANEW):
            name = path.relative_to(roads.folder).as_posix()
            out.add_file(f"{ROADS}{roads.checksum}/{name}", path, step)
        inside.append(roads.checksum)
    current = next((roads.checksum for roads in known if roads.current), None)
    return RoadsPart(tuple(inside), current, tuple(missing))


def demand_place(archive: Archive, data_dir: Path) -> None:
    """Refuse a data folder that has settings or secrets of its own.

    Raises
    ------
    BackupError
        When a file that would be taken out is there already.
    """
    there = [name for name in archive.manifest.folder if (data_dir / name).exists()]
    if there:
        raise BackupError(
            f"{data_dir} holds a system of its own ({there[0]}): give an empty folder by --data, or stop that"
            " system and rename its folder"
        )


class Unpacked:
    """Files taken out beside their places, and put there all together at the end; a context manager.

    What it made is gone when the block fails.
    """

    def __init__(self, archive: Archive, step: Step) -> None:
        self._archive = archive
        self._step = step
        self._made: list[Path] = []
        self._parents: list[Path] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            return
        for path in reversed(self._made):
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
        for path in reversed(self._parents):
            # something of another program may lie there by now
            with suppress(OSError):
                path.rmdir()

    def roads(self, roads_dir: Path) -> dict[str, Path]:
        """Put the road snapshots into `roads_dir`; return the folder of each. One that is there is used."""
        places = {}
        for checksum in self._archive.manifest.roads.inside:
            places[checksum] = place = roads_dir.resolve() / checksum
            if not (place / _INFO).is_file():
                self._snapshot(checksum, place)
        return places

    def _snapshot(self, checksum: str, place: Path) -> None:
        prefix = f"{ROADS}{checksum}/"
        self._make(place.parent)
        beside = place.with_name(f".{checksum}.restored")
        shutil.rmtree(beside, ignore_errors=True)
        self._made.append(beside)
        for name in self._archive.names(prefix):
            self._archive.take_out(name, beside / name.removeprefix(prefix), self._step)
        self._made.append(place)
        beside.rename(place)

    def settings(self, data_dir: Path) -> None:
        """Put settings and secrets into `data_dir`."""
        self._make(data_dir)
        for name in self._archive.manifest.folder:
            target = data_dir / PurePosixPath(name)
            self._make(target.parent)
            self._made.append(target)
            self._archive.take_out(FOLDER + name, target, self._step)

    def _make(self, folder: Path) -> None:
        """Make a folder and those above it, closed to others, and remember which were not there."""
        missing = [path for path in (folder, *folder.parents) if not path.exists()]
        for path in reversed(missing):
            try:
                path.mkdir(mode=0o700, exist_ok=True)
            except OSError as error:
                raise BackupError(f"{path} cannot be made: {error.strerror}") from error
            self._parents.append(path)


def _files(folder: Path, left_out: frozenset[str]) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        hidden = any(part.startswith(".") for part in parts)
        if parts[0] not in left_out and not hidden and path.is_file() and not path.is_symlink():
            yield path
