"""Mechanisms that keep a promise, each with the change that removes it and the tests that must notice.

A mutant names the one place in the code where the mechanism stands. `make test-mutants` removes one at a time
in a copy of the project and expects its tests to fail; `make test` only looks that every place still exists.
"""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
_LEFT_OUT = shutil.ignore_patterns(
    ".git",
    ".venv",
    ".tools",
    "var",
    "node_modules",
    "__pycache__",
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
)
TESTS_FAILED = 1  # pytest's exit code for "tests ran and some failed"; 2 to 5 are mishaps of another kind


@dataclass(frozen=True)
class Mutant:
    """A removed mechanism.

    Parameters
    ----------
    name
        What is removed, as a test id.
    promise
        Which promise it keeps (P1 to P14).
    file
        Where it stands, from the project's root.
    old, new
        The text that occurs there exactly once, and what takes its place.
    tests
        What to run: paths and pytest options; at least one test must fail.
    """

    name: str
    promise: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]

    def fits(self) -> bool:
        """Tell whether the mechanism stands where it is looked for, once."""
        return (ROOT / self.file).read_text().count(self.old) == 1

    def remove_from(self, copy: Path) -> None:
        """Remove the mechanism from a copy of the project."""
        path = copy / self.file
        path.write_text(path.read_text().replace(self.old, self.new))


def copy_project(target: Path) -> Path:
    """Copy the project's working tree, without what is built or fetched, and return the copy."""
    copy = target / "project"
    shutil.copytree(ROOT, copy, ignore=_LEFT_OUT)
    return copy


def run_tests(copy: Path, tests: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
    """Run `tests` in `copy`; the programs they start come from the copy too."""
    environment = os.environ | {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    return subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False)
