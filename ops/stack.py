"""The whole system, started, watched and stopped. Read `up` from top to bottom.

Every program is a process of its own; they find one another through the environment that `World` gathers.
"""

import os
import signal
import time
from collections.abc import Callable
from typing import Self

from data.contract.clock import Clock
from ops import prepare
from ops.clock_state import ClockFile
from ops.environment import STACK_ENV, write_env
from ops.errors import ProgramError
from ops.first_account import first_account
from ops.measure import Measurement, Report, begin_measurement
from ops.network import console_url, settle_network
from ops.ports import LOOPBACK, answers, demand_free, free_port, is_free
from ops.processes import MemoryWatch, Supervisor
from ops.programs import PROGRAMS, needed
from ops.services import Broker, start_database
from ops.upgrade import demand_current, note_program
from ops.world import World

SIMULATORS = "simulators"
# the trucks end first, so that what they still say is stored; then everything that hears or shows them
TRUCKS_WAVE, PROGRAMS_WAVE = 0, 1
API_TIMEOUT_S = 120
TRUCKS_TIMEOUT_S = 60
CLOCK_SAVE_S = 2.0


def up(world: World) -> Report | None:
    """Run the whole system on `world.folder` until it is stopped, or for `for_s` seconds with a report.

    Returns
    -------
    Report
        The account of a run with an end; None never returns on its own.
    """
    with world.folder.held(), MemoryWatch(active=world.options.for_s is not None) as memory:
        settle_folder(world)
        port = settle_places(world)
        # the keeper ends last: trucks live until the supervisor has stopped them
        with ClockKeeper(world) as keeper, Supervisor(world.tell, world.folder.note_children) as supervisor:
            start_database(world, supervisor)
            broker = Broker(world)
            broker.start(supervisor)
            clock = hold_clock(world)
            prepare_data(world)
            # looked at again: another system may have taken it while this one solved its plan
            demand_free(port, "the console", world.values["SIANGSA_API_HOST"])
            broker.bring_up_to_date()
            start_programs(world, supervisor)
            await_console(world, supervisor, port)
            if world.is_demo:
                start_trucks(world, supervisor, broker)
                keeper.follow(clock.clock if clock is not None else world.clock())
            start_keeper(world, supervisor, broker)
            measurement = begin_measurement(world) if world.options.for_s is not None else None
            if clock is not None:
                clock.release(world.options.speed)
            announce(world, port, broker)
            return watch(supervisor, keeper, measurement, memory)


def settle_folder(world: World) -> None:
    """Make the folder ours: empty if a fresh start is wanted, and of the right kind."""
    if world.options.fresh:
        world.tell(f"deleting what {world.folder.path} holds")
        world.folder.clear()
    world.folder.settle_kind(world.options.kind)
    if not world.is_demo:
        # an office's roads are backed up, moved and deleted with its folder
        for name, place in (("SIANGSA_GEO_ROADS_DIR", "roads"), ("SIANGSA_GEO_CACHE_DIR", "cache")):
            world.values[name] = os.environ.get(name) or str(world.folder.path / place)
    world.values |= {
        "SIANGSA_DATA_DIR": str(world.folder.path),
        "SIANGSA_DEMO": "1" if world.is_demo else "0",
        "SIANGSA_SECRET_FILE": str(prepare.secret_file(world)),
    }


def settle_places(world: World) -> int:
    """Choose all addresses and ports, each free; return the console's port.

    Raises
    ------
    PortTakenError
        When a wanted or kept port is held by another program.
    """
    port = choose_places(world)
    demand_free(port, "the console", world.values["SIANGSA_API_HOST"])
    demand_free(
        int(world.values["SIANGSA_INGEST_HTTP_PORT"]),
        "the device HTTP",
        world.values["SIANGSA_INGEST_HTTP_HOST"],
    )
    demand_free(int(world.values["SIANGSA_INGEST_METRICS_PORT"]), "the ingester's metrics")
    return port


def choose_places(world: World) -> int:
    """Choose all addresses and ports, whoever holds them now; return the console's port."""
    port = choose_port(world)
    choose_device_ports(world)
    settle_network(world, port)
    return port


def choose_port(world: World) -> int:
    """Return the console's port: the wanted one, the kept one, or a free one that is kept from now on.

    A port that the settings name is a wanted one; their default is not.
    """
    settings = world.settings
    named = settings.port if "port" in settings.model_fields_set else None
    port = world.options.port or named or world.folder.choice("port")
    if port is None:
        port = settings.port if is_free(settings.port) else free_port()
    world.folder.choose("port", port)
    world.values |= {"SIANGSA_API_HOST": LOOPBACK, "SIANGSA_API_PORT": str(port)}
    return int(port)


def choose_device_ports(world: World) -> None:
    """Choose once, and keep, where phones reach us over HTTP and where the ingester tells its figures."""
    settings = world.settings
    http = settings.device_port or _kept_port(world, "device_port")
    figures = settings.metrics_port or _kept_port(world, "metrics_port")
    world.values |= {
        "SIANGSA_INGEST_HTTP_HOST": settings.device_host,
        "SIANGSA_INGEST_HTTP_PORT": str(http),
        "SIANGSA_INGEST_METRICS_PORT": str(figures),
        "SIANGSA_DEVICE_URL": settings.device_url or settings.public_url or f"http://{LOOPBACK}:{http}",
    }


def _kept_port(world: World, name: str) -> int:
    port = world.folder.choice(name) or free_port()
    world.folder.choose(name, port)
    return int(port)


def hold_clock(world: World) -> ClockFile | None:
    """Let the demo's clock stand at the beginning of its run; the office and a live demo have real time.

    It runs when everything is up: however slow a machine solves a plan or starts a program, no truck is late.
    """
    if not world.is_replay:
        world.values["SIANGSA_CLOCK"] = ""
        return None
    clock = ClockFile(world.folder.path / "clock.run")
    clock.hold(prepare.beginning(world))
    world.values["SIANGSA_CLOCK"] = clock.setting
    return clock


def prepare_data(world: World) -> None:
    """Fill the database up to a published plan of the day on which the clock stands."""
    if not world.is_demo:
        demand_current(world)
        note_program(world)
    if not prepare.is_up_to_date(world):
        prepare.migrate(world)
        prepare.reference_data(world)
    prepare.roads(world)
    world.sign_in = first_account(world)
    if world.is_demo:
        day = world.calendar.day_of(world.clock().now())
        prepare.samples(world, day)
        prepare.plan(world, day)
    prepare.note_up_to_date(world)
    write_env(world.folder.path / STACK_ENV, world.values)


def start_programs(world: World, supervisor: Supervisor) -> None:
    """Start what hears devices, derives facts, keeps the roads, plans and answers people."""
    programs = needed(private_broker=False, office=not world.is_demo)
    world.tell(f"programs: {', '.join(program.name for program in programs)}")
    for program in programs:
        supervisor.run(program.name, world.program(program), wave=PROGRAMS_WAVE)


def start_keeper(world: World, supervisor: Supervisor, broker: Broker) -> None:
    """Start what keeps a private broker's accounts; last, as all that are known already may sign in."""
    if broker.ours:
        for program in PROGRAMS:
            if program.private_broker:
                supervisor.run(program.name, world.program(program), wave=PROGRAMS_WAVE)


def await_console(world: World, supervisor: Supervisor, port: int) -> None:
    """Return when the api answers, meanwhile looking after all that runs.

    Raises
    ------
    ProgramError
        When it does not answer in time.
    """
    deadline = time.monotonic() + API_TIMEOUT_S
    while not answers(port, world.values["SIANGSA_API_HOST"]):
        supervisor.look_after()
        if time.monotonic() > deadline:
            raise ProgramError(f"the api does not answer on port {port}; see {world.folder.logs / 'api.log'}")
        time.sleep(0.1)


def start_trucks(world: World, supervisor: Supervisor, broker: Broker) -> None:
    """Start the simulated fleet and return when it is heard."""
    world.tell("simulated trucks")
    heard = prepare.watch_positions(world)
    fleet = prepare.fleet_file(world, broker)
    files = ["--fleet", str(fleet), "--spools", str(world.folder.path / "spools")]
    files += ["--ledger", str(world.folder.path / "ledger.json")]
    command = world.command(SIMULATORS, "simulators", "fleet", *files)
    supervisor.run(SIMULATORS, command, wave=TRUCKS_WAVE)
    await_fix(world, supervisor, heard)


def await_fix(world: World, supervisor: Supervisor, heard: Callable[[], bool]) -> None:
    """Return when `heard` says that a fix of the trucks, who stand in the pool, is stored.

    Raises
    ------
    ProgramError
        When none is stored in time.
    """
    deadline = time.monotonic() + TRUCKS_TIMEOUT_S
    while not heard():
        supervisor.look_after()
        if time.monotonic() > deadline:
            raise ProgramError(f"no truck was heard within {TRUCKS_TIMEOUT_S} s; see {world.folder.logs}")
        time.sleep(0.1)


def announce(world: World, port: int, broker: Broker) -> None:
    """Tell the person where to look and how to sign in, and where devices report."""
    world.tell("Siangsa runs")
    world.tell("")
    world.tell(f"  Console:  {console_url(world, port)}")
    if world.settings.public_url and not world.settings.lan:
        world.tell(f"            {world.settings.public_url} for people, through the proxy before it")
    world.tell(f"  Sign in:  {world.sign_in}")
    world.tell(f"  Phones:   {world.values['SIANGSA_DEVICE_URL']}")
    world.tell(f"  Broker:   {broker.place()}")
    world.tell(f"  Logs:     {world.folder.logs}")
    if world.settings.lan:
        world.tell(f"  Trust:    {console_url(world, port)}/ca.crt, once on every computer and phone")
    if world.is_replay:
        world.tell("")
        world.tell("  The clock runs through a past shift: real phones and trackers need siangsa up --live.")
    world.tell("")
    world.tell("  Ctrl-C stops everything; the data stays.")
    world.tell("")


class ClockKeeper:
    """Writes the demo's time down every few seconds, and finally at its end; a context manager."""

    def __init__(self, world: World) -> None:
        self._state = prepare.clock_state(world)
        self._clock: Clock | None = None
        self._next = 0.0

    def follow(self, clock: Clock | None) -> None:
        """Keep the time of `clock` from now on; None: there is nothing to keep."""
        self._clock = clock

    def tick(self) -> None:
        """Save if it is time to."""
        if self._clock is not None and time.monotonic() >= self._next:
            self._state.save(self._clock.now(), clean=False)
            self._next = time.monotonic() + CLOCK_SAVE_S

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._clock is not None:
            self._state.save(self._clock.now(), clean=True)


def watch(
    supervisor: Supervisor, keeper: ClockKeeper, measurement: Measurement | None, memory: MemoryWatch
) -> Report | None:
    """Restart what crashes until stopped, or until the measurement has had its time."""
    while measurement is None or not measurement.over():
        supervisor.look_after()
        keeper.tick()
        time.sleep(0.25)
    supervisor.release(SIMULATORS)
    trucks = supervisor.find(SIMULATORS)
    if trucks is not None and trucks.running():
        measurement.end_births()
        trucks.process.send_signal(signal.SIGUSR1)
        measurement.await_drain(trucks, supervisor.look_after)
    return measurement.report(peak_mb=memory.peak_mb)
