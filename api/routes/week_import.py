"""The office's own timetable on its way in: checked row by row, then timed and judged as a draft."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from threading import BoundedSemaphore
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, File, Form, UploadFile, status
from fastapi.responses import Response

from api import problems
from api.bodies import MOST_LIST_BYTES
from api.deps import Db, Here, Who
from api.errors import BusyError, RefusedError
from api.openapi import Responses, gives
from api.plannable import demand_fleet_and_roads
from api.policy import Caller
from api.schemas.week_import import WeekImportAccepted
from api.week_requests import AHEAD_DAYS
from api.world import World
from data.store.errors import ImportRefusedError
from data.store.imports.errors import RowsRefusedError
from data.store.imports.faults import Fault
from data.store.imports.reporting import fault_json
from data.store.imports.timetable.asking import Asking, ask
from data.store.imports.timetable.horizon import MOST_DAYS, Horizon
from data.store.imports.timetable.importing import TimetableFile, read_timetable
from data.store.imports.timetable.template import workbook

router = APIRouter(tags=["weeks"])
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FILE: Final[Responses] = {
    200: {
        "description": "A file to keep",
        "content": {_XLSX: {"schema": {"type": "string", "format": "binary"}}},
    }
}
_MOST_FAULTS: Final = 500
_FAULTY: Final = problems.Kind(422, "import-faults", "Rows of the file break rules")
_reading = BoundedSemaphore(2)
"""Files that are parsed at the same time: each may take a core."""


@dataclass(frozen=True)
class _Told:
    """What stands in the form."""

    file_name: str
    content: bytes
    first_day: date
    days: int
    name: str
    reject: bool


def _told(
    file: Annotated[UploadFile, File(description=".xlsx or .csv: day, truck, order, point")],
    first_day: Annotated[date, Form(description="First day of the week")],
    days: Annotated[int, Form(ge=1, le=MOST_DAYS)] = 7,
    name: Annotated[str, Form(max_length=80, description="Empty: called after the file")] = "",
    reject_bad: Annotated[bool, Form(description="Take the good rows, leave those with faults out")] = False,  # noqa: FBT002 - a form's field
) -> _Told:
    plain = name.replace("\x00", "").strip()
    return _Told(_file_name(file.filename), file.file.read(), first_day, days, plain, reject_bad)


@router.get(
    "/weeks/import/template.xlsx",
    operation_id="getWeekImportTemplate",
    summary="Empty timetable to fill in",
    response_class=Response,
    responses=_FILE,
)
def get_template() -> Response:
    """Return a workbook with the headings of a timetable and a sheet that explains them."""
    headers = {"Content-Disposition": 'attachment; filename="jadwal-kosong.xlsx"'}
    return Response(workbook(), media_type=_XLSX, headers=headers)


@router.post(
    "/weeks/import",
    operation_id="importWeek",
    summary="Take over a timetable as a week",
    status_code=status.HTTP_202_ACCEPTED,
    response_model=WeekImportAccepted,
    responses=gives(409, 503),
    max_body_size=MOST_LIST_BYTES,
)
def import_week(
    told: Annotated[_Told, Depends(_told)], here: Here, db: Db, who: Who
) -> WeekImportAccepted | Response:
    """Read a timetable and put it into the queue: it is timed and judged, not solved.

    Rows with faults are answered as `errors`, each with row, column, rule, value, hint and suggestions.
    """
    _demand_days(here, told.first_day, told.days)
    demand_fleet_and_roads(db, max(told.first_day, here.around.operating_day()))
    try:
        found = _read(db, here, told)
        found.demand_good(reject=told.reject)
    except RowsRefusedError as error:
        return problems.answer(_FAULTY, str(error), faults=_faults(error.faults))
    except ImportRefusedError as error:
        raise RefusedError("import-refused", str(error)) from error
    return _accepted(here, who, told, found)


def _read(db: Db, here: World, told: _Told) -> TimetableFile:
    """Read a file from a folder of its own.

    Raises
    ------
    BusyError
        As many files are being read as this process takes at once.
    """
    horizon = Horizon(told.first_day, told.days)
    if not _reading.acquire(timeout=5):
        raise BusyError("other files are being read; try again in a moment")
    try:
        with tempfile.TemporaryDirectory(prefix="siangsa-import-") as folder:
            path = Path(folder) / told.file_name
            path.write_bytes(told.content)
            return read_timetable(db, path, horizon, here.around.calendar)
    finally:
        _reading.release()


def _accepted(here: World, who: Caller, told: _Told, found: TimetableFile) -> WeekImportAccepted:
    url = here.settings.database_url.get_secret_value()
    asking = Asking(told.file_name, told.name, who.username, here.around.clock.now(), here.around.real())
    job_id = ask(here.sessions, url, found, asking)
    return WeekImportAccepted(
        job_id=job_id,
        status_url=f"/api/v1/weeks/jobs/{job_id}",
        **found.counts,
        rejected=len({fault.row for fault in found.faults}),
        shift_days=found.horizon.shift,
        carried=found.carried,
        left_out=len(found.left_out),
    )


def _faults(faults: Sequence[Fault]) -> list[dict[str, Any]]:
    """Return faults as problems tell fields, and with all that a page of the console shows."""
    return [
        {"field": f"row {fault.row}, {fault.column}", "message": fault.english, **fault_json(fault)}
        for fault in faults[:_MOST_FAULTS]
    ]


def _demand_days(here: World, first: date, days: int) -> None:
    today = here.around.operating_day()
    if first + timedelta(days=days - 1) < today or first > today + timedelta(days=AHEAD_DAYS):
        raise RefusedError(
            "day-out-of-range",
            f"a week that ends on {today} or later and begins at most {AHEAD_DAYS} days ahead, not {first}",
        )


def _file_name(told: str | None) -> str:
    """Return the last part of a file's name, as it can be kept and shown."""
    last = (told or "").replace("\\", "/").rpartition("/")[2].encode("utf-8", "replace").decode()
    plain = "".join(letter for letter in last if letter.isprintable()).strip(". ")
    stem, dot, suffix = plain.rpartition(".")
    return f"{stem[:200]}{dot}{suffix[:10]}" if dot else plain[:200] or "jadwal"
