"""Files in, rows of results out: what each row says, and what is told when something is wrong."""

import json
import sys

import pytest
from typer.testing import CliRunner

from routing.bench.cli import app
from routing.bench.recognise import read_instance
from routing.bench.runner import Wish, run_files
from routing.bench.vroom import Vroom
from routing.engines import baseline
from routing.errors import EngineError, InstanceError
from routing.judging.judge import Judge
from routing.timing.schedule import build_plan
from tests.unit.routing.bench.conftest import CVRP, KIM, MIXED, RELOADS, SOLOMON, VRPTW
from tests.unit.routing.bench.test_formats import WEEK

BASELINE = Wish(engine="baseline", time_limit_s=2.0)


@pytest.mark.parametrize(
    ("text", "depot", "stops"),
    [
        (KIM, 0, {2, 7, 8}),
        (CVRP, 1, {2, 3, 4}),
        (VRPTW, 1, {2, 3, 4}),
        (RELOADS, 1, {2, 3, 4}),
        (MIXED, 1, {2, 3}),
        (SOLOMON, 0, {1, 2}),
    ],
)
def test_a_row_holds_routes_in_the_numbers_of_the_file_from_depot_to_depot(write, text, depot, stops):
    (row,) = run_files([write(text)], BASELINE, lambda _: None)
    assert row["feasible"]
    assert row["violations"] == []
    assert {n for route in row["routes"] for n in route} >= stops
    assert all(route[0] == route[-1] == depot for route in row["routes"])
    assert len(row["route_vehicles"]) == len(row["routes"]) == row["vehicles"]
    assert row["winner"] == "savings"
    assert row["cost"] > 0
    assert row["peak_mb"] > 0


def test_kim_routes_name_their_landfills(write):
    (row,) = run_files([write(KIM)], BASELINE, lambda _: None)
    assert all(route[-2] == 1 for route in row["routes"])
    assert "11:00 to 12:00 (the file)" in row["rules"]


def test_the_gap_is_measured_to_the_solution_beside_the_file(write):
    path = write(CVRP)
    write("Route #1: 1 2\nRoute #2: 3\nCost 11\n", "tiny.sol")
    (row,) = run_files([path], BASELINE, lambda _: None)
    assert row["reference"] == 11
    assert row["gap_pct"] == pytest.approx(100 * (row["cost"] - 11) / 11, abs=0.001)


def test_a_solution_that_names_an_unknown_customer_is_told_with_its_line(write):
    path = write(CVRP)
    write("Route #1: 1 9\n", "tiny.sol")
    with pytest.raises(InstanceError, match=r"tiny.sol, line 1: customer must be 0 to 3, not 9"):
        run_files([path], BASELINE, lambda _: None)


def test_a_week_is_solved_with_routes_per_day_and_vehicle(write):
    (row,) = run_files([write(json.dumps(WEEK))], Wish(iterations=20), lambda _: None)
    assert (row["format"], row["feasible"], row["winner"]) == ("pvrpif", True, "week")
    assert row["routes"] == [[0, 1, 2, 0]] * 2
    assert row["route_days"] in ([0, 2], [1, 3])
    assert row["cost"] == 36


def test_every_file_is_read_before_the_first_is_solved(write, monkeypatch):
    monkeypatch.setattr("routing.bench.runner.solve", lambda *_, **__: pytest.fail("solved"))
    with pytest.raises(InstanceError):
        run_files([write(CVRP), write("nonsense", "bad.txt")], BASELINE, lambda _: None)


def test_an_engine_without_an_answer_is_one_row_not_the_end(write, monkeypatch):
    def fail(*_, **__):
        raise EngineError("it stood still")

    monkeypatch.setattr("routing.bench.runner.solve", fail)
    rows = run_files([write(CVRP), write(json.dumps(WEEK), "week")], Wish(iterations=5), lambda _: None)
    assert rows[0]["notes"] == ["it stood still"]
    assert (rows[0]["feasible"], rows[1]["feasible"]) == (None, True)


def test_vroom_is_said_to_be_absent_in_one_line(write, monkeypatch):
    monkeypatch.setattr("routing.bench.vroom.find_command", list)
    monkeypatch.setattr("routing.bench.runner.Vroom", lambda: Vroom([]))
    (row,) = run_files([write(CVRP)], Wish(engine="vroom"), lambda _: None)
    assert row["feasible"] is None
    assert row["notes"] == [
        "vroom: neither a program `vroom` nor the Python package of that name is installed, so it was not run"
    ]


def test_vroom_is_asked_in_its_own_words_and_its_answer_is_read(write, tmp_path, monkeypatch):
    """A stand-in that serves every job with the first two vehicles, as VROOM writes it."""
    program = tmp_path / "fake.py"
    program.write_text(
        "import json, sys\n"
        "q = json.load(sys.stdin)\n"
        "jobs = [{'type': 'job', 'id': j['id']} for j in q['jobs']]\n"
        "steps = lambda own: [{'type': 'start'}, *own, {'type': 'end'}]\n"
        "routes = [{'vehicle': 0, 'steps': steps(jobs[:2])}, {'vehicle': 1, 'steps': steps(jobs[2:])}]\n"
        "json.dump({'code': 0, 'routes': routes}, sys.stdout)\n"
    )
    monkeypatch.setattr("routing.bench.runner.Vroom", lambda: Vroom([sys.executable, str(program)]))
    (row,) = run_files([write(VRPTW)], Wish(engine="vroom"), lambda _: None)
    assert row["routes"] == [[1, 2, 3, 1], [1, 4, 1]]
    assert row["feasible"]
    (reloads,) = run_files([write(RELOADS)], Wish(engine="vroom"), lambda _: None)
    assert "several trips" in reloads["notes"][0]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--engine", "magic"], "there is no engine 'magic'"),
        (["--objective", "beauty"], "there is no objective 'beauty'"),
        (["--out", "/no/such/folder/r.json"], "the folder of /no/such/folder/r.json does not exist"),
        ([], "tiny.vrp, line 1: no known format"),
    ],
)
def test_what_a_user_gets_wrong_is_one_line_and_exit_code_1(write, arguments, told):
    result = CliRunner().invoke(app, [*arguments, str(write("hello"))])
    assert result.exit_code == 1
    assert told in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert not result.stdout


def test_results_go_to_the_file_and_progress_to_standard_error(write, tmp_path):
    out = tmp_path / "r.json"
    arguments = ["--engine", "baseline", "--time-limit", "2", "--out", str(out), str(write(CVRP))]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0
    assert result.stdout == ""
    assert "1/1 tiny.vrp: cvrp, baseline, 2 s" in result.stderr
    (row,) = json.loads(out.read_text())
    assert (row["instance"], row["engine"]) == ("tiny", "baseline")


@pytest.mark.parametrize("text", [KIM, CVRP, VRPTW, RELOADS, MIXED, SOLOMON])
def test_judge_and_checker_agree_though_neither_knows_the_other(write, text):
    instance = read_instance(write(text))
    problem = instance.problem("distance")
    plan = build_plan(problem, baseline.solve(problem), engine="savings")
    judgement, verdict = Judge(problem).judge(plan), instance.check(instance.tours(plan))
    assert judgement.feasible
    assert not verdict.faults
    unit = 5280 if instance.format == "kim2006" else instance.data.ticks / instance.data.stated
    assert judgement.cost.total == pytest.approx(verdict.cost * unit, rel=1e-3)


def test_no_more_vehicles_of_an_endless_kind_are_offered_than_could_be_needed(write):
    many = MIXED.replace("VEHICLES: 2", "VEHICLES: 9")
    many = many.replace("2 10\nVEH", "".join(f"{i} 10\n" for i in range(2, 10)) + "VEH")
    many = many.replace("2 300\n", "".join(f"{i} 300\n" for i in range(2, 10)))
    many = many.replace("2 20\nDEPOT", "".join(f"{i} 20\n" for i in range(2, 10)) + "DEPOT")
    offered = read_instance(write(many)).problem("distance").vehicles
    assert [v.id for v in offered] == ["1", "2", "3", "4"]
