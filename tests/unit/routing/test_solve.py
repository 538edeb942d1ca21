import signal
import threading
import time
from dataclasses import replace

import psutil
import pytest

from routing.engines import baseline
from routing.engines.court import Court
from routing.engines.portfolio import Leg, Wish, search
from routing.engines.protocol import Task
from routing.engines.remote import Answer, Keeper, run_engine
from routing.errors import StoppedError
from routing.model.sample import DayShape, make_day
from routing.solve import AUTO, BASELINE, ORTOOLS, Effort, solve

SMALL = DayShape(stops=30, containers=6, dump_trucks=4, arm_rolls=2, village_count=8)
TINY = DayShape(stops=12, containers=2, dump_trucks=2, arm_rolls=1, village_count=4)


@pytest.fixture(scope="module")
def small():
    return make_day(2, SMALL)


def children():
    return [child for child in psutil.Process().children() if is_engine(child)]


def is_engine(child):
    try:
        return "routing.engines" in " ".join(child.cmdline())
    except psutil.Error:
        # it ended while we looked
        return False


def strike(sign):
    """Send a signal to the solver's process as soon as there is one."""

    def run():
        ends_at = time.monotonic() + 10
        while time.monotonic() < ends_at:
            for child in children():
                child.send_signal(sign)
                return
            time.sleep(0.02)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread


@pytest.mark.parametrize(
    ("sign", "word"), [(signal.SIGKILL, "died with code -9"), (signal.SIGSTOP, "was killed")]
)
def test_solver_killed_or_stuck_still_gives_a_plan_in_time(small, sign, word):
    thread = strike(sign)
    begun = time.monotonic()
    solved = solve(small, Effort(time_limit_s=1.5, legs=ORTOOLS))
    thread.join()
    assert time.monotonic() - begun <= 1.5 + 2.0
    assert solved.judgement.feasible
    assert any(word in note for note in solved.plan.notes)
    assert not children()


def test_solver_that_cannot_even_start_leaves_the_baseline(small):
    solved = solve(small, Effort(time_limit_s=3.0, legs=ORTOOLS, keeper=Keeper(memory_mb=64)))
    assert solved.plan.engine == "savings"
    assert solved.judgement.feasible
    assert "died" in solved.plan.notes[0]


def test_both_cores_work_at_once_and_every_engine_has_its_turn(small):
    together = threading.Barrier(2, timeout=30)
    ran = []

    def run(name, task, _keeper, _tell):
        if len(ran) < 2:
            ran.append(name)
            together.wait()
        else:
            ran.append(name)
        return Answer(task.start)

    solve(small, Effort(time_limit_s=5.0), run=run)
    assert not together.broken
    assert sorted(set(ran)) == ["ortools", "pyvrp", "ruin"]


class EverythingIsBetter(Court):
    def consider(self, engine, sequences):
        super().consider(engine, sequences)
        return True


def test_better_answer_of_one_row_is_news_in_the_other(small):
    court, heard, begun = EverythingIsBetter(small, time.monotonic()), [], threading.Event()
    court.consider("savings", baseline.solve(small))

    def run(name, task, _keeper, tell):
        if name == "pyvrp":
            begun.wait(10)
            tell(task.start)
            return Answer(None)
        begun.set()
        ends_at = time.monotonic() + 10
        while not heard and time.monotonic() < ends_at:
            heard.extend(filter(None, [task.hear()]))
        return Answer(None)

    rows = ((Leg("pyvrp"),), (Leg("ortools"),))
    search(court, Wish(rows, 1, time.monotonic() + 5.0, Keeper(), run))
    assert heard == [court.best.plan.sequences]


def test_engine_that_died_is_replaced_by_the_other(small):
    ran = []

    def run(name, task, _keeper, _tell):
        ran.append(name)
        return Answer(None, "pyvrp: no such module") if name == "pyvrp" else Answer(task.start)

    solved = solve(small, Effort(time_limit_s=5.0, legs=((Leg("pyvrp"),),)), run=run)
    assert ran == ["pyvrp", "ortools"]
    assert solved.plan.notes == ("pyvrp: no such module",)


def test_best_judged_answer_wins_and_names_its_engine(small):
    seen = []

    def run(name, task, _keeper, _tell):
        return Answer(task.start if name == "ortools" else {})

    dear = replace(small, vehicles=tuple(replace(v, fixed_cost=10**9) for v in small.vehicles))
    solved = solve(dear, Effort(time_limit_s=5.0), run=run, progress=seen.append)
    assert solved.judgement.cost.total == min(t.judgement.cost.total for t in solved.tried)
    assert solved.plan.engine in {t.plan.engine for t in solved.tried}


def test_nonsense_of_an_engine_is_noted_and_thrown_away(small):
    def run(_name, _task, _keeper, _tell):
        return Answer({"dt-01": (("collect", "no such stop"), ("unload", "tpa"))})

    solved = solve(small, Effort(legs=AUTO, time_limit_s=3.0), run=run)
    assert solved.plan.engine == "savings"
    assert "could not be read" in solved.plan.notes[0]


def test_answers_that_do_not_fit_are_mended(small):
    def run(_name, task, _keeper, _tell):
        codes = (s.code for s in task.problem.stops if s.work == "collect")
        return Answer({"dt-01": (*(("collect", code) for code in codes), ("unload", "tpa"))})

    solved = solve(small, Effort(legs=ORTOOLS, time_limit_s=3.0), run=run)
    assert len(solved.tried) == 2
    assert all(each.judgement.feasible for each in solved.tried)


def test_stopping_kills_the_solvers_and_gives_no_plan(small):
    stop = threading.Event()
    threading.Timer(0.5, stop.set).start()
    begun = time.monotonic()
    with pytest.raises(StoppedError):
        solve(small, Effort(time_limit_s=30.0, keeper=Keeper(cancelled=stop.is_set)))
    assert time.monotonic() - begun < 10.0
    assert not children()


def test_iterations_and_seed_repeat_the_plan():
    problem = make_day(2, TINY)
    rows = ((Leg("pyvrp"),), (Leg("ortools"),))
    effort = Effort(time_limit_s=60.0, seed=5, iterations=5, legs=rows)
    first = solve(problem, effort)
    assert {t.plan.engine for t in first.tried} == {"savings", "pyvrp", "ortools"}
    assert first.plan.notes == ()
    assert solve(problem, effort).plan == first.plan


def test_baseline_alone_needs_no_process(day):
    solved = solve(day, Effort(legs=BASELINE))
    assert (solved.plan.engine, solved.plan.notes) == ("savings", ())


def test_engine_process_tells_on_the_way_and_hears_news():
    problem = make_day(3, TINY)
    told, heard = [], []

    def hear():
        heard.append(True)
        return baseline.solve(problem) if len(heard) == 1 else None

    answer = run_engine("pyvrp", Task(problem, {}, 1, 20.0, 60, hear=hear), Keeper(), told.append)
    assert answer.trouble == ""
    assert answer.sequences
    assert heard


def test_engines_never_see_a_hand_over(village):
    def run(_name, task, _keeper, _tell):
        assert not any(f.feeds for f in task.problem.facilities)
        return Answer(task.start)

    solved = solve(village, Effort(time_limit_s=3.0), run=run)
    assert solved.judgement.feasible
    assert solved.judgement.unserved == 0
    assert solved.plan.notes == ()


def test_without_pyvrp_everything_still_works(small, tmp_path, monkeypatch):
    (tmp_path / "pyvrp.py").write_text('raise ImportError("it is not installed")\n')
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    solved = solve(small, Effort(time_limit_s=60.0, iterations=3))
    assert solved.judgement.feasible
    assert "ortools" in {each.plan.engine for each in solved.tried}
    assert "pyvrp: died with code 1 (ImportError: it is not installed)" in solved.plan.notes


def test_what_a_solver_prints_spoils_no_answer(small, tmp_path, monkeypatch):
    """Libraries in C print half lines when they like; here one does before every answer."""
    (tmp_path / "sitecustomize.py").write_text(
        "import os, sys\n"
        "if 'routing.engines' in ' '.join(sys.orig_argv):\n"
        "    import json\n"
        "    dumps = json.dumps\n"
        "    json.dumps = lambda *a, **k: (os.write(1, b'half a line'), dumps(*a, **k))[1]\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    answer = run_engine("ruin", Task(small, baseline.solve(small), 1, 20.0, 3), Keeper())
    assert answer.trouble == ""
    assert answer.sequences
