"""Hand-over places (TPS): village vehicles bring what trucks take away; who hands over where."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select

from data.store.models import CollectionPoint, Facility
from data.store.queries.records import rules
from data.store.queries.records.errors import Fault, StateError
from data.store.queries.records.kind import Trial

_FIELDS = ("tps_id", "empties_tps_id")


def point_faults(trial: Trial) -> Iterator[Fault]:
    """Name hand-over places that are none, that another point empties, or that this point empties itself."""
    values = trial.values
    if not trial.changed & {*_FIELDS, "kind", "valid_to"}:
        return
    for field in _FIELDS:
        if values[field] is not None and not _is_tps(trial, values[field]):
            yield rules.unknown(field, values[field])
    if None not in {values["tps_id"], values["empties_tps_id"]}:
        yield Fault(
            "tps_id",
            "both",
            "titik yang mengosongkan TPS tidak dapat menyetor ke TPS",
            "a point at which trucks empty a hand-over place cannot hand over itself",
        )
    if values["tps_id"] is not None and values["kind"] == "container":
        yield Fault(
            "tps_id",
            "container",
            "kontainer diangkut arm-roll, bukan kendaraan desa",
            "a container is hauled by an arm-roll, not by a village vehicle",
        )
    if values["empties_tps_id"] is not None:
        yield from _emptied_once(trial, values["empties_tps_id"])


def facility_faults(trial: Trial) -> Iterator[Fault]:
    """Name that points hand over at what would be no hand-over place any more."""
    if trial.row.kind == "tps" and (points := _points_at(trial, trial.act.today)):
        yield Fault(
            "kind",
            "in-use",
            f"{points} titik menyetor ke sini atau dikosongkan di sini",
            f"{points} points hand over or are emptied here",
        )


def may_close(trial: Trial) -> None:
    """Refuse to close a hand-over place while points need it.

    Raises
    ------
    StateError
        Points hand over there, or one empties it.
    """
    if points := _points_at(trial, trial.values["valid_to"]):
        raise StateError(
            "in-use",
            f"{points} titik menyetor ke sini: pindahkan dahulu",
            f"{points} points hand over here: give them another place first",
        )


def _is_tps(trial: Trial, number: int) -> bool:
    today = trial.act.today
    query = select(Facility.id).where(
        Facility.id == number,
        Facility.kind == "tps",
        or_(Facility.valid_to.is_(None), Facility.valid_to > today),
    )
    return trial.session.scalar(query) is not None


def _emptied_once(trial: Trial, number: int) -> Iterator[Fault]:
    query = select(CollectionPoint.code).where(
        CollectionPoint.empties_tps_id == number, _open(trial.act.today)
    )
    if trial.row is not None:
        query = query.where(CollectionPoint.id != trial.row.id)
    if (other := trial.session.scalar(query.limit(1))) is not None:
        yield Fault(
            "empties_tps_id",
            "taken",
            f"TPS ini sudah dikosongkan lewat titik {other}",
            f"this place is emptied by way of point {other} already",
        )


def _points_at(trial: Trial, day: date) -> int:
    number = trial.row.id
    at = or_(CollectionPoint.tps_id == number, CollectionPoint.empties_tps_id == number)
    return trial.session.scalar(select(func.count()).where(at, _open(day))) or 0


def _open(day: date) -> ColumnElement[bool]:
    return or_(CollectionPoint.valid_to.is_(None), CollectionPoint.valid_to > day)
