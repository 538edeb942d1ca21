"""`siangsa bench`: runs every room's bench in a process of its own, beside a private database and broker.

A bench is an entry point of group `siangsa.benches`: a function `run(*, short: bool) -> dict` of figures.
What it needs stands in the environment, as for any program. A bench of this room starts programs itself: it
runs in this process, brings its own database and broker, and may take options as further keyword parameters.
"""

import inspect
import json
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any

import psutil

from data.store.migrate import upgrade
from ops.accounts import Account, fleet_accounts
from ops.children import Command
from ops.errors import StackError
from ops.folder import python
from ops.mosquitto import PrivateMosquitto
from ops.postgres import PrivatePostgres
from ops.processes import Tell, run_to_end
from ops.world import REPOSITORY

GROUP = "siangsa.benches"
# the one account that may speak for made-up devices
PUBLISHER = Account("bench", reads=("fleet/+/receipt",), writes=("fleet/+/past", "fleet/+/fix"))


def known_benches() -> list[str]:
    """Return the names of all benches."""
    return sorted(entry.name for entry in entry_points(group=GROUP))


def run_benches(
    names: list[str], *, short: bool, tell: Tell, options: Mapping[str, int] | None = None
) -> dict[str, Any]:
    """Run the benches one after the other and return their figures with the machine's description.

    Parameters
    ----------
    names
        Which ones; none: all.
    short
        A quick look instead of the full measurement.
    tell
        Takes progress.
    options
        What else the benches are told; each takes the options that it knows.

    Raises
    ------
    StackError
        When there is no bench of a name, or an option that none of them knows.
    ProgramError
        When a bench fails.
    """
    chosen = _chosen(names)
    ours = {name: entry.load() for name, entry in chosen.items() if _is_ours(entry)}
    _demand_takers(options or {}, list(ours.values()))
    figures: dict[str, Any] = {}
    if len(ours) < len(chosen):
        with (
            tempfile.TemporaryDirectory(prefix="siangsa-bench-") as folder,
            _services(Path(folder)) as environment,
        ):
            for name in chosen.keys() - ours.keys():
                figures[name] = _run_one(name, Path(folder), environment, short=short, tell=tell)
    for name, bench in ours.items():
        tell(f"bench {name}")
        figures[name] = bench(short=short, **_taken(bench, options or {}))
    return {"machine": machine(), "short": short, "figures": {name: figures[name] for name in chosen}}


def as_one(result: Mapping[str, Any]) -> dict[str, Any]:
    """Return the result of a single bench as one flat object: its figures beside machine and length."""
    ((name, figures),) = result["figures"].items()
    return {"bench": name, **figures, "short": result["short"], "machine": result["machine"]}


def machine() -> dict[str, Any]:
    """Return what the figures were measured on."""
    return {
        "measured_at": datetime.now(UTC).isoformat(timespec="minutes"),
        "system": f"{platform.system()} {platform.machine()}",
        "cores": psutil.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 2**30, 1),
        "python": platform.python_version(),
    }


def as_markdown(result: Mapping[str, Any]) -> str:
    """Return the figures as a page with one table per bench; lists stay in the JSON beside it."""
    about = result["machine"]
    measured = (
        f"Measured {about['measured_at']} on {about['cores']} cores, {about['memory_gb']} GB, "
        f"{about['system']}, Python {about['python']}{' (short runs)' if result['short'] else ''}."
    )
    lines = [
        "# Benchmarks",
        "",
        "Written by `make bench`; not by hand. Every peer ran on the same machine in the same run.",
        "",
        measured,
        "",
    ]
    for name, figures in result["figures"].items():
        lines += [f"## {name}", "", "| figure | value |", "| --- | --- |"]
        lines += [f"| {key} | {_text(value)} |" for key, value in _flat(figures)]
        lines.append("")
    return "\n".join(lines)


def _chosen(names: Sequence[str]) -> dict[str, EntryPoint]:
    found = {entry.name: entry for entry in entry_points(group=GROUP)}
    unknown = sorted(set(names) - found.keys())
    if unknown:
        raise StackError(f"no bench named {', '.join(unknown)}; known are {', '.join(sorted(found))}")
    return {name: found[name] for name in dict.fromkeys(names or sorted(found))}


def _is_ours(entry: EntryPoint) -> bool:
    return entry.module.partition(".")[0] == "ops"


def _demand_takers(options: Mapping[str, int], benches: Sequence[Callable[..., Any]]) -> None:
    for option in options:
        if not any(_taken(bench, {option: 0}) for bench in benches):
            raise StackError(f"no bench that is to be run takes --{option}")


def _taken(bench: Callable[..., Any], options: Mapping[str, int]) -> dict[str, int]:
    known = inspect.signature(bench).parameters
    return {name: value for name, value in options.items() if name in known}


def _flat(figures: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in figures.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key} ")
        elif not isinstance(value, list):
            yield f"{prefix}{key}", value


def _text(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


@contextmanager
def _services(folder: Path) -> Iterator[dict[str, str]]:
    accounts = [*fleet_accounts(()), PUBLISHER]
    with (
        PrivatePostgres(folder, throwaway=False) as database,
        PrivateMosquitto(folder, accounts=accounts, throwaway=True) as broker,
    ):
        # durable as in an office, or the figures would flatter; deleted all the same
        database.throwaway = True
        upgrade(database.url)
        yield {
            **os.environ,
            "SIANGSA_DATABASE_URL": database.url,
            "SIANGSA_MQTT_URL": broker.url_for("ingest"),
            "SIANGSA_INGEST_BENCH_MQTT_URL": broker.url_for(PUBLISHER),
        }


def _run_one(
    name: str, folder: Path, environment: dict[str, str], *, short: bool, tell: Tell
) -> dict[str, Any]:
    tell(f"bench {name}")
    out = folder / f"{name}.json"
    command = Command(
        name=f"bench {name}",
        argv=[python(), "-m", "ops.bench", name, str(out), "short" if short else "full"],
        log=folder / f"{name}.log",
        env=environment,
        cwd=REPOSITORY,
    )
    run_to_end(command, lambda line: tell(f"  {line}"))
    return dict(json.loads(out.read_text()))


def _measure_here(name: str, out: Path, *, short: bool) -> None:
    (entry,) = entry_points(group=GROUP, name=name)
    out.write_text(json.dumps(entry.load()(short=short)))


if __name__ == "__main__":
    _measure_here(sys.argv[1], Path(sys.argv[2]), short=sys.argv[3] == "short")
