"""How much of a drive is found, how much of a match is wrong, how fast: by noise and interval.

``python -m geo.bench.matching`` measures on a made-up country, with ``--network DIR`` on a snapshot, which
must be of real roads to say something about real ones.
"""

import json
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from geo.bench.drives import Drive, Pieces, Weather, drive, observe, pieces_of, places_on, route_with_nodes
from geo.position import haversine_m
from geo.roads.asking.engine import RoadEngine
from geo.roads.matching.match import Match, match_trace
from geo.roads.tools import DEFAULT_PROFILE

NOISES_M: Final = (5, 10, 15)
INTERVALS_S: Final = (5, 10, 15)
PLACES: Final = 600


@dataclass(frozen=True, slots=True)
class Score:
    """How a match compares with the truth, metres of directed pieces of road.

    Parameters
    ----------
    driven_m
        The truth, dead zones included.
    seen_m, found_m
        Truth that is on road pieces, and on road pieces or assumed ways over gaps.
    wrong_m
        Matched or assumed, and not driven, or not so often.
    fixes, cpu_s
        Positions, and processor seconds that they took.
    """

    driven_m: float
    seen_m: float
    found_m: float
    wrong_m: float
    fixes: int
    cpu_s: float

    def __add__(self, other: "Score") -> "Score":
        """Return both together."""
        return Score(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))

    @property
    def found(self) -> float:
        """Share of the driven length that is found, 0..1."""
        return self.found_m / self.driven_m

    @property
    def wrong(self) -> float:
        """Metres that are wrong for each metre driven."""
        return self.wrong_m / self.driven_m

    def figures(self) -> dict[str, float]:
        """Return the shares and the pace for a report."""
        return {
            "found": round(self.found, 4),
            "wrong": round(self.wrong, 4),
            "seen": round(self.seen_m / self.driven_m, 4),
            "points_per_s": round(self.fixes / self.cpu_s),
        }


def run(*, short: bool, network: Path | None = None) -> dict[str, Any]:
    """Match simulated drives and compare them with the truth.

    Parameters
    ----------
    short
        One drive of an hour at each corner of the table instead of four of three hours everywhere.
    network
        Folder of a snapshot; None makes a country for it.

    Returns
    -------
    ``name``; ``figures``: ``km``, ``worst`` (found, wrong, points_per_s) and ``by_noise_and_interval`` with
    keys such as "10 m, 5 s".
    """
    with tempfile.TemporaryDirectory(prefix="siangsa-bench-") as folder:
        engine = RoadEngine.open(network or _made_up(Path(folder)), DEFAULT_PROFILE)
        return {"name": "matching", "figures": measure(engine, short=short)}


def measure(engine: RoadEngine, *, short: bool) -> dict[str, Any]:
    """Return the figures of :func:`run` on one network.

    Parameters
    ----------
    engine
        The network.
    short
        As in :func:`run`.
    """
    places = places_on(engine, PLACES, seed=1)
    hours, number = (1.0, 1) if short else (3.0, 4)
    drives = [drive(engine, places, hours=hours, seed=seed) for seed in range(number)]
    step = 2 if short else 1
    table = {
        f"{noise} m, {every} s": score_all(engine, drives, Weather(noise, every))
        for noise in NOISES_M[::step]
        for every in INTERVALS_S[::step]
    }
    return {
        "km": round(sum(sum(one.pieces.values()) for one in drives) / 1e3, 1),
        "worst": {
            "found": round(min(one.found for one in table.values()), 4),
            "wrong": round(max(one.wrong for one in table.values()), 4),
            "points_per_s": round(min(one.fixes / one.cpu_s for one in table.values())),
        },
        "by_noise_and_interval": {name: one.figures() for name, one in table.items()},
    }


def score_all(engine: RoadEngine, drives: Iterable[Drive], weather: Weather) -> Score:
    """Return the score of several drives, each with errors of its own.

    Parameters
    ----------
    engine
        The network.
    drives
        The truth.
    weather
        Of the receiver.
    """
    total = Score(0.0, 0.0, 0.0, 0.0, 0, 0.0)
    for number, truth in enumerate(drives):
        trace = observe(truth, weather, seed=number)
        started = time.process_time()
        found = match_trace(engine, trace)
        total += compare(engine, truth, found, time.process_time() - started)
    return total


def compare(engine: RoadEngine, truth: Drive, found: Match, cpu_s: float = 0.0) -> Score:
    """Compare a match with the truth, each directed piece of road as often as it was driven.

    Parameters
    ----------
    engine
        The network.
    truth
        The drive.
    found
        Its match.
    cpu_s
        What the match took.
    """
    seen, assumed = seen_pieces(found), _assumed_pieces(engine, found)
    both = seen + assumed
    wrong = sum((both - truth.pieces).values())
    return Score(
        driven_m=sum(truth.pieces.values()),
        seen_m=sum((truth.pieces & seen).values()),
        found_m=sum((truth.pieces & both).values()),
        wrong_m=wrong,
        fixes=found.fixes,
        cpu_s=cpu_s,
    )


def seen_pieces(found: Match) -> Pieces:
    """Return the pieces of road that a match says were driven.

    Parameters
    ----------
    found
        The match.
    """
    driven: Pieces = Counter()
    for piece in found.pieces:
        if piece.line is not None and piece.along is not None:
            lon, lat = piece.line.T
            metres = haversine_m(lon[:-1], lat[:-1], lon[1:], lat[1:])
            for (start, end), length in zip(piece.along.tolist(), metres.tolist(), strict=True):
                driven[start, end] += length
    return driven


def _assumed_pieces(engine: RoadEngine, found: Match) -> Pieces:
    """Return the pieces of the ways that a match assumes over gaps."""
    driven: Pieces = Counter()
    for piece in found.pieces:
        if piece.kind == "gap" and piece.line is not None:
            way = route_with_nodes(engine.osrm, piece.line[0], piece.line[-1])
            driven.update(Counter() if way is None else pieces_of(way))
    return driven


def _made_up(folder: Path) -> Path:
    from geo.bench.networks import make_country
    from geo.roads.info import Origin
    from geo.roads.snapshot import store_network

    origin = Origin("synthetic", "bench")
    return store_network(make_country(4, seed=1), folder, origin=origin, profiles=(DEFAULT_PROFILE,))


def main(
    network: Annotated[list[Path] | None, typer.Option(help="Folders of snapshots.")] = None,
    *,
    short: Annotated[bool, typer.Option("--short", help="A quick look.")] = False,
) -> None:
    """Print the figures of each network as JSON."""
    folders: list[Path | None] = [*network] if network else [None]
    for folder in folders:
        told = run(short=short, network=folder)
        typer.echo(json.dumps({"network": str(folder or "made up"), **told["figures"]}, indent=1))


if __name__ == "__main__":
    typer.run(main)
