"""The wiring of the api, to be read top-down: settings, lifespan, routers, middleware, error map."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from datetime import date
from importlib.metadata import version

from anyio import to_thread
from fastapi import Depends, FastAPI
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from api import openapi, policy, problems, readings, record_desk, week_desk
from api.board import Named
from api.bodies import Bodies
from api.console import FOLDER, Console
from api.finishing import Finishing, Underway
from api.headers import SafeHeaders, content_security_policy
from api.hub import Hub
from api.metrics import Counting, Metrics
from api.ogc.layers import Layers
from api.routes import (
    accounts,
    backups,
    checking,
    closures,
    connecting,
    demand,
    devices,
    exports,
    fleet,
    handouts,
    health,
    imports,
    incidents,
    ingest,
    live,
    matching,
    ogc,
    open_data,
    places,
    plans,
    quarantine,
    reach,
    records,
    records_fleet,
    replans,
    roads,
    session,
    system,
    tiles,
    tokens,
    week_import,
    week_jobs,
    weeks,
)
from api.schemas.live import Position
from api.session import authorise
from api.situation import Situations
from api.surroundings import Surroundings
from api.throttle import Buckets, Limit, Throttle
from api.world import World
from data.store.engine import make_engine, retire, session_factory

log = logging.getLogger(__name__)
PREFIX = "/api/v1"
_ROUTERS = (
    session,
    system,
    places,
    fleet,
    devices,
    connecting,
    live,
    plans,
    replans,
    checking,
    incidents,
    closures,
    roads,
    matching,
    reach,
    tiles,
    exports,
    ogc,
    open_data,
    health,
    accounts,
    tokens,
    quarantine,
    ingest,
    imports,
    records,
    records_fleet,
    backups,
    week_import,  # as week_jobs
    week_jobs,  # before weeks: jobs is no number of a week
    weeks,
    handouts,
    demand,
)


def make_app(around: Surroundings, secret: bytes) -> FastAPI:
    """Build the api over its surroundings; nothing is opened before the lifespan begins.

    Parameters
    ----------
    secret
        Key that signs the session cookies, at least 32 bytes.

    Raises
    ------
    PolicyGapError
        An operation has no row in the policy table, or a row has no operation.
    """
    metrics, underway = Metrics(), Underway()

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        to_thread.current_default_thread_limiter().total_tokens = around.settings.threads
        app.state.world = world = _open_world(around, secret, metrics)
        app.state.layers = layers = _layers(around, world)
        await to_thread.run_sync(layers.check)
        hub = asyncio.create_task(world.hub.run())
        try:
            yield
        finally:
            world.hub.close()
            await asyncio.wait((hub,))
            await to_thread.run_sync(world.desk.close)
            await layers.close()
            if not await underway.finished():
                log.warning("a request is still under way; its connection is closed when it ends")
            retire(world.engine)

    app = FastAPI(
        title="Siangsa",
        description="Tracks and routes the garbage trucks of Jepara regency.",
        version=version("siangsa"),
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=lifespan,
        dependencies=[Depends(authorise)],
        max_body_size=around.settings.body_limit_bytes,
        middleware=_middleware(around, metrics, underway),
    )
    for module in _ROUTERS:
        app.include_router(module.router, prefix=PREFIX)
    policy.check_complete(policy.operations(app))
    app.openapi = lambda: openapi.describe(app)  # type: ignore[method-assign]  # FastAPI's documented hook
    problems.install(app)
    record_desk.install(app)
    week_desk.install(app)
    app.mount("/", Console(directory=around.settings.static_dir or FOLDER, html=True, check_dir=False))
    return app


def _middleware(around: Surroundings, metrics: Metrics, underway: Underway) -> list[Middleware]:
    """Return the layers around every request, outermost first."""
    settings = around.settings
    policy, trusted = content_security_policy(settings.basemap_style_url), settings.proxies
    buckets = Buckets(Limit(settings.address_per_s, settings.address_burst))
    return [
        Middleware(Finishing, underway=underway),
        Middleware(Counting, metrics=metrics),
        Middleware(SafeHeaders, policy=policy, trusted=trusted),
        Middleware(Throttle, buckets=buckets, trusted=trusted),
        Middleware(GZipMiddleware, minimum_size=1_000, compresslevel=5),
        Middleware(Bodies, most_bytes=around.settings.body_limit_bytes),
        Middleware(problems.Shield),
    ]


def _layers(around: Surroundings, world: World) -> Layers:
    settings = around.settings
    own = settings.ogc_database_url
    owner_url = settings.database_url.get_secret_value()
    return Layers(world.sessions, owner_url, own.get_secret_value() if own else None)


def _open_world(around: Surroundings, secret: bytes, metrics: Metrics) -> World:
    url = around.settings.database_url.get_secret_value()
    engine = make_engine(url, pool_size=around.settings.threads)
    sessions, situations = session_factory(engine), Situations()

    def read(after: int | None) -> list[tuple[int, Position]]:
        with sessions() as session:
            return readings.positions(session, around, situations, after)

    def look() -> tuple[date, dict[str, int]]:
        with sessions() as session:
            situation = situations.of(session, around.operating_day())
        return situation.day, situation.fingerprints()

    def read_weeks() -> dict[Named, bytes]:
        with sessions() as session:
            return readings.weeks(session)

    hub = Hub(url, read, look, situations.forget, around.off_shift.in_shift, read_weeks)
    return World(around, engine, sessions, secret, situations, hub, metrics)
