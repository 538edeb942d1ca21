"""Is it alive, is it ready, what does it count."""

from fastapi import APIRouter, Request, Response

from api.deps import Here
from api.schemas.system import Alive, Ready

router = APIRouter(tags=["health"])


@router.get("/health/live", operation_id="getLive", summary="Does the process answer")
async def get_live() -> Alive:
    """Return that the process answers; nothing else is looked at."""
    return Alive()


@router.get(
    "/health/ready",
    operation_id="getReady",
    summary="Can requests be served",
    responses={503: {"model": Ready, "description": "The database or the stream's listener does not answer"}},
)
def get_ready(response: Response, here: Here) -> Ready:
    """Return whether database and listener answer, and how old the newest facts are."""
    raise NotImplementedError


@router.get("/metrics", operation_id="getMetrics", summary="Prometheus metrics", response_class=Response)
def get_metrics(request: Request, here: Here) -> Response:
    """Return counters for Prometheus; only to this machine or to a signed-in administrator."""
    raise NotImplementedError
