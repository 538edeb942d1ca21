"""Reader of Solomon's text files; published figures for his 56 instances of 100 customers.

Distance first (the default) means ways and times cut to 0.1, as in the DIMACS challenge, whose
optima are known. Vehicles first means exact ways, as in the lists of
best known solutions with vehicle counts.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np

from routing.bench.text import Line, read_lines
from routing.bench.vrp import Truck, VrpData, cut_to_tenth, euclid

FORMAT = "solomon"


def is_solomon(lines: list[Line]) -> bool:
    """Whether these are lines of a Solomon file."""
    heads = [line.text.strip().upper() for line in lines[:8]]
    return "VEHICLE" in heads and "CUSTOMER" in heads


def read_solomon(path: Path) -> VrpData:
    """Return the data of a file, ways cut to 0.1.

    Raises
    ------
    InstanceError
        With file, line and value of the first thing that is wrong.
    """
    lines = read_lines(path)
    heads = [line.text.strip().upper() for line in lines]
    fleet = heads.index("VEHICLE") + 2
    first = heads.index("CUSTOMER") + 2
    if fleet >= len(lines) or first >= len(lines):
        raise lines[-1].fail("the file ends before its figures")
    count, capacity = lines[fleet].whole_at(0, "number of vehicles"), lines[fleet].amount_at(1, "capacity")
    if not count or not capacity:
        raise lines[fleet].fail("number and capacity of vehicles must be above 0")
    rows = lines[first:]
    if len(rows) < 2:
        raise lines[-1].fail("the file ends without a customer")
    table = np.array([_row(line, number, capacity) for number, line in enumerate(rows)])
    return VrpData(
        name=path.stem,
        format=FORMAT,
        nodes=tuple(int(n) for n in table[:, 0]),
        depots=(0,),
        trucks=(Truck(capacity),) * count,
        way=cut_to_tenth(euclid(table[:, 1:3])),
        demand=table[:, 3],
        open=table[:, 4],
        close=table[:, 5],
        service=table[:, 6],
        release=np.zeros(len(table)),
        ticks=10,
        timed=True,
    )


def exact(path: Path) -> VrpData:
    """Return the data of a file with ways that are not cut."""
    data = read_solomon(path)
    xy = np.array([[line.number_at(1, "x"), line.number_at(2, "y")] for line in _customers(path)])
    return replace(data, way=euclid(xy), ticks=1000)


def _customers(path: Path) -> list[Line]:
    lines = read_lines(path)
    heads = [line.text.strip().upper() for line in lines]
    return lines[heads.index("CUSTOMER") + 2 :]


def _row(line: Line, number: int, capacity: float) -> list[float]:
    """Return a customer's seven figures, checked."""
    if line.whole_at(0, "customer") != number:
        raise line.fail(f"customer {number} is expected here, not {line.words[0]}")
    values = [number, line.number_at(1, "x"), line.number_at(2, "y")]
    values += [
        line.amount_at(3 + i, what) for i, what in enumerate(("demand", "ready time", "due date", "service"))
    ]
    if values[5] < values[4]:
        raise line.fail(f"due date {line.words[5]} lies before the ready time, {line.words[4]}")
    if values[3] > capacity:
        raise line.fail(f"demand {line.words[3]} is more than a vehicle can carry ({capacity:g})")
    return values
