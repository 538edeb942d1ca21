"""Changes of a week by hand: where points go, what is refused, what is touched."""

from dataclasses import replace

import pytest

from routing.errors import EditRefusedError
from routing.model.parts import Stop
from routing.week.board import board
from routing.week.edits import apply_edit
from routing.week.judge import judge_week
from routing.week.problem import Pin, Wishes
from routing.week.refusals import REFUSALS
from routing.week.spots import without
from routing.week.terms import HORIZON_RULES, WeekViolation
from routing.week.timing import time_week
from routing.week.words import say
from tests.support.hand_week import hand_week, landfill, load, truck, week_point

DAYS = [f"2026-11-{23 + day}" for day in range(7)]
ALL = ("P1", "P2", "P3", "P4")
TIMETABLE = {1: {"dt-01": load(*ALL)}, 4: {"dt-01": load(*ALL)}}


def edited(kind, problem=None, timetable=TIMETABLE, wishes=None, **values):
    edit = {"kind": kind, **values}
    return apply_edit(problem or hand_week(), timetable, wishes or Wishes(), edit)


def move(point="P1", from_day=1, to_day=2, **values):
    return edited("move", point=point, from_day=DAYS[from_day], to_day=DAYS[to_day], **values)


def refused(*args, **values):
    with pytest.raises(EditRefusedError) as error:
        edited(*args, **values)
    return error.value.code


def test_a_moved_point_gets_a_load_of_its_own_and_later_days_are_touched_too():
    timetable, _, days = move()
    assert timetable[1] == {"dt-01": load("P2", "P3", "P4")}
    assert list(timetable[2].values()) == [load("P1")]
    assert days == {1, 2, 4}


def test_a_moved_point_joins_the_load_where_it_costs_least():
    before = {1: {"dt-01": load("P2")}, 2: {"dt-01": load("P1", "P3")}}
    timetable, _, _ = move("P2", timetable=before)
    assert list(timetable) == [2]
    assert list(timetable[2]) == ["dt-01"]
    assert sorted(timetable[2]["dt-01"]) == sorted(load("P1", "P2", "P3"))


def test_a_truck_that_is_full_gives_way_to_one_with_room():
    problem = hand_week()
    small = tuple(replace(v, capacity_kg=900) for v in problem.days[0].vehicles)
    problem = replace(
        problem, days=tuple(replace(d, vehicles=small if d.vehicles else ()) for d in problem.days)
    )
    timetable, _, _ = move(problem=problem, timetable={1: {"dt-01": load("P1")}, 2: {"dt-01": load("P2")}})
    served = {
        name: [code for kind, code in halts if kind == "collect"] for name, halts in timetable[2].items()
    }
    judged = judge_week(problem, time_week(problem, timetable), Wishes())
    assert {code for codes in served.values() for code in codes} == {"P1", "P2"}
    assert not any(v.rule in {"over_kg", "over_litres"} for v in judged.violations)


def test_a_vehicle_that_is_named_gets_the_point_whatever_that_breaks():
    timetable, _, _ = move(vehicle="dt-02")
    assert timetable[2] == {"dt-02": load("P1")}
    timetable, _, days = move(to_day=1, vehicle="dt-02")
    assert timetable[1] == {"dt-01": load("P2", "P3", "P4"), "dt-02": load("P1")}
    assert days == {1}


def test_a_pinned_vehicle_is_asked_first():
    timetable, _, _ = move(wishes=Wishes(pins=(Pin("P1", None, "dt-02"),)))
    assert timetable[2] == {"dt-02": load("P1")}


def test_assigning_puts_a_point_where_it_is_asked_for_and_ends_the_load():
    timetable, _, _ = edited("assign", point="P4", day=DAYS[1], vehicle="dt-01", position=0)
    assert timetable[1]["dt-01"] == load("P4", "P1", "P2", "P3")
    timetable, _, _ = edited("assign", point="P4", day=DAYS[1], vehicle="dt-01", position=99)
    assert timetable[1]["dt-01"] == (*load("P1", "P2", "P3"), *load("P4"))
    timetable, _, _ = edited("assign", point="P1", day=DAYS[0], vehicle="dt-02")
    assert timetable[0] == {"dt-02": load("P1")}


def test_a_container_is_hauled_alone():
    hauler = truck("ar-01", work="container")
    made = tuple(
        week_point(f"P{n}", n + 1, stop=Stop(f"P{n}", n + 1, 0, 6_000, 300, 1, work="container"))
        for n in (1, 2)
    )
    problem = hand_week(made=made)
    problem = replace(
        problem, days=tuple(replace(d, vehicles=(hauler,) if d.vehicles else ()) for d in problem.days)
    )
    timetable, _, _ = move(problem=problem, timetable={1: {"ar-01": load("P1")}, 2: {"ar-01": load("P2")}})
    assert timetable[2]["ar-01"] in {(*load("P1"), *load("P2")), (*load("P2"), *load("P1"))}


def test_a_load_that_nobody_has_tipped_is_tipped_when_a_point_joins_it():
    timetable, _, _ = move(
        timetable={1: {"dt-01": load("P1")}, 2: {"dt-01": (("collect", "P2"),)}}, vehicle="dt-01"
    )
    assert timetable[2]["dt-01"][-1] == ("unload", "tpa")


def test_an_emptied_load_is_not_driven_to_the_landfill():
    assert without((*load("P1"), *load("P2", "P3")), "P1") == load("P2", "P3")
    assert without((*load("P2"), *load("P1"), *load("P3")), "P1") == (*load("P2"), *load("P3"))
    assert without(load("P1", "P2"), "P1") == load("P2")
    assert without(load("P2", "P1"), "P1") == load("P2")
    assert without((("collect", "P1"),), "P1") == ()


def test_frequency_keeps_the_days_that_it_can_and_the_offices_own_is_no_wish():
    timetable, wishes, _ = edited("frequency", point="P1", times=3)
    assert wishes.times == {"P1": 3}
    visited = [day for day, done in timetable.items() if any(("collect", "P1") in h for h in done.values())]
    assert len(visited) == 3
    assert len(set(visited) & {1, 4}) >= 1
    _, wishes, _ = edited("frequency", wishes=wishes, point="P1", times=2)
    assert wishes.times == {}


def test_a_point_that_is_left_out_comes_back_on_days_of_its_rhythm():
    timetable, wishes, days = edited("exclude", point="P1", excluded=True)
    assert (wishes.excluded, days) == ({"P1"}, {1, 4})
    assert not any(("collect", "P1") in halts for done in timetable.values() for halts in done.values())
    again, wishes, _ = edited("exclude", timetable=timetable, wishes=wishes, point="P1", excluded=False)
    problem = hand_week()
    verdict = judge_week(problem, time_week(problem, again), wishes)
    assert wishes.excluded == frozenset()
    assert not any(v.point == "P1" and v.hard for v in verdict.violations)


def test_pins_are_set_taken_together_and_let_go():
    _, wishes, days = edited("pin", point="P1", pinned=True)
    assert (wishes.pins, days) == ((Pin("P1", 1, "dt-01"), Pin("P1", 4, "dt-01")), frozenset())
    _, wishes, _ = edited("pin", wishes=wishes, point="P1", day=DAYS[1], vehicle="dt-02", pinned=True)
    assert set(wishes.pins) == {Pin("P1", 1, "dt-02"), Pin("P1", 4, "dt-01")}
    _, wishes, _ = edited("pin", wishes=wishes, point="P1", day=DAYS[4], pinned=False)
    assert wishes.pins == (Pin("P1", 1, "dt-02"),)
    _, wishes, _ = edited("pin", wishes=wishes, point="P1", pinned=False)
    assert wishes.pins == ()


def test_a_village_moves_as_a_whole():
    made = tuple(replace(p, village="V" if n < 2 else "W") for n, p in enumerate(hand_week().points))
    problem = hand_week(made=made)
    timetable, _, _ = edited("move_village", problem, village="V", from_day=DAYS[1], to_day=DAYS[2])
    assert timetable[1] == {"dt-01": load("P3", "P4")}
    assert {code for halts in timetable[2].values() for kind, code in halts if kind == "collect"} == {
        "P1",
        "P2",
    }
    assert (
        refused("move_village", problem, village="V", from_day=DAYS[0], to_day=DAYS[2])
        == "village_not_visited"
    )
    assert (
        refused("move_village", problem, village="?", from_day=DAYS[0], to_day=DAYS[2]) == "unknown_village"
    )


AWAY = replace(hand_week(), days=tuple(replace(d, away={"dt-09": "kir"}) for d in hand_week().days))
SHUT = replace(
    hand_week(), days=tuple(replace(d, facilities=(landfill(classes=("x",)),)) for d in hand_week().days)
)
CLOSED = hand_week(made=tuple(replace(p, stop=replace(p.stop, classes=("x",))) for p in hand_week().points))
NOTHING_OPEN = replace(SHUT, days=tuple(replace(d, facilities=()) for d in SHUT.days))
MOVE = {"point": "P1", "from_day": DAYS[1], "to_day": DAYS[2]}


@pytest.mark.parametrize(
    ("code", "kind", "problem", "values"),
    [
        ("unknown_edit", "paint", None, {}),
        ("unknown_point", "move", None, MOVE | {"point": "P9"}),
        ("unknown_day", "move", None, MOVE | {"to_day": "2020-01-01"}),
        ("unknown_vehicle", "move", None, MOVE | {"vehicle": "dt-77"}),
        ("vehicle_away", "move", AWAY, MOVE | {"vehicle": "dt-09"}),
        ("vehicle_away", "move", None, MOVE | {"to_day": DAYS[6], "vehicle": "dt-01"}),
        ("no_trucks", "move", None, MOVE | {"to_day": DAYS[6]}),
        ("no_vehicle", "move", CLOSED, MOVE),
        ("no_facility", "move", SHUT, MOVE),
        ("no_facility", "move", NOTHING_OPEN, MOVE),
        ("not_visited", "move", None, MOVE | {"from_day": DAYS[0]}),
        ("already_visited", "move", None, MOVE | {"to_day": DAYS[4]}),
        ("nothing_changes", "move", None, MOVE | {"to_day": DAYS[1]}),
        ("nothing_changes", "exclude", None, {"point": "P1", "excluded": False}),
        ("times_impossible", "frequency", None, {"point": "P1", "times": 7}),
        ("unknown_vehicle", "assign", None, {"point": "P1", "day": DAYS[1]}),
    ],
)
def test_what_makes_no_sense_is_refused(code, kind, problem, values):
    assert refused(kind, problem, **values) == code


def test_a_point_that_is_left_out_is_taken_in_before_it_is_changed():
    out = Wishes(excluded=frozenset({"P1"}))
    for kind, values in (
        ("assign", {"day": DAYS[1], "vehicle": "dt-01"}),
        ("pin", {"pinned": True}),
        ("frequency", {"times": 3}),
    ):
        assert refused(kind, wishes=out, point="P1", **values) == "excluded"
    assert refused("pin", timetable={}, point="P1", pinned=True) == "never_visited"


def test_every_refusal_and_every_rule_has_words_in_both_languages():
    values = dict.fromkeys(("kind", "point", "vehicle", "village", "day", "times", "days"), "1")
    for text_id, text_en in REFUSALS.values():
        assert text_id.format(**values) != text_en.format(**values)
    point = hand_week().points[0]
    for rule in HORIZON_RULES:
        for day in (None, 1):
            words = say(WeekViolation(rule, day, "dt-01", "P1", amount=2, label="end"), point)
            assert words.id
            assert words.id != words.en


def test_a_board_says_who_works_who_is_away_and_why_nobody_comes():
    wishes = Wishes(excluded=frozenset({"P4"}), pins=(Pin("P1", 1, "dt-01"),))
    timetable = {1: {"dt-01": load("P1", "P2")}, 4: {"dt-01": load("P1", "P2")}}
    plans = time_week(AWAY, timetable)
    drawn = board(AWAY, plans, judge_week(AWAY, plans, wishes), wishes)
    cells = {(c["day"], c["vehicle"]): c for c in drawn["cells"]}
    assert [cells[DAYS[1], v]["state"] for v in ("dt-01", "dt-02", "dt-09")] == ["works", "free", "away"]
    assert cells[DAYS[1], "dt-09"]["away"] == "kir"
    first = cells[DAYS[1], "dt-01"]
    assert [(s["kind"], s["code"], s["kg"], s["load_kg"], s["trip"]) for s in first["stops"]] == [
        ("collect", "P1", 500, 500, 1),
        ("collect", "P2", 500, 1_000, 1),
        ("unload", "tpa", -1_000, 0, 1),
    ]
    assert first["stops"][0]["arrives_at"].startswith("2026-11-23T23:")
    assert (first["kg"], first["fill_share"], first["over"]) == (1_000, 0.333, False)
    points = {p["code"]: p for p in drawn["points"]}
    assert points["P1"]["pinned"] == [{"day": DAYS[1], "vehicle": "dt-01"}]
    assert points["P1"]["vehicles"] == {DAYS[1]: "dt-01", DAYS[4]: "dt-01"}
    assert (points["P3"]["unserved"], points["P4"]["unserved"]) == ("left_out", None)
    assert points["P4"]["excluded"]
    assert (drawn["measures"]["unserved"], drawn["measures"]["visits"]) == (1, 4)
    assert {v["rule"] for v in drawn["violations"] if v["point"] == "P3"} == {"left_out"}
    assert drawn["days"][6]["collects"] is False
