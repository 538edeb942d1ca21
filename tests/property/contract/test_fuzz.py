"""No input makes an error: every decoder answers every damaged message, and its answer can be stored.

``FUZZ_PAYLOADS=1000000 python -m pytest tests/property/contract/test_fuzz.py -s`` is the long form, which
prints what came of them; ``FUZZ_SEED`` gives other payloads.
"""

import os
import sys

import pytest

from tests.support.fuzzing import attack

PAYLOADS = int(os.environ.get("FUZZ_PAYLOADS", "20000"))
SEED = int(os.environ.get("FUZZ_SEED", "1"))


@pytest.mark.timeout(3600)
def test_no_damaged_message_raises_or_gives_what_cannot_be_stored():
    findings = attack(PAYLOADS, seed=SEED)
    sys.stdout.write(f"{PAYLOADS} payloads: {dict(findings.outcomes.most_common())}\n")
    assert not findings.faults, findings.faults[:5]
    # A fuzzer that only makes rubbish proves little: much of it must still be read as positions.
    assert findings.outcomes["Fix"] + findings.outcomes["FixMessage"] > PAYLOADS / 10
    assert findings.outcomes.total() == PAYLOADS


def test_the_same_seed_makes_the_same_attack():
    assert attack(300, seed=5).outcomes == attack(300, seed=5).outcomes
