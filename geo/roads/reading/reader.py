"""Reads road files of every accepted form; see :mod:`geo.roads.reading.formats`."""

import json
from collections.abc import Callable
from itertools import chain
from pathlib import Path
from typing import Any

from geo.errors import NetworkFileError
from geo.roads.area import Area
from geo.roads.bounds import Bounds
from geo.roads.network import RoadNetwork, assemble
from geo.roads.reading.elements import Elements, newest
from geo.roads.reading.formats import Kind, detect
from geo.roads.reading.graphml import read_graphml
from geo.roads.reading.osm import read_osm
from geo.roads.reading.saved import read_overpass

FETCH_FILE = "fetch.json"
"""In a folder of fetched answers: what was asked, and which files hold the answers."""

type Told = Callable[[str], None]


def read_network(
    path: Path, *, bounds: Area | Bounds | None = None, told: Told = lambda _: None
) -> RoadNetwork:
    """Read the roads of a file.

    Parameters
    ----------
    path
        OSM XML or PBF, a saved Overpass answer, OSMnx's GraphML, plain or packed as ``.gz`` (text also as
        ``.bz2``), known by content; or a folder of answers that ``siangsa roads fetch`` keeps.
    bounds
        Keep only roads that touch this box or area, and keep these whole. A file of several GB is streamed.
    told
        Told of each pass over a large file, and when the name of the file lies about its form.

    Raises
    ------
    NetworkFileError
        When the file is missing, empty, damaged, of another kind or without roads; the text names the file.
    """
    try:
        nodes, ways, restrictions, date = _read(path, bounds, told)
        return assemble(nodes, ways, restrictions, bounds=bounds, data_date=date)
    except NetworkFileError as error:
        raise NetworkFileError(f"cannot use {path}: {error}") from error


def _read(path: Path, bounds: Area | Bounds | None, told: Told) -> Elements:
    if path.is_dir():
        return _joined([_read(part, bounds, told) for part in _answers_in(path)])
    form = detect(path)
    if notice := form.notice(path):
        told(notice)
    if form.kind is Kind.OVERPASS:
        return read_overpass(path, form.packing)
    if form.kind is Kind.GRAPHML:
        return read_graphml(path, form.packing)
    return read_osm(path, form, bounds, told)


def fetched_area(folder: Path) -> str:
    """Return the area that a folder of fetched answers is about, for people.

    Parameters
    ----------
    folder
        What ``siangsa roads fetch`` keeps.

    Raises
    ------
    NetworkFileError
        When it is something else.
    """
    try:
        area = str(_fetched(folder)["area"])
    except (NetworkFileError, KeyError) as error:
        raise NetworkFileError(f"cannot use {folder}: {error}") from error
    return "of a polygon" if "(" in area else area


def _fetched(folder: Path) -> dict[str, Any]:
    try:
        content = json.loads((folder / FETCH_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise NetworkFileError(f"it is a folder without a readable {FETCH_FILE}") from error
    if not isinstance(content, dict):
        raise NetworkFileError(f"its {FETCH_FILE} is damaged")
    return content


def _answers_in(folder: Path) -> list[Path]:
    try:
        files = [folder / str(tile["file"]) for tile in _fetched(folder)["tiles"]]
    except (KeyError, TypeError) as error:
        raise NetworkFileError(f"its {FETCH_FILE} is damaged") from error
    missing = sum(not file.is_file() for file in files)
    if missing or not files:
        raise NetworkFileError(f"{missing} of its {len(files)} answers are missing: fetch the rest first")
    return files


def _joined(parts: list[Elements]) -> Elements:
    return Elements(
        list(chain.from_iterable(part.nodes for part in parts)),
        list(chain.from_iterable(part.ways for part in parts)),
        list(chain.from_iterable(part.restrictions for part in parts)),
        newest(part.data_date for part in parts),
    )
