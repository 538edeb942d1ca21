"""The broker of a system as its operator sees it: whose files are kept where, with which certificates."""

import os
import secrets
import socket
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

from ops.accounts import INGEST, Account, ingest_account
from ops.broker_files import BrokerFiles
from ops.certificates import Authority
from ops.errors import StackError
from ops.folder import DataFolder
from ops.homes import Home, home_for
from ops.keeper import Keeper, Papers
from ops.mosquitto import broker_of_pid_file
from ops.ports import LOOPBACK
from ops.settings import OpsSettings


def private_keeper(folder: DataFolder, settings: OpsSettings) -> Keeper:
    """Return the keeper of the private broker of `folder`."""
    home = home_for(folder.path, "mosquitto")
    return Keeper(BrokerFiles(home), [service_account(folder)], papers_of(folder, settings))


def named_keeper(out: Path, pid_file: Path | None, folder: DataFolder, settings: OpsSettings) -> Keeper:
    """Return the keeper of an existing Mosquitto, the one that `SIANGSA_MQTT_URL` names.

    Parameters
    ----------
    out
        Folder that this Mosquitto reads; our files go there, in its owner's name.
    pid_file
        Where it keeps its process id; None: somebody else lets it read its files again.
    folder
        Where our certificate authority is kept.
    settings
        Name the broker and the hosts in its certificate.

    Raises
    ------
    StackError
        When there is no such folder, or the address names no user.
    """
    if not out.is_dir():
        raise StackError(f"{out} is no folder: make it, owned by the user that Mosquitto runs as")
    home = Home(out.resolve(), out.owner() if os.geteuid() == 0 else None)
    find = (lambda: None) if pid_file is None else (lambda: broker_of_pid_file(pid_file))
    return Keeper(BrokerFiles(home), [_named_account(settings)], papers_of(folder, settings), find)


def service_account(folder: DataFolder) -> Account:
    """Return the ingester's account at the private broker of `folder`; its password is chosen once."""
    return ingest_account(folder.secret(f"mqtt:{INGEST}", secrets.token_urlsafe(18)))


def papers_of(folder: DataFolder, settings: OpsSettings) -> Papers:
    """Return the certificates of the broker of `folder`."""
    names = {name.strip() for name in settings.mqtt_names.split(",") if name.strip()}
    public = {urlsplit(url).hostname for url in (settings.public_url, settings.device_url) if url}
    ours = {"localhost", LOOPBACK, socket.gethostname(), *([settings.lan] if settings.lan else [])}
    return Papers(
        Authority(folder.path / "tls"), tuple(sorted(names | ours | {name for name in public if name}))
    )


def _named_account(settings: OpsSettings) -> Account:
    parts = urlsplit(settings.mqtt_url or "")
    if not parts.username or not parts.password:
        raise StackError("SIANGSA_MQTT_URL must name user and password: mqtt://user:password@host:port")
    return replace(ingest_account(unquote(parts.password)), name=unquote(parts.username))
