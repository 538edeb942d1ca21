"""Clock, roads, banners: what the console must know first."""

from typing import Any

from fastapi import APIRouter, Request

from api.deps import Db, Here
from api.schemas.system import SystemInfo

router = APIRouter(tags=["system"])


@router.get("/system", operation_id="getSystem", summary="Clock, roads and banners")
def get_system(here: Here, db: Db) -> SystemInfo:
    """Return the stack clock, the operating day, the roads in use and what a banner must say."""
    raise NotImplementedError


@router.get("/openapi.json", operation_id="getOpenapi", summary="This description")
async def get_openapi(request: Request) -> dict[str, Any]:
    """Return the OpenAPI description of this api."""
    document: dict[str, Any] = request.app.openapi()
    return document
