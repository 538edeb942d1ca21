"""`siangsa bench routing FILE…`: engines on the instances of other people's benchmarks."""

import json
from pathlib import Path
from typing import Annotated, get_args

import typer

from routing.errors import RoutingError

app = typer.Typer(help="Engines on benchmark files: Kim 2006, VRPLIB, Solomon, and weeks: PVRP-IF, Cordeau.")


@app.command()
def routing(
    files: Annotated[
        list[Path], typer.Argument(help="Instance files; their format is seen from the content")
    ],
    engine: Annotated[str, typer.Option(help="auto, ortools, pyvrp, vroom or baseline")] = "auto",
    time_limit: Annotated[float, typer.Option(min=0.1, help="Real seconds per file")] = 60.0,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the solvers")] = 1,
    iterations: Annotated[int, typer.Option(min=0, help="Steps instead of seconds: repeatable")] = 0,
    objective: Annotated[
        str | None, typer.Option(help="distance, or vehicles (fewest first) [the format's own]")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Results as JSON; default: standard output")] = None,
) -> None:
    """Solve each file, check the answer against the file alone, and write one row of results per file."""
    from routing.bench.instance import Objective
    from routing.bench.runner import ENGINES, Wish, run_files

    objectives = get_args(Objective)
    if engine not in ENGINES:
        _fail(f"there is no engine {engine!r}; known are {', '.join(ENGINES)}")
    if objective not in {None, *objectives}:
        _fail(f"there is no objective {objective!r}; known are {', '.join(objectives)}")
    if out is not None and not out.resolve().parent.is_dir():
        _fail(f"the folder of {out} does not exist")
    wish = Wish(engine, time_limit, seed, iterations, objective)  # type: ignore[arg-type]  # looked at above
    try:
        rows = run_files(files, wish, lambda line: typer.echo(line, err=True))
    except RoutingError as error:
        _fail(str(error))
    text = json.dumps(rows, indent=1) + "\n"
    if out is None:
        typer.echo(text, nl=False)
    else:
        out.write_text(text, encoding="utf-8")
        typer.echo(f"{out}: {len(rows)} rows", err=True)


def _fail(sentence: str) -> None:
    typer.echo(f"siangsa bench routing: {sentence}", err=True)
    raise typer.Exit(1)
