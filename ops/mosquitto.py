"""A private Mosquitto: its own folder, port, accounts and rights."""

import json
import secrets
import shutil
import signal
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

from ops.accounts import Account, acl_text
from ops.children import Child, Command, start, tail
from ops.errors import ServiceError, StackError, ToolMissingError
from ops.homes import Home, home_for
from ops.ports import LOOPBACK, demand_free, free_port, wait_until_answers

START_TIMEOUT_S = 20
STOP_GRACE_S = 10
APPARMOR_PROFILE = Path("/etc/apparmor.d/usr.sbin.mosquitto")
_SBIN = (Path("/usr/sbin"), Path("/usr/local/sbin"), Path("/opt/homebrew/sbin"))

# A window of 20 (the default) never fills a batch of the ingester, and the default queue of 1,000 drops
# messages while it tells the publisher "success": hence no window, and a queue for hours without ingester.
_CONFIG = """\
listener {port} {host}
allow_anonymous false
password_file {home}/passwords
acl_file {home}/acl
persistence true
persistence_location {home}/
autosave_interval {autosave_s}
max_inflight_messages 0
max_queued_messages 2000000
max_queued_bytes 0
max_packet_size 1048576
persistent_client_expiration 14d
sys_interval 5
set_tcp_nodelay true
connection_messages false
log_dest stderr
log_type error
log_type warning
log_type notice
log_timestamp_format %Y-%m-%dT%H:%M:%S
pid_file {home}/pid
"""


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
    """

    def __init__(
        self,
        folder: Path,
        *,
        accounts: Iterable[Account] = (),
        throwaway: bool = False,
        autosave_s: int = 300,
    ) -> None:
        self.folder = folder
        self.throwaway = throwaway
        self.autosave_s = autosave_s
        self.home: Home = home_for(folder, "mosquitto")
        self.child: Child | None = None
        self._accounts = {account.name: account for account in accounts}
        self._port: int | None = None

    @property
    def port(self) -> int:
        """Return the port on the loopback interface, chosen at the first call and kept in the data folder."""
        if self._port is None:
            self._port = _load_or_choose_port(self.folder / "mosquitto.json")
        return self._port

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
        self.launch()
        return self

    def launch(self) -> Child:
        """Start the broker process, wait until it answers, and return it.

        Raises
        ------
        ToolMissingError
            When Mosquitto is not installed.
        PortTakenError
            When another program holds the port.
        ServiceError
            When the broker does not come up; an AppArmor profile that may be the reason is named.
        """
        binary = find_binary()
        demand_free(self.port, "the private broker")
        self._write_files()
        self.child = start(
            Command(
                name="mosquitto",
                argv=[str(binary), "-c", str(self.home.path / "mosquitto.conf")],
                log=self.log,
                user=self.home.user,
                cwd=self.home.path,
            )
        )
        self._wait_until_ready()
        return self.child

    def stop(self) -> None:
        """Stop the broker in good order: it saves its sessions and queues."""
        if self.child is not None:
            self.child.stop(STOP_GRACE_S)
            self.child = None
        if self.throwaway:
            self.home.remove()

    def set_accounts(self, accounts: Iterable[Account]) -> None:
        """Replace all accounts; a running broker takes them over at once, without losing a connection."""
        self._accounts = {account.name: account for account in accounts}
        if self.child is not None and self.child.running():
            self._write_files()
            self.child.process.send_signal(signal.SIGHUP)

    def _write_files(self) -> None:
        accounts = list(self._accounts.values())
        self.home.write("acl", acl_text(accounts))
        self.home.write("passwords", _hashed(self.home, accounts))
        config = _CONFIG.format(
            port=self.port, host=LOOPBACK, home=self.home.path, autosave_s=self.autosave_s
        )
        self.home.write("mosquitto.conf", config)

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
        config = str(self.home.path / "mosquitto.conf")
        try:
            process = psutil.Process(int((self.home.path / "pid").read_text().strip()))
            if config not in process.cmdline():
                return
            process.terminate()
            process.wait(STOP_GRACE_S)
        except psutil.TimeoutExpired as error:
            raise ServiceError(f"an old broker (process {error.pid}) of this folder does not stop") from error
        except (OSError, ValueError, psutil.Error):
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


def _hashed(home: Home, accounts: Sequence[Account]) -> str:
    """Return Mosquitto's password file, salted and hashed by its own tool."""
    if not accounts:
        return ""
    tool = find_binary("mosquitto_passwd")
    # a name nobody else uses, readable by us alone, and gone at once: it holds the passwords in the clear
    plain = home.path / f".plain-{secrets.token_hex(8)}"
    plain.touch(mode=0o600)
    try:
        plain.write_text("".join(f"{account.name}:{account.password}\n" for account in accounts))
        result = subprocess.run(  # noqa: S603 - a program we found
            [tool, "-U", plain], capture_output=True, text=True, check=False
        )
        if result.returncode != 0:
            raise ServiceError(f"mosquitto_passwd could not hash the passwords: {result.stderr.strip()}")
        return plain.read_text()
    finally:
        plain.unlink()


def _load_or_choose_port(path: Path) -> int:
    if path.exists():
        return int(json.loads(path.read_text())["port"])
    port = free_port()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"port": port}))
    return port
