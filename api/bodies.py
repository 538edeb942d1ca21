"""Refuses a body that says itself that it is too large, as a problem and before anything of it is read.

FastAPI's own limit counts what arrives and stays behind this one; to a body that names its length it answers
in plain text.
"""

from typing import Final

from starlette.datastructures import Headers
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from api import problems
from data.store.imports.names import NAMES
from data.store.imports.table import MAX_BYTES

MOST_LIST_BYTES: Final = MAX_BYTES + 100_000
"""A list of 50 MB, and what a form puts around it."""
_LISTS: Final = frozenset({"/api/v1/weeks/import", *(f"/api/v1/imports/{name}" for name in NAMES)})
_LARGE_LIST: Final = "at most 50 MB: on the server, siangsa db import LIST FILE reads it from there"


class Bodies:
    """Middleware that looks at the length that a request names."""

    def __init__(self, app: ASGIApp, most_bytes: int) -> None:
        self.app = app
        self.most_bytes = most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the app, or answer 413."""
        headers = Headers(scope=scope) if scope["type"] == "http" else Headers()
        length = headers.get("content-length", "")
        # who does not even claim to be somebody sends no list
        is_list = scope.get("path") in _LISTS and ("cookie" in headers or "authorization" in headers)
        if not length.isdecimal() or int(length) <= (MOST_LIST_BYTES if is_list else self.most_bytes):
            await self.app(scope, receive, send)
            return
        detail = _LARGE_LIST if is_list else f"at most {self.most_bytes} bytes"
        told = problems.answer(problems.TOO_LARGE, detail, headers={"Connection": "close"})
        # a limit that the body keeps, or the outer one would say it in its own words
        await RequestBodyLimitMiddleware(told, max_body_size=int(length))(scope, receive, send)
