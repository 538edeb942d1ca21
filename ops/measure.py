"""`siangsa up --for`: runs for a while, lets the trucks finish speaking, and accounts for every fix."""

import json
import subprocess
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from data.contract.clock import Clock
from data.store.engine import make_engine, session_factory
from data.store.queries import ledger, system
from ops.children import Child
from ops.errors import ProgramError
from ops.world import World

DRAIN_S = 30.0
# the trucks have these seconds to drain; their farewell and the last facts need a little more
FAREWELL_S = 10.0
FACTS_S = 20.0
FIRST_FIX_S = 120.0


@dataclass(frozen=True)
class Report:
    """The account of a run; the names are those of its JSON.

    Parameters
    ----------
    trucks
        Simulated trucks that were there.
    fixes_born
        Fixes that the simulators' own ledger says were made.
    fixes_stored, fixes_quarantined, fixes_lost
        What became of everything that was born: a row, only a quarantine row, neither.
    stops_planned, stops_visited
        Stops due in the simulated span, and those of them at which a truck really stopped.
    unloads
        Real unloadings in the span.
    plan_feasible, plan_engine
        What the judge says of the day's plan, and who made it.
    roads
        `osm`, `file` or `synthetic`.
    peak_mb
        Highest memory of all processes together, MiB, shared memory counted once.
    """

    trucks: int
    fixes_born: int
    fixes_stored: int
    fixes_quarantined: int
    fixes_lost: int
    stops_planned: int
    stops_visited: int
    unloads: int
    plan_feasible: bool
    plan_engine: str
    roads: str
    peak_mb: int

    def as_json(self) -> str:
        """Return the report as one JSON object."""
        return json.dumps(asdict(self))

    def as_text(self) -> str:
        """Return the report as one line per figure."""
        return "\n".join(f"{name:<18} {value}" for name, value in asdict(self).items())


@dataclass(frozen=True)
class _Born:
    """What the simulators say of one boot of a device."""

    device: str
    boot: int
    fixes: int
    numbers: int


class Measurement:
    """A run with an end: counts from the first fix that is stored.

    Parameters
    ----------
    world
        The system that is measured.
    clock
        Its clock.
    sessions
        Way to its database.
    """

    def __init__(self, world: World, clock: Clock, sessions: sessionmaker[Session]) -> None:
        self._world = world
        self._clock = clock
        self._sessions = sessions
        self._before = self._cursor()
        self._patience = time.monotonic() + FIRST_FIX_S
        self._ends: float | None = None
        self._since = clock.now()
        self._until = self._since
        self._day = world.calendar.day_of(self._since)

    def over(self) -> bool:
        """Return whether the time is up.

        Raises
        ------
        ProgramError
            When no fix arrives at all.
        """
        now = time.monotonic()
        if self._ends is not None:
            return now >= self._ends
        if self._cursor() > self._before:
            self._ends = now + (self._world.options.for_s or 0)
            self._world.tell(f"first fix stored; counting {self._world.options.for_s:g} s from now")
        elif now > self._patience:
            raise ProgramError(f"no fix was stored within {FIRST_FIX_S:g} s; see {self._world.folder.logs}")
        return False

    def end_births(self) -> None:
        """Note the stack time up to which stops count as due."""
        self._until = self._clock.now()
        self._world.tell("time is up: no more fixes are born, the spools drain")

    def await_drain(self, trucks: Child, look_after: Callable[[], None]) -> None:
        """Wait until the trucks have said everything and the facts are derived from it."""
        deadline = time.monotonic() + DRAIN_S + FAREWELL_S
        while trucks.running() and time.monotonic() < deadline:
            look_after()
            _pause(trucks)
        deadline = time.monotonic() + FACTS_S
        while self._facts_wait() and time.monotonic() < deadline:
            look_after()
            time.sleep(0.25)

    def report(self, *, peak_mb: int) -> Report:
        """Compare the simulators' ledger with the database and return the account."""
        born = read_ledger(self._world.folder.path / "ledger.json")
        with self._sessions() as session:
            balances = [ledger.balance_of_boot(session, row.device, row.boot, row.numbers) for row in born]
            stops = ledger.count_stops(session, self._since, self._until)
            plan = ledger.current_plan(session, self._day)
            roads = system.current_roads(session)
            return Report(
                trucks=len({row.device for row in born}),
                fixes_born=sum(row.fixes for row in born),
                fixes_stored=sum(balance.stored for balance in balances),
                fixes_quarantined=sum(balance.quarantined for balance in balances),
                fixes_lost=sum(balance.lost for balance in balances),
                stops_planned=stops.planned,
                stops_visited=stops.visited,
                unloads=stops.unloads,
                plan_feasible=plan is not None and plan.feasible,
                plan_engine="none" if plan is None else plan.engine,
                roads="none" if roads is None else roads.kind,
                peak_mb=peak_mb,
            )

    def _cursor(self) -> int:
        with self._sessions() as session:
            return ledger.position_cursor(session)

    def _facts_wait(self) -> bool:
        with self._sessions() as session:
            return ledger.waiting_days(session) > 0


def begin_measurement(world: World) -> Measurement:
    """Return a measurement of `world` that starts to count with the next stored fix."""
    engine: Engine = make_engine(world.database_url)
    return Measurement(world, world.clock(), session_factory(engine))


def read_ledger(path: Path) -> list[_Born]:
    """Return what the simulators wrote: per device and boot the fixes born, and all numbers given out.

    Raises
    ------
    ProgramError
        When there is no ledger, or births have not ended by it.
    """
    try:
        content = json.loads(path.read_text())
        finished = content["finished"]
        born = [
            _Born(device, int(boot), counts["fixes_born"], counts["fixes_born"] + counts["events_born"])
            for device, boots in content["devices"].items()
            for boot, counts in boots.items()
        ]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ProgramError(f"the simulators' ledger {path} cannot be read: {error!r}") from error
    if not finished:
        raise ProgramError(f"the simulators did not finish their ledger {path}")
    return born


def _pause(child: Child) -> None:
    try:
        child.process.wait(0.25)
    except subprocess.TimeoutExpired:
        return
