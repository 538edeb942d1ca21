"""`siangsa up`, `siangsa doctor`, `siangsa broker`, `siangsa bench`: what concerns the system as a whole."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from data.contract.errors import ContractError
from data.contract.settings import StackSettings
from data.store.errors import StoreError
from ops.environment import DEFAULT_DATA_DIR
from ops.errors import OpsError, StackError
from ops.folder import DataFolder
from ops.settings import OpsSettings

FOR_DATA_DIR = Path("var/for")

up_app = typer.Typer(help="Start the whole system: the demo, or an office's (--data DIR).")


@up_app.command()
def up(
    data: Annotated[Path | None, typer.Option("--data", help="Data folder; an office's system")] = None,
    demo: Annotated[bool, typer.Option("--demo", help="Make --data a demo")] = False,
    speed: Annotated[
        float | None, typer.Option("--speed", min=1, max=3600, help="Demo seconds per real second [60]")
    ] = None,
    for_s: Annotated[
        float | None, typer.Option("--for", min=1, help="Seconds to run from the first fix, then report")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as one JSON object")] = False,
    port: Annotated[int | None, typer.Option("--port", min=1, max=65535, help="Port of the console")] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Delete what the data folder holds first")] = False,
    live: Annotated[
        bool, typer.Option("--live", help="A demo on the real clock, for real phones and trackers")
    ] = False,
    since: Annotated[
        datetime | None,
        typer.Option("--since", formats=["%Y-%m-%d"], help="Past day on which a new demo begins"),
    ] = None,
    lan: Annotated[
        bool, typer.Option("--lan", help="Open console, phones and broker with TLS on the network")
    ] = False,
) -> None:
    """Start database, broker, programs and (in the demo) simulated trucks; Ctrl-C stops all of it.

    Without --data this is the demo in var/demo; with --for and without --data a demo in an emptied var/for.
    With --data alone it is an office's system: real time, no simulated truck, no sample point.
    """
    from ops.signals import Stopped, stoppable
    from ops.stack import up as run
    from ops.world import Options, World

    is_demo = demo or live or data is None or for_s is not None or speed is not None or since is not None
    folder = data or (FOR_DATA_DIR if for_s is not None else DEFAULT_DATA_DIR)
    with told("up"):
        if live and speed is not None:
            raise StackError("--live runs at the speed of the real clock: leave --speed out")
        settings = make_settings()
        if lan and not settings.lan:
            settings = settings.model_copy(update={"lan": "auto"})
        options = Options(
            kind="demo" if is_demo else "office",
            speed=1 if live else speed or settings.speed,
            for_s=for_s,
            port=port,
            fresh=fresh or folder == FOR_DATA_DIR,
            live=live,
            since=since.date() if since else None,
        )
        calendar = StackSettings().make_calendar()
        world = World(DataFolder(folder), options, settings, calendar, _with_seconds(say))
        try:
            with stoppable():
                report = run(world)
        except Stopped:
            say("stopped")
            return
    if report is not None:
        typer.echo(report.as_json() if as_json else report.as_text())


@contextmanager
def told(command: str) -> Iterator[None]:
    """Tell a foreseeable error in one sentence on standard error, and exit with 1."""
    try:
        yield
    except (OpsError, StoreError, ContractError) as error:
        typer.echo(f"siangsa {command}: {error}", err=True)
        raise typer.Exit(1) from error


def say(text: str) -> None:
    """Tell a person how far it is; standard output belongs to reports."""
    typer.echo(text, err=True)


def _with_seconds(say: Callable[[str], None]) -> Callable[[str], None]:
    """Return `say` with the seconds since now before each step; a step's own lines stay indented below it."""
    began = time.monotonic()

    def tell(text: str) -> None:
        seconds = f"{time.monotonic() - began:6.1f} s  "
        say(text if not text else f"{' ' * len(seconds)}{text}" if text.startswith(" ") else seconds + text)

    return tell


def make_settings() -> OpsSettings:
    """Return the settings of this room, from the environment.

    Raises
    ------
    StackError
        One of them makes no sense.
    """
    try:
        return OpsSettings()
    except ValidationError as error:
        faults = "; ".join(f"{'_'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        raise StackError(f"a setting makes no sense: {faults}") from error


doctor_app = typer.Typer(help="Say what is missing on this machine and how to mend it.")


@doctor_app.command()
def doctor(
    data: Annotated[Path, typer.Option("--data", help="Data folder of the system")] = DEFAULT_DATA_DIR,
) -> None:
    """Look at the machine, and at the system if it runs; exit code 1 when something needed is missing."""
    from ops.doctor import examine
    from ops.doctor_system import look_at_system

    findings = [*examine(data), *look_at_system(data)]
    for finding in findings:
        typer.echo(finding.line())
    if any(finding.grade == "missing" for finding in findings):
        raise typer.Exit(1)


def database_url() -> str:
    """Return where the system's database is.

    Raises
    ------
    StackError
        No system runs here, and no database is named.
    """
    url = make_settings().database_url
    if not url:
        raise StackError("no system runs on this data folder, and SIANGSA_DATABASE_URL names no database")
    return url


broker_app = typer.Typer(help="The broker's accounts and certificates.", no_args_is_help=True)


@broker_app.command("keep")
def broker_keep(
    files: Annotated[
        Path | None,
        typer.Option("--files", help="Folder that an existing Mosquitto reads [the private broker's]"),
    ] = None,
    pid_file: Annotated[
        Path | None, typer.Option("--pid-file", help="Where that Mosquitto keeps its process id")
    ] = None,
) -> None:
    """Keep the broker's accounts as the database says, until stopped; siangsa up does so for its own."""
    from ops import broker, keeper

    _log_to_stderr()
    with told("broker keep"):
        settings = make_settings()
        if files is None:
            kept = broker.private_keeper(_folder(), settings)
        else:
            kept = broker.named_keeper(files, pid_file, _folder(), settings)
        keeper.keep(database_url(), kept)


@broker_app.command("files")
def broker_files(
    out: Annotated[Path, typer.Argument(help="Folder that an existing Mosquitto reads")],
) -> None:
    """Write the files of an existing Mosquitto once: accounts, rights, certificates, revoked ones."""
    from ops import broker
    from ops.services import opened

    with told("broker files"):
        kept = broker.named_keeper(out, None, _folder(), make_settings())
        with opened(database_url()) as session:
            kept.look(session)
    typer.echo(f"{out}: written; let Mosquitto read it again (systemctl reload mosquitto)")


@broker_app.command("time")
def broker_time() -> None:
    """Print the system's time in Unix seconds, the time that messages sent to a fast demo must bear."""
    with told("broker time"):
        typer.echo(int(StackSettings().make_clock().now().timestamp()))


def _folder() -> DataFolder:
    return DataFolder(StackSettings().data_dir)


def _log_to_stderr() -> None:
    import logging

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")


bench_app = typer.Typer(help="Measure, each room beside a peer in the same run.")


@bench_app.command()
def bench(
    names: Annotated[list[str] | None, typer.Argument(help="Which benches; default: all")] = None,
    short: Annotated[bool, typer.Option("--short", help="A quick look")] = False,
    faults: Annotated[
        int | None, typer.Option("--faults", min=1, help="How many faults the bench of that name makes [50]")
    ] = None,
    seed: Annotated[
        int | None, typer.Option("--seed", min=0, help="Which faults come when, for the bench faults [1]")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object, and nothing else")] = False,
    out: Annotated[
        Path | None, typer.Option("--out", help="Page to write (.md); its .json goes beside it")
    ] = None,
) -> None:
    """Run the benches on a private database and broker of their own; one alone prints its figures flat.

    siangsa bench routing [OPTIONS] FILE... solves instance files instead; see siangsa bench routing --help.
    """
    import json

    from ops.bench import as_markdown, as_one, run_benches
    from ops.signals import Stopped, stoppable

    _log_progress()
    options = {name: value for name, value in (("faults", faults), ("seed", seed)) if value is not None}
    with told("bench"):
        try:
            with stoppable():
                result = run_benches(names or [], short=short, tell=say, options=options)
        except Stopped:
            raise StackError("stopped before the figures were complete") from None
    if out is not None:
        out.write_text(as_markdown(result), encoding="utf-8")
        out.with_suffix(".json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    if as_json:
        typer.echo(json.dumps(as_one(result) if len(result["figures"]) == 1 else result))
    elif out is None:
        typer.echo(as_markdown(result))


def _log_progress() -> None:
    """Let the benches of this room tell on standard error how far they are."""
    import logging

    progress = logging.getLogger("ops")
    progress.addHandler(logging.StreamHandler())
    progress.setLevel(logging.INFO)
