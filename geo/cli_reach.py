"""``siangsa roads reach``: how far the places of a file are by road from facilities."""

from pathlib import Path
from typing import Annotated

import typer

from geo.cli_common import plain_errors
from geo.errors import PointsFileError
from geo.points import read_points
from geo.roads.asking.engine import RoadEngine
from geo.roads.reaching.reach import REASONS, Place, Reach, nearest_facility, reach_table
from geo.roads.tools import DEFAULT_PROFILE

app = typer.Typer()


@app.command()
def reach(
    network: Annotated[Path, typer.Option(help="Folder of a snapshot.")],
    places: Annotated[Path, typer.Option(help="Places: CSV with lon, lat and optionally code.")],
    to: Annotated[str, typer.Option("--to", help="Facilities: a file like --places, or one place lon,lat.")],
    out: Annotated[Path, typer.Option(help="File to write: .gpkg (for QGIS), .geojson or .csv.")],
    profile: Annotated[str, typer.Option(help="Vehicle profile.")] = DEFAULT_PROFILE,
) -> None:
    """Measure how far places are by road from facilities, there and back, and draw the facilities' reach."""
    from geo.roads.reaching.files import check_suffix

    with plain_errors():
        check_suffix(out)
        asked, facilities = read_places(places), read_facilities(to)
        roads = RoadEngine.open(network, profile)
        rows = reach_table(asked, facilities, roads)
        write_report(out, network, roads, (asked, facilities, rows))
        for line in told(rows, out):
            typer.echo(line)


def write_report(
    out: Path, network: Path, roads: RoadEngine, found: tuple[list[Place], list[Place], list[Reach]]
) -> None:
    """Write places, facilities and rows; a GeoPackage gets the facilities' reach and the roads too.

    Parameters
    ----------
    out
        File to write.
    network
        Folder of the snapshot.
    roads
        Its engine.
    found
        Places, facilities, and the rows between them.

    Raises
    ------
    ReachFileError
        When the file cannot be written.
    """
    from geo.roads.reaching.bands import reach_bands
    from geo.roads.reaching.files import ReachReport, write_reach
    from geo.roads.segments import RoadSegments
    from geo.roads.snapshot import FEATURES_FILE

    report = ReachReport(*found)
    if out.suffix.lower() == ".gpkg":
        segments = RoadSegments.load(network)
        bands = [band for facility in found[1] for band in reach_bands(facility, roads, segments)]
        report = ReachReport(*found, bands=bands, roads=network / FEATURES_FILE)
    write_reach(out, report)


def told(rows: list[Reach], out: Path) -> list[str]:
    """Return what to tell: how many places are in reach, and the others by reason.

    Parameters
    ----------
    rows
        Of :func:`geo.roads.reaching.reach.reach_table`.
    out
        The file written.
    """
    best = nearest_facility(rows)
    lost = [row for row in best.values() if row.reason is not None]
    lines = [f"{len(best) - len(lost)} of {len(best)} places in reach: {out}"]
    for reason in sorted({row.reason for row in lost if row.reason}):
        codes = [row.place for row in lost if row.reason == reason]
        shown = ", ".join(codes[:8]) + (f" and {len(codes) - 8} more" if len(codes) > 8 else "")
        lines.append(f"unreachable ({REASONS[reason]}): {shown}")
    return lines


def read_facilities(text: str) -> list[Place]:
    """Return the facilities that ``--to`` names.

    Parameters
    ----------
    text
        A file of points, or degrees ``lon,lat``.

    Raises
    ------
    PointsFileError
        When it is neither.
    """
    parts = text.split(",")
    if len(parts) == 2 and not Path(text).exists():
        try:
            lon, lat = float(parts[0]), float(parts[1])
        except ValueError:
            lon = lat = float("nan")
        if not (abs(lon) <= 180.0 and abs(lat) <= 90.0):
            raise PointsFileError(f"--to must be a file or degrees lon,lat, not {text!r}")
        return [Place(text, lon, lat)]
    return read_places(Path(text))


def read_places(path: Path) -> list[Place]:
    """Return the places of a file.

    Parameters
    ----------
    path
        See :func:`geo.points.read_points`.

    Raises
    ------
    PointsFileError
        When it cannot be read, or two places have one code.
    """
    table = read_points(path)
    if len(set(table.codes)) < len(table.codes):
        twice = next(code for code in table.codes if table.codes.count(code) > 1)
        raise PointsFileError(f"{path} has two places with the code {twice!r}")
    return [
        Place(code, float(lon), float(lat))
        for code, (lon, lat) in zip(table.codes, table.lonlat, strict=True)
    ]
