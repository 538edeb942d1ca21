"""`siangsa bench faults`: how many fixes are lost or doubled while everything dies in turn.

Two runs, each on a private database and broker of its own. In the first the devices have receipts and any
program may die, broker, ingester, database and the devices themselves. In the second they have none (phones,
a Traccar gateway), and ingester and database die.
"""

import logging
import random
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from ops.faults.account import Account, foreign_account, own_account, settle_account
from ops.faults.kinds import WITH_RECEIPTS, WITHOUT_RECEIPTS, Fault, draw
from ops.faults.theatre import Cast, Theatre
from ops.services import opened

log = logging.getLogger(__name__)

FAULTS: Final = 50
SHORT_FAULTS: Final = 6
PAUSE_S: Final = (2.0, 4.0)
WARM_UP_S: Final = 2.0
DRAIN_S: Final = 90.0
# Foreign fixes lie one second apart and begin a day ago: they never reach the present during a run.
FOREIGN_BEGINS_S: Final = 86_400


@dataclass(frozen=True, slots=True)
class Script:
    """How hard a run is; `rate_per_s` fixes a second and device."""

    faults: int
    devices: int
    rate_per_s: float
    seed: int
    pause_s: tuple[float, float] = PAUSE_S


@dataclass(frozen=True, slots=True)
class Ending:
    """What a run came to: its account, its faults, seconds from the last fault to the last empty spool."""

    account: Account
    faults_by_kind: Mapping[str, int]
    drain_s: float

    def figures(self) -> dict[str, Any]:
        """Return everything as plain figures."""
        return {
            **asdict(self.account),
            "faults": sum(self.faults_by_kind.values()),
            "faults_by_kind": dict(sorted(self.faults_by_kind.items())),
            "drain_s": round(self.drain_s, 1),
        }


def run(*, short: bool, faults: int | None = None, seed: int = 1) -> dict[str, Any]:
    """Run both parts and return their figures; those of devices without receipts stand under ``foreign``.

    Parameters
    ----------
    short
        A few faults and devices, for a quick look.
    faults
        How many of them devices with receipts live through; the others three fifths of that, at least 30
        where it is 50 or more.
    seed
        Same seed, same faults in the same order.
    """
    count = faults or (SHORT_FAULTS if short else FAULTS)
    devices, rate_per_s = (6, 20.0) if short else (20, 50.0)
    own = run_own(Script(count, devices, rate_per_s, seed), throwaway=short)
    foreign = run_foreign(Script(max(1, count * 3 // 5), devices, rate_per_s / 5, seed), throwaway=short)
    return {**own.figures(), "foreign": foreign.figures()}


def run_own(script: Script, *, throwaway: bool) -> Ending:
    """Let devices with receipts live through the faults, in a system of their own."""
    with _theatre(Cast.of(own=script.devices), throwaway=throwaway) as theatre:
        return act_own(theatre, script)


def run_foreign(script: Script, *, throwaway: bool) -> Ending:
    """Let phones and trackers without receipts live through the faults, in a system of their own."""
    half = max(1, script.devices // 2)
    with _theatre(Cast.of(phones=half, trackers=half), throwaway=throwaway) as theatre:
        return act_foreign(theatre, script)


def act_own(theatre: Theatre, script: Script, kinds: Mapping[str, Fault] = WITH_RECEIPTS) -> Ending:
    """Let the own devices of a running system speak through the faults."""
    theatre.start_own_press(script.rate_per_s)
    struck, last_s = strike(theatre, script, kinds)
    ledger = theatre.end_births(DRAIN_S)
    with opened(theatre.database_url) as session:
        account = own_account(session, ledger)
    # a spool that is not empty has no moment at which it was
    return Ending(account, struck, (ledger["drained_at"] or time.time()) - last_s)


def act_foreign(theatre: Theatre, script: Script, kinds: Mapping[str, Fault] = WITHOUT_RECEIPTS) -> Ending:
    """Let the foreign devices of a running system speak through the faults."""
    theatre.start_foreign_press(script.rate_per_s, int(time.time()) - FOREIGN_BEGINS_S)
    struck, last_s = strike(theatre, script, kinds)
    ledger = theatre.end_births(DRAIN_S)
    with opened(theatre.database_url) as session:
        account = settle_account(lambda: foreign_account(session, ledger), DRAIN_S)
    return Ending(account, struck, time.time() - last_s)


def strike(theatre: Theatre, script: Script, kinds: Mapping[str, Fault]) -> tuple[Counter[str], float]:
    """Let the faults happen; return how many of each kind, and the Unix second of the last one."""
    rng = random.Random(script.seed)  # noqa: S311 - a seeded choice of faults, no secret
    struck: Counter[str] = Counter()
    last_s = time.time()
    time.sleep(WARM_UP_S)
    for number, (name, fault) in enumerate(draw(kinds, script.faults, rng), 1):
        if number > 1:
            time.sleep(rng.uniform(*script.pause_s))
        last_s = time.time()
        fault(theatre, rng)
        struck[name] += 1
        log.info("fault %d of %d: %s, back after %.1f s", number, script.faults, name, time.time() - last_s)
    return struck, last_s


@contextmanager
def _theatre(cast: Cast, *, throwaway: bool) -> Iterator[Theatre]:
    with (
        tempfile.TemporaryDirectory(prefix="siangsa-faults-") as folder,
        Theatre(Path(folder), cast, throwaway=throwaway) as theatre,
    ):
        theatre.start_ingester()
        theatre.await_ready()
        yield theatre
