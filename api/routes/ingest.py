"""How the ingest does, and who speaks for whom."""

from fastapi import APIRouter

from api.deps import Here
from api.schemas.devices import Gateway
from api.schemas.ingest import IngestInfo

router = APIRouter(tags=["ingest"])


@router.get("/ingest", operation_id="getIngest", summary="How the ingest does")
def get_ingest(here: Here) -> IngestInfo:
    """Return what comes in, what waits and what was refused."""
    return IngestInfo(
        now=here.around.clock.now(),
        last_received_at=None,
        slots=[],
        oldest_unacknowledged_s=None,
        quarantine_open=0,
        retry_waiting=0,
        unlisted=0,
        default_partition_rows=0,
        days_to_derive=0,
        devices_open=0,
        devices_silent=0,
    )


@router.get("/gateways", operation_id="listGateways", summary="Servers that speak for trackers")
def list_gateways() -> list[Gateway]:
    """Return the gateways in use."""
    return []
