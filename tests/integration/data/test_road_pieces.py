"""A click chooses the piece of road between two junctions."""

from datetime import UTC, datetime

import pytest
from geoalchemy2 import WKTElement

from data.store import models
from data.store.queries.road_pieces import piece_at

pytestmark = pytest.mark.services

NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
# a road to the east, a lane from its middle to the north, a bridge over it that shares no node
ROADS = {
    1: "110.660 -6.590, 110.665 -6.590, 110.670 -6.590, 110.680 -6.590",
    2: "110.670 -6.590, 110.670 -6.580",
    3: "110.6625 -6.595, 110.6625 -6.585",
}


@pytest.fixture
def crossing(session):
    session.add(
        models.RoadSnapshot(
            checksum="c",
            folder="/nowhere",
            kind="file",
            source="test",
            attribution="",
            info={},
            built_at=NOW,
            activated_at=NOW,
            is_current=True,
        )
    )
    session.flush()
    for way, line in ROADS.items():
        geom = WKTElement(f"LINESTRING({line})", srid=4326)
        session.add(
            models.Road(checksum="c", osm_id=way, road_class="tertiary", name=f"jalan {way}", geom=geom)
        )
    session.flush()
    return session


def test_piece_ends_at_junctions_and_not_under_a_bridge(crossing):
    west = piece_at(crossing, 110.6651, -6.5901)
    assert (west.osm_way, west.name) == (1, "jalan 1")
    assert west.geometry["coordinates"] == [[110.66, -6.59], [110.665, -6.59], [110.67, -6.59]]
    assert west.length_m == pytest.approx(1106, abs=3)
    assert west.distance_m == pytest.approx(11, abs=1)
    east = piece_at(crossing, 110.675, -6.5901)
    assert east.geometry["coordinates"] == [[110.67, -6.59], [110.68, -6.59]]


def test_lane_that_ends_blind_is_one_piece(crossing):
    assert piece_at(crossing, 110.6701, -6.585).osm_way == 2


def test_click_far_from_every_road_chooses_none(crossing):
    assert piece_at(crossing, 110.60, -6.50) is None


def test_without_roads_there_is_no_piece(session):
    assert piece_at(session, 110.66, -6.59) is None
