"""Database and broker of a system: private ones, or those that the environment names."""

import secrets
from urllib.parse import urlsplit

from ops.accounts import INGEST, fleet_accounts
from ops.errors import StackError
from ops.mosquitto import PrivateMosquitto
from ops.ports import answers
from ops.postgres import PrivatePostgres
from ops.processes import Post, Supervisor
from ops.world import World

WAVE = 9
"""Services go last: the programs still need them to end in good order."""


def start_database(world: World, supervisor: Supervisor) -> None:
    """Make `SIANGSA_DATABASE_URL` point to a database that runs."""
    if world.settings.database_url:
        world.tell("database: the one that SIANGSA_DATABASE_URL names")
        world.values["SIANGSA_DATABASE_URL"] = world.settings.database_url
        return
    world.tell("database: starting PostgreSQL")
    server = PrivatePostgres(world.folder.path)
    supervisor.adopt(Post("PostgreSQL", server.launch, WAVE, 20), server.start().child)
    world.values["SIANGSA_DATABASE_URL"] = server.url


class Broker:
    """The broker of a system and the passwords of its accounts.

    Parameters
    ----------
    world
        Folder and settings of the system.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._external = world.settings.mqtt_url
        self._private: PrivateMosquitto | None = None

    def start(self, supervisor: Supervisor) -> None:
        """Start a private broker, or check that the named one answers; set `SIANGSA_MQTT_URL`.

        Raises
        ------
        StackError
            When the named broker does not answer.
        """
        if self._external:
            self._check_external(self._external)
            self._world.tell("broker: the one that SIANGSA_MQTT_URL names")
            self._world.values["SIANGSA_MQTT_URL"] = self._external
            return
        self._world.tell("broker: starting Mosquitto")
        self._private = PrivateMosquitto(
            self._world.folder.path, accounts=fleet_accounts((), self._known(()))
        )
        supervisor.adopt(Post("Mosquitto", self._private.launch, WAVE, 10), self._private.start().child)
        self._world.values["SIANGSA_MQTT_URL"] = self._private.url_for(INGEST)

    def admit(self, devices: list[str]) -> dict[str, str]:
        """Let `devices` in, each for itself only; return their passwords.

        At an external broker that is its administrator's work: there every device uses the given account.
        """
        if self._private is None:
            password = urlsplit(self._external or "").password or ""
            return dict.fromkeys(devices, password)
        passwords = self._known(devices)
        self._private.set_accounts(fleet_accounts(devices, passwords))
        return {device: passwords[device] for device in devices}

    def _known(self, devices: tuple[str, ...] | list[str]) -> dict[str, str]:
        folder = self._world.folder
        names = [INGEST, *devices]
        return {name: folder.secret(f"mqtt:{name}", secrets.token_urlsafe(18)) for name in names}

    def _check_external(self, url: str) -> None:
        parts = urlsplit(url)
        try:
            host, port = parts.hostname or "", parts.port or 1883
        except ValueError as error:
            raise StackError(f"SIANGSA_MQTT_URL has an impossible port: {error}") from error
        if parts.scheme != "mqtt" or not host:
            raise StackError("SIANGSA_MQTT_URL must look like mqtt://user:password@host:port")
        if not answers(port, host):
            raise StackError(f"the broker that SIANGSA_MQTT_URL names does not answer: {host} port {port}")
