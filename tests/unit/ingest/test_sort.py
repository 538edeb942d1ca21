"""Sorting a batch into new, known and refused, without a database."""

import pytest

from data.store.queries.ingest_items import as_ranges


@pytest.mark.parametrize(
    ("numbers", "ranges"),
    [([], []), ([3], [(3, 3)]), ([3, 1, 2, 2], [(1, 3)]), ([9, 1, 2, 7, 8], [(1, 2), (7, 9)])],
)
def test_numbers_become_the_fewest_ranges(numbers, ranges):
    assert as_ranges(numbers) == ranges
