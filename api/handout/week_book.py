"""A week as a workbook: a grid of days and trucks, the list that a timetable import reads, sums by day."""

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, tzinfo
from typing import TYPE_CHECKING, Any, Final

from api.exports.content import without_control
from api.handout import words
from api.handout.week_rows import WeekSheet, WeekStop, WeekTurn

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

GRID: Final = "Kisi"
LIST: Final = "Jadwal"
SUMS: Final = "Jumlah per hari"
LIST_HEAD: Final = (
    "tanggal", "hari", "truk", "nopol", "urutan", "titik", "nama titik", "desa", "kecamatan",
    "kegiatan", "jam", "kg perkiraan", "rit",
)  # fmt: skip
_LIST_WIDTHS: Final = (12, 9, 10, 13, 8, 16, 30, 20, 16, 10, 8, 13, 6)
_SUMS_HEAD: Final = ("tanggal", "hari", "libur", "truk", "titik", "rit", "ton perkiraan", "km", "jam kerja")
_AWAY: Final = {
    "holiday": "libur",
    "outage": "rusak / bengkel",
    "kir": "KIR habis",
    "crew": "sopir tidak ada",
}
_COLLECT, _UNLOAD = "angkut", "buang"


def workbook(sheet: WeekSheet, zone: tzinfo) -> bytes:
    """Return the workbook; its list can be imported as it is."""
    import openpyxl

    book = openpyxl.Workbook()
    grid = book.active or book.create_sheet()
    grid.title = GRID
    _grid(grid, sheet, zone)
    _list(book.create_sheet(LIST), sheet, zone)
    _sums(book.create_sheet(SUMS), sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _grid(page: "Worksheet", sheet: WeekSheet, zone: tzinfo) -> None:
    from openpyxl.styles import Alignment, PatternFill
    from openpyxl.worksheet.properties import PageSetupProperties

    first, last = sheet.days[0], sheet.days[-1]
    marks = [words.SAMPLE.lower()] * sheet.sample + [words.SYNTHETIC.lower()] * sheet.synthetic
    title = f"{sheet.name}: {words.day_id(first)} - {words.day_id(last)}"
    _append(page, (f"{title} ({', '.join(marks)})" if marks else title,), bold=True)
    _append(page, ("Angka adalah perkiraan.",))
    head = ("Truk", "Nopol", "Kelas", *(f"{words.DAYS_ID[day.weekday()]} {day:%d/%m}" for day in sheet.days))
    _append(page, head, bold=True)
    for vehicle in sheet.vehicles:
        told = [_cell(sheet.turns.get((day, vehicle.id)), zone) for day in sheet.days]
        _append(page, (vehicle.id, vehicle.plate, vehicle.class_name, *told))
    away = PatternFill("solid", fgColor="DDDDDD")
    for row in page.iter_rows(min_row=4, min_col=4):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if cell.value in _AWAY.values():
                cell.fill = away
    _widths(page, (10, 13, 18, *(28 for _ in sheet.days)))
    page.freeze_panes = "D4"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", page.PAPERSIZE_A4
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _cell(turn: WeekTurn | None, zone: tzinfo) -> str:
    """Return what a truck does on a day, in four lines."""
    if turn is None or not turn.stops:
        return "-" if turn is None or not turn.away else _AWAY.get(turn.away, turn.away)
    hours = f"{turn.hours:.1f}".replace(".", ",")
    spans = [words.clock(moment, zone) for moment in (turn.leaves_at, turn.returns_at) if moment]
    lines = [
        f"{len(turn.collects)} titik, {turn.trips} rit, {words.about_kg(turn.kg)}",
        f"{words.km(turn.km * 1000)}, {hours} jam ({' - '.join(spans)})",
        ", ".join(stop.point.village for stop in turn.villages if stop.point),
    ]
    if turn.driver is not None:
        lines.append(f"Sopir: {turn.driver.name}")
    return "\n".join(lines)


def _list(page: "Worksheet", sheet: WeekSheet, zone: tzinfo) -> None:
    _append(page, LIST_HEAD, bold=True)
    for turn in sheet.working():
        for order, stop in enumerate(turn.stops, start=1):
            _append(page, _row(turn, order, stop, zone))
    _widths(page, _LIST_WIDTHS)
    page.freeze_panes = "A2"
    page.auto_filter.ref = page.dimensions
    page.print_title_rows = "1:1"


def _row(turn: WeekTurn, order: int, stop: WeekStop, zone: tzinfo) -> Iterator[object]:
    place = stop.point
    yield from (turn.day, words.DAYS_ID[turn.day.weekday()], turn.vehicle.id, turn.vehicle.plate, order)
    yield from (stop.code, stop.name)
    yield from (place.village, place.kecamatan) if place else ("", "")
    yield _COLLECT if stop.kind == "collect" else _UNLOAD
    yield from (words.clock(stop.arrives_at, zone), round(abs(stop.kg)), stop.trip)


def _sums(page: "Worksheet", sheet: WeekSheet) -> None:
    _append(page, _SUMS_HEAD, bold=True)
    rows = [_day(told) for told in sheet.sums]
    for row in rows:
        _append(page, row)
    sums: list[Any] = [sum(row[column] for row in rows) for column in range(3, len(_SUMS_HEAD))]
    _append(page, ("Jumlah", "", "", *(round(each, 1) for each in sums)), bold=True)
    _widths(page, (12, 10, 26, 8, 8, 8, 14, 10, 11))
    page.freeze_panes = "A2"


def _day(told: Any) -> tuple[Any, ...]:  # noqa: ANN401 - a day of the board
    day = date.fromisoformat(told["day"])
    figures = (told["vehicles"], told["points"], told["trips"], round(told["kg"] / 1000, 2))
    name = words.DAYS_ID[day.weekday()]
    return day, name, told.get("holiday") or "", *figures, round(told["km"], 1), round(told["hours"], 1)


def _append(page: "Worksheet", values: Iterable[object], *, bold: bool = False) -> None:
    """Add a row; texts stay texts, so that nothing becomes a formula."""
    from openpyxl.styles import Font

    page.append([without_control(value) if isinstance(value, str) else value for value in values])
    for cell in page[page.max_row]:
        if isinstance(cell.value, str):
            cell.data_type = "s"
        if isinstance(cell.value, date):
            cell.number_format = "yyyy-mm-dd"
        if bold:
            cell.font = Font(bold=True)


def _widths(page: "Worksheet", widths: Sequence[float]) -> None:
    from openpyxl.utils import get_column_letter

    for number, width in enumerate(widths, start=1):
        page.column_dimensions[get_column_letter(number)].width = width
