"""Connections to the store."""

from collections.abc import Iterator
from contextlib import contextmanager

from psycopg.errors import UndefinedTable
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

from data.store.address import sqlalchemy_url
from data.store.errors import DatabaseUnavailableError


def make_engine(url: str, *, pool_size: int = 5) -> Engine:
    """Return an engine for `url`; connections speak UTC and are checked before use."""
    return create_engine(
        sqlalchemy_url(url),
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_pre_ping=True,
        connect_args={"options": "-c timezone=UTC -c jit=off", "connect_timeout": 5},
    )


def session_factory(engine: Engine) -> sessionmaker[Session]:
    """Return a maker of sessions whose objects stay readable after commit."""
    return sessionmaker(engine, expire_on_commit=False)


def retire(engine: Engine) -> None:
    """Close the engine's connections: idle ones now, each that is lent out as soon as it comes back.

    `Engine.dispose` alone forgets what is lent out: it would come back to a pool that nobody empties.
    """
    event.listen(engine, "checkin", _close_returned)
    engine.dispose()


def _close_returned(_connection: object, entry: ConnectionPoolEntry) -> None:
    entry.close()


def ping(session: Session, channel: str) -> None:
    """Tell the readers of `channel`, at commit, that there is something new; the notice is empty."""
    session.execute(text("select pg_notify(:channel, '')"), {"channel": channel})


@contextmanager
def reachable(url: str) -> Iterator[Engine]:
    """Give an engine for one command.

    Raises
    ------
    DatabaseUnavailableError
        When the database cannot be reached or was never migrated; the address is named without its password.
    """
    engine = make_engine(url)
    try:
        with engine.connect():
            pass
        yield engine
    except OperationalError as error:
        place = engine.url.render_as_string(hide_password=True)
        reason = str(error.orig).strip().splitlines()[0]
        raise DatabaseUnavailableError(f"cannot reach the database {place}: {reason}") from error
    except ProgrammingError as error:
        if not isinstance(error.orig, UndefinedTable):
            raise
        place = engine.url.render_as_string(hide_password=True)
        raise DatabaseUnavailableError(f"{place} lacks our tables: run siangsa db upgrade") from error
    finally:
        engine.dispose()
