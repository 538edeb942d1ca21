import pytest

from geo.roads import RoadEngine
from tests.support.road_county import county_snapshot


@pytest.fixture(scope="session")
def county(tmp_path_factory):
    return RoadEngine.open(county_snapshot(tmp_path_factory.mktemp("county")))
