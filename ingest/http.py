"""The door for phones: OwnTracks and Traccar Client over HTTP, answered once their message is committed.

A request signs in (`http_signin`), its body becomes a message on a topic of its own, and the desk
(`http_desk`) stores it through the same screen and sink as what comes from the broker. 2xx means a row: a
fact, a duplicate, or a row in quarantine; an app keeps what was answered otherwise and sends it again. So
what no repetition can mend (a broken message, a fake) is 2xx too, lest it block the app's queue for ever.
"""

import asyncio
import base64
import binascii
import ipaddress
import logging
import signal
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from threading import Thread
from typing import Final

import uvicorn
from prometheus_client import Counter
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from data.contract import topics
from data.contract.calendar import OperatingCalendar
from data.contract.clock import Clock
from data.contract.settings import TlsSettings
from data.store.queries.credentials import SecretOwner
from ingest.errors import IngestError, StoreDownError
from ingest.http_desk import Desk
from ingest.http_signin import SignIns, TooManyFailuresError
from ingest.lanes import SERVICE_AREA
from ingest.metrics import Metrics
from ingest.screen import Screen
from ingest.settings import HttpSettings
from ingest.sink import Sink

log = logging.getLogger(__name__)

STOP_WITHIN_S: Final = 2
_LEAVE_WITHIN_S: Final = 1.5
_RETRY_S: Final = 5
_STUCK_S: Final = 10.0
_BODY_WITHIN_S: Final = 15.0
_METRICS_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"


class PortTakenError(IngestError):
    """The port for phones cannot be listened to."""


class _NoEntryError(IngestError):
    """A request ends here, with an answer other than 2xx."""

    def __init__(self, status: int, text: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(text)
        self.status = status
        self.headers = headers or {}


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request may cost; see the settings of the same names."""

    body_bytes: int = 1_000_000
    commit_wait_s: float = 10.0


@dataclass(frozen=True, slots=True)
class World:
    """What the program stands on."""

    database_url: str
    clock: Clock
    calendar: OperatingCalendar
    settings: HttpSettings
    tls: TlsSettings | None = None


class Doors:
    """All routes and what they stand on.

    Parameters
    ----------
    desk
        Where messages are stored.
    sign_ins
        Who finds the owner of a secret.
    metrics
        Where requests are counted.
    """

    def __init__(self, desk: Desk, sign_ins: SignIns, metrics: Metrics, limits: Limits) -> None:
        self._desk = desk
        self._sign_ins = sign_ins
        self._metrics = metrics
        self._limits = limits
        self._answers = Counter(
            "siangsa_ingest_http_requests_total",
            "Requests of phones by app and status",
            ("app", "status"),
            registry=metrics.registry,
        )

    def app(self) -> Starlette:
        """Return the application; its lifespan starts and stops desk and sign-ins."""
        traccar = self._counted("traccar_client", self.traccar_client)
        return Starlette(
            routes=[
                Route("/d/owntracks", self._counted("owntracks", self.owntracks), methods=["POST"]),
                Route("/d/traccar/{secret}", traccar, methods=["GET", "POST"]),
                Route("/d/traccar/{secret}/", traccar, methods=["GET", "POST"]),
                Route("/ready", self._counted("local", self.ready)),
                Route("/live", self._counted("local", self.live)),
                Route("/metrics", self._counted("local", self.metrics)),
            ],
            lifespan=self._lifespan,
        )

    def troubles(self) -> list[str]:
        """Return in words why nothing is stored; empty when all works."""
        if not self._desk.alive:
            return ["the thread that stores has ended"]
        if self._desk.store_error is not None:
            return [self._desk.store_error]
        if self._desk.stuck_s() > _STUCK_S:
            return [f"nothing has been stored for {self._desk.stuck_s():.0f} s"]
        return []

    async def owntracks(self, request: Request) -> Response:
        """Take what OwnTracks posts; the user name is the device's id, the password its secret."""
        name, secret = _basic(request)
        owner = await self._owner(request, secret, "owntracks")
        if name not in {owner.id, owner.external_id}:
            self._sign_ins.note_failure(_address(request))
            raise _unauthorized("this is the secret of another device")
        told = request.headers.get("x-limit-u", request.query_params.get("u", name))
        if told != name:
            raise _NoEntryError(403, f"signed in as {name}, speaking as {told[:64]!r}")
        body = await self._body(request)
        if body.strip():
            await self._store(topics.http_owntracks(owner.id), body)
        return JSONResponse([])

    async def traccar_client(self, request: Request) -> Response:
        """Take what Traccar Client sends; the secret is the last part of the address."""
        owner = await self._owner(request, request.path_params["secret"], "traccar_client")
        body = await self._body(request)
        payload = body if body.strip() else request.scope["query_string"]
        if payload:
            await self._store(topics.http_traccar_client(owner.id, owner.external_id), payload)
        return Response()

    async def ready(self, request: Request) -> Response:
        """Tell whether messages are stored; for programs on this machine."""
        _demand_local(request)
        troubles = self.troubles()
        return JSONResponse({"ready": not troubles, "troubles": troubles}, 503 if troubles else 200)

    async def live(self, request: Request) -> Response:
        """Tell that the program answers at all; for programs on this machine."""
        _demand_local(request)
        return JSONResponse({"live": True})

    async def metrics(self, request: Request) -> Response:
        """Return all metrics as Prometheus reads them; for programs on this machine."""
        _demand_local(request)
        self._metrics.healthy(is_healthy=not self.troubles())
        return Response(self._metrics.text(), media_type=_METRICS_TYPE)

    async def _owner(self, request: Request, secret: str, dialect: str) -> SecretOwner:
        owner = self._sign_ins.remembered(secret)
        if owner is None:
            owner = await self._looked_up(secret, _address(request))
        if owner is None:
            raise _unauthorized("unknown or revoked secret")
        if owner.kind != "device" or owner.dialect != dialect:
            raise _NoEntryError(403, f"{owner.id} is registered for {owner.dialect}, not for {dialect}")
        return owner

    async def _looked_up(self, secret: str, address: str) -> SecretOwner | None:
        try:
            search = asyncio.to_thread(self._sign_ins.find, secret, address)
            return await asyncio.wait_for(search, self._limits.commit_wait_s)
        except TooManyFailuresError as error:
            raise _NoEntryError(429, str(error), {"Retry-After": f"{error.wait_s:.0f}"}) from error
        except (StoreDownError, TimeoutError) as error:
            raise _unavailable("the database does not answer") from error

    async def _body(self, request: Request) -> bytes:
        try:
            return await asyncio.wait_for(_read(request, self._limits.body_bytes), _BODY_WITHIN_S)
        except TimeoutError as error:
            raise _NoEntryError(408, "the body took too long") from error
        except ClientDisconnect as error:
            raise _NoEntryError(400, "the connection ended before the body") from error

    async def _store(self, topic: str, payload: bytes) -> None:
        committed = asyncio.wrap_future(self._desk.hand_in(topic, payload))
        try:
            await asyncio.wait_for(committed, self._limits.commit_wait_s)
        except (StoreDownError, TimeoutError) as error:
            raise _unavailable("not stored; send it again") from error

    def _counted(
        self, app: str, act: Callable[[Request], Awaitable[Response]]
    ) -> Callable[[Request], Awaitable[Response]]:
        async def counted(request: Request) -> Response:
            try:
                answer = await act(request)
            except _NoEntryError as error:
                answer = PlainTextResponse(f"{error}\n", error.status, error.headers)
            self._answers.labels(app, str(answer.status_code)).inc()
            return answer

        return counted

    @asynccontextmanager
    async def _lifespan(self, _: Starlette) -> AsyncIterator[None]:
        self._desk.start()
        self._sign_ins.start()
        yield
        await self._leave()

    async def _leave(self) -> None:
        """Stop both at once, on threads of their own: all others may wait for a database that is frozen."""
        leaving = [
            Thread(target=stop, daemon=True)
            for stop in (lambda: self._desk.stop(_LEAVE_WITHIN_S), self._sign_ins.stop)
        ]
        for thread in leaving:
            thread.start()
        ends_s = time.monotonic() + _LEAVE_WITHIN_S + 0.5
        while time.monotonic() < ends_s and any(  # noqa: ASYNC110 - threads have no event of this loop
            thread.is_alive() for thread in leaving
        ):
            await asyncio.sleep(0.02)


def run(world: World) -> None:
    """Take messages of phones until SIGTERM or SIGINT.

    Raises
    ------
    StoreRefusedError
        The database refuses the sign-in.
    PortTakenError
        The address cannot be listened to.
    """
    metrics = Metrics()
    sink = Sink(
        world.database_url,
        "siangsa-ingest-http",
        screen=Screen(SERVICE_AREA),
        day_of=world.calendar.day_of,
    )
    desk = Desk(sink, clock=world.clock, metrics=metrics)
    desk.demand_store()
    limits = Limits(world.settings.body_limit_bytes, world.settings.commit_wait_s)
    doors = Doors(desk, SignIns(world.database_url), metrics, limits)
    serve(doors.app(), world.settings.host, world.settings.port, world.tls)


def serve(app: Starlette, host: str, port: int, tls: TlsSettings | None = None) -> None:
    """Serve until SIGTERM or SIGINT, with TLS when `tls` names papers; requests in hand are answered first.

    Raises
    ------
    PortTakenError
        The address cannot be listened to.
    """
    try:
        listening = socket.create_server((host, port), reuse_port=False, backlog=512)
    except OSError as error:
        raise PortTakenError(
            f"cannot listen on {host}:{port} ({error.strerror}); look at SIANGSA_INGEST_HTTP_PORT"
        ) from error
    # Only a proxy on this machine is believed when it names the phone's address.
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,  # addresses of Traccar Client hold its secret
        timeout_graceful_shutdown=STOP_WITHIN_S,
        timeout_keep_alive=20,
        limit_concurrency=2_000,
        h11_max_incomplete_event_size=16_384,
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips="127.0.0.1",
        ssl_certfile=None if tls is None else tls.certificate,
        ssl_keyfile=None if tls is None else tls.key,
    )
    # The server raises the signal that ended it once more when it is done; it has done its work by then.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    with listening:
        log.info("listening for phones on %s:%s", *listening.getsockname()[:2])
        uvicorn.Server(config).run(sockets=[listening])


def _basic(request: Request) -> tuple[str, str]:
    kind, _, coded = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "basic":
        raise _unauthorized("sign in with the device's id and its secret")
    try:
        name, colon, secret = base64.b64decode(coded.strip(), validate=True).decode().partition(":")
    except (binascii.Error, ValueError) as error:
        raise _unauthorized("the sign-in cannot be read") from error
    if not colon:
        raise _unauthorized("the sign-in cannot be read")
    return name, secret


async def _read(request: Request, limit: int) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise _NoEntryError(413, f"more than {limit} bytes")
    return bytes(body)


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _demand_local(request: Request) -> None:
    try:
        local = ipaddress.ip_address(_address(request)).is_loopback
    except ValueError:
        local = False
    if not local:
        raise _NoEntryError(404, "not found")


def _unauthorized(text: str) -> _NoEntryError:
    return _NoEntryError(401, text, {"WWW-Authenticate": 'Basic realm="siangsa", charset="UTF-8"'})


def _unavailable(text: str) -> _NoEntryError:
    return _NoEntryError(503, text, {"Retry-After": str(_RETRY_S)})
