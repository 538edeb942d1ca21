from routing.bench import days
from routing.bench.days import Case
from routing.bench.made_up import make_kim, mixed_fleet
from routing.model.sample import DayShape, make_day


def test_bench_compares_engines_with_each_other_and_the_baseline_of_the_same_run(monkeypatch):
    day = make_day(1, DayShape(stops=20, containers=4, dump_trucks=3, arm_rolls=2))
    cases = [Case("day", 1, day), Case("mixed_fleet", 1, mixed_fleet(make_kim(1, 20)))]
    monkeypatch.setattr(days, "SHORT_S", 0.7)
    monkeypatch.setattr(days, "MANY_STOPS", 60)
    monkeypatch.setattr(days, "_cases", lambda *, short: iter(cases))
    figures = days.run(short=True)
    assert figures["violations"] == 0
    assert figures["first_answer_2000_stops"]["violations"] == 0
    for problem in figures["problems"]:
        for name in days.CONTESTANTS:
            assert problem["plans"][name]["cost"] <= problem["plans"]["savings"]["cost"]


def test_a_made_up_county_needs_several_trips_and_fits_its_vehicles():
    county = make_kim(3, 120)
    assert county == make_kim(3, 120)
    assert sum(stop.load for stop in county.stops) > 2 * county.capacity
    mixed = mixed_fleet(county)
    assert {v.class_code for v in mixed.vehicles} == {"large", "small"}
    assert len({v.capacity_kg for v in mixed.vehicles}) == 2
