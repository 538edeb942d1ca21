import json
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from data.contract.dialects.decode import decode_foreign
from data.contract.dialects.report import Report
from data.contract.fix import Fix
from geo.units import KMH_PER_KNOT
from tests.support.fuzzing import judge

TOPICS = st.sampled_from(
    [
        "owntracks/hp-budi/phone",
        "positions",
        "positions/kantor-2",
        "356307042441013/data",
        "http/owntracks/hp-budi",
        "http/traccar-client/hp-siti",
        "elsewhere",
    ]
)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
JSON = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner)
)
KEYS = st.sampled_from(
    [
        *(
            "_type",
            "lat",
            "lon",
            "tst",
            "vel",
            "cog",
            "device",
            "uniqueId",
            "position",
            "attributes",
            "device_id",
        ),
        *(
            "location",
            "coords",
            "timestamp",
            "state",
            "reported",
            "ts",
            "latlng",
            "sat",
            "pr",
            "RSP",
            "fixTime",
        ),
    ]
)
NEAR = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner))
PLACES = st.tuples(st.floats(-180, 180), st.floats(-90, 90))
MOMENTS = st.integers(1_600_000_000_000, 1_900_000_000_000)


@given(TOPICS, st.binary(max_size=300))
def test_any_bytes_have_an_answer_that_can_be_stored(topic, payload):
    judge(topic, payload)


@given(TOPICS, JSON | NEAR)
def test_any_json_has_an_answer_that_can_be_stored(topic, document):
    judge(topic, json.dumps(document).encode())


@given(PLACES, MOMENTS, st.floats(0, 200))
def test_one_drive_told_in_three_dialects_has_one_normal_form(place, milliseconds, speed_kn):
    lon, lat = place
    moment = datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=milliseconds)
    traccar = {
        "device": {"uniqueId": "x"},
        "position": {"fixTime": moment.isoformat(), "longitude": lon, "latitude": lat, "speed": speed_kn},
    }
    client = f"id=x&timestamp={max(milliseconds, 2**31)}&lat={lat!r}&lon={lon!r}&speed={speed_kn!r}"
    teltonika = {"ts": str(milliseconds), "latlng": f"{lat!r},{lon!r}", "sp": speed_kn * KMH_PER_KNOT}
    fixes = [
        only_fix("positions", json.dumps(traccar)),
        only_fix("http/traccar-client/x", client),
        only_fix("356307042441013/data", json.dumps({"state": {"reported": teltonika}})),
    ]
    assert len({fix.seq for fix in fixes}) == 1
    assert {(fix.fix_time, fix.lon, fix.lat, fix.speed_kmh) for fix in fixes} == {
        (moment, lon, lat, speed_kn * KMH_PER_KNOT)
    }


def only_fix(topic, text):
    answer = decode_foreign(topic, text.encode())
    assert isinstance(answer, Report)
    (fix,) = answer.parts
    assert isinstance(fix, Fix)
    return fix
