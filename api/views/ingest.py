"""How the ingest does, as people see it."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from api.ingester import IngesterTold
from api.schemas.devices import Gateway
from api.schemas.ingest import IngestInfo, IngestSlot
from data.store.queries.device_health import CredentialState, DeviceHealth
from data.store.queries.gateways import ListedGateway
from data.store.queries.ingest_view import Waiting
from data.store.queries.slots import View


def ingest_info(
    now: datetime, waiting: Waiting, served: View, devices: Sequence[DeviceHealth], told: IngesterTold | None
) -> IngestInfo:
    """Return what comes in, what waits and who serves which share."""
    return IngestInfo.model_validate(
        {
            **asdict(waiting),
            "now": now,
            "ingesters": len(served.members),
            "slots": [IngestSlot.model_validate(slot) for slot in served.slots],
            "ready": told.ready if told else None,
            "troubles": told.troubles if told else [],
            "alarms": told.alarms if told else [],
            "oldest_unacknowledged_s": told.oldest_s if told else None,
            "devices_open": len(devices),
            "devices_silent": sum(device.state == "silent" for device in devices),
        }
    )


def gateway(row: ListedGateway, credential: CredentialState) -> Gateway:
    """Return a gateway and whether it may sign in."""
    return Gateway.model_validate({**asdict(row), "credential": credential})
