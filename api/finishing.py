"""Requests that outlast the stop are finished, not torn.

A request works in a thread, and a thread cannot be stopped. Cut by the server, the request would close its
session while that thread still writes with it: what follows would be committed without what came before.
"""

import asyncio
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

FINISH_WITHIN_S: Final = 2.0


class Underway:
    """The requests that are under way; used in the event loop only."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Future[None]] = set()

    async def finish(self, work: asyncio.Future[None]) -> None:
        """Wait for a request; whoever is cut while waiting does not cut the request."""
        self._tasks.add(work)
        work.add_done_callback(self._tasks.discard)
        await asyncio.shield(work)

    async def finished(self, within_s: float = FINISH_WITHIN_S) -> bool:
        """Wait for all requests, but no longer than `within_s`; tell whether none is left."""
        return not self._tasks or not (await asyncio.wait(self._tasks, timeout=within_s))[1]


class Finishing:
    """Middleware that keeps a request going when the server gives it up.

    Parameters
    ----------
    underway
        Where requests are noted, for the stop to wait for.
    """

    def __init__(self, app: ASGIApp, underway: Underway) -> None:
        self.app = app
        self._underway = underway

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the app to its end."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        await self._underway.finish(asyncio.ensure_future(self.app(scope, receive, send)))
