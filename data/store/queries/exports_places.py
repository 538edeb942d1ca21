"""Lists of places to hand out: villages, collection points, facilities, DMS status."""

from datetime import date
from typing import Any, Final, Protocol

from sqlalchemy import ColumnElement, Float, Select, Text, and_, cast, func, literal_column, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from data.store.models import CollectionPoint, DmsStatus, Facility, Village, Visit
from data.store.queries.scope import Scope, points_within, villages_within

_SECONDS_PER_MINUTE: Final = 60.0
_WEEKDAYS: Final = (
    "(select string_agg((array['Senin', 'Selasa', 'Rabu', 'Kamis', 'Jumat', 'Sabtu', 'Minggu'])[d + 1], ', '"
    " order by d) from unnest(collection_point.weekdays) d)"
)
"""Names, as the import reads them: its numbers begin with 1, ours with 0."""


class Asked(Protocol):
    """What these lists need to know."""

    @property
    def scope(self) -> Scope:
        """What of the regency may be seen."""

    @property
    def day(self) -> date:
        """On which day the things must be in use."""


def villages(asked: Asked) -> tuple[Select[*tuple[Any, ...]], Any]:
    """Return the villages with their DMS status, and where they lie."""
    query = (
        select(
            Village.code,
            Village.name,
            Village.kecamatan,
            Village.kind,
            *degrees(Village.geom),
            Village.area_km2,
            Village.population_estimate,
            Village.share_served,
            Village.island,
            DmsStatus.id.is_not(None).label("dms"),
            DmsStatus.confirmed.label("dms_confirmed"),
            DmsStatus.valid_from.label("dms_since"),
            Village.source,
            Village.confidence,
        )
        .outerjoin(DmsStatus, and_(DmsStatus.village_code == Village.code, in_use(DmsStatus, asked.day)))
        .where(villages_within(asked.scope))
        .order_by(Village.kecamatan, Village.name)
    )
    return query, Village.geom


def points(asked: Asked) -> tuple[Select[*tuple[Any, ...]], Any]:
    """Return the collection points that are in use, and where they lie."""
    emptied = (
        select(func.max(Visit.operating_day))
        .where(
            Visit.point_id == CollectionPoint.id, Visit.kind == "collect", Visit.operating_day <= asked.day
        )
        .scalar_subquery()
    )
    handed = aliased(Facility)
    query = (
        select(
            CollectionPoint.code,
            CollectionPoint.name,
            CollectionPoint.village_code,
            Village.name.label("village"),
            Village.kecamatan,
            *degrees(CollectionPoint.geom),
            CollectionPoint.kind,
            CollectionPoint.stream,
            CollectionPoint.amount_kg_day.label("kg_per_day"),
            CollectionPoint.container_m3,
            cast(CollectionPoint.service_s / _SECONDS_PER_MINUTE, Float).label("service_min"),
            CollectionPoint.window_from,
            CollectionPoint.window_to,
            CollectionPoint.times_per_week,
            literal_column(_WEEKDAYS, Text).label("weekdays"),
            CollectionPoint.least_gap_days,
            CollectionPoint.most_gap_days,
            handed.code.label("hand_over"),
            func.array_to_string(CollectionPoint.allowed_classes, ",").label("allowed_classes"),
            func.greatest(emptied, CollectionPoint.last_emptied_on).label("last_emptied_on"),
            CollectionPoint.sample,
            CollectionPoint.source,
            CollectionPoint.confidence,
            CollectionPoint.valid_from,
        )
        .select_from(CollectionPoint)
        .join(Village, Village.code == CollectionPoint.village_code)
        .outerjoin(handed, handed.id == CollectionPoint.tps_id)
        .where(in_use(CollectionPoint, asked.day), points_within(asked.scope, asked.day))
        .order_by(CollectionPoint.code)
    )
    return query, CollectionPoint.geom


def facilities(asked: Asked) -> tuple[Select[*tuple[Any, ...]], Any]:
    """Return the facilities that are known, and where they lie."""
    query = (
        select(
            Facility.code,
            Facility.name,
            Facility.kind,
            *degrees(Facility.geom),
            Facility.status,
            Facility.accepts_residue,
            Facility.accepts_organic,
            Facility.accepts_recyclable,
            Facility.opens,
            Facility.closes,
            cast(Facility.unload_s / _SECONDS_PER_MINUTE, Float).label("unload_min"),
            Facility.visit_radius_m,
            Facility.capacity_t_day,
            Facility.received_t_year,
            Facility.estimated,
            Facility.source,
            Facility.confidence,
            Facility.valid_from,
        )
        .where(in_use(Facility, asked.day))
        .order_by(Facility.code)
    )
    return query, Facility.geom


def dms(asked: Asked) -> tuple[Select[*tuple[Any, ...]], Any]:
    """Return since when and until when villages count as DMS, all that is known, and where they lie."""
    query = (
        select(
            DmsStatus.village_code,
            Village.name.label("village"),
            Village.kecamatan,
            DmsStatus.valid_from,
            DmsStatus.valid_to,
            DmsStatus.confirmed,
            DmsStatus.source,
        )
        .join(Village, Village.code == DmsStatus.village_code)
        .where(villages_within(asked.scope))
        .order_by(DmsStatus.village_code, DmsStatus.valid_from)
    )
    return query, Village.geom


def degrees(geom: InstrumentedAttribute[Any]) -> tuple[ColumnElement[float], ColumnElement[float]]:
    """Return longitude and latitude as two columns."""
    return func.ST_X(geom, type_=Float).label("lon"), func.ST_Y(geom, type_=Float).label("lat")


def in_use(table: Any, day: date) -> ColumnElement[bool]:  # noqa: ANN401 - any table with these two columns
    """Return the condition that a row of `table` is in use on `day`."""
    return and_(table.valid_from <= day, or_(table.valid_to.is_(None), table.valid_to > day))
