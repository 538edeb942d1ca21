"""Fans changes out to all open streams: one listener, one read per ping, never a session per stream."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from typing import Final

from anyio import to_thread

from api.board import Board
from api.listener import Listener
from api.schemas.live import Position
from data.store.engine import FACTS_CHANNEL, PLANS_CHANNEL, POSITIONS_CHANNEL

log = logging.getLogger(__name__)
FACTS_EVERY_S: Final = 1.0
"""Visits of a busy fleet change many times a second; every change makes each browser read figures again."""
SWEEP_EVERY_S: Final = 5.0
"""How often all positions are looked at anew, so that silence becomes visible as well."""

type Read = Callable[[int | None], list[tuple[int, Position]]]


class Hub:
    """Keeps the board up to date while the process lives.

    Parameters
    ----------
    url
        Database to listen to.
    read
        Returns (change, position) of all vehicles, or of those changed after a cursor; runs in a thread.
    forget
        Called when facts or plans changed, before anybody is told.
    """

    def __init__(self, url: str, read: Read, forget: Callable[[], None]) -> None:
        self.board = Board()
        self.open_streams = 0
        self.closing = False
        self._read = read
        self._forget = forget
        self._listener = Listener(url, self._heard)
        self._pinged: set[str] = set()
        self._wake = asyncio.Event()
        self._changed = asyncio.Event()
        self._facts_told_at = 0.0

    @property
    def connected(self) -> bool:
        """Whether the listener hears the database."""
        return self._listener.connected

    async def run(self) -> None:
        """Listen and refresh until closed; a read that is under way is finished, not abandoned."""
        async with asyncio.TaskGroup() as group:
            listening = group.create_task(self._listener.run())
            await self._refresh_forever()
            listening.cancel()

    def close(self) -> None:
        """End every stream; called when the server begins to stop."""
        self.closing = True
        self._wake.set()
        self._tell()

    async def changed(self, seen: int, timeout_s: float) -> None:
        """Wait until the board holds more than the number `seen`, but at most `timeout_s`."""
        if self.board.number > seen or self.closing or timeout_s <= 0:
            return
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._changed.wait(), timeout_s)

    def _heard(self, channel: str) -> None:
        self._pinged.add(channel)
        self._wake.set()

    def _tell(self) -> None:
        """Wake every stream that waits now; those that come later wait for the next change."""
        waiting, self._changed = self._changed, asyncio.Event()
        waiting.set()

    async def _refresh_forever(self) -> None:
        loop = asyncio.get_running_loop()
        swept_at = -SWEEP_EVERY_S
        while not self.closing:
            await self._wait_for_ping()
            sweep = loop.time() - swept_at >= SWEEP_EVERY_S
            try:
                news = self._take_facts_and_plans(loop.time())
                sweep = sweep or news
                if await self._refresh(None if sweep else self.board.cursor) or news:
                    self._tell()
            except Exception:
                # a database that is away for a while must not end the stream of a process for good
                log.exception("positions could not be read")
                await asyncio.sleep(1)
            if sweep:
                swept_at = loop.time()

    async def _wait_for_ping(self) -> None:
        due_s = FACTS_EVERY_S if self._pinged else SWEEP_EVERY_S
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), due_s)
        self._wake.clear()

    def _take_facts_and_plans(self, now: float) -> bool:
        """Move pings of facts (at most one a second) and plans to the board; tell whether there were any."""
        self._pinged.discard(POSITIONS_CHANNEL)
        plans = PLANS_CHANNEL in self._pinged
        facts = FACTS_CHANNEL in self._pinged and now - self._facts_told_at >= FACTS_EVERY_S
        if plans or facts:
            self._forget()
        if plans:
            self._pinged.discard(PLANS_CHANNEL)
            self.board.plans_changed()
        if facts:
            self._pinged.discard(FACTS_CHANNEL)
            self._facts_told_at = now
            self.board.facts_changed()
        return plans or facts

    async def _refresh(self, after: int | None) -> bool:
        """Read positions into the board; tell whether one of them is new."""
        rows = await to_thread.run_sync(self._read, after)
        if after is None:
            self.board.keep_only(position.vehicle_id for _, position in rows)
        pinned = [
            self.board.pin(position.vehicle_id, change, position.model_dump_json().encode())
            for change, position in rows
        ]
        return any(pinned)
