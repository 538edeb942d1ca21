"""``siangsa roads match``: tracks of vehicles put onto the roads of a snapshot."""

import json
from pathlib import Path
from typing import Annotated

import typer

from geo.cli_common import AsJson, plain_errors
from geo.roads.asking.engine import RoadEngine
from geo.roads.matching.match import Match, match_trace
from geo.roads.tools import DEFAULT_PROFILE
from geo.traces import read_traces
from geo.traces_write import NamedMatch, check_suffix, summary, write_matches

app = typer.Typer()

SAID = {
    "standing": "all positions lie on one spot: nothing was driven",
    "unmatched": "unmatched: nothing of it fits this network",
    "off_road": "only off the roads",
}


@app.command()
def match(
    track: Annotated[Path, typer.Argument(help="CSV, GPX, GeoJSON, or a JSON list of WKT points.")],
    network: Annotated[Path, typer.Option(help="Folder of a snapshot.")],
    out: Annotated[Path | None, typer.Option(help="File: .geojson, .gpkg, .csv or .json.")] = None,
    profile: Annotated[str, typer.Option(help="Vehicle profile.")] = DEFAULT_PROFILE,
    sort: Annotated[bool, typer.Option("--sort", help="Put positions in order of time first.")] = False,
    as_json: AsJson = False,
) -> None:
    """Put tracks onto the roads: what was driven, how sure that is, where nothing is known."""
    with plain_errors():
        if out is not None:
            check_suffix(out)
        traces = read_traces(track, sort=sort)
        engine = RoadEngine.open(network, profile)
        matches = [NamedMatch(one.name, match_trace(engine, one.trace)) for one in traces]
        if out is not None:
            write_matches(out, matches)
        for named in matches:
            typer.echo(_line(named, as_json=as_json))


def _line(named: NamedMatch, *, as_json: bool) -> str:
    if as_json:
        return json.dumps({"vehicle": named.name, **summary(named.match)}, ensure_ascii=False)
    return f"{named.name}: {sentence(named.match)}" if named.name else sentence(named.match)


def sentence(found: Match) -> str:
    """Return a match in one line: kilometres, confidence, gaps, off-road parts, what was left out.

    Parameters
    ----------
    found
        The match.
    """
    if found.verdict != "matched" and not found.km:
        return f"{SAID[found.verdict]} ({found.fixes} positions)"
    parts = [f"{found.km:.2f} km driven"]
    if found.confidence is not None:
        # nothing that a receiver told is quite certain
        parts.append(f"confidence {min(found.confidence, 0.99):.0%}")
    parts.append(f"off road {found.metres('off_road') / 1e3:.2f} km in {found.count('off_road')} parts")
    parts.append(f"{found.count('gap')} gaps (about {found.metres('gap') / 1e3:.2f} km, not counted)")
    parts.append(f"{found.unmatched} of {found.fixes} positions left out")
    return ", ".join(parts)
