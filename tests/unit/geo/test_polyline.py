import numpy as np
import pytest

from geo.roads.asking.route import decode_polyline6


def encode(lines):
    """The published algorithm, one number at a time."""
    out, previous = [], (0, 0)
    for lon, lat in lines:
        now = (round(lat * 1e6), round(lon * 1e6))
        for value in (now[0] - previous[0], now[1] - previous[1]):
            bits = ~(value << 1) if value < 0 else value << 1
            while bits >= 0x20:
                out.append(chr((0x20 | (bits & 0x1F)) + 63))
                bits >>= 5
            out.append(chr(bits + 63))
        previous = now
    return "".join(out)


@pytest.mark.parametrize("size", [0, 1, 2, 500])
def test_decoding_gives_back_what_was_encoded(size):
    line = np.random.default_rng(size).uniform((-180, -90), (180, 90), (size, 2)).round(6)
    assert decode_polyline6(encode(line)) == pytest.approx(line, abs=1e-9)
