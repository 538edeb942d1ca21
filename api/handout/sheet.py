"""The route sheet of one truck and day: head, map, and the table of stops to tick and to write in."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Final

from api.handout import route_map, words
from api.handout.paper import (
    BOTTOM_MM,
    HEIGHT_MM,
    INNER_MM,
    MARGIN_MM,
    PALE,
    SMALL,
    WIDTH_MM,
    Ink,
    Paper,
)
from api.handout.projection import Frame, Projection
from data.store.queries.handouts import Person, RouteSheet, SheetHalt, SheetRest

_HEAD_MM: Final = 43.0
_MAP_MM: Final = 112.0
_QR_MM: Final = 31.0
_ROW_MM: Final = 8.6
_BAND_MM: Final = 5.2
_HEADING_MM: Final = 6.0
_TOP_MM: Final = 20.0
_FRAME_MM: Final = 0.2
_COLUMNS: Final = (
    ("No", 9.0),
    ("Jam", 15.0),
    ("Tempat", 74.0),
    ("Perkiraan", 22.0),
    ("Isi truk", 22.0),
    ("Ya", 9.0),
    ("Catatan", 35.0),
)
_NO: Final = Ink(10.0, bold=True)
_TIME: Final = Ink(10.5, bold=True)
_NAME: Final = Ink(9.0, bold=True)
_FIGURE: Final = Ink(9.0)


@dataclass(frozen=True)
class Printed:
    """A sheet on its way to paper.

    Attributes
    ----------
    maps, roads
        Of the route, and for each what lies around, as `route_map.draw` takes it.
    link
        Address of the same sheet on a phone; None: no code is printed.
    """

    sheet: RouteSheet
    maps: tuple[Projection, ...]
    roads: tuple[route_map.Roads, ...]
    link: str | None
    zone: tzinfo


@dataclass(frozen=True)
class _Row:
    """A row of the table: how high it is, and what draws it at a height."""

    height: float
    draw: Callable[[Paper, float], None]


def maps_of(sheet: RouteSheet) -> tuple[Projection, ...]:
    """Return the maps of a sheet."""
    return route_map.views(sheet, Frame(MARGIN_MM, MARGIN_MM + _HEAD_MM, INNER_MM, _MAP_MM))


def draw(paper: Paper, printed: Printed) -> None:
    """Add the pages of a sheet."""
    pages = _pages(list(_rows(printed)))
    for number, rows in enumerate(pages, start=1):
        paper.page()
        top = _first(paper, printed) if number == 1 else _following(paper, printed)
        _table(paper, top, rows)
        _foot(paper, printed, number, len(pages))


def _pages(rows: Sequence[_Row]) -> list[list[_Row]]:
    """Share the rows out to pages; a band is never the last of its page."""
    first = MARGIN_MM + _HEAD_MM + _MAP_MM + 6
    pages: list[list[_Row]] = [[]]
    left = BOTTOM_MM - first - _HEADING_MM
    for index, row in enumerate(rows):
        after = rows[index + 1].height if row.height == _BAND_MM and index + 1 < len(rows) else 0.0
        if row.height + after > left:
            pages.append([])
            left = BOTTOM_MM - _TOP_MM - _HEADING_MM
        pages[-1].append(row)
        left -= row.height
    return pages


def _first(paper: Paper, printed: Printed) -> float:
    """Draw head and map; return where the table begins."""
    sheet = printed.sheet
    _head(paper, printed)
    route_map.draw(paper, sheet, printed.maps, printed.roads)
    foot = MARGIN_MM + _HEAD_MM + _MAP_MM + 4
    route_map.legend(paper, MARGIN_MM, foot, sheet)
    made_of = words.SYNTHETIC.lower() if sheet.roads_kind == "synthetic" else sheet.attribution
    paper.text(WIDTH_MM - MARGIN_MM, foot, paper.fitted(made_of, 60, SMALL), Ink(6.5, grey=80), "right")
    return foot + 2


def _head(paper: Paper, printed: Printed) -> None:
    sheet, zone = printed.sheet, printed.zone
    x, y = MARGIN_MM, MARGIN_MM
    paper.text(x, y + 4, "LEMBAR RUTE", Ink(9, bold=True, grey=80))
    paper.text(x, y + 11, words.day_id(sheet.day), Ink(15, bold=True))
    wide = paper.text(x, y + 21, sheet.plate, Ink(22, bold=True))
    paper.text(x + wide + 5, y + 17.5, sheet.class_name, Ink(9))
    paper.text(x + wide + 5, y + 21, f"kode {sheet.vehicle_id}", SMALL)
    paper.text(x, y + 27.5, f"Sopir: {_people(sheet.drivers)}", Ink(10.5, bold=True))
    paper.text(x, y + 32, f"Awak: {_people(sheet.loaders)}", Ink(8.5))
    times = f"Berangkat {words.clock(sheet.leaves_at, zone)}  -  pulang {words.clock(sheet.returns_at, zone)}"
    paper.text(x, y + 37, times, Ink(10.5, bold=True))
    paper.text(x, y + 41, _breaks(printed), Ink(8.5))
    _figures(paper, sheet, WIDTH_MM - MARGIN_MM - _QR_MM - 6)
    if printed.link:
        _code(paper, printed.link, (WIDTH_MM - MARGIN_MM - _QR_MM, y))
        paper.text(WIDTH_MM - MARGIN_MM, y + _QR_MM + 4.2, "Pindai: lembar ini di HP", SMALL, "right")
    for index, told in enumerate(_warnings(sheet)):
        _badge(paper, WIDTH_MM - MARGIN_MM - index * 33, y + _HEAD_MM - 2.6, told)


def _people(people: Sequence[Person]) -> str:
    told = [f"{each.name} ({words.phone(each.phone)})" if each.phone else each.name for each in people]
    return ", ".join(told) or "......................................"


def _breaks(printed: Printed) -> str:
    told = [
        f"{rest.name.removeprefix('Istirahat ')} {words.clock(rest.begins_at, printed.zone)}"
        f"-{words.clock(rest.ends_at, printed.zone)}"
        for rest in printed.sheet.rests
    ]
    return f"Istirahat: {'; '.join(told)}" if told else "Istirahat: -"


def _figures(paper: Paper, sheet: RouteSheet, right: float) -> None:
    """Write the four sums of the day, one below the other."""
    told = (
        (str(sheet.collects), "titik"),
        (str(sheet.trips), "rit"),
        (words.km(sheet.distance_m).removesuffix(" km"), "km"),
        (words.about_kg(sheet.load_kg).removesuffix(" kg"), "kg"),
    )
    for index, (figure, unit) in enumerate(told):
        y = MARGIN_MM + 7 + index * 7.5
        paper.text(right - 8, y, figure, Ink(13, bold=True), "right")
        paper.text(right - 6.5, y, unit, Ink(9))


def _warnings(sheet: RouteSheet) -> list[str]:
    told = [words.SAMPLE] if sheet.made_up else []
    return told + ([words.SYNTHETIC] if sheet.roads_kind == "synthetic" else [])


def _badge(paper: Paper, right: float, foot: float, told: str) -> None:
    paper.box((right - 31, foot - 3.6), (31, 5), frame=0.4)
    paper.text(right - 15.5, foot, told, Ink(8, bold=True), "centre")


def _code(paper: Paper, link: str, corner: tuple[float, float]) -> None:
    """Draw the code as one rectangle for each run of dark modules: sharp in any size."""
    import segno

    rows = [bytes(row) for row in segno.make(link, error="m", micro=False, boost_error=False).matrix]
    module = _QR_MM / len(rows)
    paper.pdf.set_fill_color(0)
    for line, row in enumerate(rows):
        begin = 0
        while (begin := row.find(1, begin)) >= 0:
            end = row.find(0, begin)
            end = len(row) if end < 0 else end
            place = (corner[0] + begin * module, corner[1] + line * module)
            paper.pdf.rect(*place, (end - begin) * module, module, style="F")
            begin = end


def _following(paper: Paper, printed: Printed) -> float:
    """Draw the short head of a page that goes on; return where the table begins."""
    sheet = printed.sheet
    paper.text(MARGIN_MM, MARGIN_MM + 4, f"{sheet.plate}  -  {words.day_id(sheet.day)}", Ink(12, bold=True))
    people = paper.fitted(f"Sopir: {_people(sheet.drivers)}", 80, Ink(9))
    paper.text(WIDTH_MM - MARGIN_MM, MARGIN_MM + 4, people, Ink(9), "right")
    return _TOP_MM


def _foot(paper: Paper, printed: Printed, page: int, pages: int) -> None:
    sheet, y = printed.sheet, HEIGHT_MM - 7.0
    told = f"Siangsa, rencana {sheet.plan_id} versi {sheet.version}. Tanda ± berarti perkiraan."
    told += "".join(f" {warning.capitalize()}." for warning in _warnings(sheet))
    paper.text(MARGIN_MM, y, told, SMALL)
    paper.text(WIDTH_MM - MARGIN_MM, y, f"{sheet.plate}: halaman {page} dari {pages}", SMALL, "right")


def _table(paper: Paper, top: float, rows: Sequence[_Row]) -> None:
    paper.box((MARGIN_MM, top), (INNER_MM, _HEADING_MM), fill=PALE, frame=0.3)
    for x, name, width in _edges():
        paper.text(x + width / 2, top + 4.2, name, Ink(8, bold=True), "centre")
    y = top + _HEADING_MM
    for row in rows:
        row.draw(paper, y)
        y += row.height


def _edges() -> Iterator[tuple[float, str, float]]:
    x = MARGIN_MM
    for name, width in _COLUMNS:
        yield x, name, width
        x += width


def _rows(printed: Printed) -> Iterator[_Row]:
    """Give the rows of the table: rit by rit, the breaks where they fall."""
    sheet = printed.sheet
    rests = list(sheet.rests)
    trip = 0
    for halt in sheet.halts:
        while rests and rests[0].begins_at < halt.arrives_at:
            yield _band(_break_words(printed, rests.pop(0)), fill=255)
        if halt.trip != trip and halt.kind != "end":
            trip = halt.trip
            yield _band(_trip_words(sheet, trip), fill=PALE)
        yield _Row(_ROW_MM, _halt_drawer(halt, printed.zone))
    for rest in rests:
        yield _band(_break_words(printed, rest), fill=255)


def _break_words(printed: Printed, rest: SheetRest) -> str:
    begins, ends = words.clock(rest.begins_at, printed.zone), words.clock(rest.ends_at, printed.zone)
    return f"{begins} - {ends}   {rest.name}"


def _trip_words(sheet: RouteSheet, trip: int) -> str:
    taken = [halt for halt in sheet.halts if halt.trip == trip and halt.kind == "collect"]
    kg = words.about_kg(sum(halt.kg for halt in taken))
    return f"RIT {trip} dari {sheet.trips}:  {len(taken)} titik,  {kg}"


def _band(told: str, *, fill: int) -> _Row:
    def draw(paper: Paper, y: float) -> None:
        paper.box((MARGIN_MM, y), (INNER_MM, _BAND_MM), fill=fill, frame=_FRAME_MM)
        paper.text(MARGIN_MM + 2, y + 3.8, told, Ink(8.5, bold=True))

    return _Row(_BAND_MM, draw)


def _halt_drawer(halt: SheetHalt, zone: tzinfo) -> Callable[[Paper, float], None]:
    def draw(paper: Paper, y: float) -> None:
        edges = list(_edges())
        for x, _, width in edges:
            paper.box((x, y), (width, _ROW_MM), frame=_FRAME_MM)
        xs = [x for x, _, _ in edges]
        _mark(paper, halt, xs[0], y)
        paper.text(xs[1] + 7.5, y + 5.7, words.clock(halt.arrives_at, zone), _TIME, "centre")
        paper.text(xs[2] + 1.5, y + 3.7, paper.fitted(_title(halt), 71, _NAME), _NAME)
        paper.text(xs[2] + 1.5, y + 7.2, paper.fitted(_where(halt), 71, SMALL), SMALL)
        if halt.kind != "end":
            paper.text(xs[4] - 1.5, y + 5.5, words.about_kg(abs(halt.kg)), _FIGURE, "right")
            left = words.about_kg(halt.load_kg) if halt.load_kg else "kosong"
            paper.text(xs[5] - 1.5, y + 5.5, left, Ink(8.5, grey=60), "right")
        paper.box((xs[5] + 2.2, y + 2), (4.6, 4.6), frame=0.35)

    return draw


def _mark(paper: Paper, halt: SheetHalt, x: float, y: float) -> None:
    if halt.kind == "collect":
        paper.text(x + 4.5, y + 5.8, str(halt.number), _NO, "centre")
        return
    paper.text(
        x + 6.2, y + 5.6, str(halt.number) if halt.kind == "unload" else "", Ink(8, bold=True), "centre"
    )
    kind = "pool" if halt.kind == "end" else halt.place_kind
    route_map.shape(paper, kind, (x + (4.5 if halt.kind == "end" else 2.9), y + 4.4))


def _title(halt: SheetHalt) -> str:
    if halt.kind == "unload":
        return f"BUANG: {halt.name}"
    return f"PULANG: {halt.name}" if halt.kind == "end" else halt.name


def _where(halt: SheetHalt) -> str:
    if halt.kind != "collect":
        return halt.code
    stream = "" if halt.stream in {"", "residue"} else words.STREAMS_ID.get(halt.stream, halt.stream)
    told = (halt.code, f"{halt.village}, {halt.kecamatan}", stream, halt.note)
    return "  ·  ".join(part for part in told if part)
