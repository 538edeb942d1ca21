"""What must be there before the programs start: tables, reference data, roads, samples, accounts, a plan.

Each step looks whether its work is done already, so a second start passes through in a moment.
"""

import hashlib
import json
import secrets
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

from data.contract.clock import real_now
from data.store.engine import make_engine, session_factory
from data.store.queries import ledger, system
from data.store.roads import snapshots
from ops.clock_state import ClockState
from ops.errors import ProgramError
from ops.folder import DataFolder
from ops.services import Broker
from ops.world import REPOSITORY, World


def clock_state(world: World) -> ClockState:
    """Return where the demo's clock is kept."""
    return ClockState(world.folder.path / "clock.json", world.calendar)


def beginning(world: World) -> datetime:
    """Return the stack time at which the demo's next run begins, later than all its fixes."""
    state = clock_state(world)
    newest = None
    if state.unclean():
        engine = make_engine(world.database_url)
        with session_factory(engine)() as session:
            newest = ledger.newest_fix_time(session)
        engine.dispose()
    return state.begin(real_now(), newest=newest, since=world.options.since)


def is_up_to_date(world: World) -> bool:
    """Return whether tables and reference data of this database come from the code that runs now."""
    return bool(world.folder.choice("prepared") == _fingerprint(world))


def note_up_to_date(world: World) -> None:
    """Remember that tables and reference data are those of the code that runs now."""
    world.folder.choose("prepared", _fingerprint(world))


def migrate(world: World) -> None:
    """Bring the tables up to date."""
    world.tell("database: tables")
    world.run("migrate", "data.store", ["upgrade"])


def reference_data(world: World) -> None:
    """Add what is missing of villages, facilities, vehicle classes and the fleet."""
    world.tell("reference data")
    world.run("seed", "data.store", ["seed"])


def samples(world: World, day: date) -> None:
    """Make the demo's sample points along the roads in use, and a simulated device in each truck."""
    engine = make_engine(world.database_url)
    with session_factory(engine)() as session:
        known = ledger.simulated_devices(session)
    engine.dispose()
    if known:
        return
    world.tell("sample points and simulated devices")
    options = ["--demo", "--day", day.isoformat(), "--seed", str(world.settings.seed)]
    world.run("seed", "data.store", ["seed", *options])


def roads(world: World) -> str:
    """Make sure that a road network is in use; return its kind (`osm`, `file` or `synthetic`)."""
    known = _current_roads(world)
    if known is not None:
        hint = " (not real ones: docs/roads-get.md brings them)" if known == "synthetic" else ""
        world.tell(f"roads: {known}{hint}")
        _renew_roads(world)
        return known
    world.tell("roads: asking for the map (decided within 10 s)")
    try:
        lines = world.run("roads", "geo", ["fetch"])
    except ProgramError as error:
        world.tell(f"roads: no map ({error}); making a synthetic network over the real villages")
        lines = _synthetic_roads(world)
    world.run("roads", "data.store", ["roads", "activate", _snapshot_of(lines)])
    return _current_roads(world) or "none"


def _renew_roads(world: World) -> None:
    """Build roads of an earlier version anew from their own file; they stay what they are."""
    engine = make_engine(world.database_url)
    with session_factory(engine)() as session:
        why = snapshots.outdated(session)
    engine.dispose()
    if why is not None:
        world.tell(f"roads: building them anew: {why}")
        world.run("roads", "data.store", ["roads", "renew"])


def _synthetic_roads(world: World) -> list[str]:
    source = world.folder.path / "synthetic.osm"
    world.run("roads", "simulators", ["roads", "--out", str(source), "--seed", str(world.settings.seed)])
    origin = ["--synthetic", "--source", f"siangsa simulate roads, seed {world.settings.seed}"]
    return world.run("roads", "geo", ["import", str(source), *origin])


def _snapshot_of(lines: list[str]) -> str:
    """Return the snapshot's folder among the lines of `siangsa roads`."""
    for line in reversed(lines):
        folder = REPOSITORY / line
        if (folder / "snapshot.json").is_file():
            return str(folder)
    raise ProgramError("siangsa roads named no snapshot folder")


def plan(world: World, day: date) -> None:
    """Try to have a published plan for `day`; where none can be made, say why and go on."""
    engine = make_engine(world.database_url)
    with session_factory(engine)() as session:
        known = ledger.current_plan(session, day)
        number = None if known is None else known.id
    engine.dispose()
    if number is not None:
        world.tell(f"plan: number {number} stands for {day}")
        return
    limit_s = world.settings.plan_time_limit_s
    world.tell(f"plan: solving {day} (at most {limit_s:g} s and the road matrix)")
    options = ["--day", day.isoformat(), "--publish", "--seed", str(world.settings.seed)]
    try:
        world.run("plan", "routing", ["day", *options, "--time-limit", f"{limit_s:g}"])
    except ProgramError as error:
        # the map, the trucks and the planner are still worth running: a plan can be asked for in the console
        world.tell(f"plan: none for {day}: {error}")


def fleet_file(world: World, broker: Broker) -> Path:
    """Give each simulated device its account at the broker and write the file that the simulators read."""
    engine = make_engine(world.database_url)
    with session_factory(engine)() as session:
        devices = ledger.simulated_devices(session)
    engine.dispose()
    passwords = broker.admit([device.device_id for device in devices])
    rows = [
        {
            "device": device.device_id,
            "password": passwords[device.device_id],
            "class": device.class_code,
            "lon": device.lon,
            "lat": device.lat,
            "seed": world.settings.seed * 1000 + number,
        }
        for number, device in enumerate(devices, start=1)
    ]
    return _write_private(world.folder, "fleet.json", {"devices": rows})


def watch_positions(world: World) -> Callable[[], bool]:
    """Return a function that tells whether any fix has moved a marker since now."""
    sessions = session_factory(make_engine(world.database_url, pool_size=1))

    def cursor() -> int:
        with sessions() as session:
            return ledger.position_cursor(session)

    before = cursor()
    return lambda: cursor() != before


def secret_file(world: World) -> Path:
    """Return the file with the api's signing secret, made once."""
    path = world.folder.path / "signing-secret"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path


def _fingerprint(world: World) -> str:
    digest = hashlib.sha256(world.database_url.encode())
    # the migration command also makes partitions for the months to come
    digest.update(f"{real_now():%Y-%m}".encode())
    for folder in ("data/reference", "data/store/migrations", "data/store/seed.py"):
        root = REPOSITORY / folder
        for path in sorted(root.rglob("*.*")) if root.is_dir() else [root]:
            if path.suffix in {".py", ".csv", ".json", ".sql"}:
                digest.update(path.read_bytes())
    return digest.hexdigest()


def _write_private(folder: DataFolder, name: str, content: dict[str, Sequence[object]]) -> Path:
    path = folder.path / name
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text(json.dumps(content))
    return path


def _current_roads(world: World) -> str | None:
    engine = make_engine(world.database_url)
    with session_factory(engine)() as session:
        row = system.current_roads(session)
        kind, folder = (row.kind, row.folder) if row is not None else (None, "")
    engine.dispose()
    return kind if kind and Path(folder).is_dir() else None
