"""One LISTEN connection for the whole process; it tells which channels were pinged."""

import asyncio
import logging
from collections.abc import Callable
from typing import Final

import psycopg

from data.store.address import (
    FACTS_CHANNEL,
    PLANS_CHANNEL,
    POSITIONS_CHANNEL,
    ROADS_CHANNEL,
    WEEKS_CHANNEL,
)
from data.store.listening import listening

log = logging.getLogger(__name__)
_CHANNELS: Final = (POSITIONS_CHANNEL, FACTS_CHANNEL, PLANS_CHANNEL, ROADS_CHANNEL, WEEKS_CHANNEL)
_WAIT_S: Final = 1.0
_WAIT_MOST_S: Final = 10.0


class Listener:
    """Calls `heard` with a channel's name on each ping, and with every channel after each (re)connect.

    What was pinged while the connection was away is unknown, so a new connection counts as a ping of all.

    Parameters
    ----------
    url
        Database to listen to.
    heard
        Called in the event loop; must not block.
    """

    def __init__(self, url: str, heard: Callable[[str], None]) -> None:
        self._url = url
        self._heard = heard
        self.connected = False

    async def run(self) -> None:
        """Listen until cancelled; a lost connection is opened again."""
        wait_s = _WAIT_S
        while True:
            try:
                async with listening(self._url, _CHANNELS) as notices:
                    self.connected, wait_s = True, _WAIT_S
                    for channel in _CHANNELS:
                        self._heard(channel)
                    async for channel in notices:
                        self._heard(channel)
            except (psycopg.Error, OSError) as error:
                log.warning("the listener lost the database: %s", str(error).strip().splitlines()[:1])
            finally:
                self.connected = False
            await asyncio.sleep(wait_s)
            wait_s = min(2 * wait_s, _WAIT_MOST_S)
