"""Cells of the routing graph fit the network: the last level still has several of them."""

import pytest

from geo.roads.tools import cell_sizes


@pytest.mark.parametrize(
    ("pieces", "sizes"),
    [
        (0, [128]),
        (8_000, [128]),
        (16_000, [128, 1_024]),
        (52_000, [128, 1_024]),
        (12_000_000, [128, 1_024, 8_192, 65_536, 524_288]),
    ],
)
def test_levels_grow_with_the_network(pieces, sizes):
    assert cell_sizes(pieces) == sizes


@pytest.mark.parametrize("pieces", [10**n for n in range(9)])
def test_all_levels_fit_the_64_bits_that_osrm_has_for_them(pieces):
    assert sum((pieces // size + 1).bit_length() for size in cell_sizes(pieces)) <= 64
