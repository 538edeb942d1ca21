"""The only table from errors to answers (RFC 9457); unknown errors give an id, never a text."""

import logging
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy import exc
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import errors
from data.store import errors as store_errors

log = logging.getLogger(__name__)
MEDIA_TYPE: Final = "application/problem+json"


@dataclass(frozen=True)
class Kind:
    """How one kind of error is told: status, stable code, title."""

    status: int
    code: str
    title: str


_UNAVAILABLE: Final = Kind(503, "database-unavailable", "The database does not answer")
_UNKNOWN: Final = Kind(500, "internal", "Something went wrong on our side")
_TOO_FAST: Final = Kind(429, "too-many-requests", "Too many requests")
TABLE: Final[dict[type[Exception], Kind]] = {
    errors.NotSignedInError: Kind(401, "not-signed-in", "Sign in first"),
    errors.WrongCredentialsError: Kind(401, "wrong-credentials", "Name or password is wrong"),
    errors.TooManyAttemptsError: Kind(429, "too-many-attempts", "Too many attempts"),
    errors.TooFastError: _TOO_FAST,
    errors.OneTimePasswordError: Kind(403, "password-change-needed", "Choose a password of your own first"),
    errors.ForbiddenError: Kind(403, "forbidden", "Not allowed for this account"),
    errors.ForeignOriginError: Kind(403, "foreign-origin", "The request came from another site"),
    errors.NotFoundError: Kind(404, "not-found", "Not found"),
    errors.ConflictError: Kind(409, "conflict", "Not possible in the present state"),
    errors.RefusedError: Kind(422, "refused", "The request breaks a rule"),
    errors.AuditUnavailableError: Kind(503, "audit-unavailable", "It cannot be written down who looks"),
    errors.LayersOffError: Kind(503, "layers-off", "The layers for maps are switched off"),
    errors.BusyError: Kind(503, "busy", "Too many open streams"),
    store_errors.NotFoundError: Kind(404, "not-found", "Not found"),
    store_errors.ConflictError: Kind(409, "conflict", "Not possible in the present state"),
    store_errors.ClosureError: Kind(422, "closure", "This can close no road"),
    store_errors.DatabaseUnavailableError: _UNAVAILABLE,
    errors.PlanDeskAwayError: Kind(503, "desk-away", "The planning desk does not answer now"),
    errors.DeskAwayError: Kind(503, "roads-away", "The roads do not answer now"),
    exc.OperationalError: _UNAVAILABLE,
    exc.InterfaceError: _UNAVAILABLE,
    exc.TimeoutError: _UNAVAILABLE,
}
TOO_LARGE: Final = Kind(413, "too-large", "The request is too large")
_BY_STATUS: Final = {
    400: Kind(400, "bad-request", "The request cannot be read"),
    404: Kind(404, "not-found", "Not found"),
    405: Kind(405, "method-not-allowed", "This address does not know that method"),
    413: TOO_LARGE,
    415: Kind(415, "unsupported-media-type", "The request has another media type"),
}


def install(app: FastAPI) -> None:
    """Make `app` answer every error by the table."""
    for error in TABLE:
        app.add_exception_handler(error, _tell)
    app.add_exception_handler(HTTPException, _tell_http)
    app.add_exception_handler(RequestValidationError, _tell_fields)


def answer(
    kind: Kind,
    detail: str,
    *,
    headers: dict[str, str] | None = None,
    faults: object = None,
    extra: Mapping[str, object] | None = None,
) -> Response:
    """Return the problem, with members of its own in `extra`; its id is in the answer and in the log."""
    instance = f"urn:uuid:{uuid.uuid4()}"
    log.log(
        logging.ERROR if kind.status >= 500 else logging.INFO,
        "%s %s: %s (%s)",
        kind.status,
        kind.code,
        detail,
        instance,
    )
    body = {
        "type": f"urn:siangsa:{kind.code}",
        "title": kind.title,
        "status": kind.status,
        "detail": detail,
        "instance": instance,
        **(extra or {}),
    }
    return JSONResponse(
        body if faults is None else {**body, "errors": faults}, kind.status, headers, media_type=MEDIA_TYPE
    )


def too_many(retry_after_s: int) -> Response:
    """Return that somebody sends more than is served, and when to come again."""
    detail = str(errors.TooFastError(retry_after_s))
    return answer(_TOO_FAST, detail, headers={"Retry-After": str(retry_after_s)})


async def _tell(_request: Request, error: Exception) -> Response:
    kind = next(TABLE[base] for base in type(error).__mro__ if base in TABLE)
    if kind is _UNAVAILABLE:
        log.warning("database: %s", str(error).splitlines()[0])
        return answer(kind, kind.title, headers={"Retry-After": "2"})
    if isinstance(error, errors.ConflictError | errors.RefusedError | errors.MissingError):
        told = getattr(error, "message_id", None)
        words = {"message_id": told, "message_en": str(error)} if told else None
        return answer(Kind(kind.status, error.code, kind.title), str(error), extra=words)
    if isinstance(error, store_errors.ClosureError):
        return answer(Kind(kind.status, f"closure-{error.rule.replace('_', '-')}", kind.title), str(error))
    if isinstance(error, errors.DeskAwayError | errors.PlanDeskAwayError):
        return answer(kind, str(error), headers={"Retry-After": "2"})
    headers = {"WWW-Authenticate": "Bearer"} if kind.status == 401 else None
    if isinstance(error, errors.TooManyAttemptsError | errors.TooFastError):
        headers = {"Retry-After": str(error.retry_after_s)}
    return answer(kind, str(error) or kind.title, headers=headers)


async def _tell_http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    if status == 405 and (methods := _methods(request)):
        # the console's files, tried last, know of themselves only
        headers["Allow"] = ", ".join(methods)
    kind = _BY_STATUS.get(status, Kind(status, "http", "The request was refused"))
    return answer(kind, kind.title, headers=headers)


def _methods(request: Request) -> list[str]:
    """Return the methods that the address knows; none when it is no address of the api."""
    paths: dict[str, dict[str, object]] = request.app.openapi()["paths"]
    return sorted(
        method.upper()
        for template, operations in paths.items()
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), request.url.path)
        for method in operations
    )


async def _tell_fields(_request: Request, error: Exception) -> Response:
    found = error.errors() if isinstance(error, RequestValidationError) else []
    faults = [
        {
            "field": ".".join(str(part) for part in fault["loc"])[:200],
            "rule": str(fault["type"]),
            "message": str(fault["msg"])[:300],
        }
        for fault in found[:50]
    ]
    return answer(Kind(422, "invalid", "The request breaks a rule"), f"{len(found)} faults", faults=faults)


class Shield:
    """Innermost middleware: whatever no table knows becomes an id, and a traceback in our log only."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the app and answer what it raises."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception:
            log.exception("no rule for this error")
            if started:
                raise
            await answer(_UNKNOWN, _UNKNOWN.title)(scope, receive, send)
