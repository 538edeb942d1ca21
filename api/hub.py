"""Fans changes out to all open streams: one listener, one read per ping, never a session per stream."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Final

from anyio import to_thread
from sqlalchemy.exc import SQLAlchemyError

from api.board import Board, Named
from api.listener import Listener
from api.schemas.live import Position
from data.store.address import (
    FACTS_CHANNEL,
    PLANS_CHANNEL,
    POSITIONS_CHANNEL,
    ROADS_CHANNEL,
    WEEKS_CHANNEL,
)

log = logging.getLogger(__name__)
FACTS_EVERY_S: Final = 1.0
"""Visits of a busy fleet change many times a second; every change makes each browser read figures again."""
ROADS_EVERY_S: Final = 1.0
"""A closure changes the roads of every vehicle class, one after another."""
WEEKS_EVERY_S: Final = 0.5
"""Work on several weeks at once tells of each better one that it finds."""
SWEEP_EVERY_S: Final = 5.0
"""How often all positions are looked at anew, so that silence becomes visible as well."""

type Read = Callable[[int | None], list[tuple[int, Position]]]
type Look = Callable[[], tuple[date, dict[str, int]]]
type Weeks = Callable[[], Mapping[Named, bytes]]


class Hub:
    """Keeps the board up to date while the process lives.

    Parameters
    ----------
    url
        Database to listen to.
    read
        Returns (change, position) of all vehicles, or of those changed after a cursor; runs in a thread.
    look
        Returns the operating day and per vehicle a fingerprint of its visits and trips; runs in a thread.
    forget
        Called when facts, plans or roads may have changed, before anything is read.
    in_shift
        Tells of a fix's time whether everyone may see it.
    weeks
        Returns what is to be told of the latest weeks and the work on them; runs in a thread.
    """

    def __init__(
        self,
        url: str,
        read: Read,
        look: Look,
        forget: Callable[[], None],
        in_shift: Callable[[datetime], bool] = lambda _: True,
        weeks: Weeks = dict,
    ) -> None:
        self.board = Board()
        self.open_streams = 0
        self.closing = False
        self._read = read
        self._look = look
        self._forget = forget
        self._in_shift = in_shift
        self._weeks = weeks
        self._listener = Listener(url, self._heard)
        self._pinged: set[str] = set()
        self._wake = asyncio.Event()
        self._changed = asyncio.Event()
        self._facts_looked_at = -FACTS_EVERY_S
        self._roads_told_at = -ROADS_EVERY_S
        self._weeks_read_at = -WEEKS_EVERY_S

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
                if await self._refresh(loop.time(), sweep=sweep):
                    self._tell()
            except SQLAlchemyError as error:
                # a database that is away for a while must not end the streams for good
                log.warning("the live map waits for the database: %s", str(error).splitlines()[0])
                await asyncio.sleep(1)
            if sweep:
                swept_at = loop.time()

    async def _refresh(self, now: float, *, sweep: bool) -> bool:
        """Bring the board up to date; tell whether it says anything new."""
        plans = self._take(PLANS_CHANNEL, self.board.plans_changed)
        roads = self._take_roads(now)
        facts = await self._take_facts(now)
        weeks = await self._take_weeks(now)
        told = plans or roads or facts or weeks
        return await self._take_positions(None if sweep or told else self.board.cursor) or told

    async def _wait_for_ping(self) -> None:
        due_s = FACTS_EVERY_S if self._pinged else SWEEP_EVERY_S
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), due_s)
        self._wake.clear()

    def _take(self, channel: str, note: Callable[[], None]) -> bool:
        """Move a ping to the board; tell whether there was one."""
        self._pinged.discard(POSITIONS_CHANNEL)
        if channel not in self._pinged:
            return False
        self._pinged.discard(channel)
        self._forget()
        note()
        return True

    def _take_roads(self, now: float) -> bool:
        """Move a ping of the roads to the board, at most once a second: each class of vehicles pings."""
        if now - self._roads_told_at < ROADS_EVERY_S or not self._take(
            ROADS_CHANNEL, self.board.roads_changed
        ):
            return False
        self._roads_told_at = now
        return True

    async def _take_facts(self, now: float) -> bool:
        """Look at the facts after a ping, at most once a second; tell whether any vehicle's changed."""
        if FACTS_CHANNEL not in self._pinged or now - self._facts_looked_at < FACTS_EVERY_S:
            return False
        self._pinged.discard(FACTS_CHANNEL)
        self._facts_looked_at = now
        self._forget()
        day, prints = await to_thread.run_sync(self._look)
        return self.board.note_facts(day, prints)

    async def _take_weeks(self, now: float) -> bool:
        """Read weeks and the work on them after a ping, at most twice a second; tell whether any changed."""
        if WEEKS_CHANNEL not in self._pinged or now - self._weeks_read_at < WEEKS_EVERY_S:
            return False
        self._pinged.discard(WEEKS_CHANNEL)
        self._weeks_read_at = now
        return self.board.note_weeks(await to_thread.run_sync(self._weeks))

    async def _take_positions(self, after: int | None) -> bool:
        """Read positions into the board; tell whether one of them is new."""
        rows = await to_thread.run_sync(self._read, after)
        if after is None:
            self.board.keep_only(position.vehicle_id for _, position in rows)
        pinned = [
            self.board.pin(
                position.vehicle_id,
                change,
                position.model_dump_json().encode(),
                off_shift=not self._in_shift(position.fix_time),
            )
            for change, position in rows
        ]
        return any(pinned)
