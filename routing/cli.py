"""``siangsa plan``: plan a day, show a plan, run the planning worker."""

import json
import logging
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from routing import cli_problem, cli_show, cli_week
from routing.cli_common import Json, Number, open_office, stand_back

if TYPE_CHECKING:
    from routing.planner import Planned

DAYS_NICE = 5
"""How far the solvers of whole days stand back behind what somebody waits for."""
WEEKS_NICE = 10
"""And those of weeks, which work for minutes, behind them."""

app = typer.Typer(help="Plans: make, show, publish; the planning worker.", no_args_is_help=True)

app.command("show")(cli_show.show)
app.command("solve")(cli_problem.solve)
app.command("check")(cli_problem.check)
app.command("schema")(cli_problem.schema)
app.command("week")(cli_week.week)
app.command("week-show")(cli_week.week_show)


@app.command()
def day(
    when: Annotated[
        datetime | None,
        typer.Option("--day", "--date", formats=["%Y-%m-%d"], help="Operating day; default: the present one"),
    ] = None,
    publish: Annotated[bool, typer.Option("--publish", help="Make it the valid plan of its day")] = False,
    time_limit: Annotated[float | None, typer.Option(min=1, help="Real seconds for the solvers")] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the solvers")] = 1,
    iterations: Annotated[int, typer.Option(min=0, help="Steps instead of seconds: repeatable")] = 0,
    as_json: Json = False,
) -> None:
    """Plan one operating day and store the plan."""
    from routing.engines.remote import Keeper
    from routing.planner import Wish, plan_day
    from routing.solve import PORTFOLIOS, Effort

    with open_office() as (office, _, settings):
        limit_s = time_limit or settings.time_limit_s
        keeper = Keeper(settings.memory_mb)
        effort = Effort(limit_s, seed, iterations, PORTFOLIOS[settings.engine], keeper)
        chosen = when.date() if when else office.calendar.day_of(office.clock.now())
        planned = plan_day(office, Wish(chosen, publish=publish, effort=effort))
        typer.echo(json.dumps(_summary(planned, chosen)) if as_json else _sentence(planned, chosen))


@app.command()
def publish(number: Number) -> None:
    """Make a stored draft the valid plan of its day; a second time changes nothing."""
    from routing.planner import publish as publish_stored

    with open_office() as (office, _, _):
        fresh = publish_stored(office, number, by="cli")
        typer.echo(f"plan {number} is {'now' if fresh else 'already'} the valid plan of its day")


@app.command()
def worker(
    replans: Annotated[
        bool, typer.Option("--replans", help="Plan anew what is left of a day, nothing else")
    ] = False,
) -> None:
    """Plan what the queue asks for, and ask for the next day at the end of each shift."""
    from routing.posts import Surroundings
    from routing.worker import DAYS, RESTS, run_worker

    if not replans:
        # solvers take every core they get: who asks the desk, the console or for a re-plan comes before them
        stand_back(DAYS_NICE)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("procrastinate").setLevel(logging.WARNING)
    with open_office() as (office, url, settings):
        run_worker(Surroundings(url, office, settings), RESTS if replans else DAYS)


@app.command("week-worker")
def week_worker() -> None:
    """Plan weeks that the queue asks for; as many of these at once as there are areas and machines."""
    from routing.posts import Surroundings
    from routing.week_worker import WEEKS
    from routing.worker import run_worker

    stand_back(WEEKS_NICE)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("procrastinate").setLevel(logging.WARNING)
    with open_office() as (office, url, settings):
        run_worker(Surroundings(url, office, settings), WEEKS)


@app.command()
def desk() -> None:
    """Answer questions about plans at once: a process of its own, without solvers."""
    from routing.desk import Desk, Shelf, run_desk

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("procrastinate").setLevel(logging.WARNING)
    with open_office() as (office, url, _):
        run_desk(url, Desk(office.sessions, office.calendar, Shelf(office.sessions), office.clock))


def _summary(planned: "Planned", chosen: date) -> dict[str, Any]:
    judgement = planned.solved.judgement
    return {
        "plan_id": planned.plan_id,
        "day": chosen.isoformat(),
        "published": planned.published,
        "engine": planned.solved.plan.engine,
        "feasible": judgement.feasible,
        "cost_idr": judgement.cost.driving,
        "km": round(judgement.distance_m / 1000, 1),
        "trips": judgement.trips,
        "vehicles": len(planned.solved.plan.routes),
        "stops": judgement.served,
        "unserved": judgement.unserved,
        "solve_s": round(planned.solved.wall_s, 2),
        "tried": {t.plan.engine: t.judgement.cost.total for t in planned.solved.tried},
        "notes": list(planned.solved.plan.notes),
    }


def _sentence(planned: "Planned", chosen: date) -> str:
    figures = _summary(planned, chosen)
    return (
        f"plan {planned.plan_id} for {chosen} ({'published' if planned.published else 'draft'}): "
        f"{figures['vehicles']} vehicles, {figures['trips']} trips, {figures['stops']} stops, "
        f"{figures['unserved']} left out, {figures['km']} km, Rp {figures['cost_idr']:,} "
        f"by {figures['engine']} in {figures['solve_s']} s"
    )
