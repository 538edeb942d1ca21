"""Villages, points and facilities as GeoJSON."""

from datetime import date

from api.point_status import PointState
from api.schemas.common import Point
from api.schemas.places import (
    FacilityFeature,
    FacilityProperties,
    PointFeature,
    PointProperties,
    PointVisit,
    VillageFeature,
    VillageProperties,
)
from data.store.queries.places import FacilityRow, PointRow, PointVisitRow, VillageRow


def village(row: VillageRow) -> VillageFeature:
    """Return a village at its interior point."""
    return VillageFeature(
        id=row.code,
        geometry=Point(coordinates=(row.lon, row.lat)),
        properties=VillageProperties.model_validate(row),
    )


def facility(row: FacilityRow) -> FacilityFeature:
    """Return a facility."""
    return FacilityFeature(
        id=row.id,
        geometry=Point(coordinates=(row.lon, row.lat)),
        properties=FacilityProperties.model_validate(row),
    )


def point(row: PointRow, state: PointState, day: date) -> PointFeature:
    """Return a collection point with its state on `day`."""
    kg = row.kg_waiting(day) if state.kg is None else state.kg
    return PointFeature(
        id=row.id,
        geometry=Point(coordinates=(row.lon, row.lat)),
        properties=PointProperties(
            id=row.id,
            code=row.code,
            name=row.name,
            village=row.village,
            kecamatan=row.kecamatan,
            sample=row.sample,
            kind="container" if row.kind == "container" else "stop",
            status=state.status,
            vehicle_id=state.vehicle_id,
            eta=state.eta,
            visited_at=state.visited_at,
            kg_estimate=round(kg, 1),
        ),
    )


def visit(row: PointVisitRow) -> PointVisit:
    """Return a visit to a point."""
    return PointVisit.model_validate(row)
