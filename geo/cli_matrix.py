"""``siangsa roads matrix | route | nearest``: questions to a snapshot about the points of a file."""

import os
from collections import Counter
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from geo.cli_common import plain_errors
from geo.errors import PointsFileError
from geo.matrix_files import write_matrix
from geo.nearest_files import nearest_lines, write_nearest
from geo.points import PointTable, parse_point, read_points
from geo.roads.asking.engine import RoadEngine
from geo.roads.asking.matrix import Matrix
from geo.roads.asking.matrix_cache import cached_matrix
from geo.roads.asking.nearest import Standing
from geo.roads.conditions import BASE
from geo.roads.tools import DEFAULT_PROFILE
from geo.route_files import as_text, write_route
from geo.settings import GeoSettings

app = typer.Typer()

MATRICES = "matrices"
"""Folder of kept matrices in the room's folder of things that can be had again."""

PLACES = "CSV with columns lon, lat and code or id; or GeoJSON points."

Network = Annotated[Path, typer.Option(help="Folder of a snapshot.")]
Profile = Annotated[str, typer.Option(help="Vehicle profile.")]
Digest = Annotated[str, typer.Option(help="Condition of the roads; its variant was built before.")]
Points = Annotated[Path | None, typer.Option(help=PLACES)]


class Tongue(StrEnum):
    """Languages of the turns."""

    id = "id"
    en = "en"


@app.command()
def matrix(
    network: Network,
    points: Annotated[Path, typer.Option(help=PLACES)],
    out: Annotated[Path, typer.Option(help="File to write: .csv, .json, .parquet or .npz.")],
    to: Annotated[Path | None, typer.Option(help="Other ends than the points themselves.")] = None,
    route: Annotated[
        Path | None,
        typer.Option(help="Also the drive through all points in order: .geojson, .gpx, .txt."),
    ] = None,
    profile: Profile = DEFAULT_PROFILE,
    digest: Digest = BASE,
    cache: Annotated[bool, typer.Option(help="Compute only points that were not asked before.")] = True,
) -> None:
    """Measure driving seconds and metres between all pairs of points."""
    with plain_errors():
        starts = read_points(points)
        ends = starts if to is None else read_points(to)
        engine = RoadEngine.open(network, profile, digest=digest)
        engine.hands = os.cpu_count() or 1
        answer = _answer(engine, starts, ends, is_kept=cache)
        write_matrix(out, starts, ends, answer)
        if route is not None:
            write_route(route, starts, engine.route(starts.lonlat, steps=True))
        lost = int((~answer.reachable).sum())
        typer.echo(
            f"{len(starts.codes)} points, {answer.reachable.size} pairs, "
            f"{lost} without a way{_reasons(answer)}: {out}"
        )


@app.command()
def route(
    network: Network,
    points: Points = None,
    start: Annotated[str | None, typer.Option("--from", help="lon,lat in degrees.")] = None,
    end: Annotated[str | None, typer.Option("--to", help="lon,lat in degrees.")] = None,
    out: Annotated[Path | None, typer.Option(help="File to write: .geojson, .gpx or .txt.")] = None,
    profile: Profile = DEFAULT_PROFILE,
    digest: Digest = BASE,
    language: Annotated[Tongue, typer.Option(help="Language of the turns.")] = Tongue.id,
) -> None:
    """Show the fastest way through points in their order, with its turns."""
    with plain_errors():
        places = _places(points, start, end)
        drive = RoadEngine.open(network, profile, digest=digest).route(places.lonlat, steps=True)
        if out is None:
            typer.echo(as_text(places, drive, language.value), nl=False)
            return
        write_route(out, places, drive, language=language.value)
        typer.echo(f"{drive.distance_m / 1e3:.1f} km, {drive.duration_s / 60:.0f} min: {out}")


@app.command()
def nearest(
    network: Network,
    points: Points = None,
    at: Annotated[str | None, typer.Option(help="lon,lat in degrees.")] = None,
    out: Annotated[Path | None, typer.Option(help="File to write: .csv or .geojson.")] = None,
    profile: Profile = DEFAULT_PROFILE,
    digest: Digest = BASE,
) -> None:
    """Find the road of each point, how far it is, and whether a vehicle comes there."""
    with plain_errors():
        places = _places(points, at)
        found = RoadEngine.open(network, profile, digest=digest).nearest(places.lonlat)
        if out is None:
            typer.echo("\n".join(nearest_lines(places, found)))
            return
        write_nearest(out, places, found)
        typer.echo(f"{len(places.codes)} points, {int(found.far.sum())} far from their road: {out}")


def _answer(engine: RoadEngine, starts: PointTable, ends: PointTable, *, is_kept: bool) -> Matrix:
    if ends is not starts:
        return engine.matrix(starts.lonlat, ends.lonlat)
    if is_kept:
        return cached_matrix(engine, starts.lonlat, GeoSettings().cache_dir / MATRICES)
    return engine.matrix(starts.lonlat)


def _reasons(answer: Matrix) -> str:
    """Return how many points stand apart and why; a way that only these two lack needs no more words."""
    lists = (answer.rows,) if answer.rows is answer.columns else (answer.rows, answer.columns)
    told = Counter(one for standings in lists for one in standings if one is not Standing.OK)
    return f" ({', '.join(f'{n} {one.value}' for one, n in told.most_common())})" if told else ""


def _places(points: Path | None, *typed: str | None) -> PointTable:
    """Return the places of a file, or those that were typed."""
    given = [text for text in typed if text is not None]
    if (points is None) == (not given) or (given and len(given) != len(typed)):
        raise PointsFileError("give --points FILE, or the places themselves as lon,lat")
    if points is not None:
        return read_points(points)
    return PointTable(tuple(given), np.array([parse_point(text) for text in given]))
