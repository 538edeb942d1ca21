"""``siangsa plan show``: a stored plan as a table with the day as bars, and as files to take along."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal
from zoneinfo import ZoneInfo

import typer

from routing.cli_common import Json, Number, open_office
from routing.errors import PlanNotFoundError

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from data.store.queries.plan_sheet import PlanSheets, Sheet

Svg = Annotated[Path | None, typer.Option(dir_okay=False, help="Write this picture (.svg)")]
_SLOT = timedelta(minutes=10)
_SIGNS = {"collect": ("▪", "green"), "unload": ("▼", "magenta")}


def show(
    number: Number,
    as_json: Json = False,
    gantt: Svg = None,
    map_file: Annotated[Path | None, typer.Option("--map", dir_okay=False, help="Write a map (.svg)")] = None,
    geojson: Annotated[Path | None, typer.Option(dir_okay=False, help="Write all routes as GeoJSON")] = None,
    gpx: Annotated[Path | None, typer.Option(file_okay=False, help="Write a GPX per truck here")] = None,
    lang: Annotated[Literal["id", "en"], typer.Option(help="Language of pictures")] = "id",
) -> None:
    """Show a stored plan: its verdict, its measures, the day of each truck; as pictures and files too."""
    from data.store.errors import NotFoundError
    from data.store.queries.plan_sheet import plan_sheets

    with open_office() as (office, _, _):
        try:
            with office.sessions() as session:
                plan = plan_sheets(session, number)
        except NotFoundError as error:
            raise PlanNotFoundError(str(error)) from error
        zone = office.calendar.zone
        for path in _write(plan, zone, lang, {"gantt": gantt, "map": map_file, "geojson": geojson}, gpx):
            typer.echo(f"wrote {path}", err=True)
    if as_json:
        typer.echo(json.dumps(_as_json(plan)))
    else:
        _print(plan, ZoneInfo(zone))


def _write(
    plan: "PlanSheets", zone: str, lang: Literal["id", "en"], files: dict[str, Path | None], gpx: Path | None
) -> list[Path]:
    from routing.pictures.files import to_geojson, to_gpx
    from routing.pictures.gantt import draw_gantt
    from routing.pictures.planmap import draw_map

    makers = {
        "gantt": lambda: draw_gantt(plan, zone, lang),
        "map": lambda: draw_map(plan, lang),
        "geojson": lambda: json.dumps(to_geojson(plan)),
    }
    texts = {path: makers[kind]() for kind, path in files.items() if path is not None}
    if gpx is not None:
        texts |= {gpx / f"{plan.day}-{sheet.vehicle_id}.gpx": to_gpx(plan, sheet) for sheet in plan.sheets}
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return list(texts)


def _print(plan: "PlanSheets", zone: ZoneInfo) -> None:
    from rich.console import Console

    console = Console(highlight=False)
    state = "feasible" if plan.feasible else "NOT feasible"
    console.print(
        f"plan {plan.plan_id}: {plan.day} version {plan.version}, {plan.status}, {state}, by {plan.engine}, "
        f"Rp {plan.cost_idr:,}, {plan.measures['km']} km, {plan.measures['unserved']} left out"
    )
    for row in plan.measures.get("closures", ()):
        console.print(f"  goes around closure {row['id']}: {row['reason']}", markup=False)
    for line in _more(plan.measures):
        console.print(line, markup=False)
    console.print(_table(plan, zone))
    for point in plan.left_out:
        console.print(f"  left out: {point.code} {point.name}: {point.reason} {point.detail}", markup=False)


def _more(measures: dict[str, Any]) -> list[str]:
    """Return the figures that a planner asks for next; plans of earlier versions have none of them."""
    if "balance" not in measures:
        return []
    balance, spread = measures["balance"], measures["territory"]
    effort = (
        f"  ± {measures['litres']:,} l diesel, ± {measures['co2_kg']:,} kg CO2; "
        f"longest shift {balance['longest_of_mean']:.2f} of the mean; "
        f"at least {measures['bound']['share']:.0%} of the cost proven necessary"
    )
    territories = (
        f"  territories: {spread['spread_min']} min from their middle, "
        f"{spread['overlap']:.0%} of near neighbours belong to another truck"
    )
    return [effort, territories]


def _table(plan: "PlanSheets", zone: ZoneInfo) -> "Table":
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE, pad_edge=False)
    hours = f"{zone.key}: ▪ serving ▼ unloading ━ driving ░ break"
    for title, justify in (("truck", "left"), ("leaves", "left"), ("home", "left"), ("trips", "right")):
        table.add_column(title, justify=justify)  # type: ignore[arg-type]  # rich names its literals privately
    for title in ("stops", "km", "kg", "Rp"):
        table.add_column(title, justify="right")
    table.add_column(hours, no_wrap=True)
    begins = min((s.leaves_at for s in plan.sheets), default=None)
    for sheet in plan.sheets:
        table.add_row(
            sheet.vehicle_id,
            sheet.leaves_at.astimezone(zone).strftime("%H:%M"),
            sheet.returns_at.astimezone(zone).strftime("%H:%M"),
            str(sheet.trips),
            str(sum(h.kind == "collect" for h in sheet.halts)),
            f"{sheet.distance_m / 1000:.1f}",
            f"{sheet.load_kg:,}",
            f"{sheet.cost_idr:,}",
            _bar(sheet, begins or sheet.leaves_at),
        )
    return table


def _bar(sheet: "Sheet", begins: datetime) -> "Text":
    """Return the truck's day, a sign for each ten minutes; what is shorter still shows."""
    from rich.text import Text

    slots = [" "] * (_slot(sheet.returns_at, begins) + 1)
    for slot in range(_slot(sheet.leaves_at, begins), len(slots)):
        slots[slot] = "━"
    for rest in sheet.rests:
        _fill(slots, (rest.begins_at, rest.ends_at), begins, "░")
    for halt in sheet.halts:
        if halt.kind in _SIGNS:
            _fill(slots, (halt.begins_at, halt.leaves_at), begins, _SIGNS[halt.kind][0])
    bar = Text("".join(slots))
    for sign, colour in _SIGNS.values():
        bar.highlight_regex(sign, colour)
    return bar


def _slot(moment: datetime, begins: datetime) -> int:
    return (moment - begins) // _SLOT


def _fill(slots: list[str], span: tuple[datetime, datetime], begins: datetime, sign: str) -> None:
    first, last = _slot(span[0], begins), _slot(span[1] - timedelta(seconds=1), begins)
    for slot in range(first, max(first, last) + 1):
        slots[slot] = sign


def _as_json(plan: "PlanSheets") -> dict[str, Any]:
    return {
        "plan_id": plan.plan_id,
        "day": plan.day.isoformat(),
        "version": plan.version,
        "status": plan.status,
        "engine": plan.engine,
        "feasible": plan.feasible,
        "cost_idr": plan.cost_idr,
        "judgement": plan.judgement,
        "measures": plan.measures,
        "routes": [
            {
                "vehicle": s.vehicle_id,
                "leaves_at": s.leaves_at.isoformat(),
                "returns_at": s.returns_at.isoformat(),
                "trips": s.trips,
                "km": round(s.distance_m / 1000, 1),
                "kg": s.load_kg,
                "cost_idr": s.cost_idr,
            }
            for s in plan.sheets
        ],
        "left_out": [
            {"code": p.code, "name": p.name, "reason": p.reason, "figures": p.detail} for p in plan.left_out
        ],
    }
