import json
from itertools import pairwise

import pytest

from geo.position import haversine_m
from simulators.errors import FleetFileError
from simulators.foreign import ForeignLine, ForeignPlan, Speaker, read_lines
from simulators.walk import Walk, digest

POOL = (110.67, -6.59)


def walk_of(seed):
    walk = Walk(*POOL, seed)
    return [walk.fix(number, number + 3, 1.7e9 + number / 50) for number in range(1, 2000)]


def test_the_same_seed_walks_the_same_way():
    assert digest(walk_of(7)) == digest(walk_of(7))
    assert digest(walk_of(7)) != digest(walk_of(8))


def test_a_walk_is_no_implausible_speed_even_at_fifty_fixes_a_second():
    fixes = walk_of(1)
    steps = [haversine_m(a.lon, a.lat, b.lon, b.lat) for a, b in pairwise(fixes)]
    assert max(steps) < 1.0
    assert max(haversine_m(*POOL, fix.lon, fix.lat) for fix in fixes) <= 401


def foreign_plan(tmp_path, **more):
    lines = (
        ForeignLine(dialect="owntracks", account="phone-01", password="p", devices=["phone-01"]),
        ForeignLine(dialect="traccar", account="traccar", password="p", devices=["tracker-01", "tracker-02"]),
    )
    return ForeignPlan(
        **{"lines": lines, "ledger": tmp_path / "ledger.json", "host": "127.0.0.1", "port": 1}
        | {"rate_per_s": 5.0, "begins_s": 1_700_000_000, "drain_s": 0.0}
        | more
    )


def test_foreign_devices_say_the_same_for_the_same_number(tmp_path):
    plan = foreign_plan(tmp_path)
    one, other = (Speaker(plan.lines[1], plan) for _ in range(2))
    assert [one.message("tracker-02", n) for n in range(50)] == [
        other.message("tracker-02", n) for n in range(50)
    ]
    topic, payload = one.message("tracker-02", 7)
    content = json.loads(payload)
    assert topic == "positions"
    assert content["device"]["uniqueId"] == "tracker-02"
    assert content["position"]["fixTime"] == "2023-11-14T22:13:27.000+00:00"


def test_births_stop_while_the_broker_acknowledges_nothing(tmp_path):
    plan = foreign_plan(tmp_path)
    speaker = Speaker(plan.lines[0], plan)
    speaker.advance(passed_s=1e6)
    assert speaker.books["phone-01"].born == 200
    assert not speaker.idle


def test_only_what_the_broker_took_is_acknowledged(tmp_path):
    plan = foreign_plan(tmp_path)
    speaker = Speaker(plan.lines[0], plan)
    speaker.advance(passed_s=1.0)
    under_way = list(speaker._under_way.items())
    for mid, (_, number) in under_way:
        speaker._answers.put((mid, number != 3))
    speaker.listen()
    assert speaker.books["phone-01"].acknowledged == {1, 2, 4, 5}
    assert speaker.books["phone-01"].refused == 1
    assert speaker.idle


@pytest.mark.parametrize("text", ["", "{}", '{"lines": [{"dialect": "klingon"}]}'])
def test_a_file_of_lines_that_makes_no_sense_is_told_in_words(tmp_path, text):
    path = tmp_path / "lines.json"
    path.write_text(text)
    with pytest.raises(FleetFileError, match=r"lines\.json"):
        read_lines(path)


def test_an_unknown_dialect_is_named(tmp_path):
    path = tmp_path / "lines.json"
    path.write_text(
        json.dumps({"lines": [{"dialect": "klingon", "account": "a", "password": "p", "devices": []}]})
    )
    with pytest.raises(FleetFileError, match="klingon"):
        read_lines(path)
