"""Is it alive, is it ready, what does it count."""

import ipaddress

from fastapi import APIRouter, Request, Response
from sqlalchemy import exc
from sqlalchemy.orm import Session

from api.deps import Here
from api.errors import ForbiddenError
from api.policy import Role
from api.schemas.system import Alive, Ready
from api.session import identify
from api.world import World
from data.store.queries import live, system

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
    try:
        with here.sessions() as session:
            ready = _ready(session, here)
    except (exc.OperationalError, exc.InterfaceError, exc.TimeoutError):
        ready = Ready(
            ready=False,
            database=False,
            stream=here.hub.connected,
            last_fix_received_at=None,
            last_fix_age_s=None,
            last_plan_at=None,
        )
    response.status_code = 200 if ready.ready else 503
    return ready


@router.get("/metrics", operation_id="getMetrics", summary="Prometheus metrics", response_class=Response)
def get_metrics(request: Request, here: Here) -> Response:
    """Return counters for Prometheus; only to this machine or to an administrator's token."""
    if not _is_local(request):
        caller = identify(request, here)
        if caller is None or caller.role < Role.ADMIN:
            raise ForbiddenError("metrics are for this machine or an administrator's token")
    body, media_type = here.metrics.exposition(here.hub.open_streams, listening=here.hub.connected)
    return Response(body, media_type=media_type)


def _ready(session: Session, here: World) -> Ready:
    received = live.newest_received(session)
    database = system.answers(session)
    return Ready(
        ready=database and here.hub.connected,
        database=database,
        stream=here.hub.connected,
        last_fix_received_at=received,
        last_fix_age_s=(here.around.clock.now() - received).total_seconds() if received else None,
        last_plan_at=system.newest_plan_at(session),
    )


def _is_local(request: Request) -> bool:
    """Tell whether this machine asks; behind a proxy nobody is local."""
    if "x-forwarded-for" in request.headers or "forwarded" in request.headers or request.client is None:
        return False
    try:
        return ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False
