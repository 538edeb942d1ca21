"""``siangsa roads fetch | import | info``: get roads, build their snapshot, say what it is."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from geo.cli_common import AsJson, Out, plain_errors, terminal_progress
from geo.errors import BoundsError
from geo.roads.area import MARGIN_KM, Area, villages_area
from geo.roads.bounds import Bounds
from geo.roads.examine import Streets, examine
from geo.roads.getting.fetch import fetch_snapshot
from geo.roads.getting.geocode import place_area
from geo.roads.reading.reader import fetched_area, read_network
from geo.roads.snapshot import NETWORK_FILE, Origin, SnapshotInfo, read_info, store_network
from geo.roads.tools import PROFILES
from geo.settings import GeoSettings

app = typer.Typer()

READING_SHARE = 0.1
"""Part of an import that the reading makes up in the eyes of a progress bar."""

Box = Annotated[str | None, typer.Option("--bbox", "--bounds", help="Area west,south,east,north in degrees.")]
Profiles = Annotated[
    list[str] | None,
    typer.Option("--profile", help=f"Build only this profile of {', '.join(PROFILES)}; repeatable."),
]
WithStreets = Annotated[
    bool, typer.Option("--streets", help="Let OSMnx examine the streets too (some seconds).")
]
Polygon = Annotated[Path | None, typer.Option(help="Area: file with a polygon, GeoJSON or WKT.")]


@app.command()
def fetch(
    out: Out = None,
    bbox: Box = None,
    polygon: Polygon = None,
    place: Annotated[
        str | None, typer.Option(help="Area: a place by its name, such as 'Kabupaten Jepara'.")
    ] = None,
    villages: Annotated[
        Path | None, typer.Option(help="Area: around villages, CSV with columns lon, lat.")
    ] = None,
    margin_km: Annotated[
        float, typer.Option(min=0, max=50, help="Kilometres around the villages.")
    ] = MARGIN_KM,
    profile: Profiles = None,
    refresh: Annotated[bool, typer.Option(help="Ask the server even when its answer is cached.")] = False,
    as_json: AsJson = False,
) -> None:
    """Fetch the roads of an area from OpenStreetMap and build their snapshot.

    Without an area, that of the setting SIANGSA_GEO_BOUNDS. The raw answers are kept; the same command goes
    on where an earlier one was interrupted.
    """
    with plain_errors():
        settings = GeoSettings()
        given = {"--bbox": bbox, "--polygon": polygon, "--place": place, "--villages": villages}
        _at_most_one(given)
        area = _area(bbox, polygon)
        if place is not None:
            area = place_area(place, settings.geocoder())
        elif villages is not None:
            area = villages_area(villages, margin_km)
        folder = fetch_snapshot(
            area or Bounds.parse(settings.bounds),
            out or settings.roads_dir,
            settings.overpass(),
            refresh=refresh,
            profiles=profile or PROFILES,
            progress=terminal_progress(),
        )
        _show(folder, as_json=as_json)


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="OSM XML or PBF, saved Overpass answer, OSMnx GraphML.")],
    out: Out = None,
    clip: Annotated[
        bool, typer.Option("--clip", help="Keep only roads that touch the service area (setting bounds).")
    ] = False,
    bbox: Box = None,
    polygon: Polygon = None,
    profile: Profiles = None,
    source: Annotated[str | None, typer.Option(help="Where the file comes from, for people.")] = None,
    attribution: Annotated[
        str | None, typer.Option(help="Whom maps must name; default OpenStreetMap.")
    ] = None,
    synthetic: Annotated[bool, typer.Option("--synthetic", help="The roads are made up; say so.")] = False,
    as_json: AsJson = False,
) -> None:
    """Build a snapshot from a road file of any place on earth.

    Known by content: .osm, .osm.gz, .osm.bz2, .osm.pbf, Overpass .json[.gz], OSMnx .graphml[.gz], and the
    folder that fetch keeps. Of a large extract give the area: it is cut while it streams.
    """
    with plain_errors():
        settings = GeoSettings()
        _at_most_one({"--clip": clip or None, "--bbox": bbox, "--polygon": polygon})
        area = Bounds.parse(settings.bounds) if clip else _area(bbox, polygon)
        progress = terminal_progress()
        progress("reading roads", 0.0)
        network = read_network(file, bounds=area, told=lambda step: progress(step, 0.0))
        folder = store_network(
            network,
            out or settings.roads_dir,
            origin=_origin(file, source, attribution, synthetic=synthetic),
            profiles=profile or PROFILES,
            progress=lambda step, done: progress(step, READING_SHARE + (1 - READING_SHARE) * done),
        )
        _show(folder, as_json=as_json)


@app.command()
def info(
    network: Annotated[Path, typer.Argument(help="Folder of a snapshot.")],
    streets: WithStreets = False,
    as_json: AsJson = False,
) -> None:
    """Say what a snapshot is: size, classes, connected parts, tags, dates, source, checksum, profiles."""
    with plain_errors():
        if as_json:
            typer.echo(json.dumps(content(network, streets=streets), indent=2, ensure_ascii=False))
            return
        lines = _lines(network, read_info(network))
        typer.echo("\n".join([*lines, _streets(_examined(network))] if streets else lines))


def content(folder: Path, *, streets: bool = False) -> dict[str, Any]:
    """Return what ``info --json`` prints.

    Parameters
    ----------
    folder
        Folder of a snapshot.
    streets
        Let OSMnx count too.

    Raises
    ------
    SnapshotError
        When it is no complete snapshot.
    """
    facts: dict[str, Any] = json.loads(read_info(folder).to_json())
    return facts | {"streets": asdict(_examined(folder))} if streets else facts


def _examined(folder: Path) -> Streets:
    return examine(folder / NETWORK_FILE)


def _origin(file: Path, source: str | None, attribution: str | None, *, synthetic: bool) -> Origin:
    if file.is_dir() and not synthetic:
        # The same words as after a fetch, so the same roads are the same snapshot.
        return Origin("osm", source or f"OpenStreetMap, area {fetched_area(file)}", attribution)
    return Origin("synthetic" if synthetic else "file", source or file.name, attribution)


def _at_most_one(given: Mapping[str, object]) -> None:
    named = [name for name, value in given.items() if value is not None]
    if len(named) > 1:
        raise BoundsError(f"{' and '.join(named)} each name an area; give one of them")


def _area(bbox: str | None, polygon: Path | None) -> Area | Bounds | None:
    if polygon is not None:
        return Area.read(polygon)
    return None if bbox is None else Bounds.parse(bbox)


def _show(folder: Path, *, as_json: bool) -> None:
    facts = read_info(folder)
    typer.echo(facts.to_json().rstrip() if as_json else "\n".join(_lines(folder, facts)))


def _lines(folder: Path, facts: SnapshotInfo) -> list[str]:
    classes = ", ".join(f"{name} {km:.0f} km" for name, km in facts.km_by_class.items())
    size = f"{facts.nodes} nodes, {facts.junctions} junctions, {facts.edges} edges"
    lines = [
        f"{folder}",
        f"{facts.kind} roads: {facts.source}",
        f"{facts.km:.0f} km on {facts.ways} ways; {size}, {facts.restrictions} turn restrictions",
        classes,
        _parts(facts),
        f"maxspeed known on {facts.maxspeed_share:.1%} of the length",
        f"area {facts.bounds.text()}",
        f"data of {facts.data_date or 'unknown date'}, built {facts.built_at:%Y-%m-%d %H:%M} UTC",
        f"profiles {', '.join(facts.profiles)}; checksum {facts.checksum}",
    ]
    return [*lines, facts.attribution] if facts.attribution else lines


def _parts(facts: SnapshotInfo) -> str:
    if facts.part_count <= 1:
        return "all of it connected"
    others = ", ".join(f"{km:.1f}" for km in facts.parts[1:6])
    more = ", …" if facts.part_count > 6 else ""
    rest = f"{facts.part_count - 1} other parts of {others}{more} km"
    return f"{facts.connected_share:.1%} of it connected; {rest}"


def _streets(streets: Streets) -> str:
    size = f"{streets.segments} streets of {streets.km:.0f} km, {streets.intersections} intersections"
    shape = f"{streets.per_junction:g} streets at each, {streets.circuity:.3f} times the straight line"
    return f"OSMnx counts {size}, {shape}"
