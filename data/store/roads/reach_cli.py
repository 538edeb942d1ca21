"""``siangsa roads reach`` and ``info``: the file commands of `geo` and what the store adds to them."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import ValidationError

from data.contract.errors import ContractError
from data.store.errors import DatabaseUnavailableError, NotFoundError, RoadsError
from data.store.roads.cli_common import Desk, desk
from geo import cli_get, cli_reach
from geo.cli_common import AsJson, plain_errors
from geo.roads.tools import DEFAULT_PROFILE

if TYPE_CHECKING:
    from data.store.queries.reach import Spot, Unreached
    from geo.roads import RoadEngine
    from geo.roads.reaching.reach import Place

app = typer.Typer()

ALL = "all"
SHOWN = 8
"""Names in a sentence; a longer list is for ``--json``."""


@app.command()
def reach(
    out: Annotated[Path, typer.Option(help="File to write: .gpkg (for QGIS), .geojson or .csv.")],
    network: Annotated[
        Path | None, typer.Option(help="Folder of a snapshot; default: the one in use.")
    ] = None,
    places: Annotated[
        Path | None, typer.Option(help="Places: CSV with lon, lat and optionally code; default: villages.")
    ] = None,
    to: Annotated[
        str | None,
        typer.Option("--to", help="A file, lon,lat, a facility's code, or all; default: who takes residue."),
    ] = None,
    profile: Annotated[str, typer.Option(help="Vehicle profile.")] = DEFAULT_PROFILE,
    *,
    points: Annotated[bool, typer.Option("--points", help="Collection points instead of villages.")] = False,
    now: Annotated[bool, typer.Option("--now", help="With the closures in force now.")] = False,
) -> None:
    """Measure how far places are by road from facilities, there and back, and draw the facilities' reach."""
    if network is not None and places is not None and to is not None and not now:
        cli_reach.reach(network, places, to, out, profile)
        return
    from geo.roads.reaching.files import check_suffix
    from geo.roads.reaching.reach import reach_table

    with plain_errors():
        check_suffix(out)
        with desk() as here:
            folder, asked = _folder(here, network), _places(here, places, points=points)
            facilities, roads = _facilities(here, to), _engine(here, folder, profile, now=now)
        rows = reach_table(asked, facilities, roads)
        cli_reach.write_report(out, folder, roads, (asked, facilities, rows))
        for line in cli_reach.told(rows, out):
            typer.echo(line)


@app.command()
def info(
    network: Annotated[
        Path | None, typer.Argument(help="Folder of a snapshot; default: the one in use.")
    ] = None,
    streets: cli_get.WithStreets = False,
    as_json: AsJson = False,
) -> None:
    """Say what a snapshot is: size, parts, tags, dates; with a store, what cannot be reached and why."""
    folder, lost = _ask_store(network)
    if not as_json:
        cli_get.info(folder, streets=streets)
        for line in [] if lost is None else _sentences(lost):
            typer.echo(line)
        return
    with plain_errors():
        content = cli_get.content(folder, streets=streets)
    if lost is not None:
        content["unreached"] = {kind: [asdict(one) for one in found] for kind, found in lost.items()}
    typer.echo(json.dumps(content, indent=2, ensure_ascii=False))


type Lost = "dict[str, list[Unreached]]"
"""``villages`` and ``points`` to those of them that cannot be reached, by profile."""


def _ask_store(network: Path | None) -> tuple[Path, Lost | None]:
    """Return the folder and what is out of reach there; None when there is no store to ask."""
    if network is not None:
        return network, _lost_if_known(network)
    with desk() as here:
        folder = _folder(here, None)
        return folder, _lost(here, folder)


def _lost_if_known(folder: Path) -> Lost | None:
    """Ask the store when there is one: a file's facts are told without it too."""
    from sqlalchemy.exc import SQLAlchemyError

    from data.contract.settings import StackSettings
    from data.store.engine import reachable, session_factory
    from data.store.settings import StoreSettings

    try:
        stack = StackSettings()
        with reachable(StoreSettings().database_url) as engine, session_factory(engine)() as session:
            return _lost(Desk(session, stack.make_clock().now(), stack.make_calendar()), folder)
    except (DatabaseUnavailableError, ValidationError, ContractError):
        return None
    except (RoadsError, SQLAlchemyError) as error:
        typer.echo(f"siangsa roads: who can be reached is not known: {str(error).splitlines()[0]}", err=True)
        return None


def _lost(here: Desk, folder: Path) -> Lost | None:
    from data.store.queries import reach as queries
    from data.store.roads.reach import measure, read_world, unreached
    from data.store.roads.snapshots import current_snapshot
    from geo.errors import GeoError
    from geo.roads import read_info

    try:
        checksum = read_info(folder).checksum
    except GeoError as error:
        raise RoadsError(str(error)) from error
    current = current_snapshot(here.session)
    if current is not None and current.checksum == checksum and queries.has_reach(here.session, checksum):
        return {
            "villages": queries.unreached_villages(here.session, checksum),
            "points": queries.unreached_points(here.session, checksum),
        }
    world = read_world(here.session, here.calendar.day_of(here.now))
    return unreached(measure(folder, checksum, world), world) if world.villages else None


def _sentences(lost: Lost) -> list[str]:
    lines: list[str] = []
    for kind, found in lost.items():
        told: dict[str, list[str]] = {}
        for profile in dict.fromkeys(one.profile for one in found):
            told.setdefault(_by_reason([one for one in found if one.profile == profile]), []).append(profile)
        lines += [f"{kind} out of reach of {', '.join(who)}: {what}" for what, who in told.items()]
        lines += [] if told else [f"{kind} out of reach: none"]
    return lines


def _by_reason(found: "list[Unreached]") -> str:
    parts: list[str] = []
    for reason in sorted({one.reason for one in found}):
        names = [one.name for one in found if one.reason == reason]
        more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
        parts.append(f"{len(names)} {reason} ({', '.join(names[:SHOWN])}{more})")
    return "; ".join(parts)


def _folder(here: Desk, network: Path | None) -> Path:
    from data.store.roads.snapshots import demand_snapshot

    return demand_snapshot(here.session).folder if network is None else network


def _places(here: Desk, file: Path | None, *, points: bool) -> "list[Place]":
    from data.store.queries import reach as queries

    if file is not None:
        return cli_reach.read_places(file)
    day = here.calendar.day_of(here.now)
    spots = queries.point_spots(here.session, day) if points else queries.village_spots(here.session)
    return _named(spots)


def _facilities(here: Desk, to: str | None) -> "list[Place]":
    from data.store.queries.reach import facility_spots

    known = facility_spots(here.session, here.calendar.day_of(here.now))
    codes = {spot.code for spot in known}
    if to is not None and to != ALL and to not in codes:
        if "," in to or Path(to).exists():
            return cli_reach.read_facilities(to)
        raise NotFoundError(f"there is no facility {to!r}; in use are {', '.join(sorted(codes))}")
    wanted = [spot for spot in known if to in (ALL, spot.code) or (to is None and spot.accepts_residue)]
    if not wanted:
        raise NotFoundError("no open facility takes the residue; name one with --to")
    return _named(wanted)


def _named(spots: "Sequence[Spot]") -> "list[Place]":
    from geo.roads.reaching.reach import Place

    return [Place(spot.code, spot.lon, spot.lat, spot.name, island=spot.island) for spot in spots]


def _engine(here: Desk, folder: Path, profile: str, *, now: bool) -> "RoadEngine":
    from data.store.queries.conditions import condition_of, profiles_by_class
    from geo.roads import RoadEngine

    roads = RoadEngine.open(folder, profile)
    if not now:
        return roads
    classes = [code for code, driven in profiles_by_class(here.session).items() if driven == profile]
    row = condition_of(here.session, classes[0]) if classes else None
    if row is None or row.roads_checksum != roads.info.checksum:
        raise RoadsError("what is in force now was not built on these roads: does the roads keeper run?")
    return RoadEngine.open(folder, profile, digest=row.digest)
