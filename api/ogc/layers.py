"""The layers while the api runs: the reader's small pool, what layers there are, and the way to tipg's app.

Nothing of it is made before somebody asks, and nothing of it can keep the api from starting: without the
reader's role the layers are off and say why, and they come when the role does.
"""

import asyncio
import json
import logging
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import asyncpg
from anyio import to_thread
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ProgrammingError, SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from api.errors import LayersOffError
from data.store import reader
from data.store.address import sqlalchemy_url
from data.store.errors import DatabaseUnavailableError
from data.store.queries import layers

if TYPE_CHECKING:
    from fastapi import FastAPI
    from tipg.collections import Collection

log = logging.getLogger(__name__)
_CONNECTIONS: Final = 4
_NOT_READY: Final = "the views are not there, or are not ours to show: siangsa db upgrade, as their owner"
_WAIT_S: Final = 5.0
_FRESH_S: Final = 60.0
"""For how long a list of layers is believed: a view or a far-off village that is new shows after it."""


class Pool:
    """tipg's way to the database: few connections, made when needed, and no waiting without end."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    def acquire(self) -> AbstractAsyncContextManager[Any]:
        """Lend a connection, or raise `TimeoutError` when none comes free."""
        lent: AbstractAsyncContextManager[Any] = self._pool.acquire(timeout=_WAIT_S)
        return lent

    async def close(self) -> None:
        """Close all connections; whoever still reads is cut off after a moment."""
        try:
            await asyncio.wait_for(self._pool.close(), 2.0)
        except TimeoutError:
            self._pool.terminate()


class Layers:
    """Opened with the api, closed with it.

    Parameters
    ----------
    sessions
        The owner's way in, to learn what layers there are and to let the reader see them.
    owner_url, own_url
        The owner's address and, where it was set, the reader's.
    clock_s
        Seconds that only grow.
    """

    def __init__(
        self,
        sessions: sessionmaker[Session],
        owner_url: str,
        own_url: str | None = None,
        clock_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._sessions = sessions
        self._owner_url, self._own_url = owner_url, own_url
        self._clock_s = clock_s
        self._app: FastAPI | None = None
        self._pool: Pool | None = None
        self._read_at_s: float | None = None
        self._one_at_a_time = asyncio.Lock()

    async def app(self) -> "FastAPI":
        """Return tipg's app with a pool and a list of layers that is not old.

        Raises
        ------
        LayersOffError
            The reader cannot be let in, and why.
        """
        async with self._one_at_a_time:
            if self._app is None:
                self._app = await to_thread.run_sync(_build)
            if self._pool is None:
                self._pool = self._app.state.pool = await _open(self._reader())
            now_s = self._clock_s()
            if self._read_at_s is None or now_s - self._read_at_s > _FRESH_S:
                found = await to_thread.run_sync(self._look)
                self._app.state.collection_catalog = {
                    "collections": {each.name: _collection(each) for each in found},
                    "last_updated": datetime.now(UTC),
                }
                self._read_at_s = now_s
            return self._app

    def check(self) -> None:
        """Say in the log when the layers are off; called at the start."""
        try:
            self._look()
        except (LayersOffError, SQLAlchemyError) as error:
            log.warning("layers for maps are off: %s", str(error).splitlines()[0])

    async def close(self) -> None:
        """Close the reader's connections."""
        if self._pool is not None:
            await self._pool.close()

    def _reader(self) -> URL:
        if self._own_url:
            return make_url(sqlalchemy_url(self._own_url))
        try:
            return reader.reader_url(self._owner_url)
        except DatabaseUnavailableError as error:
            raise LayersOffError(str(error)) from error

    def _look(self) -> list[layers.Layer]:
        role = str(self._reader().username)
        with self._sessions() as session:
            try:
                allowed = reader.allow(session, role)
            except ProgrammingError as error:
                raise LayersOffError(_NOT_READY) from error
            if not allowed:
                raise LayersOffError(
                    f"the database has no role {role}: its administrator runs what siangsa db ogc-role says"
                )
            return layers.layers(session)


def _build() -> "FastAPI":
    # half a second to import, which most never need
    from api.ogc import mounted

    return mounted.build()


async def _open(url: URL) -> Pool:
    """Make the pool without connecting: the first question does."""
    pool = asyncpg.create_pool(
        host=url.host or url.query.get("host"),
        port=url.port or 5432,
        user=url.username,
        password=str(url.password) if url.password is not None else None,
        database=url.database,
        ssl=url.query.get("sslmode"),
        min_size=0,
        max_size=_CONNECTIONS,
        max_inactive_connection_lifetime=60,
        # views may change while we run; a statement kept from before would fail
        statement_cache_size=0,
        timeout=_WAIT_S,
        command_timeout=reader.LONGEST_QUERY_S + 2,
        server_settings={
            "application_name": "siangsa layers",
            "search_path": "ogc, public",
            "timezone": "UTC",
            "jit": "off",
            "statement_timeout": f"{reader.LONGEST_QUERY_S}s",
            "default_transaction_read_only": "on",
        },
        init=_speak_json,
    )
    return Pool(await pool)


async def _speak_json(connection: asyncpg.Connection) -> None:
    await connection.set_type_codec("json", encoder=json.dumps, decoder=json.loads, schema="pg_catalog")


def _collection(layer: layers.Layer) -> "Collection":
    """Return a layer as tipg knows it, under its plain name."""
    from tipg.collections import PgCollection

    columns = [_column(each, layer) for each in layer.columns]
    moments = [column for column in columns if column["type"] in {"date", "timestamptz"}]
    return PgCollection(
        type="Table",
        id=layer.name,
        table=layer.name,
        schema=layers.SCHEMA,
        title=layer.name,
        description=layer.meaning,
        table_columns=columns,
        properties=columns,
        id_column=columns[0],
        geometry_column=next(column for column in columns if "geometry_type" in column),
        datetime_column=moments[0] if moments else None,
    )


def _column(column: layers.LayerColumn, layer: layers.Layer) -> dict[str, Any]:
    plain: dict[str, Any] = {"name": column.name, "type": column.type}
    if column.geometry_type is None:
        return plain
    return {**plain, "geometry_type": column.geometry_type, "srid": 4326, "bounds": list(layer.bounds)}
