"""Which tests share a worker: those of a file, and all that look at the demo; what runs first."""

from collections import Counter
from collections.abc import Sequence

from xdist.scheduler import LoadScopeScheduling

# signing out ends every session of an account, so the tests about that come last
_DEMO = (
    "administration",
    "replan",
    "closures",
    "dispatcher",
    "screens",
    "records",
    "week",
    "week_side",
    "office",
    "sign_in",
)
DEMO_FILES = tuple(f"tests/e2e/test_{name}.py" for name in _DEMO)

WHOLE_SYSTEM = "tests/e2e/test_whole_system.py"
LONG_FILES = (
    *DEMO_FILES,
    "tests/integration/data/test_haul_speed.py",
    "tests/faults/test_killed.py",
    # not at once: it starts a system of its own, and two that start together hinder each other
    WHOLE_SYSTEM,
)
"""Begun first: a long file that is begun last leaves the other worker with nothing to do."""


def looks_at_demo(nodeid: str) -> bool:
    """Tell whether a test uses the running demo."""
    return nodeid.split("::", 1)[0] in DEMO_FILES


def in_order(nodeids: Sequence[str]) -> list[int]:
    """Return the numbers of the tests as they shall run: long files first, then those of most tests."""
    files = [nodeid.split("::", 1)[0] for nodeid in nodeids]
    tests = Counter(files)

    def rank(number: int) -> tuple[int, int, str, int]:
        file = files[number]
        place = LONG_FILES.index(file) if file in LONG_FILES else len(LONG_FILES)
        return place, -tests[file], file, number

    return sorted(range(len(files)), key=rank)


class DemoInOneWorker(LoadScopeScheduling):
    """Like ``--dist loadfile``, but the files that look at the demo count as one: it is started once."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::", 1)[0]
        return "demo" if file in DEMO_FILES else file
