"""Cordeau's periodic format: days from the left of the bit string, exact ways, one trip a day."""

import pytest

from routing.bench.cordeau import check_cordeau, read_cordeau
from routing.bench.instance import Tour
from routing.bench.recognise import read_instance
from routing.bench.runner import Wish, run_files
from routing.errors import InstanceError

# customers 1 and 2 once (day 1 or 2), 3 on both days
PVRP = """\
1 2 3 2
40 10
40 10
0 0 0 0 0 0 0
1 3 4 1 6 1 2 1 2
2 6 8 1 6 1 2 1 2
3 0 5 1 3 2 1 3
"""


def test_the_first_day_is_the_leftmost_bit(write):
    data = read_cordeau(write(PVRP.replace("1 3 4 1 6 1 2 1 2", "1 3 4 1 6 1 1 2"), "p"))
    assert data.places[1].masks == (0b01,)
    assert data.duration == (40, 40)


def test_a_week_in_this_format_is_solved_and_checked(write):
    path = write(PVRP, "tiny")
    write("instance,best_known,lower_bound\ntiny,45,0\n", "bounds.csv")
    (row,) = run_files([path], Wish(iterations=200), lambda _: None)
    assert (row["format"], row["feasible"], row["vehicles"]) == ("pvrp", True, 1)
    # 0-3-1-0 on one day: 5 + sqrt(10) + 5; 0-3-2-0 on the other: 5 + sqrt(45) + 10
    assert row["cost"] == pytest.approx(25 + 10**0.5 + 45**0.5, abs=1e-3)
    assert row["reference"] == 45


def test_limits_that_differ_by_day_are_kept(write):
    text = PVRP.replace("40 10\n40 10\n", "40 10\n0 3\n").replace("1 2 1 2\n3", "1 1 2\n3")
    (row,) = run_files([write(text, "tiny")], Wish(iterations=200), lambda _: None)
    assert row["feasible"] is True
    assert row["route_days"].count(1) == 1


@pytest.mark.parametrize(
    ("tours", "rule"),
    [
        ([Tour(1, (0, 1, 2, 3, 0), 0), Tour(1, (0, 3, 0), 1)], "over_capacity"),
        ([Tour(1, (0, 1, 3, 0), 0), Tour(1, (0, 2, 0), 1)], "days_not_allowed"),
        ([Tour(1, (0, 1, 3, 1, 0), 0), Tour(1, (0, 2, 3, 0), 1)], "days_not_allowed"),
        ([Tour(1, (0, 1, 0, 3, 0), 0), Tour(1, (0, 2, 3, 0), 1)], "depot_at_both_ends_only"),
        ([Tour(1, (0, 1, 3, 9, 0), 0), Tour(1, (0, 2, 3, 0), 1)], "node_unknown"),
        ([Tour(1, (0, 1, 3, 0), 0), Tour(1, (0, 2, 3, 0), 4)], "day_unknown"),
        ([Tour(n, (0, n, 0), 0) for n in (1, 2, 3)] + [Tour(1, (0, 3, 0), 1)], "too_many_vehicles"),
    ],
)
def test_the_checker_names_what_is_broken(write, tours, rule):
    assert rule in {fault.rule for fault in check_cordeau(read_cordeau(write(PVRP, "p")), tours).faults}


def test_a_route_that_lasts_too_long_is_named(write):
    data = read_cordeau(write(PVRP.replace("40 10", "20 20"), "p"))
    tours = [Tour(1, (0, 1, 2, 3, 0), 0), Tour(1, (0, 3, 0), 1)]
    (fault,) = check_cordeau(data, tours).faults
    # ways 5, 5, sqrt(45), 5 and services 1, 1, 1
    assert (fault.rule, fault.amount) == ("too_long", pytest.approx(18 + 45**0.5 - 20))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("1 2 3 2", "1 2 4 2", "4 customers are announced, 3 stand there"),
        ("2 1 3\n", "1 1 3\n", "line 7: combination 3 has not 1 of 2 days"),
        ("2 1 3\n", "2 1 7\n", "line 7: combination 7 has not 2 of 2 days"),
        ("2 6 8 1 6", "1 6 8 1 6", "line 5: number 1 stands there twice"),
        ("1 3 4 1 6 1 2 1 2", "1 3 x 1 6 1 2 1 2", "line 5: y must be a number, not 'x'"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(write, old, new, told):
    with pytest.raises(InstanceError, match=told):
        read_instance(write(PVRP.replace(old, new), "p"))
