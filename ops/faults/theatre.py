"""A small system of its own to be broken: database, broker, ingester, and devices that press fixes."""

import json
import os
import secrets
import signal
import subprocess
import time
import urllib.request
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any, Self

import psutil

from data.store.engine import make_engine, session_factory
from data.store.migrate import upgrade
from data.store.queries import conservation
from ops.accounts import Account, fleet_accounts, gateway_account, owntracks_account
from ops.children import Child, Command, start, tail
from ops.errors import PortTakenError, ProgramError, ServiceError
from ops.folder import python
from ops.mosquitto import STORE, PrivateMosquitto
from ops.ports import LOOPBACK, free_port
from ops.postgres import PrivatePostgres
from ops.world import REPOSITORY

GATEWAY = "traccar"
GATEWAY_TOPIC = "positions"
REGISTERED = datetime(2025, 1, 1, tzinfo=UTC)
COMEBACK_S = 30.0
# Centre of the made-up walks: the pool of Jepara town.
LON, LAT = 110.67, -6.59


@dataclass(frozen=True)
class Cast:
    """Who plays: own devices with receipts, phones with OwnTracks, trackers behind a Traccar server."""

    own: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    trackers: tuple[str, ...] = ()

    @classmethod
    def of(cls, *, own: int = 0, phones: int = 0, trackers: int = 0) -> "Cast":
        """Return made-up names, so many of each kind."""
        return cls(
            tuple(f"own-{number:02d}" for number in range(1, own + 1)),
            tuple(f"phone-{number:02d}" for number in range(1, phones + 1)),
            tuple(f"tracker-{number:02d}" for number in range(1, trackers + 1)),
        )


class Theatre:
    """The system under test; a context manager that leaves nothing behind.

    Parameters
    ----------
    folder
        Where everything lives.
    cast
        Devices that are registered and have accounts.
    throwaway
        Give up durability against power loss (tests); a bench keeps it, as an office does.
    database_url
        A migrated database that somebody else runs; None: a server of our own.

    Attributes
    ----------
    ingest_settings
        What stands in the ingester's environment besides, from its next start on.
    press_port
        Where the devices dial in when that is not the broker itself.
    """

    def __init__(
        self, folder: Path, cast: Cast, *, throwaway: bool = False, database_url: str | None = None
    ) -> None:
        self.folder = folder
        self.cast = cast
        self.database = PrivatePostgres(folder, throwaway=throwaway)
        self._database_url = database_url
        self.broker = PrivateMosquitto(folder, accounts=_accounts(cast), throwaway=True)
        self.ingest_settings: dict[str, str] = {}
        self.press_port: int | None = None
        self.ingester: Child | None = None
        self.press: Child | None = None
        self._press_command: Command | None = None
        self._health_port = free_port()
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            if self._database_url is None:
                stack.enter_context(self.database)
                # deleted in any case; only durability is a matter of choice
                self.database.throwaway = True
                upgrade(self.database.url)
            stack.enter_context(self.broker)
            stack.callback(self._end_programs)
            self._enlist()
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @property
    def database_url(self) -> str:
        """Return the way to the database."""
        return self._database_url or self.database.url

    def start_ingester(self) -> None:
        """Start the ingester; returns at once."""
        self.ingester = start(
            Command(
                name="ingester",
                argv=[python(), "-m", "ingest", "run"],
                log=self.folder / "logs" / "ingest.log",
                env=self.environment,
                cwd=REPOSITORY,
            )
        )

    def ready(self) -> bool:
        """Return whether the ingester says that it is."""
        try:
            with urllib.request.urlopen(
                f"http://{LOOPBACK}:{self._health_port}/ready", timeout=2.0
            ) as answer:
                return int(answer.status) == HTTPStatus.OK
        except OSError:
            return False

    def await_ready(self, within_s: float = COMEBACK_S) -> None:
        """Wait for a ready ingester: a device without receipts must not speak before its session exists.

        Raises
        ------
        ProgramError
            When it is not ready in time.
        """
        ends = time.monotonic() + within_s
        while not self.ready():
            if time.monotonic() > ends:
                raise ProgramError(
                    f"the ingester is not ready after {within_s:g} s: {tail(self.folder / 'logs/ingest.log')}"
                )
            time.sleep(0.1)

    def start_own_press(self, rate_per_s: float) -> None:
        """Let the own devices speak, so many fixes a second each."""
        self._write_fleet()
        self._start_press(
            ("--fleet", str(self.folder / "fleet.json"), "--spools", str(self.folder / "spools")), rate_per_s
        )

    def start_foreign_press(self, rate_per_s: float, begins_s: int) -> None:
        """Let phones and trackers speak; fix n of each lies n seconds after the Unix second `begins_s`."""
        self._write_lines()
        options = ("--fleet", str(self.folder / "lines.json"), "--foreign", "--begins", str(begins_s))
        self._start_press(options, rate_per_s)

    def restart_press(self) -> None:
        """Start the devices again after they were killed; their spools go on."""
        if self._press_command is not None:
            # a ledger of the process before would be taken for the new one's
            self.ledger.unlink(missing_ok=True)
            self.press = start(self._press_command)

    def end_births(self, within_s: float) -> dict[str, Any]:
        """Let nothing more be born, wait until the devices are drained, and return their ledger.

        Raises
        ------
        ProgramError
            When the devices do not end within `within_s` seconds, or wrote no ledger.
        """
        press = self._speaking_press()
        press.process.send_signal(signal.SIGUSR1)
        try:
            press.process.wait(within_s)
        except subprocess.TimeoutExpired as error:
            raise ProgramError(f"the devices did not drain within {within_s:g} s") from error
        content: dict[str, Any] = json.loads(self.ledger.read_text())
        if press.process.returncode or not content["finished"]:
            raise ProgramError(f"the devices ended without finishing their ledger: {tail(press.command.log)}")
        return content

    def _speaking_press(self) -> Child:
        """Return the devices' process once it has written its ledger: before that a signal would end it."""
        if self.press is None or self._press_command is None:
            raise ProgramError("no devices were started")
        ends = time.monotonic() + COMEBACK_S
        while not self.ledger.exists():
            if not self.press.running() or time.monotonic() > ends:
                raise ProgramError(f"the devices do not speak: {tail(self._press_command.log)}")
            time.sleep(0.05)
        return self.press

    @property
    def ledger(self) -> Path:
        """Return the devices' own account."""
        return self.folder / "ledger.json"

    @property
    def environment(self) -> dict[str, str]:
        """Return the ingester's environment."""
        return {
            **os.environ,
            "SIANGSA_DATABASE_URL": self.database_url,
            "SIANGSA_MQTT_URL": self.broker.url_for("ingest"),
            "SIANGSA_INGEST_METRICS_PORT": str(self._health_port),
            **self.ingest_settings,
        }

    def relaunch_database(self) -> None:
        """Start the database server again; what its killed predecessor left behind is waited for.

        Raises
        ------
        OpsError
            When it does not come up within half a minute.
        """
        _patiently(self.database.launch)

    def relaunch_broker(self) -> None:
        """Start the broker again, as its supervisor would."""
        _patiently(self.broker.launch)

    @property
    def broker_store(self) -> Path:
        """Return the file to which the broker saves sessions and queues."""
        return self.broker.home.path / STORE

    def _start_press(self, options: Sequence[str], rate_per_s: float) -> None:
        argv = [python(), "-m", "simulators", "press", *options, "--rate", f"{rate_per_s:g}"]
        self._press_command = Command(
            name="press",
            argv=[*argv, "--ledger", str(self.ledger)],
            log=self.folder / "logs" / "press.log",
            env={**os.environ, "SIANGSA_MQTT_URL": f"mqtt://{LOOPBACK}:{self.press_port or self.broker.port}"}
            | {"SIANGSA_SIMULATORS_RECEIPT_WAIT_S": "2", "SIANGSA_SIMULATORS_DRAIN_S": "60"},
            cwd=REPOSITORY,
        )
        self.restart_press()

    def _enlist(self) -> None:
        engine = make_engine(self.database_url)
        with session_factory(engine).begin() as session:
            conservation.enlist(session, self.cast.own, REGISTERED)
            conservation.enlist(session, self.cast.phones, REGISTERED, dialect="owntracks")
            if self.cast.trackers:
                conservation.enlist(
                    session,
                    self.cast.trackers,
                    REGISTERED,
                    dialect="traccar",
                    gateway=(GATEWAY, GATEWAY_TOPIC),
                )
        engine.dispose()

    def _password(self, account: str) -> str:
        return self.broker.url_for(account).split(":", 2)[2].rsplit("@", 1)[0]

    def _write_fleet(self) -> None:
        rows = [
            {"device": name, "password": self._password(name), "lon": LON, "lat": LAT, "seed": seed}
            for seed, name in enumerate(self.cast.own)
        ]
        _write_secret(self.folder / "fleet.json", {"devices": rows})

    def _write_lines(self) -> None:
        lines: list[dict[str, Any]] = [
            {"dialect": "owntracks", "account": name, "password": self._password(name), "devices": [name]}
            for name in self.cast.phones
        ]
        if self.cast.trackers:
            lines.append(
                {
                    "dialect": "traccar",
                    "account": GATEWAY,
                    "password": self._password(GATEWAY),
                    "devices": self.cast.trackers,
                }
            )
        _write_secret(self.folder / "lines.json", {"lines": lines})

    def _end_programs(self) -> None:
        for child in (self.press, self.ingester):
            if child is not None:
                wake(child)
                child.stop(3.0)


def _patiently(launch: Callable[[], object]) -> None:
    """Start a service again and again: orphans of a killed one hold memory and port until they notice."""
    ends = time.monotonic() + COMEBACK_S
    while True:
        try:
            launch()
        except (ServiceError, PortTakenError):
            if time.monotonic() > ends:
                raise
            time.sleep(0.1)
        else:
            return


def wake(child: Child) -> None:
    """Let a frozen process run again; one that has ended stays ended."""
    if child.running():
        child.process.send_signal(signal.SIGCONT)


def kill(child: Child, number: signal.Signals = signal.SIGKILL) -> None:
    """End a process by a signal and wait until it and the processes it had started are gone."""
    family = psutil.Process(child.pid).children(recursive=True) if child.running() else []
    child.process.send_signal(number)
    child.process.wait(COMEBACK_S)
    psutil.wait_procs(family, timeout=COMEBACK_S)


def _accounts(cast: Cast) -> list[Account]:
    accounts = [*fleet_accounts(cast.own), *(owntracks_account(name) for name in cast.phones)]
    if cast.trackers:
        accounts.append(gateway_account(GATEWAY, GATEWAY_TOPIC, secrets.token_urlsafe(18)))
    return accounts


def _write_secret(path: Path, content: dict[str, Any]) -> None:
    path.touch(mode=0o600)
    path.write_text(json.dumps(content))
