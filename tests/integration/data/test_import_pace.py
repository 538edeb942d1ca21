"""A long list is imported while a person waits."""

import time
from datetime import UTC, date, datetime

import numpy as np
import pytest

from data.reference import is_island, villages
from data.store.imports.importing import import_list
from data.store.imports.model import ImportOptions

pytestmark = pytest.mark.services

ROWS = 5_000
LIMIT_S = 30.0


def test_five_thousand_points_are_imported_within_half_a_minute(seeded, tmp_path):
    rng = np.random.default_rng(1)
    mainland = [village for village in villages() if not is_island(village)]
    lines = ["kode,nama,desa,kecamatan,bujur,lintang,kg per hari"]
    for number in range(ROWS):
        village = mainland[number % len(mainland)]
        east, north = rng.uniform(-0.004, 0.004, size=2)
        place = f"{village.lon + east:.6f},{village.lat + north:.6f}"
        lines.append(f"T{number},TPS {number},{village.name},{village.kecamatan},{place},{number % 300}")
    path = tmp_path / "titik.csv"
    path.write_text("\n".join(lines))
    options = ImportOptions(today=date(2026, 11, 20), now=datetime(2026, 11, 20, tzinfo=UTC), account="test")
    start = time.perf_counter()
    first = import_list(seeded, "points", path, options)
    again = import_list(seeded, "points", path, options)
    assert len(first.difference.new) == len(again.difference.same) == ROWS
    assert time.perf_counter() - start < LIMIT_S
