"""What others reached: solutions beside an instance, recomputed from their routes, and published figures."""

from pathlib import Path

from routing.bench.instance import Objective, Reference, Tour
from routing.bench.published import SOLOMON_DISTANCE, SOLOMON_VEHICLES
from routing.bench.text import Line, read_lines
from routing.bench.vrp import VrpData
from routing.bench.vrp_check import check_vrp


def references_beside(path: Path, data: VrpData, objective: Objective) -> tuple[Reference, ...]:
    """Return the `.sol` file's figure, else what was published under the instance's name.

    The cost is recomputed from the routes, because published cost lines use several scales.
    """
    beside = path.with_suffix(".sol")
    if beside.is_file() and beside != path:
        verdict = check_vrp(data, read_solution(beside, data)[0])
        return (
            Reference(round(verdict.cost, 3), verdict.vehicles, f"{beside.name}, recomputed from its routes"),
        )
    if data.format != "solomon":
        return ()
    if objective == "vehicles":
        found = SOLOMON_VEHICLES.get(data.name.upper())
        return (Reference(found[1], found[0], "best known, vehicles first"),) if found else ()
    cost = SOLOMON_DISTANCE.get(data.name.upper())
    return (Reference(cost, 0, "published optimum, ways cut to 0.1"),) if cost else ()


def read_solution(path: Path, data: VrpData) -> tuple[list[Tour], float | None]:
    """Return the routes of a `.sol` file and the cost that it states, if any.

    The k-th route is the k-th vehicle's; customers count from 1 after the depot, and 0 inside a route is a
    reload.

    Raises
    ------
    InstanceError
        When a route names what the instance does not have.
    """
    tours: list[Tour] = []
    stated: float | None = None
    for line in read_lines(path):
        head, colon, rest = line.text.partition(":")
        if head.strip().lower().startswith("route") and colon:
            tours += _tour(line, rest, len(tours) + 1, data)
        elif head.strip().lower().startswith("cost"):
            stated = line.to_number(line.words[-1], "cost", most=1e15)
    return _renumber(tours, data), stated


def _tour(line: Line, rest: str, count: int, data: VrpData) -> list[Tour]:
    number = line.text.partition(":")[0].replace("#", " ").split()
    vehicle = int(line.to_number(number[-1], "route")) if len(number) > 1 else count
    rows = [int(line.to_number(word, "customer")) for word in rest.split()]
    for row in rows:
        if not 0 <= row < len(data.nodes):
            raise line.fail(f"customer must be 0 to {len(data.nodes) - 1}, not {row}")
    if not rows:
        return []
    return [Tour(vehicle, tuple(data.nodes[row] for row in (0, *rows, 0)))]


def _renumber(tours: list[Tour], data: VrpData) -> list[Tour]:
    """Return tours numbered through where vehicles are all alike; files may number beyond the fleet."""
    alike = len(set(data.trucks)) == 1
    return [Tour(i, t.nodes) for i, t in enumerate(tours, start=1)] if alike else tours
