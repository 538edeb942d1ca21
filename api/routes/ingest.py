"""How the ingest does, and who speaks for whom."""

from fastapi import APIRouter

from api.deps import Db, Here
from api.ingester import ask_ingester
from api.schemas.devices import Gateway
from api.schemas.ingest import IngestInfo
from api.views.ingest import gateway, ingest_info
from data.store.queries import device_health, gateways, ingest_view

router = APIRouter(tags=["ingest"])


@router.get("/ingest", operation_id="getIngest", summary="How the ingest does")
def get_ingest(here: Here, db: Db) -> IngestInfo:
    """Return what comes in, what waits and what was refused."""
    now = here.around.clock.now()
    devices = device_health.devices(db, now=now, calendar=here.around.calendar)
    waiting, served = ingest_view.waiting(db), ingest_view.slots_seen(db)
    db.rollback()  # nothing is held while another program is asked
    return ingest_info(now, waiting, served, devices, ask_ingester(here.settings))


@router.get("/gateways", operation_id="listGateways", summary="Servers that speak for trackers")
def list_gateways(db: Db) -> list[Gateway]:
    """Return the gateways in use."""
    states = ingest_view.credential_states(db)
    return [gateway(row, states.get(row.id, "none")) for row in gateways.listing(db)]
