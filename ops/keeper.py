"""Keeps the broker's accounts as the database says: who may sign in, and what each may read and write.

The database is the truth for devices and gateways; the services' own accounts are ops' business. A change
pings; looking every two seconds as well, nothing depends on the ping. Mosquitto reads its files again on
SIGHUP and drops, within 0.1 s, every connection whose account is gone or has another password.

One thing must not be done carelessly. A session that a restarted broker has read from its file, and whose
client has not come back yet, loses its rights at a SIGHUP: what is published meanwhile is not queued for it
(eclipse-mosquitto/mosquitto#2934). So after a restart of the broker a change that only *gives* rights waits
until all ingesters are back. One that takes rights away never waits.
"""

import logging
import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import psutil
import psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, sessionmaker

from data.contract.clock import real_now
from data.store.address import DEVICES_CHANNEL
from data.store.engine import make_engine, session_factory
from data.store.listening import waiting
from data.store.queries.credentials import BrokerAccount, broker_accounts
from data.store.queries.ingest_view import slots_seen
from ops.accounts import Account, device_account, gateway_account, owntracks_account, teltonika_account
from ops.broker_files import BrokerFiles
from ops.certificates import Authority
from ops.errors import StackError
from ops.mosquitto import running_broker, tell_broker

log = logging.getLogger(__name__)

POLL_S = 2.0
RETRY_S = 1.0
# what Mosquitto's files can hold without a name or topic meaning more than it says
_NAME = re.compile(r"[A-Za-z0-9._-]{1,64}")
_TOPIC = re.compile(r"[^+#$\x00-\x1f\x7f][^+#\x00-\x1f\x7f]{0,199}")


@dataclass(frozen=True)
class Papers:
    """Whence the TLS listeners have their certificates.

    Parameters
    ----------
    authority
        Who issues them.
    names
        Host names and addresses of the broker.
    """

    authority: Authority
    names: tuple[str, ...]

    def kept(self, now: datetime) -> Mapping[str, str]:
        """Return the papers, by file name, before it is known whose certificates hold."""
        return self.authority.papers(self.names, None, now)

    def now(self, accounts: Iterable[BrokerAccount], now: datetime) -> Mapping[str, str]:
        """Return the papers, by file name, with the certificates of all but `accounts` revoked."""
        credentials = {row.name: row.mqtt_hash for row in accounts if row.dialect == "teltonika"}
        return self.authority.papers(self.names, credentials, now)


@dataclass
class Keeper:
    """Writes the files of one broker and tells it.

    Parameters
    ----------
    files
        The broker's files.
    services
        Accounts of our own programs.
    papers
        Certificates of its TLS listeners; None: it has none.
    find
        Finds the broker's process. Default: the private broker of the folder with the files.
    """

    files: BrokerFiles
    services: Sequence[Account]
    papers: Papers | None = None
    find: Callable[[], psutil.Process | None] | None = None
    return_s: float = 8.0
    """Seconds that an ingester takes at most to come back to a restarted broker; it tries every 5 s."""
    _whole: int | None = field(default=None, init=False)
    """Id of the broker process that all ingesters have been connected to."""

    def look(self, session: Session) -> bool:
        """Bring files and broker up to date; return whether the broker was told of a change."""
        rows = broker_accounts(session)
        accounts = combined(self.services, rows)
        if self.files.takes_rights_away(accounts) or self._all_came_back(session):
            self.files.write(accounts, self._papers(rows))
        return self.files.untold and tell_broker(self.files, self._broker())

    def _papers(self, rows: Sequence[BrokerAccount]) -> Mapping[str, str]:
        try:
            return {} if self.papers is None else self.papers.now(rows, real_now())
        except (OSError, ValueError, StackError) as error:
            # trouble with certificates must not keep anybody's secret alive
            log.error("the certificates stay as they are: %s", error)  # noqa: TRY400 - one sentence is enough
            return {}

    def _broker(self) -> psutil.Process | None:
        return running_broker(self.files.home.path) if self.find is None else self.find()

    def _all_came_back(self, session: Session) -> bool:
        """Return whether no ingester's session is known to the broker from its file only."""
        broker = self._broker()
        if broker is None:
            # it reads its files when it starts
            return True
        age_s = real_now().timestamp() - broker.create_time()
        if self._whole != broker.pid and age_s > self.return_s and not _away(session):
            self._whole = broker.pid
        return self._whole == broker.pid


def combined(services: Sequence[Account], rows: Iterable[BrokerAccount]) -> list[Account]:
    """Return all accounts of a broker; a name that is taken or that its files cannot hold is left out."""
    accounts = {account.name: account for account in services}
    for row in rows:
        account = account_of(row)
        if account is None or account.name in accounts:
            log.error(
                "no account at the broker for %s %r: its name or topic is not usable", row.kind, row.name
            )
        else:
            accounts[account.name] = account
    return list(accounts.values())


def account_of(row: BrokerAccount) -> Account | None:
    """Return the rights of a device or gateway; None when its name or topic would mean more than itself."""
    if not _NAME.fullmatch(row.name) or (row.topic is not None and not _TOPIC.fullmatch(row.topic)):
        return None
    return replace(_rights(row), mqtt_hash=row.mqtt_hash)


def keep(url: str, keeper: Keeper, over: Callable[[], bool] = lambda: False) -> None:
    """Keep the broker up to date until `over`; a database that does not answer is asked again.

    Parameters
    ----------
    url
        The database.
    keeper
        Does the work.
    over
        Asked after every look.
    """
    engine = make_engine(url, pool_size=1)
    sessions = session_factory(engine)
    try:
        while not over():
            try:
                with waiting(url, [DEVICES_CHANNEL]) as wait:
                    _look_on(keeper, sessions, wait, over)
            except (psycopg.OperationalError, DBAPIError) as error:
                reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
                log.warning("the database does not answer: %s", reason)
                time.sleep(RETRY_S)
    finally:
        engine.dispose()


def _look_on(
    keeper: Keeper, sessions: sessionmaker[Session], wait: Callable[[float], bool], over: Callable[[], bool]
) -> None:
    while not over():
        with sessions() as session:
            if keeper.look(session):
                log.info("accounts changed: the broker was told")
        wait(POLL_S)


def _away(session: Session) -> bool:
    """Return whether some ingester's session is served by nobody."""
    return any(slot.holder is None for slot in slots_seen(session).slots)


def _rights(row: BrokerAccount) -> Account:
    if row.kind == "gateway":
        return gateway_account(row.name, row.topic or f"positions/{row.name}")
    if row.dialect == "owntracks":
        return owntracks_account(row.name)
    if row.dialect == "teltonika":
        return teltonika_account(row.name)
    return device_account(row.name)
