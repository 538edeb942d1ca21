import numpy as np
import pytest

from routing.engines import baseline
from routing.judging.judge import Judge
from routing.model.plan import Plan
from routing.model.problem import Facility, Matrix, Problem, Stop, Vehicle, Window
from routing.model.sample import make_day
from routing.timing.schedule import build_plan

DAY = Window(0, 10_000)


@pytest.fixture(scope="session")
def day() -> Problem:
    return make_day(1)


@pytest.fixture(scope="session")
def good_plan(day) -> Plan:
    plan = build_plan(day, baseline.solve(day), engine=baseline.NAME)
    assert Judge(day).judge(plan).feasible
    return plan


@pytest.fixture
def village():
    """Two carts of a village hand over at a TPS, which one truck empties; a minute between all places."""
    size = 9
    way = np.full((size, size), 60, np.int32)
    np.fill_diagonal(way, 0)
    carts = tuple(
        Vehicle(f"cart-{i}", "cart", "collect", 300, 2_000, 0, 100, 0, DAY, 0, 0, profile="p") for i in (1, 2)
    )
    truck = Vehicle("truck", "dump", "collect", 2_000, 9_000, 10_000, 4_000, 0, DAY, 1, 1, profile="p")
    lanes = tuple(
        Stop(f"lane-{i}", 4 + i, 150, 600, 120, 50_000, classes=("cart",), service_s_per_t=100)
        for i in range(4)
    )
    tps = Stop("tps", 3, 100, 500, 300, 900_000, classes=("dump",), service_s_per_t=600)
    return Problem(
        vehicles=(*carts, truck),
        facilities=(
            Facility("tpa", 2, 300, (DAY,), classes=("dump",)),
            Facility("tps-gate", 3, 60, (DAY,), classes=("cart",), feeds="tps"),
        ),
        stops=(*lanes, tps),
        matrices={"p": Matrix(way, way * 10)},
    )
