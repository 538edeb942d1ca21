"""``siangsa plan week``: plan a horizon of days, watch how it gets better, store it; show a stored one."""

import json
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from routing.cli_common import Json, open_office

if TYPE_CHECKING:
    from rich.table import Table

    from routing.planner import Office
    from routing.week.problem import Wishes
    from routing.week_planner import PlannedWeek, WeekWish

DAYS_ISO = ["%Y-%m-%d"]
KG_PER_T = 1000

Start = Annotated[datetime, typer.Option("--start", formats=DAYS_ISO, help="First day of the horizon")]
Days = Annotated[int, typer.Option(min=1, max=14, help="Length of the horizon in days")]
Limit = Annotated[float, typer.Option(min=5, max=86_400, help="Real seconds for everything")]
Moved = Annotated[int | None, typer.Option(min=0, help="At most so many points change their days [no limit]")]
Improve = Annotated[
    int | None, typer.Option(help="Number of a week to begin from; pins and points left out hold")
]
Without = Annotated[list[str] | None, typer.Option(help="A vehicle that does not work; may be repeated")]
Close = Annotated[list[str] | None, typer.Option(help="A facility that takes nothing; may be repeated")]
Rest = Annotated[
    list[datetime] | None, typer.Option(formats=DAYS_ISO, help="A day without trucks; may be repeated")
]
District = Annotated[list[str] | None, typer.Option(help="Only this district; may be repeated [all]")]


def week(  # options of a command, each on its own
    start: Start,
    days: Days = 7,
    time_limit: Limit = 600.0,
    most_moved: Moved = None,
    improve: Improve = None,
    without: Without = None,
    close: Close = None,
    holiday: Rest = None,
    kecamatan: District = None,
    name: Annotated[str, typer.Option(help="What the week is called")] = "",
    seed: Annotated[int, typer.Option(min=0, help="Seed of the search")] = 1,
    publish: Annotated[bool, typer.Option("--publish", help="Make it valid if it keeps every rule")] = False,
    as_json: Json = False,
) -> None:
    """Plan a week and store it as a draft; Ctrl-C ends it with the best week so far."""
    from routing.engines.remote import Keeper
    from routing.week.solve import WeekEffort
    from routing.week_planner import WeekWish

    with open_office() as (office, _, settings):
        wish = WeekWish(
            first_day=start.date(),
            days=days,
            name=name,
            kecamatan=tuple(kecamatan or ()),
            start_from=improve,
            most_moved=most_moved,
            wishes=_wishes(start.date(), without, close, holiday),
            effort=WeekEffort(time_limit, seed, keeper=Keeper(settings.memory_mb)),
        )
        planned, last = _plan(office, wish, quiet=as_json)
        figures = _summary(planned, wish, last)
        if publish:
            figures["published_plans"] = _publish(office, planned.week_id)
        typer.echo(json.dumps(figures) if as_json else _text(figures))


def week_show(
    number: Annotated[int, typer.Argument(help="Number of the week plan")],
    as_json: Json = False,
) -> None:
    """Show a stored week: its days, what is broken, what is left out."""
    from data.store.queries.weeks.plans import week as stored_week

    with open_office() as (office, _, _), office.sessions() as session:
        row = stored_week(session, number)
        shown = {
            "week_id": row.id,
            "name": row.name,
            "status": row.status,
            "first_day": row.first_day.isoformat(),
            "feasible": row.feasible,
            "engine": row.engine,
            "changed_by": row.changed_by,
            "measures": row.measures,
            "days": row.board["days"],
            "violations": row.board["violations"],
        }
        typer.echo(json.dumps(shown) if as_json else _shown_text(shown))


def _shown_text(shown: dict[str, Any]) -> str:
    verdict = "keeps every rule" if shown["feasible"] else "breaks rules"
    head = (
        f"week plan {shown['week_id']} ({shown['status']}) {shown['name']}: {verdict}, by {shown['engine']}"
    )
    lines = [head, *(_day_line(day) for day in shown["days"])]
    lines += [
        f"  {'!' if v['hard'] else '-'} {v['day'] or ''} {v['message_en']}" for v in shown["violations"]
    ]
    return "\n".join(lines)


def _day_line(day: dict[str, Any]) -> str:
    return (
        f"  {day['day']}  {day['kg'] / KG_PER_T:5.1f} t  {day['km']:6.0f} km  {day['hours']:6.1f} h  "
        f"{day['trips']:3d} rit  {day['vehicles']:3d} vehicles"
    )


def _wishes(
    first_day: date, without: list[str] | None, close: list[str] | None, rest: list[datetime] | None
) -> "Wishes":
    from routing.week.problem import Wishes

    return Wishes(
        without_vehicles=frozenset(without or ()),
        closed_facilities=frozenset(close or ()),
        holidays=frozenset((day.date() - first_day).days for day in rest or ()),
    )


def _plan(office: "Office", wish: "WeekWish", *, quiet: bool) -> tuple["PlannedWeek", dict[str, Any]]:
    """Plan while somebody watches; returns the week and how far it was at the end."""
    from routing.week_planner import plan_week

    last: dict[str, Any] = {}
    with _watching(quiet=quiet) as show, _interruptible() as stop:

        def tell(now: dict[str, Any]) -> None:
            last.update(now)
            show(now)

        return plan_week(office, wish, progress=tell, stopped=stop.is_set), last


@contextmanager
def _watching(*, quiet: bool) -> Iterator[Callable[[dict[str, Any]], None]]:
    """Give a function that shows progress on standard error, where somebody can see it."""
    if quiet or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.live import Live

    with Live(console=Console(stderr=True), transient=True, auto_refresh=False) as live:
        yield lambda now: live.update(_table(now), refresh=True)


@contextmanager
def _interruptible() -> Iterator[threading.Event]:
    """Give an event that Ctrl-C sets, instead of ending the program with nothing."""
    stop = threading.Event()
    before = signal.signal(signal.SIGINT, lambda *_: stop.set())
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)


def _table(now: dict[str, Any]) -> "Table":
    from rich.table import Table

    gap = "" if now["gap_share"] is None else f", gap {now['gap_share']:.1%}"
    title = (
        f"{now['phase']}: {now['elapsed_s']:.0f} of {now['time_limit_s']:.0f} s, "
        f"Rp {now['cost_idr']:,}{gap}, {now['km']:,.0f} km, {now['unserved']} left out"
    )
    table = Table(title=title)
    table.add_column("day")
    for name in ("t", "km", "hours", "rit", "vehicles"):
        table.add_column(name, justify="right")
    for day in now["days"]:
        figures = (f"{day['kg'] / KG_PER_T:.1f}", f"{day['km']:.0f}", f"{day['hours']:.1f}")
        table.add_row(day["day"], *figures, str(day["trips"]), str(day["vehicles"]))
    return table


def _summary(planned: "PlannedWeek", wish: "WeekWish", last: dict[str, Any]) -> dict[str, Any]:
    solved = planned.solved
    verdict = solved.judgement
    return {
        "week_id": planned.week_id,
        "first_day": wish.first_day.isoformat(),
        "engine": solved.engine,
        "feasible": verdict.feasible,
        "cost_idr": verdict.cost.driving,
        "cost_total": verdict.cost.total,
        "gap_share": last.get("gap_share"),
        "km": round(sum(day.distance_m for day in verdict.days) / 1000, 1),
        "trips": sum(day.trips for day in verdict.days),
        "points": len(verdict.visits),
        "unserved": last.get("unserved", 0),
        "hard_violations": sum(v.hard for v in verdict.violations),
        "soft_violations": sum(not v.hard for v in verdict.violations),
        "solve_s": round(solved.wall_s, 1),
        "tried": dict(solved.tried),
        "found": last.get("found", []),
        "days": last.get("days", []),
        "notes": [{"id": lack.message_id, "en": lack.message_en} for lack in solved.lacks],
    }


def _publish(office: "Office", week_id: int) -> dict[str, int]:
    from routing.week_publish import publish_week

    published = publish_week(office, week_id, by="cli")
    return {day.isoformat(): number for day, number in published.plans.items()}


def _text(figures: dict[str, Any]) -> str:
    """Return the week in a few lines: one sentence, one line for each day, what is missing."""
    verdict = "keeps every rule" if figures["feasible"] else f"breaks {figures['hard_violations']} rules"
    head = (
        f"week plan {figures['week_id']} from {figures['first_day']} (draft) {verdict}: "
        f"{figures['points']} points, {figures['unserved']} left out, {figures['km']:,} km, "
        f"{figures['trips']} rit, Rp {figures['cost_idr']:,} by {figures['engine']} in {figures['solve_s']} s"
    )
    lines = [head]
    lines += [_day_line(day) for day in figures["days"]]
    lines += [f"  {note['en']}" for note in figures["notes"]]
    if "published_plans" in figures:
        plans = ", ".join(f"{day} plan {number}" for day, number in figures["published_plans"].items())
        lines.append(f"  published: {plans}")
    return "\n".join(lines)
