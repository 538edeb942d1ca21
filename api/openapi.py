"""The OpenAPI as the api means it: problems as problem+json, security, stream events."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from api.policy import TABLE, Rule
from api.schemas.common import Problem
from api.schemas.live import FactsEvent, PlansEvent, Position, RoadsEvent, WithheldEvent
from api.schemas.system import StackClockInfo
from api.schemas.week_jobs import WeekJob
from api.schemas.weeks import WeekRefusal, WeeksEvent

Responses = dict[int | str, dict[str, Any]]

_PROBLEM_REF: Final = {"$ref": "#/components/schemas/Problem"}
_EXTRA_MODELS: Final[tuple[type[BaseModel], ...]] = (
    Problem,
    Position,
    FactsEvent,
    PlansEvent,
    RoadsEvent,
    WithheldEvent,
    StackClockInfo,
    WeekJob,
    WeekRefusal,
    WeeksEvent,
)

STREAM: Final[Responses] = {
    200: {
        "description": (
            "Events `positions` (Position[]), `facts` (FactsEvent), `plans` (PlansEvent), `roads`"
            " (RoadsEvent), `withheld` (WithheldEvent) and `clock` (StackClockInfo); to whoever may list"
            " weeks also `weeks` (WeeksEvent, one for each) and `week_job` (WeekJob); `id` is the cursor; a"
            " comment every 15 s keeps the line open"
        ),
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
}
TILE: Final[Responses] = {
    200: {
        "description": "Vector tile",
        "content": {"application/vnd.mapbox-vector-tile": {"schema": {"type": "string", "format": "binary"}}},
    },
    204: {"description": "Nothing in this tile"},
    304: {"description": "Not changed"},
}


def gives(*codes: int) -> Responses:
    """Declare problems that an operation may answer beside those that all share."""
    return {code: _problem(code) for code in codes}


def gives_as(model: str, *codes: int) -> Responses:
    """Declare problems with members of their own, by the name of their schema."""
    schema = {"$ref": f"#/components/schemas/{model}"}
    return {code: _problem(code, schema) for code in codes}


def _problem(code: int, schema: Mapping[str, Any] = _PROBLEM_REF) -> dict[str, Any]:
    return {
        "description": HTTPStatus(code).phrase,
        "content": {"application/problem+json": {"schema": dict(schema)}},
    }


def _shared(operation: Mapping[str, Any], rule: Rule) -> Responses:
    """Return the problems that follow from what an operation takes and who may call it."""
    codes = [429, 500]
    if rule.least is not None:
        codes += [401, 403]
    if operation.get("parameters") or operation.get("requestBody"):
        codes.append(422)
    if operation.get("requestBody"):
        codes += [400, 413, 415]
    if operation["operationId"] == "signIn":
        codes += [401, 403]
    if operation["operationId"] == "getMetrics":
        codes.append(403)
    return {str(code): _problem(code) for code in sorted(set(codes))}


def _finish(operation: dict[str, Any]) -> None:
    rule = TABLE[operation["operationId"]]
    operation["responses"].pop("422", None)
    operation["responses"].update(_shared(operation, rule))
    operation["security"] = [] if rule.least is None else [{"cookie": []}, {"bearer": []}]


def describe(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI of `app`, made once and kept."""
    if app.openapi_schema:
        return app.openapi_schema
    document = get_openapi(
        title=app.title,
        version=app.version,
        description=app.description,
        routes=app.routes,
        tags=app.openapi_tags,
    )
    for path in document["paths"].values():
        for operation in path.values():
            _finish(operation)
    components = document.setdefault("components", {})
    _, definitions = models_json_schema(
        [(model, "serialization") for model in _EXTRA_MODELS], ref_template="#/components/schemas/{model}"
    )
    schemas = {**components.get("schemas", {}), **definitions["$defs"]}
    components["schemas"] = {
        name: schema
        for name, schema in sorted(schemas.items())
        if name not in {"HTTPValidationError", "ValidationError"}
    }
    components["securitySchemes"] = {
        "cookie": {"type": "apiKey", "in": "cookie", "name": "siangsa_session"},
        "bearer": {"type": "http", "scheme": "bearer"},
    }
    app.openapi_schema = document
    return document
