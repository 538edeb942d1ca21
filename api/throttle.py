"""How many requests one caller and one address may send: buckets that fill again with time.

Each process counts for itself, so that no request asks the database for it: with n processes the limits are
n times as high. Sign-ins, where it matters, are counted in the database (`data.store.queries.sign_ins`).
"""

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from api import problems
from api.address import client_address

_REMEMBERED: Final = 20_000


@dataclass(frozen=True)
class Limit:
    """`burst` requests at once, then `per_s` a second; `per_s` 0 is no limit."""

    per_s: float
    burst: float


class Buckets:
    """One bucket per key; whoever was not heard of for longest is forgotten first.

    Parameters
    ----------
    limit
        Size of a bucket and how fast it fills again.
    clock
        Seconds that only grow.
    """

    def __init__(self, limit: Limit, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit = limit
        self._clock = clock
        self._guard = threading.Lock()
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str) -> int:
        """Take one request out of the bucket; return 0, or the whole seconds until there is one again."""
        limit = self._limit
        if limit.per_s <= 0:
            return 0
        with self._guard:
            now = self._clock()
            left, since = self._left.pop(key, (limit.burst, now))
            left = min(limit.burst, left + (now - since) * limit.per_s)
            passes = left >= 1
            self._left[key] = (left - 1 if passes else left, now)
            if len(self._left) > _REMEMBERED:
                self._left.popitem(last=False)
        return 0 if passes else max(1, math.ceil((1 - left) / limit.per_s))


class Throttle:
    """Refuses what one address sends beyond its bucket, before anything else is done for it."""

    def __init__(self, app: ASGIApp, buckets: Buckets, trusted: Collection[str]) -> None:
        self.app = app
        self.buckets = buckets
        self.trusted = trusted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the app, or answer that it was too much."""
        wait_s = self.buckets.take(client_address(scope, self.trusted)) if scope["type"] == "http" else 0
        if wait_s:
            await problems.too_many(wait_s)(scope, receive, send)
            return
        await self.app(scope, receive, send)
