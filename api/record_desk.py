"""One kind of record as the api serves it, and what is told of one that cannot be changed like this."""

from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import FastAPI, Header, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel
from sqlalchemy.orm import Session
from starlette.responses import Response

from api import problems
from api.errors import ApiError, RefusedError
from api.policy import Caller
from api.races import races_told
from api.record_words import told_fault
from api.schemas.common import Answer, Asked
from api.schemas.records_common import Page, RecordsAsked
from api.surroundings import Surroundings
from data.store.queries.records import reading
from data.store.queries.records.errors import Fault, FaultyError, StaleError, StateError
from data.store.queries.records.kind import Act, Kind, Record
from data.store.queries.records.writing import Key

_INVALID: Final = problems.Kind(422, "invalid", "The request breaks a rule")
_STATE: Final = problems.Kind(409, "conflict", "Not possible in the present state")
_STALE: Final = problems.Kind(412, "changed-meanwhile", "Somebody else changed this meanwhile")
_BLIND: Final = problems.Kind(428, "precondition-required", "Say which version you have read")

IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", max_length=40, description='`version` of the record that was read, as `"3"`'),
]


@dataclass(frozen=True)
class Desk:
    """One kind of record as the api serves it.

    Parameters
    ----------
    path, noun
        What its addresses and the names of its operations are made of.
    key
        Annotated type of the key in the address.
    asked, record, page
        Query of lists, one record, and a page of them.
    new, change
        What is asked for a new record (None: people make none), and for a change.
    """

    path: str
    noun: str
    kind: Kind
    key: Any
    record: type[Answer]
    page: type[Page]
    change: type[Asked]
    new: type[Asked] | None = None
    asked: type[RecordsAsked] = RecordsAsked

    def told(self, record: Record) -> Answer:
        """Return a record as it is sent."""
        return self.record.model_validate(record)


class PreconditionRequiredError(ApiError):
    """A change without the version that was read."""


class ChangedMeanwhileError(ApiError):
    """Somebody else changed the record since it was read; carries what the record is now."""

    def __init__(self, current: Answer, last: reading.Changed | None) -> None:
        super().__init__("the record was changed since you read it")
        self.current = current
        self.last = last


class RecordRoute(APIRoute):
    """Tells what is wrong with a form field by field, in two languages, under the field's own name."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler, with faults of the form retold."""
        handle = super().get_route_handler()

        async def retold(request: Request) -> Response:
            try:
                return await handle(request)
            except RequestValidationError as error:
                raise FaultyError([told_fault(fault) for fault in error.errors()[:50]]) from error

        return retold


def act_of(around: Surroundings, who: Caller) -> Act:
    """Return who does something now."""
    return Act(who.username, around.real(), around.clock.now(), around.calendar, who.scope)


def values_of(asked: BaseModel) -> dict[str, Any]:
    """Return the fields that a change names; those it leaves out stay as they are."""
    return {name: getattr(asked, name) for name in asked.model_fields_set}


def version_of(header: str | None) -> int | None:
    """Return the version that was read, None without one.

    Raises
    ------
    RefusedError
        The header holds something else.
    """
    if header is None:
        return None
    bare = header.removeprefix("W/").strip('"')
    if not (bare.isascii() and bare.isdigit() and len(bare) < 10):
        raise RefusedError("if-match", f'If-Match says "3" for version 3, not {header!r}')
    return int(bare)


def demand_version(header: str | None) -> int:
    """Return the version that was read.

    Raises
    ------
    PreconditionRequiredError
        There is none.
    """
    version = version_of(header)
    if version is None:
        raise PreconditionRequiredError('send If-Match: "<version>" of the record that you have read')
    return version


@contextmanager
def told_when_stale(db: Session, desk: Desk, key: Key, act: Act) -> Iterator[None]:
    """Tell who was faster and what the record is now.

    Raises
    ------
    ChangedMeanwhileError
        The record was changed since it was read.
    ConflictError
        Somebody did the same at the same moment.
    """
    try:
        with races_told():
            yield
    except StaleError as error:
        db.rollback()
        record = reading.one(db, desk.kind, key, act)
        last = next(iter(reading.history(db, desk.kind, record)), None)
        raise ChangedMeanwhileError(desk.told(record), last) from error


def install(app: FastAPI) -> None:
    """Make `app` tell what is wrong with records."""
    app.add_exception_handler(FaultyError, _tell_faults)
    app.add_exception_handler(StateError, _tell_state)
    app.add_exception_handler(PreconditionRequiredError, _tell_blind)
    app.add_exception_handler(ChangedMeanwhileError, _tell_stale)


async def _tell_faults(_request: Request, error: Exception) -> Response:
    faults = error.faults if isinstance(error, FaultyError) else ()
    return problems.answer(_INVALID, str(error)[:500], faults=[_fault(fault) for fault in faults])


async def _tell_state(_request: Request, error: Exception) -> Response:
    rule = error.rule if isinstance(error, StateError) else _STATE.code
    words = {"message_id": getattr(error, "message_id", None), "message_en": str(error)}
    kind = problems.Kind(_STATE.status, rule, _STATE.title)
    return problems.answer(kind, str(error), extra=words)


async def _tell_blind(_request: Request, error: Exception) -> Response:
    return problems.answer(_BLIND, str(error))


async def _tell_stale(_request: Request, error: Exception) -> Response:
    extra: Mapping[str, object] = {}
    if isinstance(error, ChangedMeanwhileError):
        last = error.last
        extra = {
            "current": error.current.model_dump(mode="json"),
            "changed_by": last.account if last else None,
            "changed_at": last.at.isoformat() if last else None,
        }
    return problems.answer(_STALE, str(error), extra=extra)


def _fault(fault: Fault) -> dict[str, str]:
    words = {"message": fault.message_en, "message_id": fault.message_id, "message_en": fault.message_en}
    return {"field": fault.field, "rule": fault.rule, **words}
