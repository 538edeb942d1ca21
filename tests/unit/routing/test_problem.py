import json
from dataclasses import replace

import numpy as np
import pytest

from routing.errors import ProblemError
from routing.model.problem import Facility, Matrix, Problem, Stop, Vehicle, Window
from routing.model.problem_json import problem_from_json, problem_to_json
from routing.model.sample import DayShape, make_day


def matrix(n, dtype=np.int32):
    values = np.full((n, n), 60, dtype=dtype)
    np.fill_diagonal(values, 0)
    return Matrix(values, values.copy())


def problem(**changes):
    parts = {
        "vehicles": (Vehicle("a", "dump", "collect", 1000, 6000, 1, 1, 1, Window(0, 3600), 0, 0),),
        "facilities": (Facility("tpa", 1, 60, (Window(0, 3600),)),),
        "stops": (Stop("s", 2, 10, 10, 60, 100),),
        "matrices": {"dump_truck": matrix(3)},
    }
    return Problem(**{**parts, **changes})


def test_sound_problem_is_accepted():
    assert problem().size == 3


@pytest.mark.parametrize("what", ["capacity_kg", "fixed_cost", "max_stops", "overtime_per_hour"])
def test_an_amount_too_great_for_a_solver_is_refused_by_name(what):
    vehicle = replace(problem().vehicles[0], **{what: 10**30})
    with pytest.raises(ProblemError, match=f"vehicle 'a': {what} must not be above"):
        problem(vehicles=(vehicle,))


def test_all_faults_are_named_at_once():
    vehicle = Vehicle("a", "dump", "collect", 0, 6000, -1, 1, 1, Window(10, 5), 0, 9)
    stop = Stop("s", 7, -3, 10, 60, 100)
    with pytest.raises(ProblemError) as caught:
        problem(vehicles=(vehicle, vehicle), stops=(stop,), facilities=())
    text = str(caught.value)
    for fault in (
        "'a' is given twice",
        "capacity_kg must be positive, not 0",
        "fixed_cost must not be negative, but is -1",
        "shift closes (5 s) before it opens (10 s)",
        "end is row 9, outside the matrices of 3 places",
        "no facility to unload at",
        "stop 's': kg must not be negative, but is -3",
        "location is row 7",
    ):
        assert fault in text
    assert len(caught.value.faults) >= 8


@pytest.mark.parametrize(
    ("broken", "fault"),
    [
        (matrix(3, np.float64), "must be integers"),
        (Matrix(matrix(3).duration_s, matrix(2).distance_m), "shape must be (3, 3), not (2, 2)"),
        (Matrix(matrix(3).duration_s - 62, matrix(3).distance_m), "no entry may be below -1"),
        (Matrix(matrix(3).duration_s + 1, matrix(3).distance_m), "to itself must be 0"),
    ],
)
def test_wrong_matrix_is_refused(broken, fault):
    with pytest.raises(ProblemError, match=fault.replace("(", r"\(").replace(")", r"\)")):
        problem(matrices={"dump_truck": broken})


def test_unknown_profile_is_refused():
    with pytest.raises(ProblemError, match="no matrix for profile 'dump_truck'"):
        problem(matrices={"van": matrix(3)})


def test_windows_must_be_ordered_and_apart():
    stop = Stop("s", 2, 1, 1, 1, 1, windows=(Window(50, 60), Window(0, 55)))
    with pytest.raises(ProblemError, match=r"in order of time.*overlap"):
        problem(stops=(stop,))


@pytest.mark.parametrize("packed", [False, True])
def test_problem_survives_json(packed):
    day = make_day(3, DayShape(stops=12, containers=3))
    again = problem_from_json(json.loads(json.dumps(problem_to_json(day, packed=packed))))
    assert (again.vehicles, again.facilities, again.stops, again.label) == (
        day.vehicles,
        day.facilities,
        day.stops,
        day.label,
    )
    read, made = again.matrices["dump_truck"], day.matrices["dump_truck"]
    assert np.array_equal(read.duration_s, made.duration_s)
    assert np.array_equal(read.distance_m, made.distance_m)


def test_stop_admits_only_its_kind_and_classes():
    truck = problem().vehicles[0]
    stop = problem().stops[0]
    assert stop.admits(truck)
    assert not replace(stop, work="container").admits(truck)
    assert not replace(stop, classes=("small",)).admits(truck)
