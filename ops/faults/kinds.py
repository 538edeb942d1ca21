"""What can happen to a system: one function per kind of fault, each of which also brings the system back."""

import random
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from ops.children import Child
from ops.errors import ProgramError
from ops.faults.theatre import Theatre, kill, wake

type Fault = Callable[[Theatre, random.Random], None]

FREEZE_S: Final = (0.5, 2.5)


def kill_broker(theatre: Theatre, _rng: random.Random) -> None:
    """SIGKILL the broker: what it has not saved is gone, sessions included."""
    kill(_running(theatre.broker.child, "broker"))
    theatre.relaunch_broker()


def empty_broker(theatre: Theatre, _rng: random.Random) -> None:
    """SIGKILL the broker and delete its file: it knows no session and no queue any more."""
    kill(_running(theatre.broker.child, "broker"))
    theatre.broker_store.unlink(missing_ok=True)
    theatre.relaunch_broker()


def damage_broker(theatre: Theatre, rng: random.Random) -> None:
    """SIGKILL the broker and fill its file with garbage, which it refuses to start with."""
    kill(_running(theatre.broker.child, "broker"))
    theatre.broker_store.write_bytes(rng.randbytes(5_000))
    theatre.broker.home.own(theatre.broker_store)
    theatre.relaunch_broker()


def freeze_broker(theatre: Theatre, rng: random.Random) -> None:
    """Stop the broker for a while: connections stay open and nothing moves."""
    _freeze(_running(theatre.broker.child, "broker"), rng)


def kill_ingester(theatre: Theatre, _rng: random.Random) -> None:
    """SIGKILL the ingester, wherever it is between receiving and acknowledging."""
    kill(_running(theatre.ingester, "ingester"))
    theatre.start_ingester()


def freeze_ingester(theatre: Theatre, rng: random.Random) -> None:
    """Stop the ingester for a while."""
    _freeze(_running(theatre.ingester, "ingester"), rng)


def crash_database(theatre: Theatre, _rng: random.Random) -> None:
    """Shut PostgreSQL down in mode `immediate`: no checkpoint, transactions under way are gone."""
    kill(_running(theatre.database.child, "database"), signal.SIGQUIT)
    theatre.relaunch_database()


def kill_database(theatre: Theatre, _rng: random.Random) -> None:
    """SIGKILL PostgreSQL's first process."""
    kill(_running(theatre.database.child, "database"))
    theatre.relaunch_database()


def kill_devices(theatre: Theatre, _rng: random.Random) -> None:
    """SIGKILL the devices: only their spools remember."""
    kill(_running(theatre.press, "devices"))
    theatre.restart_press()


WITH_RECEIPTS: Final[Mapping[str, Fault]] = {
    "broker_killed": kill_broker,
    "broker_emptied": empty_broker,
    "broker_damaged": damage_broker,
    "broker_frozen": freeze_broker,
    "ingester_killed": kill_ingester,
    "ingester_frozen": freeze_ingester,
    "database_immediate": crash_database,
    "database_killed": kill_database,
    "devices_killed": kill_devices,
}
"""What own devices survive."""

WITHOUT_RECEIPTS: Final[Mapping[str, Fault]] = {
    name: WITH_RECEIPTS[name]
    for name in (
        "ingester_killed",
        "ingester_frozen",
        "database_immediate",
        "database_killed",
        "broker_frozen",
    )
}
"""What foreign devices survive; a broker that crashes may lose what it has acknowledged to them."""


def draw(kinds: Mapping[str, Fault], count: int, rng: random.Random) -> Iterator[tuple[str, Fault]]:
    """Yield `count` faults in random order; every kind comes before any comes again."""
    bag: list[str] = []
    for _ in range(count):
        if not bag:
            bag = rng.sample(sorted(kinds), len(kinds))
        name = bag.pop()
        yield name, kinds[name]


def _freeze(child: Child, rng: random.Random) -> None:
    child.process.send_signal(signal.SIGSTOP)
    try:
        time.sleep(rng.uniform(*FREEZE_S))
    finally:
        wake(child)


def _running(child: Child | None, what: str) -> Child:
    if child is None or not child.running():
        raise ProgramError(f"the {what} ended by itself before it was its turn")
    return child
