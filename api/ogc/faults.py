"""What the database and tipg raise while a layer is read, told as the rest of the api tells its errors."""

import logging

import asyncpg
from fastapi import FastAPI, Request
from starlette.responses import Response
from tipg.errors import NotFound, TiPgError

from api import problems
from api.problems import Kind

log = logging.getLogger(__name__)
_REFUSED = Kind(422, "layer-query", "The layer cannot be asked this")
_SLOW = Kind(422, "layer-too-much", "The question takes too long")
_AWAY = Kind(503, "database-unavailable", "The database does not answer")
_OFF = Kind(503, "layers-off", "The layers for maps are switched off")
_MISSING = Kind(404, "not-found", "Not found")
_TOO_SLOW = "57014"
# invalid text, wrong type, no such column, too deep, and what PostGIS refuses to compute
_OF_THE_QUESTION = ("22", "42", "54", "0A", "XX000", "21")
_NO_ENTRY = ("28", "42501")


def install(app: FastAPI) -> None:
    """Make the app of the layers answer its errors as problems."""
    problems.install(app)
    app.add_exception_handler(TiPgError, _tell_tipg)
    app.add_exception_handler(asyncpg.PostgresError, _tell_database)
    for away in (asyncpg.InterfaceError, OSError, TimeoutError):
        app.add_exception_handler(away, _tell_away)


async def _tell_tipg(_request: Request, error: Exception) -> Response:
    kind = _MISSING if isinstance(error, NotFound) else _REFUSED
    return problems.answer(kind, str(error)[:200] or kind.title)


async def _tell_database(_request: Request, error: Exception) -> Response:
    state = str(getattr(error, "sqlstate", "") or "")
    if state.startswith(_NO_ENTRY):
        return problems.answer(_OFF, "the reader of the layers may not enter: siangsa db ogc-role")
    if state == _TOO_SLOW:
        return problems.answer(_SLOW, "ask for fewer features, a smaller box or a simpler filter")
    if state.startswith(_OF_THE_QUESTION):
        log.info("layer: %s %s", state, error)
        return problems.answer(_REFUSED, "a value does not fit its column, or a shape cannot be computed")
    return await _tell_away(_request, error)


async def _tell_away(_request: Request, error: Exception) -> Response:
    log.warning("layers: %s", error)
    return problems.answer(_AWAY, _AWAY.title, headers={"Retry-After": "2"})
