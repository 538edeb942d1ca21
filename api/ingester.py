"""Asks the ingester beside us how it does, through its own small port; it may be absent or elsewhere."""

import logging
from typing import Final

import httpx
from pydantic import BaseModel, ValidationError

from api.settings import ApiSettings

log = logging.getLogger(__name__)
_PATIENCE_S: Final = 0.5


class LaneTold(BaseModel):
    """What one lane says of itself, as far as people are told."""

    oldest_s: float


class IngesterTold(BaseModel):
    """What an ingester says of itself, as far as people are told."""

    ready: bool
    troubles: list[str]
    alarms: list[str]
    lanes: list[LaneTold]

    @property
    def oldest_s(self) -> float:
        """Age of the oldest message that is not acknowledged."""
        return max((lane.oldest_s for lane in self.lanes), default=0.0)


def ask_ingester(settings: ApiSettings) -> IngesterTold | None:
    """Return what the ingester says; None without a port, or when nothing sensible answers in 0.5 s."""
    if settings.ingest_port is None:
        return None
    url = f"http://{settings.ingest_host}:{settings.ingest_port}/state"
    try:
        answer = httpx.get(url, timeout=_PATIENCE_S, trust_env=False)
        return IngesterTold.model_validate_json(answer.raise_for_status().content)
    except (httpx.HTTPError, ValidationError) as error:
        log.info("no ingester answers at %s: %s", url, type(error).__name__)
        return None
