"""``siangsa plan``: plan a day, show a plan, run the planning worker."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer
from pydantic import ValidationError

from data.contract.errors import ContractError
from data.store.errors import StoreError
from routing.errors import PlanNotFoundError, RoutingError

if TYPE_CHECKING:
    from data.store.models import Plan, Route
    from routing.planner import Office, Planned
    from routing.settings import RoutingSettings

app = typer.Typer(help="Plans: make, show, publish; the planning worker.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object")]
Number = Annotated[int, typer.Argument(help="Number of the plan")]


@contextmanager
def _one_sentence() -> Iterator[None]:
    """Turn what a user can cause into one sentence and exit code 1."""
    try:
        yield
    except ValidationError as error:
        faults = "; ".join(f"{fault['loc'][0]}: {fault['msg']}" for fault in error.errors())
        typer.echo(f"siangsa plan: a setting is wrong or missing: {faults}", err=True)
        raise typer.Exit(1) from None
    except (RoutingError, StoreError, ContractError) as error:
        typer.echo(f"siangsa plan: {error}", err=True)
        raise typer.Exit(1) from None


@contextmanager
def _office() -> Iterator[tuple["Office", str, "RoutingSettings"]]:
    """Give the store, clock and calendar, the database's address and our settings."""
    from data.contract.settings import StackSettings
    from data.store.engine import reachable, session_factory
    from data.store.settings import StoreSettings
    from routing.planner import Office
    from routing.settings import RoutingSettings

    with _one_sentence():
        url, stack, settings = StoreSettings().database_url, StackSettings(), RoutingSettings()
        with reachable(url) as engine:
            yield Office(session_factory(engine), stack.make_clock(), stack.make_calendar()), url, settings


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

    with _office() as (office, _, settings):
        limit_s = time_limit or settings.time_limit_s
        keeper = Keeper(settings.memory_mb)
        effort = Effort(limit_s, seed, iterations, PORTFOLIOS[settings.engine], keeper)
        chosen = when.date() if when else office.calendar.day_of(office.clock.now())
        planned = plan_day(office, Wish(chosen, publish=publish, effort=effort))
        typer.echo(json.dumps(_summary(planned, chosen)) if as_json else _sentence(planned, chosen))


@app.command()
def show(number: Number, as_json: Json = False) -> None:
    """Show a stored plan: its verdict, its measures, one line per truck."""
    from data.store.errors import NotFoundError
    from data.store.queries.planning import plan_to_show

    with _office() as (office, _, _), office.sessions() as session:
        try:
            plan, routes = plan_to_show(session, number)
        except NotFoundError as error:
            raise PlanNotFoundError(str(error)) from error
        typer.echo(json.dumps(_plan(plan, routes)) if as_json else _table(plan, routes))


@app.command()
def publish(number: Number) -> None:
    """Make a stored draft the valid plan of its day; a second time changes nothing."""
    from routing.planner import publish as publish_stored

    with _office() as (office, _, _):
        fresh = publish_stored(office, number, by="cli")
        typer.echo(f"plan {number} is {'now' if fresh else 'already'} the valid plan of its day")


@app.command()
def worker() -> None:
    """Plan what the queue asks for, and ask for the next day at the end of each shift."""
    from routing.worker import Surroundings, run_worker

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("procrastinate").setLevel(logging.WARNING)
    with _office() as (office, url, settings):
        run_worker(Surroundings(url, office, settings))


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


def _plan(plan: "Plan", routes: "list[Route]") -> dict[str, Any]:
    return {
        "plan_id": plan.id,
        "day": plan.first_day.isoformat(),
        "version": plan.version,
        "status": plan.status,
        "engine": plan.engine,
        "feasible": plan.feasible,
        "cost_idr": plan.cost_idr,
        "judgement": plan.judgement,
        "measures": plan.measures,
        "routes": [
            {
                "vehicle": r.vehicle_id,
                "leaves_at": r.leaves_at.isoformat(),
                "returns_at": r.returns_at.isoformat(),
                "trips": r.trips,
                "km": round(r.distance_m / 1000, 1),
                "kg": r.load_kg,
                "cost_idr": r.cost_idr,
            }
            for r in routes
        ],
    }


def _table(plan: "Plan", routes: "list[Route]") -> str:
    state = "feasible" if plan.feasible else "NOT feasible"
    head = (
        f"plan {plan.id}: {plan.first_day} version {plan.version}, {plan.status}, {state}, by {plan.engine}, "
        f"Rp {plan.cost_idr:,}, {plan.measures['km']} km, {plan.measures['unserved']} left out"
    )
    lines = [
        f"  {r.vehicle_id:8} {r.leaves_at:%H:%M}-{r.returns_at:%H:%M} UTC  {r.trips} trips  "
        f"{r.distance_m / 1000:6.1f} km  {r.load_kg:6} kg  Rp {r.cost_idr:,}"
        for r in routes
    ]
    return "\n".join([head, *_made_with(plan), *lines])


def _made_with(plan: "Plan") -> list[str]:
    """Return one line for each closure that the plan goes around; plans of earlier versions name none."""
    return [
        f"  goes around closure {row['id']}: {row['reason']}" for row in plan.measures.get("closures", ())
    ]
