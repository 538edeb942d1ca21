import json

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from data.contract import codec, polyline
from data.contract.fix import Fix, Rejection
from data.contract.messages import EventMessage, FixMessage

TOPICS = st.sampled_from(["fleet/dt-01/fix", "fleet/dt-01/past", "fleet/dt-01/event", "fleet/x/fix", "a/b"])
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
JSON = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner)
)
KEYS = ["v", "device", "boot", "seq", "fixes", "tst", "lat", "lon", "event", "vel"]
NEAR = st.dictionaries(st.sampled_from(KEYS), LEAVES | st.just("dt-01") | st.just(1) | JSON)


@given(TOPICS, st.binary(max_size=300))
def test_decoder_answers_any_bytes_without_an_exception(topic, payload):
    assert isinstance(codec.decode_up(topic, payload), FixMessage | EventMessage | Rejection)


@given(
    TOPICS,
    JSON
    | NEAR
    | st.fixed_dictionaries(
        {"v": st.just(1), "device": st.just("dt-01"), "boot": st.integers(), "fixes": st.lists(NEAR)}
    ),
)
def test_decoder_answers_any_json_without_an_exception(topic, document):
    answer = codec.decode_up(topic, json.dumps(document).encode())
    assert isinstance(answer, FixMessage | EventMessage | Rejection)
    if isinstance(answer, FixMessage):
        assert all(isinstance(fix, Fix | Rejection) for fix in codec.fixes_of(answer))


@given(st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), min_size=1, max_size=30))
def test_polyline_keeps_every_point_to_a_millionth_degree(points):
    line = np.array(points)
    assert np.abs(polyline.decode(polyline.encode(line)) - line).max() <= 0.51e-6


@given(st.text(max_size=40))
def test_polyline_refuses_or_reads_any_text(text):
    try:
        line = polyline.decode(text)
    except ValueError:
        return
    assert line.shape[1] == 2
