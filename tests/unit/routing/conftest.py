import pytest

from routing.engines import baseline
from routing.judge import Judge
from routing.plan import Plan
from routing.problem import Problem
from routing.sample import make_day
from routing.schedule import build_plan


@pytest.fixture(scope="session")
def day() -> Problem:
    return make_day(1)


@pytest.fixture(scope="session")
def good_plan(day) -> Plan:
    plan = build_plan(day, baseline.solve(day), engine=baseline.NAME)
    assert Judge(day).judge(plan).feasible
    return plan
