"""Writes checked collection points: new, changed and equal ones apart, samples closed on demand."""

from collections import Counter
from dataclasses import asdict
from datetime import date
from typing import Any, TypedDict

from geoalchemy2.shape import to_shape
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from data.store import models
from data.store.imports.model import Difference, ImportOptions, PointRow
from data.store.seed import point
from data.store.seed_figures import Figures, load_figures

# a ten-millionth of a degree is a centimetre: nobody means a change by less
_SAME_DEGREES = 1e-7
_STATED = ("name", "kind", "container_m3", "service_s", "window_from", "window_to", "last_emptied_on")


class Stored(TypedDict):
    """What `store_points` did, by the names of the report."""

    difference: Difference
    samples_open: int
    samples_closed: int


def store_points(
    session: Session, points: tuple[PointRow, ...], file_name: str, options: ImportOptions
) -> Stored:
    """Add and update points, and close the samples when asked; a dry run only counts.

    A closed point that the file names is opened again. Stored points that the file does not name stay.
    """
    known = _known(session)
    estimate = _Estimate(session, points, options.today)
    new = [row for row in points if row.code not in known]
    changes = {row.code: _changes(known[row.code], row, file_name) for row in points if row.code in known}
    if not options.dry_run:
        session.add_all(_new_point(row, estimate, file_name, options.today) for row in new)
        for code, values in changes.items():
            for name, value in values.items():
                setattr(known[code], name, value)
    difference = _difference(known, points, changes)
    samples_open, samples_closed = _samples(session, options)
    if not options.dry_run:
        session.add(_audit(difference, samples_closed, file_name, options))
        session.flush()
    return Stored(difference=difference, samples_open=samples_open, samples_closed=samples_closed)


class _Estimate:
    """Shares a village's estimated waste among the file's points for which nobody states an amount."""

    def __init__(self, session: Session, points: tuple[PointRow, ...], today: date) -> None:
        self._dms = set(session.scalars(dms_on(today)))
        self._sharers = Counter(row.village.code for row in points if row.kg_per_day is None)
        self.figures: Figures = load_figures(session)

    def kg_day(self, row: PointRow) -> float:
        dms = row.village.code in self._dms
        village_kg = self.figures.village_kg_day(row.village.population, dms=dms)
        return village_kg / self._sharers[row.village.code]


def dms_on(day: date) -> Any:  # noqa: ANN401 - a typed SQLAlchemy select of one column
    """Return the statement that selects the codes of the villages that are DMS on `day`."""
    status = models.DmsStatus
    valid = (status.valid_from <= day) & (status.valid_to.is_(None) | (status.valid_to > day))
    return select(status.village_code).where(valid)


def _known(session: Session) -> dict[str, models.CollectionPoint]:
    real = select(models.CollectionPoint).where(models.CollectionPoint.sample.is_(False))
    return {entry.code: entry for entry in session.scalars(real)}


def _new_point(row: PointRow, estimate: _Estimate, file_name: str, today: date) -> models.CollectionPoint:
    stated = row.kg_per_day is not None
    kg_day = row.kg_per_day if row.kg_per_day is not None else estimate.kg_day(row)
    kind = row.kind or "stop"
    figures = estimate.figures
    volume = row.container_m3 or figures.container_m3
    return models.CollectionPoint(
        code=row.code,
        name=row.name,
        village_code=row.village.code,
        geom=point(row.lon, row.lat),
        kind=kind,
        stream="residue",
        amount_kg_day=kg_day,
        container_m3=volume if kind == "container" else None,
        service_s=figures.service_s(kind, kg_day) if row.service_s is None else row.service_s,
        window_from=row.window_from,
        window_to=row.window_to,
        last_emptied_on=row.last_emptied_on,
        sample=False,
        source=f"impor {file_name}" if stated else f"impor {file_name}; jumlah perkiraan dari penduduk",
        confidence="B" if stated else "C",
        valid_from=today,
        valid_to=None,
    )


def _changes(stored: models.CollectionPoint, row: PointRow, file_name: str) -> dict[str, Any]:
    wanted = {name: value for name in _STATED if (value := asdict(row)[name]) is not None}
    wanted |= {"village_code": row.village.code, "valid_to": None}
    if row.kg_per_day is not None:
        wanted |= {"amount_kg_day": row.kg_per_day, "confidence": "B"}
    changes = {name: value for name, value in wanted.items() if getattr(stored, name) != value}
    west, south, _, _ = to_shape(stored.geom).bounds
    if max(abs(west - row.lon), abs(south - row.lat)) > _SAME_DEGREES:
        changes["geom"] = point(row.lon, row.lat)
    return changes | {"source": f"impor {file_name}"} if changes else {}


def _difference(
    known: dict[str, models.CollectionPoint],
    points: tuple[PointRow, ...],
    changes: dict[str, dict[str, Any]],
) -> Difference:
    named = {row.code for row in points}
    return Difference(
        new=tuple(row.code for row in points if row.code not in known),
        changed=tuple(code for code, values in changes.items() if values),
        same=tuple(code for code, values in changes.items() if not values),
        missing=tuple(
            sorted(code for code, entry in known.items() if code not in named and entry.valid_to is None)
        ),
    )


def _samples(session: Session, options: ImportOptions) -> tuple[int, int]:
    sample = models.CollectionPoint
    is_open = sample.sample & sample.valid_to.is_(None)
    count = session.scalar(select(func.count()).where(is_open)) or 0
    if not options.replace_samples:
        return count, 0
    if not options.dry_run:
        session.execute(update(sample).where(is_open).values(valid_to=options.today))
    return 0, count


def _audit(
    difference: Difference, samples_closed: int, file_name: str, options: ImportOptions
) -> models.Audit:
    return models.Audit(
        at=options.now,
        account=options.account,
        action="import",
        entity="collection_point",
        entity_id=file_name,
        before=None,
        after=asdict(difference) | {"samples_closed": samples_closed},
    )
