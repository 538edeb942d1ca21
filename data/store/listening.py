"""LISTEN on the store's channels without blocking."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

import psycopg
from psycopg import sql

from data.store.engine import plain_url


@asynccontextmanager
async def listening(url: str, channels: Iterable[str]) -> AsyncIterator[AsyncIterator[str]]:
    """Open a connection that listens to `channels`; give the names of channels as they are pinged.

    Raises
    ------
    psycopg.Error
        The connection cannot be opened or is lost.
    """
    connection = await psycopg.AsyncConnection.connect(
        plain_url(url),
        autocommit=True,
        connect_timeout=5,
        keepalives_idle=15,
        application_name="siangsa-listen",
    )
    async with connection:
        for channel in channels:
            await connection.execute(sql.SQL("listen {}").format(sql.Identifier(channel)))
        yield (notice.channel async for notice in connection.notifies())
