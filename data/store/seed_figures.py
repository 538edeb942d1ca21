"""The store's figures for waste and service, as the office has set them, applied to a village or a point."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from data import reference
from data.store import models

_USUAL_DAYS_WAITING = 2.5
_LONGEST_SERVICE_S = 900


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures by which unknown amounts and times are estimated.

    Attributes
    ----------
    waste_kg
        Kilograms per person and day.
    residue_share
        Share of the waste that leaves a DMS village.
    stop_s, load_kg_per_s
        Fixed seconds of a stop, and the pace of loading.
    container_s, container_m3
        Seconds to swap a container, and its volume.
    """

    waste_kg: float
    residue_share: float
    stop_s: int
    load_kg_per_s: float
    container_s: int
    container_m3: float

    def village_kg_day(self, population: int, *, dms: bool) -> float:
        """Return the kilograms a day that a village hands over; a DMS village only its residue."""
        return population * self.waste_kg * (self.residue_share if dms else 1.0)

    def service_s(self, kind: str, kg_day: float) -> int:
        """Return the whole seconds (in tens) that one emptying of a point takes, at most 15 minutes."""
        if kind == "container":
            return self.container_s
        loading_s = kg_day * _USUAL_DAYS_WAITING / self.load_kg_per_s
        return min(_LONGEST_SERVICE_S, round((self.stop_s + loading_s) / 10) * 10)


def load_figures(session: Session) -> Figures:
    """Return the figures of the store; one that is missing there comes from the reference."""
    stored = dict(session.execute(select(models.Parameter.key, models.Parameter.value)).tuples().all())

    def figure(key: str) -> float:
        return stored.get(key, reference.parameter(key).value)

    return Figures(
        waste_kg=figure("waste_kg_per_person_day"),
        residue_share=figure("residue_share"),
        stop_s=int(figure("stop_service_s")),
        load_kg_per_s=figure("load_kg_per_s"),
        container_s=int(figure("container_service_s")),
        container_m3=figure("container_volume_m3"),
    )
