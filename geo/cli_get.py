"""``siangsa roads fetch | import | info``: get roads, build their snapshot, say what it is."""

from pathlib import Path
from typing import Annotated

import typer

from geo.cli_common import AsJson, Out, plain_errors, terminal_progress
from geo.roads.bounds import Bounds
from geo.roads.fetch import fetch_snapshot
from geo.roads.snapshot import Origin, SnapshotInfo, import_network, read_info
from geo.settings import GeoSettings

app = typer.Typer()

Box = Annotated[str | None, typer.Option(help="Area west,south,east,north in degrees.")]


@app.command()
def fetch(
    out: Out = None,
    bounds: Box = None,
    refresh: Annotated[bool, typer.Option(help="Ask the server even when its answer is cached.")] = False,
    as_json: AsJson = False,
) -> None:
    """Fetch the roads of an area from OpenStreetMap and build their snapshot."""
    with plain_errors():
        settings = GeoSettings()
        folder = fetch_snapshot(
            Bounds.parse(bounds or settings.bounds),
            out or settings.roads_dir,
            settings.overpass(),
            refresh=refresh,
            progress=terminal_progress(),
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
    with plain_errors():
        folder = import_network(
            file,
            out or GeoSettings().roads_dir,
            origin=Origin("synthetic" if synthetic else "file", source or file.name, attribution),
            bounds=None if bounds is None else Bounds.parse(bounds),
            progress=terminal_progress(),
        )
        _show(folder, as_json=as_json)


@app.command()
def info(
    network: Annotated[Path, typer.Argument(help="Folder of a snapshot.")], as_json: AsJson = False
) -> None:
    """Say what a snapshot is."""
    with plain_errors():
        _show(network, as_json=as_json)


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
