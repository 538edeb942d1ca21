"""``siangsa roads …``: fetch or import roads, look at a snapshot, measure; works on files only."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from geo.errors import GeoError
from geo.points import read_points, write_matrix
from geo.roads.bounds import Bounds
from geo.roads.engine import RoadEngine
from geo.roads.fetch import fetch_snapshot
from geo.roads.progress import Progress
from geo.roads.snapshot import Origin, SnapshotInfo, import_network, read_info
from geo.settings import GeoSettings

app = typer.Typer(no_args_is_help=True, help="Road networks: fetch, import, look at, measure.")

Out = Annotated[Path | None, typer.Option(help="Folder of snapshots; default: setting roads_dir.")]
Box = Annotated[str | None, typer.Option(help="Area west,south,east,north in degrees.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@app.command()
def fetch(
    out: Out = None,
    bounds: Box = None,
    refresh: Annotated[bool, typer.Option(help="Ask the server even when its answer is cached.")] = False,
    as_json: AsJson = False,
) -> None:
    """Fetch the roads of an area from OpenStreetMap and build their snapshot."""
    with _plain_errors():
        settings = GeoSettings()
        folder = fetch_snapshot(
            Bounds.parse(bounds or settings.bounds),
            out or settings.roads_dir,
            settings.overpass(),
            refresh=refresh,
            progress=_progress(),
        )
        _show(folder, as_json=as_json)


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="OSM XML, PBF, or a saved Overpass answer.")],
    out: Out = None,
    bounds: Box = None,
    source: Annotated[str | None, typer.Option(help="Where the file comes from, for people.")] = None,
    attribution: Annotated[
        str | None, typer.Option(help="Whom maps must name; default OpenStreetMap.")
    ] = None,
    synthetic: Annotated[bool, typer.Option("--synthetic", help="The roads are made up; say so.")] = False,
    as_json: AsJson = False,
) -> None:
    """Build a snapshot from a road file."""
    with _plain_errors():
        folder = import_network(
            file,
            out or GeoSettings().roads_dir,
            origin=Origin("synthetic" if synthetic else "file", source or file.name, attribution),
            bounds=None if bounds is None else Bounds.parse(bounds),
            progress=_progress(),
        )
        _show(folder, as_json=as_json)


@app.command()
def info(
    network: Annotated[Path, typer.Argument(help="Folder of a snapshot.")], as_json: AsJson = False
) -> None:
    """Say what a snapshot is."""
    with _plain_errors():
        _show(network, as_json=as_json)


@app.command()
def matrix(
    network: Annotated[Path, typer.Option(help="Folder of a snapshot.")],
    points: Annotated[Path, typer.Option(help="CSV with columns lon, lat and optionally code.")],
    out: Annotated[Path, typer.Option(help="CSV to write: from, to, duration_s, distance_m.")],
    profile: Annotated[str, typer.Option(help="Vehicle profile.")] = "truck",
) -> None:
    """Measure driving seconds and metres between all pairs of points."""
    with _plain_errors():
        table = read_points(points)
        answer = RoadEngine.open(network, profile).matrix(table.lonlat)
        write_matrix(out, table, answer)
        lost = int((~answer.reachable).sum())
        typer.echo(f"{len(table.codes)} points, {answer.reachable.size} pairs, {lost} without a way: {out}")


@contextmanager
def _plain_errors() -> Iterator[None]:
    """Turn foreseeable errors into one sentence and exit code 1."""
    try:
        yield
    except GeoError as error:
        typer.echo(f"siangsa roads: {error}", err=True)
        raise typer.Exit(1) from error
    except ValidationError as error:
        told = "; ".join(f"SIANGSA_GEO_{str(e['loc'][0]).upper()}: {e['msg']}" for e in error.errors())
        typer.echo(f"siangsa roads: {told}", err=True)
        raise typer.Exit(1) from error


def _progress() -> Progress:
    """Rewrite one line on a terminal, print one line a step elsewhere."""
    if sys.stderr.isatty():
        return lambda step, done: typer.echo(f"\r\x1b[K{done:4.0%}  {step}", err=True, nl=done >= 1.0)
    return lambda step, done: typer.echo(f"{done:4.0%}  {step}", err=True)


def _show(folder: Path, *, as_json: bool) -> None:
    facts = read_info(folder)
    typer.echo(facts.to_json().rstrip() if as_json else _sentence(folder, facts))


def _sentence(folder: Path, facts: SnapshotInfo) -> str:
    classes = ", ".join(f"{name} {km:.0f} km" for name, km in list(facts.km_by_class.items())[:6])
    lines = [
        f"{folder}",
        f"{facts.kind} roads: {facts.source}",
        f"{facts.km:.0f} km on {facts.ways} ways, {facts.junctions} junctions",
        f"{facts.connected_share:.1%} of it connected",
        classes,
        f"area {facts.bounds.text()}, built {facts.built_at:%Y-%m-%d %H:%M} UTC",
    ]
    return "\n".join([*lines, facts.attribution] if facts.attribution else lines)
