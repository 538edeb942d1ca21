"""A format is seen from the content; what is wrong with a file is told with file, line and value."""

import json

import pytest

from routing.bench.pvrpif import read_pvrpif
from routing.bench.recognise import read_instance
from routing.errors import InstanceError
from tests.unit.routing.bench.conftest import CVRP, KIM, MIXED, RELOADS, SOLOMON, VRPTW

WEEK = {
    "type": "FeatureCollection",
    "info": {"numVehicles": 1, "maxDuration": 60, "maxCapacity": 10, "planningHorizon": 4},
    "features": [
        {"properties": {"id": i, "type": kind, "frequency": often, "demand": often, "service": often}}
        for i, (kind, often) in enumerate([("depot", 0.0), ("customer", 2.0), ("intermediateFacility", 0.0)])
    ],
    "duration": [[0, 5, 6], [5, 0, 7], [6, 8, 0]],
}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (KIM, "kim2006"),
        (CVRP, "cvrp"),
        (VRPTW, "vrptw"),
        (RELOADS, "mtvrptwr"),
        (MIXED, "hfvrp"),
        (SOLOMON, "solomon"),
    ],
)
def test_a_format_is_seen_from_the_content_not_the_name(write, text, name):
    instance = read_instance(write(text, "any.thing"))
    assert instance.format == name
    assert instance.problem(instance.objective).stops


def test_a_week_is_read_with_its_horizon(write):
    path = write(json.dumps(WEEK), "week.txt")
    assert read_instance(path).format == "pvrpif"
    week = read_pvrpif(path)
    assert (week.horizon, week.frequency, week.minutes[2, 1]) == (4, (0, 2, 0), 8)


@pytest.mark.parametrize(
    ("text", "old", "new", "told"),
    [
        (KIM, "20.0", "x", "line 1: capacity must be a number, not 'x'"),
        (KIM, "0600 1500", "0600 2575", "line 7: time must be HHMM up to 2400, not '2575'"),
        (KIM, "0700 1400", "1400 0700", "line 10: latest start 0700 lies before the earliest, 1400"),
        (KIM, "60 12.50 1", "60 -1 1", "line 9: load must not be negative, but is -1"),
        (KIM, "60 12.50 1", "60 21 1", "line 9: load 21.0 is more than a vehicle can carry (20.0)"),
        (KIM, "7 10560", "2 10560", "line 10: stop 2 is given twice"),
        (KIM, "60 9.00 1", "60 9.00 5", "line 11: stop type must be 0, 1 or 2, not 5"),
        (CVRP, "DIMENSION : 4", "DIMENSION : x", "line 3: DIMENSION must be a number, not 'x'"),
        (CVRP, "3 2 2", "3 2", "line 9: node coord is missing in '3 2'"),
        (CVRP, "3 2 2", "9 2 2", "line 9: node must be a node from 1 to 4, not 9"),
        (CVRP, "4 0 3\nDEM", "DEM", "NODE_COORD_SECTION does not name node 4"),
        (CVRP, "CAPACITY : 8", "CAPACITY : 3", "line 13: demand 4 is more than any vehicle can carry (3)"),
        (CVRP, "EUC_2D", "GEO", "line 4: EDGE_WEIGHT_TYPE 'GEO' is not understood"),
        (CVRP, "DEPOT_SECTION", "PARTY_SECTION", "line 16: section PARTY_SECTION is not understood"),
        (VRPTW, "4 20 60", "4 60 20", "line 22: window of node 4 closes (20) before it opens (60)"),
        (RELOADS, "2 1\nDEPOT", "3 1\nDEPOT", "line 30: vehicle must be 1 to 2, not 3"),
        (MIXED, "VEHICLES: 2", "VEHICLES: 3", "VEHICLES says 3, CAPACITY_SECTION has 2"),
        (
            SOLOMON,
            "2 10".replace(" ", "         "),
            "0         10",
            "number and capacity of vehicles must be above 0",
        ),
        (SOLOMON, "2      2   2", "5      2   2", "line 12: customer 2 is expected here, not 5"),
        ("hello\n", "hello", "hello", "line 1: no known format"),
    ],
)
def test_what_is_wrong_is_told_with_file_line_and_value(write, text, old, new, told):
    assert old in text
    with pytest.raises(InstanceError) as caught:
        read_instance(write(text.replace(old, new, 1)))
    assert str(caught.value).startswith("tiny.vrp")
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"info": {**WEEK["info"], "planningHorizon": 5}}, "planningHorizon must be 4 or 6, not 5"),
        ({"duration": [[0, 1], [1, 0]]}, "duration: shape must be (3, 3), not (2, 2)"),
        ({"features": WEEK["features"][:2]}, "there is no intermediateFacility"),
        ({"duration": [[0, 5, 6], [5, 0, -7], [6, 8, 0]]}, "not negative"),
    ],
)
def test_what_is_wrong_with_a_week_is_told_with_its_value(write, change, told):
    with pytest.raises(InstanceError) as caught:
        read_instance(write(json.dumps(WEEK | change)))
    assert told in str(caught.value)


@pytest.mark.parametrize("raw", [b"", b"\0\1\2", b'{"planningHorizon": ', b"\xff\xfe\xfa"])
def test_bytes_that_are_no_instance_are_told_not_thrown(tmp_path, raw):
    path = tmp_path / "raw.vrp"
    path.write_bytes(raw)
    with pytest.raises(InstanceError):
        read_instance(path)


@pytest.mark.parametrize(
    ("layout", "weights"),
    [
        ("FULL_MATRIX", "0 1 2 3 1 0 4 5 2 4 0 6 3 5 6 0"),
        ("LOWER_ROW", "1 2 4 3 5 6"),
        ("LOWER_DIAG_ROW", "0 1 0 2 4 0 3 5 6 0"),
        ("UPPER_ROW", "1 2 3 4 5 6"),
        ("UPPER_DIAG_ROW", "0 1 2 3 0 4 5 0 6 0"),
    ],
)
def test_explicit_ways_may_be_a_matrix_or_a_half_of_one(write, layout, weights):
    text = CVRP.replace("EUC_2D", f"EXPLICIT\nEDGE_WEIGHT_FORMAT : {layout}")
    text = text.replace("DEMAND_SECTION", f"EDGE_WEIGHT_SECTION\n{weights}\nDEMAND_SECTION")
    data = read_instance(write(text)).data
    assert data.way.tolist() == [[0, 1, 2, 3], [1, 0, 4, 5], [2, 4, 0, 6], [3, 5, 6, 0]]
    assert data.ticks == 1


def test_explicit_ways_of_the_wrong_number_are_told(write):
    text = CVRP.replace("EUC_2D", "EXPLICIT\nEDGE_WEIGHT_FORMAT : UPPER_ROW")
    text = text.replace("DEMAND_SECTION", "EDGE_WEIGHT_SECTION\n1 2 3 4 5\nDEMAND_SECTION")
    with pytest.raises(InstanceError, match="must hold 6 weights, not 5"):
        read_instance(write(text))
