"""Engines are exchanged without a pause: readers finish with the one they have, a failure changes nothing."""

import shutil
import threading

import pytest
from shapely import box

from geo.errors import SnapshotError
from geo.roads import Closed, Condition, RoadEngine
from geo.roads.asking.book import RoadBook
from geo.roads.variants import ensure_variant
from tests.support.road_county import crossing

TRUCK = "dump_truck"
START, END = crossing(2, 2), crossing(6, 2)


@pytest.fixture(scope="module")
def flooded(county_folder):
    lon, lat = crossing(4, 2)
    lake = Closed(1, box(lon - 2e-4, lat - 2e-4, lon + 2e-4, lat + 2e-4))
    return ensure_variant(county_folder, TRUCK, Condition(closed=(lake,))).digest


def metres(engine):
    return int(engine.matrix([START, END]).distance_m[0, 1])


def test_a_reader_finishes_with_the_engine_it_has(county_folder, flooded):
    book = RoadBook()
    assert book.turn(county_folder, TRUCK)
    dry = book.engine(TRUCK)
    assert book.turn(county_folder, TRUCK, digest=flooded)
    assert not book.turn(county_folder, TRUCK, digest=flooded)
    assert metres(book.engine(TRUCK)) > metres(dry) + 200
    assert book.turn(county_folder, TRUCK)
    assert metres(book.engine(TRUCK)) == metres(dry)


def test_an_exchange_that_fails_keeps_the_old_engine_and_says_so(county_folder, tmp_path):
    book = RoadBook()
    book.turn(county_folder, TRUCK)
    used = book.engine(TRUCK)
    for folder, digest in ((tmp_path, "base"), (county_folder, "0" * 16)):
        with pytest.raises(SnapshotError):
            book.turn(folder, TRUCK, digest=digest)
        assert book.engine(TRUCK) is used
        assert str(folder) in book.faults()[TRUCK]
    book.turn(county_folder, TRUCK)
    assert metres(used) > 0


def test_what_went_well_at_last_is_no_fault(county_folder, flooded, tmp_path):
    book = RoadBook()
    with pytest.raises(SnapshotError):
        book.turn(tmp_path, TRUCK)
    with pytest.raises(SnapshotError, match=r"no roads for 'dump_truck': .* is no road snapshot"):
        book.engine(TRUCK)
    book.turn(county_folder, TRUCK, digest=flooded)
    assert book.faults() == {}
    with pytest.raises(SnapshotError, match="no roads for 'pickup': nobody opened them"):
        book.engine("pickup")


def test_an_engine_works_on_when_its_files_are_gone(county_folder, flooded, tmp_path):
    copy = tmp_path / county_folder.name
    shutil.copytree(county_folder, copy)
    book = RoadBook()
    book.turn(copy, TRUCK, digest=flooded)
    shutil.rmtree(copy)
    assert metres(book.engine(TRUCK)) == metres(RoadEngine.open(county_folder, digest=flooded))


def test_readers_are_answered_while_engines_are_exchanged(county_folder, flooded):
    book = RoadBook()
    book.turn(county_folder, TRUCK)
    dry, wet = metres(book.engine(TRUCK)), metres(RoadEngine.open(county_folder, digest=flooded))
    answers, is_over = [], threading.Event()

    def read():
        while not is_over.is_set():
            answers.append(metres(book.engine(TRUCK)))

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(6):
        book.turn(county_folder, TRUCK, digest=flooded if number % 2 == 0 else "base")
    is_over.set()
    for reader in readers:
        reader.join(timeout=30)
    assert len(answers) >= 3
    assert set(answers) <= {dry, wet}
