"""Polylines with six decimals, as OSRM and Valhalla write them.

Source of the algorithm: Google, "Encoded Polyline Algorithm Format", with factor 1e6 instead of 1e5.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

_FACTOR = 1_000_000


def encode(line: NDArray[np.float64]) -> str:
    """Encode `line`, shape (n, 2), lon/lat degrees, to text."""
    steps = np.rint(np.asarray(line, dtype=np.float64)[:, ::-1] * _FACTOR).astype(np.int64)
    deltas = np.diff(steps, axis=0, prepend=np.zeros((1, 2), dtype=np.int64))
    return "".join(_encode_number(int(delta)) for delta in deltas.ravel())


def decode(text: str) -> NDArray[np.float64]:
    """Decode `text` to an array of shape (n, 2), lon/lat degrees.

    Raises
    ------
    ValueError
        When the text breaks off or holds a character outside the alphabet.
    """
    deltas = np.fromiter(_numbers(text), dtype=np.int64)
    if len(deltas) % 2:
        raise ValueError("polyline breaks off in the middle of a point")
    return np.ascontiguousarray(deltas.reshape(-1, 2).cumsum(axis=0)[:, ::-1] / _FACTOR)


def _encode_number(value: int) -> str:
    bits = ~(value << 1) if value < 0 else value << 1
    chunks = []
    while bits >= 0x20:
        chunks.append(chr((0x20 | (bits & 0x1F)) + 63))
        bits >>= 5
    chunks.append(chr(bits + 63))
    return "".join(chunks)


def _numbers(text: str) -> Iterator[int]:
    bits = shift = 0
    for char in text:
        chunk = ord(char) - 63
        if not 0 <= chunk < 64 or shift > 60:
            raise ValueError(f"polyline holds an impossible character: {char!r}")
        bits |= (chunk & 0x1F) << shift
        shift += 5
        if chunk < 0x20:
            yield ~(bits >> 1) if bits & 1 else bits >> 1
            bits = shift = 0
    if shift:
        raise ValueError("polyline breaks off in the middle of a number")
