"""What a unit runs: a private service, one of our programs, or the preparation."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

from data.contract.settings import StackSettings
from ops.children import Command
from ops.environment import STACK_ENV, read_env
from ops.errors import StackError
from ops.folder import DataFolder, python
from ops.postgres import PrivatePostgres
from ops.processes import Tell
from ops.programs import PROGRAMS
from ops.service.plan import MOSQUITTO, POSTGRES, PREPARE
from ops.services import Broker, join_database
from ops.settings import OpsSettings
from ops.stack import choose_places, prepare_data, settle_folder, settle_places
from ops.world import REPOSITORY, Options, World


def office_world(data: Path, settings: OpsSettings, tell: Tell) -> World:
    """Return the world of the office in `data`, nothing of it started."""
    folder, calendar = DataFolder(data), StackSettings().make_calendar()
    return World(folder, Options("office", speed=1), settings, calendar, tell)


def run(world: World, name: str) -> None:
    """Do what the unit of service `name` is for; only the preparation returns.

    Raises
    ------
    StackError
        There is no such service.
    OpsError
        It cannot be started; its unit tries again.
    """
    world.folder.share()
    if name == PREPARE:
        prepare(world)
    elif name == POSTGRES:
        server = PrivatePostgres(world.folder.path)
        server.make_ready()
        become(server.command())
    elif name == MOSQUITTO:
        _become_broker(world)
    else:
        _become_program(world, name)


def prepare(world: World) -> None:
    """Bring tables, reference data, roads and first account up to date, and name the running system."""
    settle_folder(world)
    settle_places(world)
    world.values["SIANGSA_CLOCK"] = ""
    join_database(world)
    broker = Broker(world)
    broker.join()
    prepare_data(world)
    broker.bring_up_to_date()
    world.tell(f"sign in: {world.sign_in}")


def become(command: Command) -> NoReturn:
    """Go on as `command`, in this very process: what watches us watches it."""
    os.chdir(command.cwd or REPOSITORY)
    env = dict(command.env if command.env is not None else os.environ)
    _exec(command.argv, env)


def _become_broker(world: World) -> NoReturn:
    # not demanded to be free: the programs may run while the broker is started again
    choose_places(world)
    broker = Broker(world).private()
    broker.home.make()
    broker.recover()
    become(broker.command())


def _become_program(world: World, name: str) -> NoReturn:
    program = next((each for each in PROGRAMS if each.slug == name), None)
    if program is None:
        raise StackError(f"there is no service {name!r}")
    named = read_env(world.folder.path / STACK_ENV)
    if not named:
        raise StackError(f"{world.folder.path / STACK_ENV} is not there: unit siangsa-prepare makes it")
    os.chdir(REPOSITORY)
    env = {**os.environ, "PYTHONUNBUFFERED": "1", **named}
    _exec([python(), "-m", program.module, *program.arguments], env)


def _exec(argv: Sequence[str], env: Mapping[str, str]) -> NoReturn:
    os.execve(argv[0], list(argv), dict(env))  # noqa: S606 - our own command lines
