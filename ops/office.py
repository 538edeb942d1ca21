"""`siangsa init`: the folder of a new office, with its ports, settings and first account. Starts nothing."""

import json
import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from data.store.passwords import hash_password
from ops.certificates import write_private
from ops.errors import StackError
from ops.folder import DataFolder
from ops.office_env import OFFICE_ENV, office_env
from ops.ports import free_port, is_free, kept_port
from ops.postgres import PrivatePostgres

FIRST_ACCOUNT_FILE = "first-account.json"
# what people and firewalls expect, where it is free
_USUAL_PORTS = {"port": 8000, "device_port": 8090, "metrics_port": 9464}
_USUAL_BROKER_PORTS = {"tls": 8883, "certificate": 8884}


@dataclass(frozen=True)
class Founding:
    """What the person said of the new office.

    Parameters
    ----------
    admin
        Name of the first account.
    port
        Port of the console; None: the usual one, or a free one.
    public_url
        Address under which people and phones will reach it.
    lan
        `auto` or an address: to be opened on the office's own network.
    """

    admin: str
    port: int | None = None
    public_url: str | None = None
    lan: str | None = None


@dataclass(frozen=True)
class Founded:
    """A new office, and what is shown only now."""

    folder: Path
    admin: str
    password: str
    port: int

    def as_text(self) -> str:
        """Return what the person is to read and do next."""
        here = self.folder
        return "\n".join(
            (
                f"{here}: the folder of an office; its settings are in {here / OFFICE_ENV}",
                "",
                f"  Sign in:  {self.admin}   password: {self.password}",
                "            This password is shown only now and kept nowhere: change it after signing in.",
                "",
                "Next:",
                f"  1. siangsa up --data {here}     starts everything; open http://127.0.0.1:{self.port}",
                f"     sudo siangsa service install --data {here}     does so at every boot",
                "  2. Bring your own list: the console's menu Kantor > Impor, or siangsa db import --help",
                "  3. Put the first phone or tracker into a truck: the console's menu Kantor > Perangkat",
                "docs/office.md goes through all of it.",
            )
        )


def found(path: Path, founding: Founding) -> Founded:
    """Make the folder of a new office.

    Raises
    ------
    StackError
        When `path` is a system's folder already, holds other files, or an answer cannot be.
    """
    _check(founding)
    folder = DataFolder(path)
    _demand_empty(folder)
    folder.path.mkdir(mode=0o700, parents=True, exist_ok=True)
    with folder.held():
        folder.settle_kind("office")
        ports = _choose_ports(folder, founding.port)
        password = secrets.token_urlsafe(12)
        account = {"username": founding.admin, "password_hash": hash_password(password)}
        write_private(folder.path / FIRST_ACCOUNT_FILE, json.dumps(account))
        text = office_env(ports, public_url=founding.public_url, lan=founding.lan)
        write_private(folder.path / OFFICE_ENV, text)
    return Founded(folder.path, founding.admin, password, ports["port"])


def _check(founding: Founding) -> None:
    if not founding.admin.strip() or len(founding.admin) > 100:
        raise StackError("the first account needs a name of 1 to 100 characters: --admin NAME")
    if founding.public_url is not None:
        demand_public_url(founding.public_url)


def demand_public_url(url: str) -> None:
    """Do nothing when `url` is an address that links can begin with.

    Raises
    ------
    StackError
        It has no host, a path, or is neither http nor https.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/") or parts.query:
        raise StackError(f"{url!r} is no public address: it must look like https://sampah.example.go.id")


def _demand_empty(folder: DataFolder) -> None:
    if folder.choice("kind") is not None:
        raise StackError(f"{folder.path} is a system's folder already: siangsa up --data {folder.path}")
    if folder.path.is_dir() and any(_is_something(entry.name) for entry in folder.path.iterdir()):
        raise StackError(f"{folder.path} is not empty: give an office a folder of its own")


def _is_something(name: str) -> bool:
    # a new disk has a lost+found, a new home hidden files, an attempt before this one a lock
    return name not in {"lock", "logs", "lost+found"} and not name.startswith(".")


def _choose_ports(folder: DataFolder, wanted: int | None) -> dict[str, int]:
    """Choose all ports and keep them: the usual ones where nobody listens, others elsewhere."""
    ports = {name: usual if is_free(usual) else free_port() for name, usual in _USUAL_PORTS.items()}
    ports["port"] = wanted or ports["port"]
    for name, port in ports.items():
        folder.choose(name, port)
    broker = folder.path / "mosquitto.json"
    kept_port(broker)
    for name, usual in _USUAL_BROKER_PORTS.items():
        kept_port(broker, name, usual if is_free(usual) else None)
    _ = PrivatePostgres(folder.path).identity
    return ports
