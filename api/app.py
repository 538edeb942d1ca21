"""The wiring of the api, to be read top-down: settings, lifespan, routers, middleware, error map."""

from importlib.metadata import version

from fastapi import FastAPI

from api import openapi, policy
from api.routes import accounts, fleet, health, live, places, plans, session, system, tiles
from api.world import Surroundings

PREFIX = "/api/v1"
_ROUTERS = (session, system, places, fleet, live, plans, tiles, health, accounts)


def make_app(around: Surroundings) -> FastAPI:
    """Build the api over its surroundings; nothing is opened before the lifespan begins.

    Raises
    ------
    PolicyGapError
        An operation has no row in the policy table, or a row has no operation.
    """
    app = FastAPI(
        title="Siangsa",
        description="Tracks and routes the garbage trucks of Jepara regency.",
        version=version("siangsa"),
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        max_body_size=around.settings.body_limit_bytes,
    )
    for module in _ROUTERS:
        app.include_router(module.router, prefix=PREFIX)
    policy.check_complete(policy.operations(app))
    app.openapi = lambda: openapi.describe(app)  # type: ignore[method-assign]  # FastAPI's documented hook
    return app
