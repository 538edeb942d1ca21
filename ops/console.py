"""The console script `siangsa`: finds commands by entry point and loads only the one that is called."""

import os
import sys
from importlib.metadata import EntryPoint, entry_points, version
from pathlib import Path
from typing import Any, NoReturn

from ops.acting import act_as_owner
from ops.environment import adopt_running_stack, apply_defaults, forget_empty, read_env
from ops.errors import StackError
from ops.office_env import adopt_office

GROUP = "siangsa.commands"
# these make or examine a system; being pointed at a running one would mislead them
_OWN_WORLD = frozenset({"up", "doctor", "bench", "init", "service", "upgrade", "restore"})
FILE_BENCHES = "siangsa.file_benches"
# options of `siangsa bench` that take no value; what follows them is a name or a file
_BENCH_FLAGS = frozenset({"--short", "--json"})


def main() -> None:
    """Run `siangsa COMMAND …`; the only argument it reads itself is the command's name."""
    arguments = sys.argv[1:]
    if not arguments or arguments[0] in {"-h", "--help"}:
        _write(overview())
        return
    name, *rest = arguments
    if name == "--version":
        _write(f"siangsa {version('siangsa')}\n")
        return
    folder = named_folder(rest) if name in _OWN_WORLD else None
    _act(folder or _folder_of_environment(), (name, *rest[:1]))
    adopt_office(folder)
    apply_defaults(read_env(Path(".env")))
    if name not in _OWN_WORLD:
        adopt_running_stack()
    forget_empty()
    bench = file_bench(rest) if name == "bench" else None
    if bench is not None:
        name, rest = f"{name} {bench.name}", rest[1:]
    app = bench.load() if bench is not None else load(name)
    # without a name of its own the usage line would say "-c" or the path of the script
    app(args=rest, prog_name=f"siangsa {name}")


def _act(folder: Path | None, command: tuple[str, ...]) -> None:
    try:
        act_as_owner(folder, command)
    except StackError as error:
        _fail(str(error), 1)


def _folder_of_environment() -> Path | None:
    named = os.environ.get("SIANGSA_DATA_DIR")
    return Path(named) if named else None


def named_folder(arguments: list[str]) -> Path | None:
    """Return the data folder that a command's arguments name; None when they name none."""
    for number, argument in enumerate(arguments):
        if argument.startswith("--data="):
            return Path(argument.removeprefix("--data="))
        if argument == "--data" and number + 1 < len(arguments):
            return Path(arguments[number + 1])
    return None


def commands() -> dict[str, EntryPoint]:
    """Return the installed commands by name."""
    return {entry.name: entry for entry in entry_points(group=GROUP)}


def load(name: str) -> Any:  # noqa: ANN401 - a Typer app; importing Typer here would slow every command
    """Return the Typer app of command `name`; an unknown or broken one ends the program with a sentence."""
    known = commands()
    if name not in known:
        _fail(f"there is no command {name!r}; known are {', '.join(sorted(known))}")
    try:
        return known[name].load()
    except (ImportError, AttributeError) as error:
        _fail(f"the command {name!r} cannot be loaded ({error}): run make setup, then siangsa doctor")


def file_bench(arguments: list[str]) -> EntryPoint | None:
    """Return the bench that is called with files, as in `bench routing FILE…`; None for all other calls.

    Its options and --help belong to the room whose files they are: it alone knows them.
    """
    found = entry_points(group=FILE_BENCHES, name=arguments[0]) if arguments else ()
    return next(iter(found), None) if _names_files(arguments[1:]) else None


def _names_files(arguments: list[str]) -> bool:
    """Whether arguments hold one that is no option, no option's value and no other bench's name."""
    benches = {entry.name for entry in entry_points(group="siangsa.benches")}
    value = False
    for argument in arguments:
        if argument == "--help":
            return True
        if argument.startswith("-"):
            value = "=" not in argument and argument not in _BENCH_FLAGS
        elif not value and argument not in benches:
            return True
        else:
            value = False
    return False


def overview() -> str:
    """Return the list of commands, each with its own one-line help."""
    lines = ["Usage: siangsa COMMAND [OPTIONS]", "", "Commands:"]
    lines += [f"  {name:<10} {_help_of(entry)}" for name, entry in sorted(commands().items())]
    return "\n".join(
        [*lines, "", "siangsa COMMAND --help tells more; siangsa --version tells the version.", ""]
    )


def _help_of(entry: EntryPoint) -> str:
    try:
        text = entry.load().info.help
    except (ImportError, AttributeError) as error:
        return f"(cannot be loaded: {error})"
    return str(text or "").strip().split("\n", 1)[0]


def _write(text: str) -> None:
    sys.stdout.write(text)


def _fail(sentence: str, code: int = 2) -> NoReturn:
    sys.stderr.write(f"siangsa: {sentence}\n")
    raise SystemExit(code)
