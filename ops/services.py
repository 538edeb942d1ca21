"""Database and broker of a system: private ones, or those that the environment names."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from data.contract.clock import real_now
from data.store.engine import make_engine, session_factory
from data.store.queries import credentials, ingest_view
from ops.accounts import INGEST
from ops.broker import papers_of, private_keeper, service_account
from ops.errors import StackError
from ops.mosquitto import PrivateMosquitto, Tls
from ops.ports import answers, wait_until_answers
from ops.postgres import PrivatePostgres
from ops.processes import Post, Supervisor
from ops.world import World

WAVE = 9
"""Services go last: the programs still need them to end in good order."""
JOIN_TIMEOUT_S = 60
AUTOSAVE_S = 60
"""What phones and trackers without a spool of their own may lose when the broker is killed, at most."""


def join_database(world: World) -> None:
    """Make `SIANGSA_DATABASE_URL` point to a database that somebody else has started, once it answers.

    Raises
    ------
    ServiceError
        When a private one does not answer in time.
    """
    if world.settings.database_url:
        world.values["SIANGSA_DATABASE_URL"] = world.settings.database_url
        return
    server = PrivatePostgres(world.folder.path)
    server.join()
    world.values["SIANGSA_DATABASE_URL"] = server.url


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
    """The broker of a system and the secrets of its simulated devices.

    Parameters
    ----------
    world
        Folder and settings of the system.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._external = world.settings.mqtt_url

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
        private = self.private()
        supervisor.adopt(Post("Mosquitto", private.launch, WAVE, 10), private.start().child)
        self._name(private)

    def join(self) -> None:
        """Set `SIANGSA_MQTT_URL` once the broker, which somebody else has started, answers.

        Raises
        ------
        StackError, ServiceError
            When it does not.
        """
        if self._external:
            self._check_external(self._external)
            self._world.values["SIANGSA_MQTT_URL"] = self._external
            return
        private = self.private()
        wait_until_answers(private.port, "Mosquitto", timeout_s=JOIN_TIMEOUT_S, alive=lambda: True)
        self._name(private)

    def _name(self, private: PrivateMosquitto) -> None:
        self._world.values["SIANGSA_MQTT_URL"] = private.url_for(INGEST)
        self._world.values["SIANGSA_MQTT_TLS_PORT"] = str(private.ports.tls)
        self._world.values["SIANGSA_MQTT_CERTIFICATE_PORT"] = str(private.ports.certificate)

    def place(self) -> str:
        """Return where devices reach it, without any password."""
        parts = urlsplit(self._world.values["SIANGSA_MQTT_URL"])
        place = f"{parts.hostname} port {parts.port or 1883}"
        if not self.ours:
            return place
        values, host = self._world.values, self._world.settings.mqtt_host
        tls, certificate = values["SIANGSA_MQTT_TLS_PORT"], values["SIANGSA_MQTT_CERTIFICATE_PORT"]
        return f"{place}; with TLS {host} port {tls}, with a tracker's certificate port {certificate}"

    @property
    def ours(self) -> bool:
        """Whether it is a private one, whose accounts we keep."""
        return not self._external

    def bring_up_to_date(self) -> None:
        """Let in whom the database names, without waiting for the keeper."""
        if self.ours:
            keeper = private_keeper(self._world.folder, self._world.settings)
            with opened(self._world.database_url) as session:
                keeper.look(session)

    def admit(self, devices: list[str]) -> dict[str, str]:
        """Give each of `devices` a secret, once, and let them in; return the secrets.

        At an external broker that is its administrator's work: there every device uses the given account.
        """
        if not self.ours:
            password = urlsplit(self._external or "").password or ""
            return dict.fromkeys(devices, password)
        with opened(self._world.database_url) as session:
            given = {name: self._secret_of(session, name) for name in devices}
            session.commit()
        self.bring_up_to_date()
        return given

    def _secret_of(self, session: Session, device: str) -> str:
        """Return the secret that `device` got from us; one that a person revoked or rotated stays void."""
        fresh = secrets.token_urlsafe(credentials.SECRET_BYTES)
        secret = self._world.folder.secret(f"mqtt:{device}", fresh)
        if secret == fresh or device not in ingest_view.credential_states(session):
            credentials.issue(session, credentials.Owner("device", device), real_now(), secret=secret)
        return secret

    def private(self) -> PrivateMosquitto:
        """Return the private broker of this system, which may run or not."""
        folder, settings = self._world.folder, self._world.settings
        return PrivateMosquitto(
            folder.path,
            accounts=[service_account(folder)],
            autosave_s=AUTOSAVE_S,
            tls=Tls(papers_of(folder, settings).kept(real_now()), settings.mqtt_host),
            kept_elsewhere=True,
        )

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


@contextmanager
def opened(url: str) -> Iterator[Session]:
    """Give a session on the database at `url`."""
    engine = make_engine(url, pool_size=1)
    try:
        with session_factory(engine)() as session:
            yield session
    finally:
        engine.dispose()
