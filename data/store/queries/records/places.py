"""Records of places: collection points, facilities, villages that count as Desa Mandiri Sampah."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, func, or_, select

from data.store.address import PLANS_CHANNEL, ROADS_CHANNEL
from data.store.engine import ping
from data.store.models import (
    CollectionPoint,
    CurrentRoute,
    DmsStatus,
    Facility,
    RouteStop,
    Vehicle,
    Village,
)
from data.store.queries import places
from data.store.queries.records import handover, rhythm, rules
from data.store.queries.records.errors import Fault, StateError
from data.store.queries.records.kind import Kind, Trial, same
from data.store.queries.scope import Scope, points_within, villages_within

_PLACE: Final = frozenset({"lon", "lat"})
_WORK: Final = {"stop": "stationary", "container": "hauled"}
_OF_VILLAGE: Final = {"village": Village.name, "kecamatan": Village.kecamatan}


def _point_faults(trial: Trial) -> Iterator[Fault]:
    yield from rules.unused(POINTS, trial, "code")
    values, changed = trial.values, trial.changed
    if changed & {"village_code", "valid_to"}:
        yield from rules.known_village(trial)
    if changed & (_PLACE | {"village_code"}):
        yield from rules.inside_service_area(trial, values["village_code"])
    if changed & {"window_from", "window_to"}:
        yield from rules.ordered_hours(trial, "window_from", "window_to")
    if changed & {"allowed_classes", "kind", "tps_id"}:
        work = _WORK[values["kind"]] if values["tps_id"] is None else "village"
        yield from rules.known_classes(trial, values["allowed_classes"], work)
    if values["kind"] == "container" and values["container_m3"] is None:
        yield rules.required("container_m3")
    yield from rhythm.faults(values)
    yield from handover.point_faults(trial)


def _point_changed(trial: Trial) -> None:
    """Let the map show it, and what was seen of today be looked at again when the place is another."""
    if trial.changed & _PLACE and trial.row is not None:
        places.mark_day(trial.session, trial.act.calendar, trial.act.now)
    ping(trial.session, PLANS_CHANNEL)


def _facility_faults(trial: Trial) -> Iterator[Fault]:
    yield from rules.unused(FACILITIES, trial, "code")
    if trial.changed & _PLACE:
        yield from rules.inside_service_area(trial)
    if "kind" in trial.changed and trial.row is not None:
        if trial.row.kind == "pool":
            yield from _still_a_pool(trial)
        yield from handover.facility_faults(trial)
    if trial.changed & {"opens", "closes"}:
        yield from rules.ordered_hours(trial, "opens", "closes")


def _still_a_pool(trial: Trial) -> Iterator[Fault]:
    """Name that trucks start at what would be no pool any more."""
    if trucks := _based(trial, trial.act.today):
        yield Fault(
            "kind",
            "in-use",
            f"{trucks} truk berpangkal di sini",
            f"{trucks} vehicles start here",
        )


def _based(trial: Trial, day: date) -> int:
    """Return how many vehicles start at a facility from a day on."""
    still = or_(Vehicle.valid_to.is_(None), Vehicle.valid_to > day)
    return trial.session.scalar(select(func.count()).where(Vehicle.pool_id == trial.row.id, still)) or 0


def _facility_changed(trial: Trial) -> None:
    if trial.changed & _PLACE:
        places.mark_recent_days(trial.session, trial.act.calendar, trial.act.now)
    for channel in (ROADS_CHANNEL, PLANS_CHANNEL):
        ping(trial.session, channel)


def _facility_may_close(trial: Trial) -> None:
    """Refuse while trucks start there, or a valid route goes there."""
    session, number, last = trial.session, trial.row.id, trial.values["valid_to"]
    if trucks := _based(trial, last):
        raise StateError(
            "in-use",
            f"{trucks} truk berpangkal di sini: pindahkan dahulu",
            f"{trucks} vehicles start here: give them another pool first",
        )
    handover.may_close(trial)
    sent = (
        select(CurrentRoute.operating_day)
        .join(RouteStop, RouteStop.route_id == CurrentRoute.route_id)
        .where(RouteStop.facility_id == number)
        .where(CurrentRoute.operating_day >= max(last, trial.act.today))
    )
    if (day := session.scalar(sent.limit(1))) is not None:
        raise has_route(day)


def has_route(day: date) -> StateError:
    """Return that a valid route of a day stands against it."""
    return StateError(
        "has-route",
        f"masih ada rute terbit untuk {day}: atur ulang rute itu atau pilih hari sesudahnya",
        f"a published route of {day} still needs it: plan that anew, or choose a later day",
    )


def _dms_faults(trial: Trial) -> Iterator[Fault]:
    yield from rules.known_village(trial)
    if not trial.changed & {"village_code", "valid_to"}:
        return
    from_day = trial.values["valid_from"]
    query = (
        select(DmsStatus.id)
        .where(DmsStatus.village_code == trial.values["village_code"])
        .where(or_(DmsStatus.valid_to.is_(None), DmsStatus.valid_to > from_day))
    )
    if trial.row is not None:
        query = query.where(DmsStatus.id != trial.row.id)
    if trial.session.scalar(query.limit(1)) is not None:
        yield Fault(
            "village_code",
            "taken",
            "desa ini sudah tercatat sebagai DMS",
            "this village counts as DMS already",
        )


def _dms_changed(trial: Trial) -> None:
    ping(trial.session, PLANS_CHANNEL)


def _village_changed(trial: Trial) -> None:
    ping(trial.session, PLANS_CHANNEL)


def _of_villages(scope: Scope, _day: date) -> ColumnElement[bool]:
    return villages_within(scope)


POINTS: Final = Kind(
    entity="collection_point",
    model=CollectionPoint,
    key="id",
    order="code",
    fields={
        **same("code", "name", "village_code", "kind", "stream", "amount_kg_day", "confidence"),
        "amount_source": "source",
        **same("container_m3", "service_s", "window_from", "window_to", "times_per_week", "weekdays"),
        **same("least_gap_days", "most_gap_days", "tps_id", "empties_tps_id"),
        **same("allowed_classes", "note", "sample", "valid_from"),
    },
    shown=("valid_to",),
    located=True,
    beside=_OF_VILLAGE,
    joins=((Village, Village.code == CollectionPoint.village_code),),
    searched=(CollectionPoint.code, CollectionPoint.name, Village.name, Village.kecamatan),
    ends="valid_to",
    within=points_within,
    faults=_point_faults,
    after=_point_changed,
)
FACILITIES: Final = Kind(
    entity="facility",
    model=Facility,
    key="id",
    order="code",
    fields={
        **same("code", "name", "kind", "status", "accepts_residue", "accepts_organic", "accepts_recyclable"),
        **same("opens", "closes", "unload_s"),
        **same("visit_radius_m", "capacity_t_day", "received_t_year", "estimated", "note", "source"),
        **same("confidence", "valid_from"),
    },
    shown=("valid_to",),
    located=True,
    searched=(Facility.code, Facility.name),
    ends="valid_to",
    faults=_facility_faults,
    may_close=_facility_may_close,
    after=_facility_changed,
)
DMS: Final = Kind(
    entity="dms_status",
    model=DmsStatus,
    key="id",
    order="id",
    fields=same("village_code", "confirmed", "source", "valid_from"),
    shown=("valid_to",),
    beside=_OF_VILLAGE,
    joins=((Village, Village.code == DmsStatus.village_code),),
    searched=(Village.code, Village.name, Village.kecamatan),
    ends="valid_to",
    within=_of_villages,
    faults=_dms_faults,
    after=_dms_changed,
)
VILLAGES: Final = Kind(
    entity="village",
    model=Village,
    key="code",
    order="code",
    fields=same("population_estimate", "share_served", "source", "confidence"),
    shown=("name", "kecamatan", "kind", "island"),
    searched=(Village.code, Village.name, Village.kecamatan),
    within=_of_villages,
    after=_village_changed,
)
