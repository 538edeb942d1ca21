"""LISTEN on the store's channels: without blocking, or waiting for so many seconds."""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager

import psycopg
from psycopg import sql

from data.store.address import plain_url


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


@contextmanager
def hearing(url: str, channels: Iterable[str]) -> Iterator[Callable[[float], frozenset[str]]]:
    """Open a connection that listens to `channels`; give a function that waits for a ping.

    The function takes the most seconds to wait, and returns the channels that were pinged.

    Raises
    ------
    psycopg.Error
        The connection cannot be opened or is lost.
    """
    with psycopg.connect(
        plain_url(url),
        autocommit=True,
        connect_timeout=5,
        keepalives_idle=15,
        application_name="siangsa-listen",
    ) as connection:
        for channel in channels:
            connection.execute(sql.SQL("listen {}").format(sql.Identifier(channel)))

        def hear(longest_s: float) -> frozenset[str]:
            first = [notice.channel for notice in connection.notifies(timeout=longest_s, stop_after=1)]
            more = [notice.channel for notice in connection.notifies(timeout=0)] if first else []
            return frozenset(first + more)

        yield hear


@contextmanager
def waiting(url: str, channels: Iterable[str]) -> Iterator[Callable[[float], bool]]:
    """Open a connection that listens to `channels`; give a function that waits for a ping.

    The function takes the most seconds to wait, and tells whether a ping came.

    Raises
    ------
    psycopg.Error
        The connection cannot be opened or is lost.
    """
    with hearing(url, channels) as hear:
        yield lambda longest_s: bool(hear(longest_s))
