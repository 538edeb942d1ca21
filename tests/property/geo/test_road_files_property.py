"""Whatever happens to a road file on its way, reading it ends in roads or in one clear sentence."""

import gzip
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.errors import NetworkFileError
from geo.roads.bounds import Bounds
from geo.roads.reading.reader import read_network
from tests.support.road_files import write_country

TOWN = {
    "elements": [
        {"type": "node", "id": 1, "lon": 110.6, "lat": -6.6},
        {"type": "node", "id": 2, "lon": 110.7, "lat": -6.6},
        {"type": "way", "id": 3, "nodes": [1, 2], "tags": {"highway": "primary"}},
    ]
}
FORMS = ["osm", "osm.gz", "osm.bz2", "pbf", "json", "json.gz"]


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The bytes of a small road file in each form."""
    folder = tmp_path_factory.mktemp("whole")
    for form in FORMS[:4]:
        write_country(folder / form, clusters=3, kind=form)
    answer = json.dumps(TOWN).encode()
    packed = {"json": answer, "json.gz": gzip.compress(answer)}
    return packed | {form: (folder / form).read_bytes() for form in FORMS[:4]}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    form=st.sampled_from(FORMS),
    spoilt=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=4),
    length=st.floats(0.01, 1),
    area=st.sampled_from([None, Bounds(110, -8, 112, -6)]),
)
def test_a_spoilt_file_is_read_or_refused_in_one_sentence(whole, tmp_path, form, spoilt, length, area):
    content = bytearray(whole[form])
    for at, byte in spoilt:
        content[int(at * len(content))] = byte
    path = tmp_path / "roads"
    path.write_bytes(content[: max(1, int(length * len(content)))])
    try:
        network = read_network(path, bounds=area)
    except NetworkFileError as error:
        told = str(error).splitlines()
    else:
        told = [way.highway for way in network.ways[:1]]
    assert len(told) == 1
