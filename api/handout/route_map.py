"""The map of a route: roads pale, the way black with arrows, stops numbered, facilities as shapes."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from api.handout.paper import BLACK, GREY, Ink, Paper
from api.handout.projection import Frame, Label, Projection, Spot, apart
from data.store.queries.handouts import LonLat, RouteSheet, SheetHalt

_DASHES: Final = ((0.0, 0.0), (2.4, 1.0), (0.9, 0.9), (3.6, 0.8))
_NUMBER_MM: Final = 2.3
_NUMBER: Final = Ink(7.0, bold=True)
_ARROW_EVERY_MM: Final = 22.0
_POINT_MM: Final = 0.7
_WHITE: Final = 255
_OVERVIEW_SHARE: Final = 0.4
_CROWD: Final = 5
_WORTHWHILE: Final = 1.6
"""So much larger, at least, a second map must show things."""
_EDGE_MM: Final = 3.0
_BESIDE_MM: Final = 3.2
_CROWD_SHARE: Final = 0.25

type Roads = Sequence[tuple[bool, Sequence[LonLat]]]


@dataclass(frozen=True)
class Site:
    """A facility on the way, and the numbers of the halts there."""

    name: str
    kind: str
    place: LonLat
    numbers: tuple[int, ...]


def sites(sheet: RouteSheet) -> list[Site]:
    """Return the facilities of a route, the place where it begins first."""
    found: dict[LonLat, Site] = {sheet.start: Site(sheet.start_name, "pool", sheet.start, ())}
    for halt in sheet.halts:
        if halt.kind == "collect":
            continue
        place = (halt.lon, halt.lat)
        before = found.get(place, Site(halt.name, halt.place_kind, place, ()))
        numbers = before.numbers if halt.kind == "end" else (*before.numbers, halt.number)
        found[place] = Site(before.name, before.kind, place, numbers)
    return list(found.values())


def views(sheet: RouteSheet, frame: Frame) -> tuple[Projection, ...]:
    """Return the maps that show a route in a frame: one, or a smaller one and its crowded part enlarged."""
    ways = [place for halt in sheet.halts for place in halt.leg]
    everything = Projection.fitting([*_whole(sheet), *ways], frame)
    crowd = _crowd(sheet, everything)
    if not crowd:
        return (everything,)
    narrow = frame.width * _OVERVIEW_SHARE
    left = Frame(frame.x, frame.y, narrow, frame.height)
    right = Frame(frame.x + narrow, frame.y, frame.width - narrow, frame.height)
    detail = Projection.fitting(crowd, right)
    if detail.mm_per_m < _WORTHWHILE * everything.mm_per_m:
        return (everything,)
    return Projection.fitting([*_whole(sheet), *ways], left), detail


def _whole(sheet: RouteSheet) -> list[LonLat]:
    """Return all places of a route: its halts, and where it begins."""
    return [sheet.start, *((halt.lon, halt.lat) for halt in sheet.halts)]


def _crowd(sheet: RouteSheet, projection: Projection) -> list[LonLat]:
    """Return the places of the stops whose numbers would crowd each other; none where they do not."""
    places = [(halt.lon, halt.lat) for halt in sheet.halts if halt.kind == "collect"]
    spots = {place: projection.spot(place) for place in places}
    close = [
        place
        for place in spots
        if sum(math.dist(spots[place], other) < 2 * _NUMBER_MM for other in spots.values()) > 1
    ]
    if len(close) * 2 < len(places) or len(close) < _CROWD:
        return []
    reach = _CROWD_SHARE * min(projection.frame.width, projection.frame.height)

    def around(middle: LonLat) -> list[LonLat]:
        return [place for place in places if math.dist(spots[place], spots[middle]) <= reach]

    return max((around(place) for place in close), key=len)


def draw(paper: Paper, sheet: RouteSheet, projections: Sequence[Projection], roads: Sequence[Roads]) -> None:
    """Draw the maps into their frames; a stop's number stands in the last one that shows it."""
    for index, (projection, around) in enumerate(zip(projections, roads, strict=True)):
        _draw_one(paper, sheet, projection, around, projections[index + 1 :])
    if len(projections) > 1:
        _outline(paper, projections[0], projections[1])


def _draw_one(
    paper: Paper, sheet: RouteSheet, projection: Projection, roads: Roads, finer: Sequence[Projection]
) -> None:
    frame = projection.frame
    # the clip alone would not give back the colours that it ends with
    with paper.pdf.local_context(), paper.pdf.rect_clip(frame.x, frame.y, frame.width, frame.height):
        _roads(paper, projection, roads)
        for halt in sheet.halts:
            _leg(paper, projection, halt)
        paper.pdf.set_dash_pattern()
        _arrows(paper, projection, sheet.halts, finer)
        _places(paper, projection, sheet, finer)
    _scale(paper, projection)
    _north(paper, frame)
    paper.box((frame.x, frame.y), (frame.width, frame.height), frame=0.3)


def _outline(paper: Paper, overview: Projection, detail: Projection) -> None:
    """Show in the overview what the other map enlarges."""
    west, south, east, north = detail.box()
    (left, bottom), (right, top) = overview.spot((west, south)), overview.spot((east, north))
    paper.box((left, top), (right - left, bottom - top), frame=0.35)
    frame = detail.frame
    paper.box((frame.x + 1.5, frame.y + 1.5), (46, 5), fill=_WHITE)
    paper.text(frame.x + 3, frame.y + 5.1, "Rincian kotak di peta kiri", Ink(8, bold=True))


def _roads(paper: Paper, projection: Projection, roads: Roads) -> None:
    for main, width, grey in ((False, 0.25, 218), (True, 0.7, 205)):
        lines = [[projection.spot(place) for place in line] for is_main, line in roads if is_main == main]
        paper.paths(lines, width, grey)


def _leg(paper: Paper, projection: Projection, halt: SheetHalt) -> None:
    dash, gap = _DASHES[(halt.trip - 1) % len(_DASHES)]
    paper.pdf.set_dash_pattern(dash, gap)
    paper.path([projection.spot(place) for place in halt.leg], 0.6, BLACK)


def _arrows(
    paper: Paper, projection: Projection, halts: Sequence[SheetHalt], finer: Sequence[Projection]
) -> None:
    """Put an arrow on the way every so often, to show its direction; not where a finer map does."""
    along = _ARROW_EVERY_MM / 2
    for halt in halts:
        shown = [(projection.spot(p), any(f.frame.holds(f.spot(p)) for f in finer)) for p in halt.leg]
        for (begin, hidden), (end, _) in pairwise(shown):
            length = math.dist(begin, end)
            while along <= length and length > 0:
                if not hidden:
                    _arrow(paper, begin, end, along / length)
                along += _ARROW_EVERY_MM
            along -= length


def _arrow(paper: Paper, begin: Spot, end: Spot, share: float) -> None:
    angle = math.atan2(end[1] - begin[1], end[0] - begin[0])
    tip = (begin[0] + share * (end[0] - begin[0]), begin[1] + share * (end[1] - begin[1]))
    corners = [(tip[0] + 1.3 * math.cos(angle), tip[1] + 1.3 * math.sin(angle))]
    corners += [
        (tip[0] + 1.2 * math.cos(angle + turn), tip[1] + 1.2 * math.sin(angle + turn)) for turn in (2.5, -2.5)
    ]
    paper.polygon(corners, fill=BLACK)


def _places(paper: Paper, projection: Projection, sheet: RouteSheet, finer: Sequence[Projection]) -> None:
    """Draw the facilities, and the numbers of the stops beside what they are about.

    Stops that a finer map shows are left to it.
    """
    frame = projection.frame
    names = [_name(paper, frame, site, projection.spot(site.place)) for site in sites(sheet)]
    labels = [each for name in names for each in name.taken]
    labels += [Label("", spot, spot, 2.5, fixed=True) for spot in _furniture(frame)]
    free = len(labels)
    for halt in sheet.halts:
        place = (halt.lon, halt.lat)
        spot = projection.spot(place)
        elsewhere = any(each.frame.holds(each.spot(place), _EDGE_MM) for each in finer)
        if halt.kind == "collect" and frame.holds(spot, _EDGE_MM) and not elsewhere:
            labels.append(Label(str(halt.number), spot, spot, _NUMBER_MM))
    placed = apart(labels, frame)[free:]
    for label in placed:
        if math.dist(label.at, label.spot) > _NUMBER_MM:
            paper.line(label.at, label.spot, 0.2, BLACK)
            paper.circle(label.at, _POINT_MM, fill=BLACK)
    for name in names:
        _draw_name(paper, frame, name)
    for label in placed:
        paper.circle(label.spot, _NUMBER_MM, fill=_WHITE, width=0.35)
        paper.text(label.spot[0], label.spot[1] + 0.85, label.text, _NUMBER, "centre")


def _furniture(frame: Frame) -> list[Spot]:
    """Return spots that scale bar and north arrow take, in which no number may stand."""
    foot = frame.y + frame.height - 4
    bar = [(frame.x + 3 + step, foot) for step in range(0, 40, 4)]
    north = [(frame.x + frame.width - 5, frame.y + 3 + step) for step in (0, 4)]
    return [*bar, *north]


@dataclass(frozen=True)
class _Name:
    """A facility's shape at `spot`, its name from `begin` on, `width` wide."""

    site: Site
    spot: Spot
    text: str
    begin: float
    width: float

    @property
    def taken(self) -> list[Label]:
        """What of the map shape and name take."""
        along = [self.begin + step for step in range(0, round(self.width) + 1, 3)]
        spots = [self.spot, *((x, self.spot[1]) for x in along)]
        return [Label("", spot, spot, 2.0, fixed=True) for spot in spots]


def _name(paper: Paper, frame: Frame, site: Site, spot: Spot) -> _Name:
    """Put a facility's name beside it: to the right, where it does not fit to the left."""
    numbers = ", ".join(str(number) for number in site.numbers)
    told = paper.fitted(f"{numbers} {site.name}".strip(), frame.width / 2 - 6, _NUMBER)
    width = paper.width(told, _NUMBER)
    fits = spot[0] + _BESIDE_MM + width < frame.x + frame.width - 1
    begin = spot[0] + _BESIDE_MM if fits else spot[0] - _BESIDE_MM - width
    return _Name(site, spot, told, max(begin, frame.x + 1), width)


def _draw_name(paper: Paper, frame: Frame, name: _Name) -> None:
    if not frame.holds(name.spot):
        return
    foot = name.spot[1]
    paper.box((name.begin - 0.5, foot - 1.9), (name.width + 1, 3.5), fill=_WHITE, frame=None)
    paper.text(name.begin, foot + 0.8, name.text, _NUMBER)
    shape(paper, name.site.kind, name.spot)


def shape(paper: Paper, kind: str, spot: Spot) -> None:
    """Draw what stands for a facility: pool a house, landfill a triangle, else a diamond."""
    x, y = spot
    if kind == "pool":
        corners = [(x - 2.2, y + 2), (x - 2.2, y - 0.5), (x, y - 2.6), (x + 2.2, y - 0.5), (x + 2.2, y + 2)]
    elif kind == "landfill":
        corners = [(x - 2.6, y + 1.9), (x, y - 2.6), (x + 2.6, y + 1.9)]
    else:
        corners = [(x - 2.4, y), (x, y - 2.4), (x + 2.4, y), (x, y + 2.4)]
    paper.polygon(corners, fill=BLACK, frame=_WHITE)


def _scale(paper: Paper, projection: Projection) -> None:
    frame = projection.frame
    length, name = projection.bar(35)
    x, y = frame.x + 3, frame.y + frame.height - 3
    paper.box((x - 1.5, y - 5), (length + 3, 6.5), fill=_WHITE, frame=None)
    paper.box((x, y - 1), (length / 2, 1), fill=BLACK)
    paper.box((x + length / 2, y - 1), (length / 2, 1), fill=_WHITE)
    paper.text(x + length / 2, y - 1.9, name, Ink(6.5), "centre")


def _north(paper: Paper, frame: Frame) -> None:
    x, y = frame.x + frame.width - 5, frame.y + 4
    paper.box((x - 2.6, y - 2.6), (5.2, 11), fill=_WHITE, frame=None)
    paper.polygon([(x, y - 2), (x + 1.7, y + 3), (x, y + 2), (x - 1.7, y + 3)], fill=BLACK)
    paper.text(x, y + 6.6, "U", Ink(8, bold=True, grey=BLACK), "centre")


def legend(paper: Paper, x: float, y: float, sheet: RouteSheet) -> None:
    """Explain lines and shapes in one row."""
    ink = Ink(6.5, grey=GREY // 2)
    for trip in range(1, min(sheet.trips, len(_DASHES)) + 1):
        paper.pdf.set_dash_pattern(*_DASHES[trip - 1])
        paper.line((x, y - 0.8), (x + 9, y - 0.8), 0.6)
        paper.pdf.set_dash_pattern()
        x += 10 + paper.text(x + 10, y, f"rit {trip}", ink) + 3.5
    kinds = {site.kind for site in sites(sheet)}
    names = (("pool", "pool"), ("landfill", "TPA"), ("tps", "TPS"))
    for kind, name in names:
        if kind in kinds:
            shape(paper, kind, (x + 2, y - 0.9))
            x += 5.5 + paper.text(x + 5.5, y, name, ink) + 3.5
    paper.circle((x + 1.5, y - 0.8), 1.4, fill=_WHITE)
    paper.text(x + 4, y, "titik angkut, dengan nomor urut di tabel", ink)
