"""Settings from files of `NAME=value` lines: `.env` of the person, `stack.env` of a running system."""

import os
from collections.abc import Mapping
from pathlib import Path

STACK_ENV = "stack.env"
DEFAULT_DATA_DIR = Path("var/demo")


def read_env(path: Path) -> dict[str, str]:
    """Return what a file of `NAME=value` lines sets; no file: nothing. `#` begins a comment line."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError:
        return {}
    pairs = (
        line.strip().split("=", 1) for line in lines if "=" in line and not line.lstrip().startswith("#")
    )
    return {name.strip(): value.strip().strip("\"'") for name, value in pairs}


def write_env(path: Path, values: Mapping[str, str]) -> None:
    """Write `values` as a file that only its owner can read: it holds passwords."""
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600)
    fresh.write_text("".join(f"{name}={value}\n" for name, value in sorted(values.items())), encoding="utf-8")
    fresh.replace(path)


def apply_defaults(values: Mapping[str, str]) -> None:
    """Put `values` into our environment where it says nothing, or says an empty text."""
    for name, value in values.items():
        if not os.environ.get(name):
            os.environ[name] = value


def forget_empty() -> None:
    """Take our settings that are an empty text out of our environment: they say nothing.

    Containers hand down every variable that they name, and a program may take an empty text for a value.
    """
    for name in [name for name, value in os.environ.items() if name.startswith("SIANGSA_") and not value]:
        del os.environ[name]


def adopt_running_stack() -> None:
    """Point this command at the system that runs on `SIANGSA_DATA_DIR` (default: the demo), if one does.

    So `siangsa db import …` or `siangsa ingest ledger` work in a second terminal without any setting; what
    the environment names wins.
    """
    folder = Path(os.environ.get("SIANGSA_DATA_DIR") or DEFAULT_DATA_DIR)
    apply_defaults(read_env(folder / STACK_ENV))
