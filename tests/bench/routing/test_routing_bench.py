import pytest

from routing.bench import days


@pytest.mark.slow
def test_bench_compares_engines_with_the_baseline_of_the_same_run(monkeypatch):
    monkeypatch.setattr(days, "SHORT_S", 2.0)
    figures = days.run(short=True)
    assert len(figures["days"]) == 2
    for day in figures["days"]:
        for name in ("ortools", "auto"):
            plan = day["plans"][name]
            assert plan["feasible"]
            assert plan["cost"] <= day["plans"]["savings"]["cost"]
            assert plan["wall_s"] <= figures["time_limit_s"] + 2
