"""All routes of a plan on one map, drawn from the ways that the trucks take."""

from collections.abc import Iterable, Iterator
from math import cos, radians

from data.store.queries.plan_sheet import LonLat, PlanSheets, Sheet
from routing.pictures.gantt import totals
from routing.pictures.svg import INK, MISSED, PALE, TINTS, Picture
from routing.pictures.words import Language, decimal, say

_SIZE, _HEAD, _MARGIN, _LEGEND = 980.0, 64.0, 24.0, 240.0
_LEAST_PX = 0.7
_METRES_PER_DEGREE = 111_320.0
_RULERS_M = (500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000)


def draw_map(plan: PlanSheets, language: Language = "id") -> str:
    """Return the picture as SVG text: a line per truck, points, facilities, what is left out."""
    return _Map(plan, language).draw()


class _Frame:
    """Degrees to pixels: equirectangular about the middle, true to scale within a regency."""

    def __init__(self, places: Iterable[LonLat]) -> None:
        lons, lats = zip(*places, strict=True)
        self._west, self._north = min(lons), max(lats)
        self._squeeze = cos(radians((min(lats) + max(lats)) / 2))
        wide = max((max(lons) - self._west) * self._squeeze, 1e-4)
        high = max(self._north - min(lats), 1e-4)
        self._scale = (_SIZE - 2 * _MARGIN) / max(wide, high)
        self.width = wide * self._scale + 2 * _MARGIN
        self.height = high * self._scale + 2 * _MARGIN
        self.px_per_m = self._scale / _METRES_PER_DEGREE

    def at(self, place: LonLat) -> tuple[float, float]:
        """Return the pixel of a place."""
        x = (place[0] - self._west) * self._squeeze * self._scale + _MARGIN
        return x, (self._north - place[1]) * self._scale + _MARGIN + _HEAD


class _Map:
    def __init__(self, plan: PlanSheets, language: Language) -> None:
        self._plan, self._language = plan, language
        self._frame = _Frame(list(_places(plan)) or [(0.0, 0.0)])
        legend_px = _HEAD + 40 + 20 * (len(plan.sheets) + 3)
        height = max(self._frame.height + _HEAD, legend_px)
        title = say(language, "day", day=plan.day.isoformat(), version=plan.version)
        self._picture = Picture(self._frame.width + _LEGEND, height, title)
        self._picture.text((16, 28), title, size=18, bold=True)
        self._picture.text((16, 48), totals(plan, language), size=13, fill=PALE)

    def draw(self) -> str:
        for number, sheet in enumerate(self._plan.sheets):
            self._draw_way(sheet, TINTS[number % len(TINTS)])
        for number, sheet in enumerate(self._plan.sheets):
            self._draw_halts(sheet, TINTS[number % len(TINTS)])
        for each in self._plan.left_out:
            self._cross((each.lon, each.lat))
        self._draw_facilities()
        self._draw_legend()
        self._draw_ruler()
        return self._picture.render()

    def _draw_way(self, sheet: Sheet, tint: str) -> None:
        pixels = [self._frame.at(place) for halt in sheet.halts for place in halt.leg]
        if pixels:
            self._picture.line(_thinned(pixels), tint, 2.0)

    def _draw_halts(self, sheet: Sheet, tint: str) -> None:
        for halt in sheet.halts:
            if halt.kind == "collect":
                tip = f"{halt.name} ({halt.code}) · {sheet.plate} · rit {halt.trip}"
                self._picture.dot(self._frame.at((halt.lon, halt.lat)), 3.6, tint, tip=tip)

    def _draw_facilities(self) -> None:
        for name, place in _facilities(self._plan).items():
            x, y = self._frame.at(place)
            self._picture.rect((x - 6, y - 6), (12, 12), INK, name)
            self._picture.text((x + 9, y + 4), name, size=12, bold=True)

    def _cross(self, place: LonLat) -> None:
        x, y = self._frame.at(place)
        self._picture.line([(x - 4, y - 4), (x + 4, y + 4)], MISSED, 2.5)
        self._picture.line([(x - 4, y + 4), (x + 4, y - 4)], MISSED, 2.5)

    def _draw_legend(self) -> None:
        x, y = self._frame.width + 8, _HEAD + 20.0
        for number, sheet in enumerate(self._plan.sheets):
            self._picture.line([(x, y - 4), (x + 18, y - 4)], TINTS[number % len(TINTS)], 3.5)
            km = decimal(sheet.distance_m / 1000, self._language, 0)
            self._picture.text((x + 26, y), f"{sheet.plate} · {sheet.trips} rit · {km} km", size=12)
            y += 20
        self._picture.rect((x + 3, y - 3), (12, 12), INK)
        self._picture.text((x + 26, y + 8), say(self._language, "facility"), size=12)
        if self._plan.left_out:
            words = f"{say(self._language, 'left_out')}: {len(self._plan.left_out)}"
            self._picture.line([(x + 5, y + 22), (x + 13, y + 30)], MISSED, 2.5)
            self._picture.line([(x + 5, y + 30), (x + 13, y + 22)], MISSED, 2.5)
            self._picture.text((x + 26, y + 30), words, size=12)

    def _draw_ruler(self) -> None:
        longest_px = self._frame.width / 3
        fitting = [m for m in _RULERS_M if m * self._frame.px_per_m <= longest_px]
        metres = fitting[-1] if fitting else _RULERS_M[0]
        x, y = _MARGIN, self._frame.height + _HEAD - 12
        self._picture.line([(x, y), (x + metres * self._frame.px_per_m, y)], INK, 2.0)
        self._picture.text((x, y - 5), f"{metres / 1000:g} km", size=11)


def _places(plan: PlanSheets) -> Iterator[LonLat]:
    for sheet in plan.sheets:
        yield sheet.start
        for halt in sheet.halts:
            yield halt.lon, halt.lat
            yield from halt.leg
    for each in plan.left_out:
        yield each.lon, each.lat


def _facilities(plan: PlanSheets) -> dict[str, LonLat]:
    found = {sheet.start_name: sheet.start for sheet in plan.sheets}
    for sheet in plan.sheets:
        found.update({h.name: (h.lon, h.lat) for h in sheet.halts if h.kind == "unload"})
    return found


def _thinned(pixels: list[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """Leave out what no eye could tell apart: roads have far more points than a picture pixels."""
    last = None
    for number, (x, y) in enumerate(pixels):
        far = last is None or abs(x - last[0]) + abs(y - last[1]) >= _LEAST_PX
        if far or number == len(pixels) - 1:
            yield x, y
            last = (x, y)
