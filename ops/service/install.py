"""`siangsa service install`: the units of an office put into the system, by root; and taken out again."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from ops.errors import StackError
from ops.folder import DataFolder
from ops.homes import SYSTEM_ROOT, home_for
from ops.office_env import OFFICE_ENV
from ops.processes import Tell
from ops.service.plan import PREFIX, TARGET, Plan
from ops.service.surroundings import command_file, proxy_file, rotation_file
from ops.service.units import unit_files
from ops.settings import OpsSettings
from ops.world import REPOSITORY


@dataclass(frozen=True)
class Places:
    """Where the system wants its files; a test has its own."""

    units: Path = Path("/etc/systemd/system")
    rotation: Path = Path("/etc/logrotate.d/siangsa")
    command: Path = Path("/usr/local/bin/siangsa")


@dataclass(frozen=True)
class Files:
    """Everything that is written for one office."""

    units: dict[str, str]
    rotation: str
    command: str
    proxy: str = field(repr=False)


def plan_of(data: Path, settings: OpsSettings, user: str) -> Plan:
    """Return which services the office in `data` has.

    Raises
    ------
    StackError
        It is no office's folder.
    """
    folder = DataFolder(data)
    if folder.choice("kind") != "office":
        raise StackError(f"{folder.path} is no office's folder: siangsa init {folder.path}")
    return Plan(
        data=folder.path,
        repository=REPOSITORY,
        user=user,
        private_database=not settings.database_url,
        private_broker=not settings.mqtt_url,
    )


def files_of(plan: Plan, settings: OpsSettings) -> Files:
    """Return the texts of all files of an office."""
    folder = DataFolder(plan.data)
    proxy = proxy_file(
        plan,
        port=settings.port if "port" in settings.model_fields_set else folder.choice("port") or settings.port,
        device_port=settings.device_port or folder.choice("device_port") or 8090,
        public_url=settings.public_url,
    )
    return Files(unit_files(plan), rotation_file(plan), command_file(plan), proxy)


def write_out(files: Files, out: Path) -> None:
    """Write all files into one folder, to be read, changed and put into place by hand."""
    out.mkdir(parents=True, exist_ok=True)
    texts = files.units | {"logrotate": files.rotation, "nginx.conf": files.proxy, "command": files.command}
    for name, text in texts.items():
        (out / name).write_text(text)


def install(plan: Plan, files: Files, places: Places, tell: Tell) -> None:
    """Make the user, hand the folder to it, and put units, rotation and command into place; start nothing.

    Raises
    ------
    StackError
        We are not root, or the user cannot run the program where it lies.
    AlreadyRunningError
        Something runs on the folder.
    """
    if os.geteuid() != 0:
        raise StackError("services are installed by root: put sudo before it")
    with DataFolder(plan.data).held():
        _make_user(plan, tell)
        _hand_over(plan, tell)
    _demand_runnable(plan)
    for name, text in files.units.items():
        (places.units / name).write_text(text)
    _drop_stale_units(files, places)
    places.rotation.write_text(files.rotation)
    places.command.write_text(files.command)
    places.command.chmod(0o755)
    (plan.data / "nginx.conf").write_text(files.proxy)
    tell(f"{len(files.units)} units in {places.units}, rotation in {places.rotation}")
    tell(f"{places.command} works on {plan.data}; an example for nginx is {plan.data / 'nginx.conf'}")


def start(places: Places, tell: Tell) -> None:
    """Let systemd read the units and start the target now and at every boot.

    Raises
    ------
    StackError
        systemd does not run here, or refuses.
    """
    if not Path("/run/systemd/system").exists():
        raise StackError(f"systemd does not run here; the units lie in {places.units}")
    _system("systemctl", "daemon-reload")
    _system("systemctl", "enable", TARGET)
    _system("systemctl", "start", "--no-block", TARGET)
    tell(f"{TARGET} starts: systemctl list-dependencies {TARGET}; a first start takes some minutes")


def remove(places: Places, tell: Tell) -> None:
    """Stop the services and take units, rotation and command away; data folder and user stay."""
    if os.geteuid() != 0:
        raise StackError("services are removed by root: put sudo before it")
    runs = Path("/run/systemd/system").exists()
    if runs and (places.units / TARGET).exists():
        _system("systemctl", "disable", "--now", TARGET)
    for path in [*places.units.glob(f"{PREFIX}-*.service"), places.units / TARGET]:
        path.unlink(missing_ok=True)
    places.rotation.unlink(missing_ok=True)
    places.command.unlink(missing_ok=True)
    if runs:
        _system("systemctl", "daemon-reload")
    tell("the services are gone; the data folder stays")


def _make_user(plan: Plan, tell: Tell) -> None:
    try:
        pwd.getpwnam(plan.user)
    except KeyError:
        where = ("--system", "--user-group", "--no-create-home", "--home-dir", str(plan.data))
        _system("useradd", *where, "--shell", "/usr/sbin/nologin", plan.user)
        tell(f"user {plan.user} made: everything runs as this user, nobody signs in as it")


def _hand_over(plan: Plan, tell: Tell) -> None:
    """Give the folder and all in it to the user; services that root has run until now move into it."""
    for service in ("postgres", "mosquitto"):
        home = home_for(plan.data, service)
        if home.path.exists() and home.path.is_relative_to(SYSTEM_ROOT):
            tell(f"{home.path} moves into {plan.data}")
            shutil.move(home.path, plan.data / service)
            home.remove()
    for name in plan.names:
        # made by systemd they would belong to root, and the rotation could not empty them
        (plan.logs / f"{name}.log").touch()
    entry = pwd.getpwnam(plan.user)
    for path in [plan.data, *plan.data.rglob("*")]:
        os.chown(path, entry.pw_uid, entry.pw_gid, follow_symlinks=False)
    for private in (plan.data, plan.data / OFFICE_ENV):
        if private.exists():
            private.chmod(0o700 if private.is_dir() else 0o600)


def _demand_runnable(plan: Plan) -> None:
    argv = ["setpriv", f"--reuid={plan.user}", f"--regid={plan.user}", "--clear-groups"]
    done = _output(*argv, str(plan.siangsa), "--version", cwd="/")
    if done.returncode != 0:
        raise StackError(
            f"user {plan.user} cannot run {plan.siangsa}: put the program where everybody may read it,"
            f" such as /opt/siangsa, and run make setup there ({_last(done.stdout + done.stderr)})"
        )


def _drop_stale_units(files: Files, places: Places) -> None:
    for path in places.units.glob(f"{PREFIX}-*.service"):
        if path.name not in files.units:
            path.unlink()


def _system(*argv: str) -> None:
    done = _output(*argv)
    if done.returncode != 0:
        raise StackError(f"{' '.join(argv)}: {_last(done.stderr + done.stdout)}")


def _output(*argv: str, cwd: str | None = None) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(argv, capture_output=True, text=True, check=False, cwd=cwd)  # noqa: S603 - our own command lines
    except OSError as error:
        raise StackError(f"{argv[0]} could not be run: {error.strerror}") from error


def _last(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "no message"
