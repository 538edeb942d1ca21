"""`siangsa plan solve`, `check`, `schema`: problems and plans in files, for people and other programs."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from routing.cli_common import Json, one_sentence, open_office

if TYPE_CHECKING:
    from routing.checking import Checked
    from routing.model.problem import Problem

INFEASIBLE = 2
"""Exit code of a check that found violations; 1 is for what could not be checked at all."""

_EXPLAIN_WITHIN_S = 5.0

EngineName = Literal["auto", "ortools", "pyvrp", "ruin", "baseline"]
Lang = Annotated[Literal["id", "en"], typer.Option("--lang", help="Bahasa Indonesia or English")]


def solve(
    problem: Annotated[Path, typer.Argument(help="A problem as JSON; `siangsa plan schema` tells its form")],
    out: Annotated[
        Path | None, typer.Option("--out", help="Write the plan here instead of printing it")
    ] = None,
    time_limit: Annotated[float, typer.Option(min=0.1, help="Real seconds for the solvers")] = 15.0,
    engine: Annotated[EngineName, typer.Option("--engine", help="Who solves")] = "auto",
    seed: Annotated[int, typer.Option(min=0, help="Seed of the solvers")] = 1,
    iterations: Annotated[int, typer.Option(min=0, help="Steps instead of seconds: repeatable")] = 0,
) -> None:
    """Solve a problem from a file; the plan comes as JSON, with the judge's verdict."""
    from routing.model.plan_json import plan_to_json
    from routing.model.problem_json import read_problem
    from routing.solve import PORTFOLIOS, Effort
    from routing.solve import solve as find_plan

    with one_sentence():
        asked = read_problem(problem.read_bytes())
        solved = find_plan(asked, Effort(time_limit, seed, iterations, PORTFOLIOS[engine]))
        document = json.dumps(plan_to_json(solved.plan, solved.judgement), indent=1)
        if out is None:
            typer.echo(document)
            return
        out.write_text(document + "\n")
    judged = solved.judgement
    state = "feasible" if judged.feasible else f"NOT feasible ({len(judged.violations)} violations)"
    counts = f"{len(solved.plan.routes)} vehicles, {judged.trips} trips, {judged.served} stops"
    made = f"by {solved.plan.engine} in {solved.wall_s:.1f} s"
    typer.echo(f"{out}: {state}, {counts}, {judged.unserved} left out, cost {judged.cost.total:,} {made}")


def check(
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="PROBLEM.json PLAN, or with --plan only PLAN (JSON or CSV) or nothing"),
    ] = None,
    number: Annotated[
        int | None, typer.Option("--plan", help="Number of the stored plan for whose day the plan is made")
    ] = None,
    lang: Lang = "id",
    as_json: Json = False,
) -> None:
    """Time and judge a plan made by hand: when each truck is where, and what the plan breaks."""
    from routing.cli_checked import table
    from routing.model.plan_json import plan_to_json

    with one_sentence():
        checked = _check(list(files or []), number)
    if as_json:
        typer.echo(json.dumps(plan_to_json(checked.plan, checked.judgement)))
    else:
        typer.echo("\n".join(table(checked, lang)))
    if not checked.judgement.feasible:
        raise typer.Exit(INFEASIBLE)


def schema(
    which: Annotated[Literal["problem", "plan"], typer.Argument(help="Of what")] = "problem",
    write: Annotated[Path | None, typer.Option("--write", help="Write both files into this folder")] = None,
) -> None:
    """Print the JSON Schema of a problem or of a plan."""
    from routing.model.schema import plan_schema, problem_schema, to_text, write_schemas

    if write is None:
        typer.echo(to_text(problem_schema() if which == "problem" else plan_schema()), nl=False)
        return
    with one_sentence():
        for path in write_schemas(write):
            typer.echo(str(path))


def _check(files: list[Path], number: int | None) -> "Checked":
    from routing.errors import HandPlanError
    from routing.model.problem_json import read_problem

    if number is not None:
        return _check_stored(number, files)
    if len(files) != 2:
        raise HandPlanError(("give a problem and a plan, or a plan and --plan NUMBER",))
    problem = read_problem(files[0].read_bytes())
    return _read_and_check(problem, files[1], {})


def _check_stored(number: int, files: list[Path]) -> "Checked":
    """Check a file, or the stored plan itself, for the day of a stored plan."""
    import msgspec

    from data.store.queries.desk import plates, stored_halts, stored_problem
    from routing.checking import check as check_sequences
    from routing.errors import HandPlanError, PlanNotFoundError
    from routing.judging.by_hand import sequences_of
    from routing.model.problem_json import problem_from_json

    if len(files) > 1:
        raise HandPlanError(("with --plan give one plan, or none to check the stored one",))
    with open_office() as (office, _, _), office.sessions() as session:
        stored = stored_problem(session, number)
        if stored is None:
            raise PlanNotFoundError(f"there is no plan {number}")
        problem = problem_from_json(msgspec.json.decode(stored.problem))
        if files:
            return _read_and_check(problem, files[0], plates(session))
        halts = stored_halts(session, number)
    return check_sequences(problem, sequences_of(halts), explain_within_s=_EXPLAIN_WITHIN_S)


def _read_and_check(problem: "Problem", path: Path, plates: dict[str, str]) -> "Checked":
    from routing.checking import check as check_sequences
    from routing.checking import check_as_stated
    from routing.judging.by_hand import decode, parse, read_csv, rows_of, understand
    from routing.model.plan_json import is_full_plan, plan_from_json

    text = decode(path.read_bytes())
    if path.suffix.lower() == ".json":
        document = parse(text)
        if is_full_plan(document):
            return check_as_stated(problem, plan_from_json(document))
        rows = rows_of(document)
    else:
        rows = read_csv(text)
    return check_sequences(problem, understand(problem, rows, plates), explain_within_s=_EXPLAIN_WITHIN_S)
