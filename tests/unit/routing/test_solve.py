import signal
import threading
import time

import psutil
import pytest

from routing.engines.protocol import Task
from routing.engines.remote import Answer, Keeper, run_engine
from routing.errors import StoppedError
from routing.sample import DayShape, make_day
from routing.solve import AUTO, BASELINE, ORTOOLS, Effort, solve

SMALL = DayShape(stops=30, containers=6, dump_trucks=4, arm_rolls=2, village_count=8)


def children():
    return [child for child in psutil.Process().children() if is_engine(child)]


def is_engine(child):
    try:
        return "routing.engines" in " ".join(child.cmdline())
    except psutil.Error:
        # it ended while we looked
        return False


def strike(sign, after_s=1.5):
    """Send a signal to the solver's process once it has been at work for a while."""

    def run():
        ends_at = time.monotonic() + 10
        while time.monotonic() < ends_at:
            for child in children():
                if time.time() - child.create_time() > after_s:
                    child.send_signal(sign)
                    return
            time.sleep(0.02)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread


def test_answer_is_feasible_and_names_its_engine(day):
    solved = solve(day, Effort(time_limit_s=4.0))
    assert solved.judgement.feasible
    assert solved.wall_s < 6.0
    assert solved.plan.engine in {"ortools", "pyvrp"}
    assert solved.judgement.cost.total < solved.tried[0].judgement.cost.total
    assert [t.plan.engine for t in solved.tried] == ["savings", "pyvrp", "ortools"]


@pytest.mark.parametrize(
    ("sign", "word"), [(signal.SIGKILL, "died with code -9"), (signal.SIGSTOP, "was killed")]
)
def test_solver_killed_or_stuck_in_mid_run_still_gives_a_plan_in_time(day, sign, word):
    thread = strike(sign)
    begun = time.monotonic()
    solved = solve(day, Effort(time_limit_s=4.0, legs=ORTOOLS))
    thread.join()
    assert time.monotonic() - begun <= 4.0 + 2.0
    assert solved.judgement.feasible
    assert any(word in note for note in solved.plan.notes)
    assert not children()


def test_solver_that_cannot_even_start_leaves_the_baseline(day):
    solved = solve(day, Effort(time_limit_s=5.0, legs=ORTOOLS, keeper=Keeper(memory_mb=64)))
    assert solved.plan.engine == "savings"
    assert solved.judgement.feasible
    assert "died" in solved.plan.notes[0]


def test_nonsense_of_an_engine_is_noted_and_thrown_away(day):
    def run(_name, _task, _keeper):
        return Answer({"dt-01": (("collect", "no such stop"), ("unload", "tpa"))})

    solved = solve(day, Effort(legs=AUTO), run=run)
    assert solved.plan.engine == "savings"
    assert "could not be read" in solved.plan.notes[0]


def test_loads_that_do_not_fit_are_mended(day):
    def run(_name, task, _keeper):
        codes = (s.code for s in task.problem.stops if s.work == "collect")
        return Answer({"dt-01": (*(("collect", code) for code in codes), ("unload", "tpa"))})

    assert solve(day, Effort(legs=ORTOOLS), run=run).judgement.feasible


def test_stopping_kills_the_solver_and_gives_no_plan(day):
    stop = threading.Event()
    threading.Timer(1.0, stop.set).start()
    begun = time.monotonic()
    with pytest.raises(StoppedError):
        solve(day, Effort(time_limit_s=30.0, keeper=Keeper(cancelled=stop.is_set)))
    assert time.monotonic() - begun < 3.0
    assert not children()


def test_iterations_and_seed_repeat_the_plan():
    problem = make_day(2, SMALL)
    effort = Effort(time_limit_s=60.0, seed=5, iterations=30)
    assert solve(problem, effort).plan == solve(problem, effort).plan


def test_baseline_alone_needs_no_process(day):
    solved = solve(day, Effort(legs=BASELINE))
    assert (solved.plan.engine, solved.plan.notes) == ("savings", ())


def test_engine_process_reports_its_last_answer():
    problem = make_day(3, SMALL)
    answer = run_engine("pyvrp", Task(problem, {}, 1, 2.0), Keeper())
    assert answer.trouble == ""
    assert answer.sequences
