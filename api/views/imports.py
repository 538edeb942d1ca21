"""An uploaded list as the api tells it."""

import math
from collections.abc import Iterator

from api.schemas.imports import (
    ImportColumn,
    ImportDifference,
    ImportDraftAnswer,
    ImportFault,
    ImportFeature,
    ImportFeatureProperties,
    ImportFeatures,
    ImportOutcome,
    ImportPlace,
    RowState,
)
from data.store.imports.importing import Comparison
from data.store.imports.model import ImportReport, Prepared
from data.store.imports.reporting import fault_json
from data.store.imports.validation import Row
from data.store.models import ImportDraft

MOST_FAULTS = 500
MOST_FEATURES = 5_000
_FIRST_CODES = 20
_STATES: dict[str, RowState] = {"new": "new", "changed": "changed"}


def draft(row: ImportDraft, prepared: Prepared, comparison: Comparison) -> ImportDraftAnswer:
    """Return what was found in a file."""
    faults = prepared.faults
    return ImportDraftAnswer(
        id=row.id,
        list=prepared.spec.name,
        file_name=row.file_name,
        rows=len(prepared.checked.rows),
        crs=prepared.crs,
        columns=_columns(prepared),
        unused=[heading for heading in prepared.checked.unused if heading],
        missing_required=[fault.column for fault in faults if fault.rule == "missing_column"],
        faults=[ImportFault(**fault_json(fault)) for fault in faults[:MOST_FAULTS]],
        faults_total=len(faults),
        bad_rows=len({fault.row for fault in faults}),
        difference=_difference(comparison),
        features=ImportFeatures(features=list(_features(prepared, comparison))),
    )


def outcome(report: ImportReport) -> ImportOutcome:
    """Return what an import did."""
    difference = report.difference
    return ImportOutcome(
        new=len(difference.new),
        changed=len(difference.changed),
        same=len(difference.same),
        missing=len(difference.missing),
        rejected=len({fault.row for fault in report.rejected}),
        samples_open=report.samples_open,
        samples_closed=report.samples_closed,
        secrets=dict(report.secrets),
    )


def _columns(prepared: Prepared) -> list[ImportColumn]:
    claimed, rows = prepared.checked.claimed, prepared.table.rows
    return [
        ImportColumn(
            heading=heading,
            field=claimed.get(heading),
            sample=next((cell[:60] for row in rows if (cell := row.cells.get(heading, "").strip())), None),
        )
        for heading in dict.fromkeys(prepared.table.headings)
    ]


def _difference(comparison: Comparison) -> ImportDifference:
    found = comparison.difference
    kinds = {"new": found.new, "changed": found.changed, "same": found.same, "missing": found.missing}
    counts = {name: len(codes) for name, codes in kinds.items()}
    return ImportDifference(
        **counts, codes={name: list(codes[:_FIRST_CODES]) for name, codes in kinds.items()}
    )


def _features(prepared: Prepared, comparison: Comparison) -> Iterator[ImportFeature]:
    """Give the rows that are new, changed or faulty and have a place on earth."""
    bad = {fault.row for fault in prepared.faults}
    count = 0
    for row in prepared.checked.rows if prepared.spec.placed else ():
        state = "fault" if row.number in bad else _STATES.get(comparison.states.get(row.number, ""))
        place = _place(row)
        if state is None or place is None:
            continue
        count += 1
        if count > MOST_FEATURES:
            return
        yield ImportFeature(
            geometry=ImportPlace(coordinates=place),
            properties=ImportFeatureProperties(
                row=row.number,
                state=state,
                code=row.texts.get(prepared.spec.key) or None,
                name=row.texts.get("name") or None,
            ),
        )


def _place(row: Row) -> tuple[float, float] | None:
    lon, lat = row.values.get("lon"), row.values.get("lat")
    if lon is None or lat is None or not (math.isfinite(lon) and math.isfinite(lat)):
        return None
    return (lon, lat) if abs(lon) <= 180 and abs(lat) <= 90 else None
