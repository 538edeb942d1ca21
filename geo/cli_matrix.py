"""``siangsa roads matrix``: driving seconds and metres between the points of a file."""

from pathlib import Path
from typing import Annotated

import typer

from geo.cli_common import plain_errors
from geo.points import read_points, write_matrix
from geo.roads.engine import RoadEngine
from geo.roads.tools import DEFAULT_PROFILE

app = typer.Typer()


@app.command()
def matrix(
    network: Annotated[Path, typer.Option(help="Folder of a snapshot.")],
    points: Annotated[Path, typer.Option(help="CSV with columns lon, lat and optionally code.")],
    out: Annotated[Path, typer.Option(help="CSV to write: from, to, duration_s, distance_m.")],
    profile: Annotated[str, typer.Option(help="Vehicle profile.")] = DEFAULT_PROFILE,
) -> None:
    """Measure driving seconds and metres between all pairs of points."""
    with plain_errors():
        table = read_points(points)
        answer = RoadEngine.open(network, profile).matrix(table.lonlat)
        write_matrix(out, table, answer)
        lost = int((~answer.reachable).sum())
        typer.echo(f"{len(table.codes)} points, {answer.reachable.size} pairs, {lost} without a way: {out}")
