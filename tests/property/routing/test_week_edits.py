"""Changes of weeks by hand, made by chance on weeks made by chance."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from routing.errors import EditRefusedError
from routing.week.days import visits_of
from routing.week.edits import apply_edit
from routing.week.judge import judge_week
from routing.week.timing import time_week
from tests.support.hand_week import random_week

NAMED = ("dt-01", "dt-02", "vk-01", None, None)


def some_edit(rng, problem):
    days = [day.date.isoformat() for day in problem.days]
    position, pinned = rng.choice([None, 0, 2]), rng.random() < 0.7
    point, vehicle = rng.choice(problem.points).code, rng.choice(NAMED)
    from_day, to_day = rng.choice(days), rng.choice(days)
    return rng.choice(
        [
            {"kind": "move", "point": point, "from_day": from_day, "to_day": to_day, "vehicle": vehicle},
            {"kind": "assign", "point": point, "day": to_day, "vehicle": vehicle, "position": position},
            {"kind": "pin", "point": point, "day": to_day, "vehicle": vehicle, "pinned": pinned},
            {"kind": "exclude", "point": point, "excluded": rng.random() < 0.5},
            {"kind": "frequency", "point": point, "times": rng.randint(1, 4)},
            {"kind": "move_village", "village": "", "from_day": from_day, "to_day": to_day},
        ]
    )  # fmt: skip


@given(st.integers(0, 100_000))
@settings(max_examples=80, deadline=None)
def test_only_the_days_that_an_edit_touches_need_timing_and_judging_anew(seed):
    problem, timetable, wishes = random_week(seed)
    rng = random.Random(seed)
    plans = time_week(problem, timetable)
    judged = judge_week(problem, plans, wishes)
    for _ in range(4):
        try:
            timetable, wishes, days = apply_edit(problem, timetable, wishes, some_edit(rng, problem))
        except EditRefusedError:
            continue
        kept = {day: plan for day, plan in plans.items() if day not in days}
        known = {day: each for day, each in enumerate(judged.days) if day not in days}
        plans = {**kept, **time_week(problem, timetable, days, before=plans)}
        judged = judge_week(problem, plans, wishes, known)
        whole = time_week(problem, timetable)
        assert plans == whole
        assert judged == judge_week(problem, whole, wishes)


@given(st.integers(0, 100_000))
@settings(max_examples=80, deadline=None)
def test_an_edit_loses_no_point_and_ends_every_load_that_it_adds_to(seed):
    problem, timetable, wishes = random_week(seed)
    edit = some_edit(random.Random(seed), problem)
    try:
        after, _, _ = apply_edit(problem, timetable, wishes, edit)
    except EditRefusedError:
        return
    named = {edit.get("point")} if edit["kind"] != "move_village" else {p.code for p in problem.points}
    old, new = visits_of(timetable), visits_of(after)
    assert all(old.get(p.code) == new.get(p.code) for p in problem.points if p.code not in named)
    if edit["kind"] in {"move", "move_village"}:
        assert {c: m.bit_count() for c, m in old.items()} == {c: m.bit_count() for c, m in new.items()}
    for day, sequences in after.items():
        for name, halts in sequences.items():
            if halts != timetable.get(day, {}).get(name, ()) and len(halts) > len(
                timetable.get(day, {}).get(name, ())
            ):
                assert halts[-1][0] == "unload"
