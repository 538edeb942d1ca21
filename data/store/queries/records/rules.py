"""Rules of the field that several kinds of record share, each broken one said in two languages."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from data.store.models import VehicleClass, Village
from data.store.queries.records.errors import Fault
from data.store.queries.records.kind import Kind, Trial
from data.store.queries.scope import villages_within

FAR: Final = timedelta(days=732)
MARGIN_DEGREES: Final = 0.05
"""How far outside the box around the villages' interior points a place may lie."""


def unused(kind: Kind, trial: Trial, field: str) -> Iterator[Fault]:
    """Name a code that another record has already."""
    if field not in trial.changed:
        return
    column = kind.column(kind.fields[field])
    query: Select[Any] = select(column).where(column == trial.values[field])
    if trial.row is not None:
        query = query.where(kind.column(kind.key) != getattr(trial.row, kind.key))
    if trial.session.scalar(query.limit(1)) is not None:
        yield taken(field, trial.values[field])


def taken(field: str, value: object) -> Fault:
    """Return that a value belongs to another record."""
    return Fault(
        field, "taken", f"{value} sudah dipakai catatan lain", f"{value} belongs to another record already"
    )


def unknown(field: str, value: object) -> Fault:
    """Return that a value names nothing."""
    return Fault(field, "unknown", f"{value} tidak ada di daftar", f"there is no {value}")


def required(field: str) -> Fault:
    """Return that a field must not be empty."""
    return Fault(field, "required", "wajib diisi", "this must be given")


def known_village(trial: Trial) -> Iterator[Fault]:
    """Name a village that does not exist, or not for this account."""
    code = trial.values["village_code"]
    query = select(Village.code).where(Village.code == code, villages_within(trial.act.scope))
    if trial.session.scalar(query) is None:
        yield unknown("village_code", code)


def known_kecamatan(trial: Trial, names: Sequence[str]) -> Iterator[Fault]:
    """Name districts that do not exist."""
    known = set(trial.session.scalars(select(Village.kecamatan).distinct())) if names else set()
    for name in names:
        if name not in known:
            yield unknown("territory", name)


def inside_service_area(trial: Trial, village_code: str | None = None) -> Iterator[Fault]:
    """Name a place that lies outside the regency; with a village, on its side of the sea."""
    box = _box(trial.session, village_code)
    if box is None:
        return
    west, south, east, north = box
    spans = {
        "lon": (trial.values["lon"], west - MARGIN_DEGREES, east + MARGIN_DEGREES),
        "lat": (trial.values["lat"], south - MARGIN_DEGREES, north + MARGIN_DEGREES),
    }
    for field, (value, least, most) in spans.items():
        if not least <= value <= most:
            yield _outside(field, value, least, most)


def ordered_hours(trial: Trial, begins: str, ends: str) -> Iterator[Fault]:
    """Name local hours that end before they begin; what lies before the day's start is the night after."""
    first, last = trial.values[begins], trial.values[ends]
    if first is None or last is None:
        return
    day_start = trial.act.calendar.day_start
    if _since(first, day_start) >= _since(last, day_start):
        yield ends_early(ends, last, first)


def ends_early(field: str, last: time, first: time) -> Fault:
    """Return that hours end before they begin."""
    return Fault(
        field,
        "order",
        f"{last:%H.%M} tidak sesudah {first:%H.%M}",
        f"{last:%H:%M} is not after {first:%H:%M}",
    )


def known_classes(trial: Trial, codes: Sequence[str], work: str) -> Iterator[Fault]:
    """Name vehicle classes that do not exist, or none of which does the work that the place asks for."""
    query = select(VehicleClass.code, VehicleClass.work).where(VehicleClass.code.in_(codes))
    works = dict(trial.session.execute(query).tuples().all())
    for code in codes:
        if code not in works:
            yield unknown("allowed_classes", code)
    if works and work not in works.values():
        yield Fault(
            "allowed_classes",
            "cannot",
            "tidak satu pun jenis truk ini dapat melayani titik seperti ini",
            "none of these classes can serve a point of this kind",
        )


def later(field: str, value: date, first: date) -> Fault:
    """Return that a day lies before the one that it must not precede."""
    return Fault(field, "order", f"{value} lebih awal daripada {first}", f"{value} is earlier than {first}")


def sound_span(span: tuple[datetime, datetime], now: datetime) -> Iterator[Fault]:
    """Name what is wrong with a time that is known beforehand, and is to be over after `now`."""
    begins, ends = span
    for field, moment in (("from_at", begins), ("until_at", ends)):
        if abs(moment - now) > FAR:
            yield Fault(field, "far", "terlalu jauh dari hari ini", f"more than {FAR.days} days from today")
            return
    if ends <= max(begins, now):
        yield _not_after("until_at", max(begins, now))


def _not_after(field: str, first: datetime) -> Fault:
    return Fault(
        field,
        "order",
        "harus sesudah mulainya dan sesudah sekarang",
        f"must be after {first:%Y-%m-%d %H:%M} UTC",
    )


def _since(local: time, day_start: time) -> tuple[bool, time]:
    return (local < day_start, local)


def _box(session: Session, village_code: str | None) -> tuple[float, float, float, float] | None:
    box = func.ST_Extent(Village.geom)
    query = select(func.ST_XMin(box), func.ST_YMin(box), func.ST_XMax(box), func.ST_YMax(box))
    if village_code is not None:
        island = select(Village.island).where(Village.code == village_code).scalar_subquery()
        query = query.where(or_(island.is_(None), Village.island == island))
    west, south, east, north = session.execute(query).one()
    return None if west is None else (west, south, east, north)


def _outside(field: str, value: float, least: float, most: float) -> Fault:
    return Fault(
        field,
        "outside-service-area",
        f"{value:.5f} di luar wilayah layanan ({least:.2f} sampai {most:.2f})",
        f"{value:.5f} lies outside the service area ({least:.2f} to {most:.2f})",
    )
