"""What the planner's programs write down is what the api tells: they meet in the database only."""

from api.schemas.replans import PlanCheck
from data.contract.calendar import OperatingCalendar
from routing.checking import check
from routing.day import DayClock
from routing.desk import to_json
from routing.engines.baseline import solve
from routing.judging.by_hand import rows_of, understand
from routing.model.sample import DayShape, make_full_day
from tests.support.api_world import DAY


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
