"""What the planner's programs write down is what the api tells: they meet in the database only."""

from api.schemas.replans import PlanCheck
from api.schemas.weeks_board import (
    WeekCell,
    WeekDay,
    WeekMeasures,
    WeekPointPlan,
    WeekStop,
    WeekViolation,
    WeekWishes,
)
from data.contract.calendar import OperatingCalendar
from routing.checking import check
from routing.day import DayClock
from routing.desk import to_json
from routing.engines.baseline import solve
from routing.judging.by_hand import rows_of, understand
from routing.model.sample import DayShape, make_full_day
from routing.week.board import board
from routing.week.judge import judge_week
from routing.week.problem import Pin, Wishes
from routing.week.problem_json import wishes_to_json
from routing.week.timing import time_week
from tests.support.api_world import DAY
from tests.support.hand_week import hand_week, load


def test_an_answer_of_the_desk_is_told_in_full():
    problem = make_full_day(3, DayShape(stops=12))
    mark = {"collect": "p", "unload": "f"}
    routes = {
        vehicle: [f"{mark[kind]}:{code}" for kind, code in halts] for vehicle, halts in solve(problem).items()
    }
    first = next(iter(routes))
    routes[first] = routes[first][:-1]
    checked = check(problem, understand(problem, rows_of(routes)), explain_within_s=0.01)
    answer = to_json(problem, DayClock(OperatingCalendar(), DAY), checked)
    told = PlanCheck.model_validate(answer)
    assert not told.feasible
    assert "not_empty_at_end" in {each.rule for each in told.violations}
    assert told.model_dump(mode="json").keys() == answer.keys()
    for route, asked in zip(told.routes, answer["routes"], strict=True):
        assert route.model_dump().keys() == asked.keys()
        assert route.kg > 0


def test_a_judged_week_is_told_in_full():
    problem = hand_week()
    wishes = Wishes(pins=(Pin("P1", 2, "dt-02"),), excluded=frozenset({"P4"}), times={"P2": 1})
    plans = time_week(problem, {1: {"dt-01": load("P1", "P2", "P4")[:-1]}, 4: {"dt-02": load("P1")}})
    made = board(problem, plans, judge_week(problem, plans, wishes), wishes)
    parts = [
        *((WeekCell, cell) for cell in made["cells"]),
        *((WeekStop, stop) for cell in made["cells"] for stop in cell["stops"]),
        *((WeekPointPlan, point) for point in made["points"]),
        *((WeekViolation, broken) for broken in made["violations"]),
        (WeekMeasures, made["measures"]),
        (WeekWishes, wishes_to_json(problem, wishes)),
    ]
    assert {model for model, _ in parts} >= {WeekStop, WeekViolation}
    for model, part in parts:
        assert model.model_validate(part).model_dump().keys() == part.keys()
    for day in made["days"]:
        told = WeekDay.model_validate({**day, "weekday": 0}).model_dump()
        assert told.keys() - day.keys() == {"weekday", "plan_id"}
