"""A private Mosquitto: its own folder, port, accounts and rights."""

import logging
import shutil
import signal
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

from ops.accounts import Account
from ops.broker_config import CONFIG, Ports, config_text
from ops.broker_files import BrokerFiles
from ops.children import Child, Command, start, tail
from ops.errors import ServiceError, StackError, ToolMissingError
from ops.homes import Home, home_for
from ops.ports import LOOPBACK, demand_free, kept_port, wait_until_answers

log = logging.getLogger(__name__)

START_TIMEOUT_S = 20
STOP_GRACE_S = 10
STORE = "mosquitto.db"
# Mosquitto's last words, and its only ones that tell this end from others
_STORE_REFUSED = "Couldn't open database"
APPARMOR_PROFILE = Path("/etc/apparmor.d/usr.sbin.mosquitto")
_SBIN = (Path("/usr/sbin"), Path("/usr/local/sbin"), Path("/opt/homebrew/sbin"))


@dataclass(frozen=True)
class Tls:
    """What the encrypted listeners need.

    Parameters
    ----------
    papers
        Their files (see `ops.certificates`).
    host
        Address to listen on; the plain listener stays on the loopback interface.
    """

    papers: Mapping[str, str]
    host: str = LOOPBACK


class PrivateMosquitto:
    """A Mosquitto broker for `folder`; a context manager.

    Parameters
    ----------
    folder
        Data folder; port and passwords are chosen once and kept in it.
    accounts
        Who may sign in. Nobody else may, and nobody anonymously.
    throwaway
        Delete the broker's files on `stop`.
    autosave_s
        Seconds between two saves of sessions and queues; a crash (not a stop) loses what came after the last
        one. Devices with receipts send that again.
    tls
        Listen with TLS too.
    kept_elsewhere
        Begin with the accounts that the broker's files name, where there are any (see `ops.keeper`).
    """

    def __init__(
        self,
        folder: Path,
        *,
        accounts: Iterable[Account] = (),
        throwaway: bool = False,
        autosave_s: int = 300,
        tls: Tls | None = None,
        kept_elsewhere: bool = False,
    ) -> None:
        self.folder = folder
        self.throwaway = throwaway
        self.autosave_s = autosave_s
        self.tls = tls
        self.kept_elsewhere = kept_elsewhere
        self.home: Home = home_for(folder, "mosquitto")
        self.files = BrokerFiles(self.home)
        self.child: Child | None = None
        self._accounts = {account.name: account for account in accounts}

    @property
    def port(self) -> int:
        """Return the port on the loopback interface, chosen at the first call and kept in the data folder."""
        return self.ports.plain

    @cached_property
    def ports(self) -> Ports:
        """Return where the broker listens, chosen at the first call and kept in the data folder."""
        kept = self.folder / "mosquitto.json"
        if self.tls is None:
            return Ports(kept_port(kept))
        return Ports(kept_port(kept), kept_port(kept, "tls"), kept_port(kept, "certificate"))

    @property
    def log(self) -> Path:
        """Return the file that the broker writes its messages to."""
        return self.folder / "logs" / "mosquitto.log"

    @property
    def pids(self) -> list[int]:
        """Return the id of the broker process while it runs."""
        return [self.child.pid] if self.child is not None and self.child.running() else []

    def url_for(self, account: str | Account) -> str:
        """Return the way to the broker for one of its accounts.

        Raises
        ------
        StackError
            When the broker has no such account.
        """
        name = account if isinstance(account, str) else account.name
        if name not in self._accounts:
            raise StackError(f"the broker has no account {name!r}")
        return f"mqtt://{name}:{self._accounts[name].password}@{LOOPBACK}:{self.port}"

    def start(self) -> Self:
        """Start the broker with its accounts; see `launch`."""
        self.home.make()
        self._end_leftover()
        if not self.kept_elsewhere:
            self._write_accounts()
        self.launch()
        return self

    def launch(self) -> Child:
        """Start the broker process, wait until it answers, and return it.

        Its accounts are those that its files name: after a crash they may be newer than ours.

        Raises
        ------
        ToolMissingError
            When Mosquitto is not installed.
        PortTakenError
            When another program holds the port.
        ServiceError
            When the broker does not come up; an AppArmor profile that may be the reason is named.
        """
        command = self.command()
        self.child = start(command)
        if self._ended_over_its_store():
            self.child = start(command)
        self._wait_until_ready()
        return self.child

    def command(self) -> Command:
        """Write what the broker reads at its start; return the command that runs it. Raises as `launch`."""
        binary = find_binary()
        for port in filter(None, (self.ports.plain, self.ports.tls, self.ports.certificate)):
            demand_free(port, "the private broker")
        # a folder of an earlier version has accounts and no certificates
        if not self.files.complete(self._papers):
            self._write_accounts()
        self._write_config()
        self.files.told()
        return Command(
            name="mosquitto",
            argv=[str(binary), "-c", str(self.home.path / CONFIG)],
            log=self.log,
            user=self.home.user,
            cwd=self.home.path,
        )

    def recover(self) -> None:
        """Set the broker's file of sessions aside when its last start ended over it; it runs not now."""
        if _STORE_REFUSED in tail(self.log, 1):
            self._set_store_aside()

    def stop(self) -> None:
        """Stop the broker in good order: it saves its sessions and queues."""
        if self.child is not None:
            self.child.stop(STOP_GRACE_S)
            self.child = None
        if self.throwaway:
            self.home.remove()

    def set_accounts(self, accounts: Iterable[Account]) -> None:
        """Replace all accounts; a running broker takes them over at once.

        Who lost its account or got another password is cut off; no other connection is touched.
        """
        self._accounts = {account.name: account for account in accounts}
        if self.child is not None and self.child.running():
            self._write_accounts()
            tell_broker(self.files, running_broker(self.home.path))

    def _write_accounts(self) -> None:
        self.files.write(list(self._accounts.values()), self._papers)

    @property
    def _papers(self) -> Mapping[str, str]:
        return self.tls.papers if self.tls is not None else {}

    def _write_config(self) -> None:
        host = self.tls.host if self.tls is not None else LOOPBACK
        text = config_text(
            self.home.path, self.ports, host=LOOPBACK, tls_host=host, autosave_s=self.autosave_s
        )
        self.home.write(CONFIG, text)

    def _ended_over_its_store(self) -> bool:
        """Wait for the broker; when it ended because its file of sessions is damaged, set that file aside.

        Mosquitto refuses to start with a file that it cannot read, for ever. What stood in it is lost to the
        broker either way; devices with receipts send it again.
        """
        with suppress(ServiceError):
            wait_until_answers(self.port, "Mosquitto", timeout_s=START_TIMEOUT_S, alive=self._alive)
        if self._alive() or _STORE_REFUSED not in tail(self.log, 1):
            return False
        return self._set_store_aside()

    def _set_store_aside(self) -> bool:
        store = self.home.path / STORE
        if not store.exists():
            return False
        aside = store.with_name(f"{STORE}.damaged-{datetime.now(UTC):%Y%m%dT%H%M%S}")
        store.replace(aside)
        log.warning("the broker's file of sessions is damaged; it begins without them, the file is %s", aside)
        return True

    def _wait_until_ready(self) -> None:
        try:
            wait_until_answers(self.port, "Mosquitto", timeout_s=START_TIMEOUT_S, alive=self._alive)
        except ServiceError as error:
            self.stop()
            raise ServiceError(f"{error}: {tail(self.log)}{apparmor_hint()}") from error

    def _alive(self) -> bool:
        return self.child is not None and self.child.running()

    def _end_leftover(self) -> None:
        """Stop a broker of this folder whose supervisor was killed."""
        process = running_broker(self.home.path)
        if process is None:
            return
        try:
            process.terminate()
            process.wait(STOP_GRACE_S)
        except psutil.TimeoutExpired as error:
            raise ServiceError(f"an old broker (process {error.pid}) of this folder does not stop") from error
        except psutil.NoSuchProcess:
            return

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def find_binary(name: str = "mosquitto") -> Path:
    """Return the path of `mosquitto` (Debian keeps it in sbin, which a user's PATH may lack).

    Raises
    ------
    ToolMissingError
        When it is not installed.
    """
    on_path = shutil.which(name)
    candidates = [Path(on_path)] if on_path else [folder / name for folder in _SBIN]
    for candidate in candidates:
        if candidate.exists():
            return candidate
    raise ToolMissingError(f"{name} is not installed: run make setup")


def apparmor_hint() -> str:
    """Return a sentence about AppArmor where its profile for Mosquitto exists, else nothing."""
    if not APPARMOR_PROFILE.exists():
        return ""
    return f"; the AppArmor profile {APPARMOR_PROFILE} may deny it our folder (see siangsa doctor)"


def running_broker(home: Path) -> psutil.Process | None:
    """Return the process of the broker whose files lie in `home`; None when none runs."""
    try:
        process = psutil.Process(int((home / "pid").read_text().strip()))
        return process if str(home / CONFIG) in process.cmdline() else None
    except (OSError, ValueError, psutil.Error):
        return None


def broker_of_pid_file(path: Path) -> psutil.Process | None:
    """Return the Mosquitto that wrote its process id into `path`; None when it runs no more."""
    try:
        process = psutil.Process(int(path.read_text().strip()))
        return process if "mosquitto" in process.name() else None
    except (OSError, ValueError, psutil.Error):
        return None


def tell_broker(files: BrokerFiles, process: psutil.Process | None) -> bool:
    """Let the broker that runs on `files` read them again; return whether it was told.

    False while it does not listen yet: a signal would end it before it has set its handlers up. It reads the
    files at its start.
    """
    if process is None or not _listens(process):
        return False
    try:
        process.send_signal(signal.SIGHUP)
    except psutil.Error:
        return False
    files.told()
    return True


def _listens(process: psutil.Process) -> bool:
    try:
        return any(row.status == psutil.CONN_LISTEN for row in process.net_connections("tcp"))
    except psutil.Error:
        return False
