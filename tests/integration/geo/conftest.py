import pytest

from geo.roads import RoadEngine
from tests.support.road_county import county_snapshot


@pytest.fixture(scope="session")
def county_folder(tmp_path_factory):
    return county_snapshot(tmp_path_factory.mktemp("county"))


@pytest.fixture(scope="session")
def county(county_folder):
    return RoadEngine.open(county_folder)
