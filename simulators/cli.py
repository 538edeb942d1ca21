"""`siangsa simulate`: a place without a map, and the trucks that drive in it."""

from pathlib import Path
from typing import Annotated

import typer

from simulators.errors import SimulatorsError

app = typer.Typer(name="simulate", help="Simulated roads and trucks.", no_args_is_help=True)


@app.callback()
def simulate() -> None:
    """Keep the commands below a name of their own."""


@app.command()
def roads(
    out: Annotated[Path, typer.Option("--out", help="OSM XML file to write.")],
    seed: Annotated[int, typer.Option("--seed", min=0, help="Same seed, same roads.")] = 1,
) -> None:
    """Write a synthetic road network over the regency's real village points."""
    from data.reference import is_island, villages
    from simulators.synthetic import VillagePoint, write_network

    places = [
        VillagePoint(v.code, v.name, v.kecamatan, v.lon, v.lat, v.area_km2, is_island(v)) for v in villages()
    ]
    try:
        counts = write_network(places, out, seed=seed)
    except SimulatorsError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    typer.echo(
        f"{out}: synthetic roads, {counts.junctions} junctions, {counts.km:.0f} km in {counts.ways} ways, "
        f"{counts.parts} parts, detour factor {counts.detour:.2f}"
    )
