"""No input makes a server error, and every answer is one that is described (P10).

A short share of `make test-security`, which sets FUZZ_EXAMPLES to 200 examples per operation.
"""

import os
from pathlib import Path

import pytest

from api.app import make_app
from api.policy import TABLE
from api.surroundings import Surroundings
from data.contract.calendar import OperatingCalendar
from tests.support.api_world import SECRET, LiveApi
from tests.support.schema_fuzz import Fuzz

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "0"))
SHORT = 4
# several processes share the work
PARTS = 3
PUBLIC = {name for name, rule in TABLE.items() if rule.least is None}


@pytest.fixture
def unhurried(settings, sessions, clock):
    """Give a server over the small day that lets one account ask as fast as it can."""
    settings = settings.model_copy(update={"caller_per_s": 0, "address_per_s": 0})
    around = Surroundings(settings, clock, OperatingCalendar(), demo=True)
    live = LiveApi(make_app(around, SECRET), sessions, around).start()
    yield live
    live.stop()


@pytest.mark.timeout(7_200 if EXAMPLES else 600)
@pytest.mark.parametrize(("who", "part"), [("admin", 0), ("admin", 1), ("admin", 2), (None, 0)])
def test_every_answer_is_described_and_none_is_a_server_error(unhurried, who, part):
    # what a stranger is refused, every operation at once, is tried in test_policy.py
    wanted = set(sorted(TABLE)[part::PARTS]) if who else set(TABLE) if EXAMPLES else PUBLIC
    report = Fuzz(unhurried, who, EXAMPLES or SHORT).run(wanted)
    if EXAMPLES:
        told = f"{f'signed in as {who}, part {part + 1}' if who else 'not signed in'}: {report.text()}\n"
        Path("var").mkdir(exist_ok=True)
        Path("var", f"schemathesis-{who or 'nobody'}-{part + 1}.txt").write_text(told, encoding="utf-8")
    assert min(report.examples.values()) >= (EXAMPLES or SHORT)
    assert report.faults == {}
