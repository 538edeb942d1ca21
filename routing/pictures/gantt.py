"""The day of every truck as bars over the hours."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from data.store.queries.plan_sheet import PlanSheets, Sheet
from routing.pictures.svg import INK, PALE, RESTING, RULE, SERVING, UNLOADING, Picture
from routing.pictures.words import Language, decimal, say

_ROW, _HEAD, _LEFT, _RIGHT, _WIDTH, _FOOT = 28.0, 84.0, 118.0, 190.0, 1240.0, 44.0
_COLOUR = {"collect": SERVING, "unload": UNLOADING}


def draw_gantt(plan: PlanSheets, zone: str, language: Language = "id") -> str:
    """Return the picture as SVG text; hours are those of `zone` (IANA name)."""
    return _Gantt(plan, ZoneInfo(zone), language).draw()


class _Gantt:
    def __init__(self, plan: PlanSheets, zone: ZoneInfo, language: Language) -> None:
        self._plan, self._zone, self._language = plan, zone, language
        height = _HEAD + _ROW * max(1, len(plan.sheets)) + _FOOT
        title = say(language, "day", day=plan.day.isoformat(), version=plan.version)
        self._picture = Picture(_WIDTH, height, title)
        self._title = title
        self._from, self._to = _span(plan.sheets, plan)

    def draw(self) -> str:
        self._draw_head()
        self._draw_hours()
        for number, sheet in enumerate(self._plan.sheets):
            self._draw_truck(sheet, _HEAD + number * _ROW)
        self._draw_legend()
        return self._picture.render()

    def _x(self, moment: datetime) -> float:
        share = (moment - self._from) / (self._to - self._from)
        return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)

    def _draw_head(self) -> None:
        verdict = "" if self._plan.feasible else "  " + say(self._language, "not_feasible")
        self._picture.text((16, 28), self._title + verdict, size=18, bold=True)
        self._picture.text((16, 48), totals(self._plan, self._language), fill=PALE, size=13)

    def _draw_hours(self) -> None:
        bottom = _HEAD + _ROW * max(1, len(self._plan.sheets))
        moment = self._from
        while moment <= self._to:
            x = self._x(moment)
            self._picture.line([(x, _HEAD - 8), (x, bottom)], RULE)
            label = moment.astimezone(self._zone).strftime("%H.%M" if self._language == "id" else "%H:%M")
            self._picture.text((x, _HEAD - 12), label, size=11, fill=PALE, anchor="middle")
            moment += timedelta(hours=1)

    def _draw_truck(self, sheet: Sheet, top: float) -> None:
        middle = top + _ROW / 2
        self._picture.text((16, middle + 4), sheet.plate, bold=True)
        self._picture.line(
            [(self._x(sheet.leaves_at), middle), (self._x(sheet.returns_at), middle)], PALE, 2.5
        )
        for rest in sheet.rests:
            self._bar(top, (rest.begins_at, rest.ends_at), RESTING, rest.label)
        for halt in sheet.halts:
            if halt.kind in _COLOUR:
                clock = halt.begins_at.astimezone(self._zone).strftime("%H:%M")
                tip = f"{clock} {halt.name} ({halt.code}), ± {abs(halt.kg)} kg"
                self._bar(top, (halt.begins_at, halt.leaves_at), _COLOUR[halt.kind], tip)
        figures = say(
            self._language,
            "truck",
            trips=sheet.trips,
            tonnes=decimal(sheet.load_kg / 1000, self._language),
            km=decimal(sheet.distance_m / 1000, self._language, 0),
        )
        self._picture.text((_WIDTH - _RIGHT + 14, middle + 4), figures, size=11, fill=INK)

    def _bar(self, top: float, span: tuple[datetime, datetime], colour: str, tip: str) -> None:
        x, end = self._x(span[0]), self._x(span[1])
        self._picture.rect((x, top + 6), (end - x, _ROW - 12), colour, tip)

    def _draw_legend(self) -> None:
        y = _HEAD + _ROW * max(1, len(self._plan.sheets)) + 26
        keys = (("serving", SERVING), ("unloading", UNLOADING), ("resting", RESTING), ("driving", PALE))
        for number, (key, colour) in enumerate(keys):
            x = _LEFT + number * 150
            self._picture.rect((x, y - 9), (14, 10 if key != "driving" else 2.5), colour)
            self._picture.text((x + 20, y), say(self._language, key), size=12)
        self._picture.text(
            (_WIDTH - 16, y), say(self._language, "estimate"), size=12, fill=PALE, anchor="end"
        )


def totals(plan: PlanSheets, language: Language) -> str:
    """Return the day's totals in one line."""
    return say(
        language,
        "totals",
        vehicles=len(plan.sheets),
        trips=sum(s.trips for s in plan.sheets),
        stops=sum(h.kind == "collect" for s in plan.sheets for h in s.halts),
        tonnes=decimal(sum(s.load_kg for s in plan.sheets) / 1000, language),
        km=decimal(sum(s.distance_m for s in plan.sheets) / 1000, language, 0),
        unserved=len(plan.left_out),
    )


def _span(sheets: Sequence[Sheet], plan: PlanSheets) -> tuple[datetime, datetime]:
    """Return whole hours around all that trucks do; the calendar day when they do nothing."""
    if not sheets:
        noon = datetime.fromisoformat(f"{plan.day.isoformat()}T00:00:00+00:00")
        return noon, noon + timedelta(hours=12)
    begin = min(s.leaves_at for s in sheets).replace(minute=0, second=0, microsecond=0)
    end = max(s.returns_at for s in sheets)
    whole = end.replace(minute=0, second=0, microsecond=0)
    return begin, whole if whole == end else whole + timedelta(hours=1)
