"""A sheet on paper: every stop is there once, no number covers another, every printer has its letters."""

import math
import random
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pypdfium2
import pytest

from api.handout import phone, route_map, sheet, words
from api.handout.paper import Paper, written
from api.handout.projection import Frame, Label, Projection, apart
from data.store.queries.handouts import Person, RouteSheet, SheetHalt, SheetRest

WIB = ZoneInfo("Asia/Jakarta")
LEAVES = datetime(2026, 11, 22, 23, 0, tzinfo=UTC)
POOL, TPA = (110.668, -6.592), (110.691, -6.52)
FRAME = Frame(12, 55, 186, 112)


def halt(number, kind, place, trip, **more):
    at = LEAVES + timedelta(minutes=10 * number)
    values = {
        "code": f"P-{number:03d}", "name": f"Titik {number}", "village": "Tahunan", "village_code": "33",
        "kecamatan": "Tahunan", "place_kind": "", "stream": "residue", "note": "", "sample": True,
        "kg": 320, "load_kg": 320, **more,
    }  # fmt: skip
    return SheetHalt(
        number=number, kind=kind, trip=trip, lon=place[0], lat=place[1], arrives_at=at, leaves_at=at,
        leg=(POOL, place), **values,
    )  # fmt: skip


def route(stops=25, *, spread=0.03, **more):
    """Return a route of two rit with stops around one place; with a small `spread` they are crowded."""
    chance = random.Random(4)
    places = [(110.70 + chance.gauss(0, spread), -6.66 + chance.gauss(0, spread)) for _ in range(stops)]
    halts = [halt(number, "collect", place, 1) for number, place in enumerate(places, start=1)]
    tip = {"place_kind": "landfill", "name": "TPA Bandengan", "kg": -8000, "load_kg": 0, "sample": False}
    halts.append(halt(stops + 1, "unload", TPA, 1, **tip))
    halts.append(halt(stops + 2, "end", POOL, 1, place_kind="pool", name="Pool", kg=0, load_kg=0))
    values = {
        "route_id": 1, "plan_id": 7, "version": 2, "status": "published", "day": date(2026, 11, 23),
        "vehicle_id": "dt-01", "plate": "K 9501 C", "sample": False, "class_name": "Dump truck",
        "leaves_at": LEAVES, "returns_at": LEAVES + timedelta(hours=7), "trips": 1, "distance_m": 84_210,
        "load_kg": 8_000, "start_name": "Pool", "start": POOL, "valid": True, "roads_kind": "osm",
        "attribution": "OpenStreetMap contributors", "checksum": "c", "drivers": (Person("Slamet", None),),
        "loaders": (), "rests": (SheetRest("Istirahat siang", LEAVES + timedelta(hours=5, minutes=3),
                                           LEAVES + timedelta(hours=6)),),
        "halts": tuple(halts), **more,
    }  # fmt: skip
    return RouteSheet(**values)


def printed(told):
    paper = Paper("Lembar", LEAVES)
    maps = sheet.maps_of(told)
    sheet.draw(paper, sheet.Printed(told, maps, tuple(() for _ in maps), "https://x.id/l/abc", WIB))
    document = pypdfium2.PdfDocument(paper.done())
    pages = []
    for page in document:
        text = page.get_textpage()
        pages.append(text.get_text_range())
        text.close()
        page.close()
    document.close()
    return pages


@pytest.mark.parametrize("spread", [0.03, 0.002])
def test_every_stop_stands_once_in_the_table_and_once_on_the_map(spread):
    pages = printed(route(spread=spread))
    assert len(pages) == 2
    whole = "\n".join(pages)
    assert [whole.count(f"P-{number:03d}") for number in range(1, 26)] == [1] * 25
    lines = [line.strip() for line in pages[0].splitlines()]
    assert all(str(number) in lines for number in range(1, 26)), "the map is on the first page"
    assert "halaman 1 dari 2" in pages[0]
    assert "K 9501 C" in pages[1]


def test_what_is_known_for_real_bears_no_mark_and_the_roads_name_their_source():
    real = route(3, halts=tuple(halt(n, "collect", POOL, 1, sample=False) for n in range(1, 4)))
    (page,) = printed(real)
    assert "CONTOH" not in page
    assert "SINTETIS" not in page
    assert "OpenStreetMap" in page


def test_crowded_stops_get_a_map_of_their_own():
    assert len(route_map.views(route(8, spread=0.05), FRAME)) == 1
    whole, detail = route_map.views(route(spread=0.002), FRAME)
    assert detail.mm_per_m > 5 * whole.mm_per_m


def test_a_map_shows_every_place_of_its_route():
    told = route(8, spread=0.05)
    (shown,) = route_map.views(told, FRAME)
    assert all(FRAME.holds(shown.spot((each.lon, each.lat)), 8) for each in told.halts)


def test_no_label_covers_another_even_when_all_are_about_one_place():
    middle = (100.0, 100.0)
    placed = apart([Label(str(n), middle, middle, 2.3, fixed=n == 0) for n in range(20)], FRAME)
    gaps = [math.dist(one.spot, other.spot) for i, one in enumerate(placed) for other in placed[i + 1 :]]
    assert min(gaps) >= 4.6
    assert placed[0].spot == middle
    assert all(FRAME.holds(label.spot, 2.29) for label in placed)


def test_the_scale_bar_is_a_round_length():
    length, name = Projection(FRAME, 110.7, -6.6, 35 / 7_400).bar(35)
    assert name == "5 km"
    assert length == pytest.approx(5_000 * 35 / 7_400)


def test_letters_that_printers_lack_are_written_plain():
    assert written("Ngasem \u2013 Désa \u201cJambu\u201d\x07 č \u8def") == 'Ngasem - Désa "Jambu" c ?'


@pytest.mark.parametrize(
    ("told", "as_written"),
    [
        (words.about_kg(1_234), "± 1.230 kg"),
        (words.about_kg(72), "± 72 kg"),
        (words.km(42_460), "42,5 km"),
        (words.phone("+6281234567890"), "0812-3456-7890"),
        (words.phone("kantor"), "kantor"),
        (words.clock(LEAVES + timedelta(seconds=40), WIB), "06.01"),
        (words.day_id(date(2026, 8, 17)), "Senin, 17 Agustus 2026"),
    ],
)
def test_figures_are_written_as_people_here_do(told, as_written):
    assert told == as_written


def test_the_page_for_a_phone_can_carry_no_markup_of_others():
    evil = route(2, plate="<script>x</script>", drivers=(Person("<b>A</b>", '"><i>'),))
    page = phone.page(evil, WIB, changed=False)
    assert "<script" not in page
    assert "<b>A" not in page
    assert '"><i>' not in page
    assert page.count("<li") == 2 + 2 + 1


def test_the_page_for_a_phone_tells_no_telephone_number():
    page = phone.page(route(2, drivers=(Person("Slamet", "+6281234567890"),)), WIB, changed=False)
    assert "Slamet" in page
    assert "1234" not in page
