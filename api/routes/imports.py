"""The office's lists on their way in: upload and look, then apply; templates to fill in."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import BoundedSemaphore
from typing import Annotated, Final

from fastapi import APIRouter, File, Form, Query, UploadFile, status
from fastapi.responses import Response
from pydantic import ValidationError

from api.bodies import MOST_LIST_BYTES
from api.deps import Db, Here, RowId, Who
from api.errors import BusyError, RefusedError
from api.openapi import Responses, gives
from api.policy import Caller
from api.schemas.imports import (
    ImportApplyAsked,
    ImportDraftAnswer,
    ImportMappingRow,
    ImportOptionsAsked,
    ImportOutcome,
    ListName,
    TemplateForm,
)
from api.views import imports as views
from api.world import World
from data.store.errors import ImportRefusedError
from data.store.imports import importing, mapping
from data.store.imports.errors import RowsRefusedError
from data.store.imports.files import demand_kind
from data.store.imports.model import ImportOptions, Prepared
from data.store.imports.registry import spec_of
from data.store.models import ImportDraft
from data.store.queries import drafts

router = APIRouter(tags=["imports"])
_LONGEST_NAME: Final = 200
_MOST_AT_ONCE: Final = 2
_reading = BoundedSemaphore(_MOST_AT_ONCE)
"""Files that are parsed at the same time: each may take a core and some hundred megabytes."""
_CSV: Final = "text/csv; charset=utf-8"
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _file(*kinds: str) -> Responses:
    content = {kind.partition(";")[0]: {"schema": {"type": "string", "format": "binary"}} for kind in kinds}
    return {200: {"description": "A file to keep", "content": content}}


@router.get(
    "/imports/templates/{name}.{form}",
    operation_id="getImportTemplate",
    summary="Empty list to fill in",
    response_class=Response,
    responses=_file(_CSV, _XLSX),
)
def get_template(name: ListName, form: TemplateForm) -> Response:
    """Return the headings of a list; the workbook has a sheet that explains them."""
    from data.store.imports.templates import csv_template, xlsx_template

    spec = spec_of(name)
    content = csv_template(spec).encode() if form == "csv" else xlsx_template(spec)
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"'}
    return Response(content, media_type=_CSV if form == "csv" else _XLSX, headers=headers)


@router.get("/imports/mappings", operation_id="listImportMappings", summary="Kept mappings of columns")
def list_mappings(
    db: Db, only: Annotated[ListName | None, Query(alias="list", description="Default: of all lists")] = None
) -> list[ImportMappingRow]:
    """Return the mappings that were kept, by list and name."""
    return [ImportMappingRow.model_validate(row) for row in mapping.listed(db, only)]


@router.post(
    "/imports/{name}",
    operation_id="uploadImport",
    summary="Look at a list before it is imported",
    status_code=status.HTTP_201_CREATED,
    responses=gives(503),
    max_body_size=MOST_LIST_BYTES,
)
def upload(
    name: ListName,
    here: Here,
    db: Db,
    who: Who,
    file: Annotated[
        UploadFile, File(description=".csv, .xlsx, .geojson, .gpkg, .kml or .zip; at most 50 MB")
    ],
    options: Annotated[str, Form(max_length=100_000, description="ImportOptionsAsked as JSON")] = "{}",
) -> ImportDraftAnswer:
    """Read and check a file, and keep it for a day; nothing of it is stored in the list."""
    asked, file_name = _options(options), _name(file.filename)
    now = here.around.real()
    try:
        demand_kind(file_name)
        how = _how(here, who, asked, mapping.kept(db, name, asked.mapping) if asked.mapping else {})
        content = file.file.read()
        with _prepared(db, name, file_name, content, how) as prepared:
            comparison, _ = importing.compare(db, prepared)
            row = ImportDraft(
                list=name,
                file_name=file_name,
                content=content,
                options=asked.model_dump() | {"map": dict(how.mapping), "mapping": None},
                uploaded_by=who.username,
                uploaded_at=now,
            )
            if asked.keep_mapping:
                claimed = prepared.checked.claimed
                mapping.keep(db, mapping.keeping(name, asked.keep_mapping, claimed, who.username, now))
            answer = views.draft(drafts.add(db, row), prepared, comparison)
    except ImportRefusedError as error:
        raise RefusedError("import-refused", str(error)) from error
    db.commit()
    return answer


@router.post(
    "/imports/{draft_id}/apply",
    operation_id="applyImport",
    summary="Import what was looked at",
    responses=gives(404, 409, 503),
)
def apply(draft_id: RowId, asked: ImportApplyAsked, here: Here, db: Db, who: Who) -> ImportOutcome:
    """Store all rows of an uploaded file, or the good ones; every entry gets its row in the audit."""
    now = here.around.real()
    draft = drafts.demand(db, draft_id, now=now, lock=True)
    how = replace(_kept_how(here, who, draft), reject=asked.reject_bad, replace_samples=asked.replace_samples)
    try:
        with _prepared(db, draft.list, draft.file_name, draft.content or b"", how) as prepared:
            report = importing.store(db, prepared)
    except RowsRefusedError as error:
        raise RefusedError("import-faults", f"{error} {error.sentences()[0]}") from error
    except ImportRefusedError as error:
        raise RefusedError("import-refused", str(error)) from error
    answer = views.outcome(report)
    drafts.applied(draft, answer.model_dump(exclude={"secrets"}), who.username, now)
    db.commit()
    return answer


@router.get(
    "/imports/{draft_id}/rejected.csv",
    operation_id="getRejectedRows",
    summary="Rows that cannot be imported",
    response_class=Response,
    responses={**_file(_CSV), **gives(404, 409, 503)},
)
def get_rejected(draft_id: RowId, here: Here, db: Db, who: Who) -> Response:
    """Return the bad rows of an uploaded file, each with what is wrong, to mend and upload again."""
    from data.store.imports.rejected import rejected_csv

    draft = drafts.demand(db, draft_id, now=here.around.real())
    try:
        how = _kept_how(here, who, draft)
        with _prepared(db, draft.list, draft.file_name, draft.content or b"", how) as prepared:
            content = rejected_csv(prepared)
    except ImportRefusedError as error:
        raise RefusedError("import-refused", str(error)) from error
    headers = {"Content-Disposition": f'attachment; filename="ditolak-{draft_id}.csv"'}
    return Response("\ufeff" + content, media_type=_CSV, headers=headers)


@contextmanager
def _prepared(db: Db, name: str, file_name: str, content: bytes, how: ImportOptions) -> Iterator[Prepared]:
    """Give a file, read and checked.

    Raises
    ------
    BusyError
        As many files are being read as this process takes at once.
    """
    if not _reading.acquire(timeout=5):
        raise BusyError("other files are being read; try again in a moment")
    try:
        with tempfile.TemporaryDirectory(prefix="siangsa-import-") as folder:
            path = Path(folder) / file_name
            path.write_bytes(content)
            yield importing.prepare(db, name, path, how)
    finally:
        _reading.release()


def _options(written: str) -> ImportOptionsAsked:
    try:
        return ImportOptionsAsked.model_validate_json(written)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise RefusedError(
            "import-options", f"options{'.' + where if where else ''}: {first['msg']}"
        ) from error


def _kept_how(here: World, who: Caller, draft: ImportDraft) -> ImportOptions:
    return _how(here, who, ImportOptionsAsked.model_validate(draft.options), {})


def _how(here: World, who: Caller, asked: ImportOptionsAsked, kept: dict[str, str]) -> ImportOptions:
    return ImportOptions(
        today=here.around.operating_day(),
        now=here.around.clock.now(),
        account=who.username,
        mapping=kept | asked.map,
        crs=asked.crs,
        layer=asked.layer or None,
        sheet=asked.sheet or None,
        calendar=here.around.calendar,
        written_at=here.around.real(),
    )


def _name(told: str | None) -> str:
    """Return the last part of a file's name, as it can be kept and shown."""
    last = (told or "").replace("\\", "/").rpartition("/")[2].encode("utf-8", "replace").decode()
    plain = "".join(letter for letter in last if letter.isprintable()).strip(". ")
    stem, dot, suffix = plain.rpartition(".")
    return f"{stem[:_LONGEST_NAME]}{dot}{suffix[:10]}" if dot else plain[:_LONGEST_NAME]
