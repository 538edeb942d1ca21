"""The passage from a route of ours, guarded by the policy, into the app of the layers."""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlsplit

from fastapi import FastAPI
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

HIDDEN: Final = "hidden_layers"
"""Under which name of a request's state the layers stand that this caller may not see now."""

LIVE: Final = "positions"
"""The layer that tells where trucks are."""

_HOST: Final = re.compile(r"([A-Za-z0-9_.-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?")


@dataclass(frozen=True)
class Address:
    """What is asked, and where it stands in the eyes of those who ask.

    Parameters
    ----------
    prefix
        Path of ours under which the other app stands.
    path
        What is asked of it.
    public_url
        How people reach us; links begin with it. None: as this request came.
    https
        Whether this request came over HTTPS, in front of a proxy too.
    """

    prefix: str
    path: str
    public_url: str | None
    https: bool


class Passage(Response):
    """An answer that the other app gives."""

    def __init__(self, app: FastAPI, address: Address) -> None:
        super().__init__()
        self._app, self._address = app, address

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the other app answer, which believes to stand at the public address."""
        await self._app(self._inner(scope), receive, send)

    def _inner(self, scope: Scope) -> Scope:
        address = self._address
        public = urlsplit(address.public_url or "")
        root = public.path.rstrip("/") + address.prefix
        path = f"{root}/{address.path.strip('/')}"
        kept = {name: scope[name] for name in _KEPT if name in scope}
        return {
            **kept,
            "scheme": public.scheme or ("https" if address.https else scope["scheme"]),
            "root_path": root,
            "path": path,
            "raw_path": quote(path, errors="replace").encode(),
            "headers": _headers(scope, public.netloc),
        }


_KEPT: Final = (
    "type",
    "asgi",
    "http_version",
    "server",
    "client",
    "method",
    "query_string",
    "state",
    "extensions",
)


def _headers(scope: Scope, host: str) -> list[tuple[bytes, bytes]]:
    """Return the headers with the host that links shall name; one that is no host is left out."""
    given = [(name, value) for name, value in scope["headers"] if name != b"host"]
    came = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")
    named = host or (came if _HOST.fullmatch(came) else "")
    return [*given, (b"host", named.encode())] if named else given
