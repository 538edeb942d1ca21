"""Records are made, changed, closed and opened again; each with its row in the audit."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from geoalchemy2 import WKTElement
from sqlalchemy import DateTime
from sqlalchemy.orm import Session

from data.store.errors import NotFoundError
from data.store.queries import audit
from data.store.queries.records import reading
from data.store.queries.records.errors import Fault, FaultyError, StaleError, StateError
from data.store.queries.records.kind import Act, Kind, Record, Trial

type Key = str | int | date


@dataclass(frozen=True)
class Closing:
    """From which day on (None: today) a record is not in use any more, and why."""

    day: date | None
    reason: str


def create(session: Session, kind: Kind, values: Mapping[str, Any], act: Act) -> Key:
    """Store a new record and return its key.

    Parameters
    ----------
    values
        Every settable field; `valid_from` may be None, which is today.

    Raises
    ------
    FaultyError
        Fields break rules.
    """
    wanted = kind.fill(dict(values))
    if "valid_from" in wanted and wanted["valid_from"] is None:
        wanted["valid_from"] = act.today
    trial = Trial(session, act, wanted, frozenset(wanted))
    _demand_sound(kind, trial)
    row = kind.model()
    _put(kind, row, wanted)
    session.add(row)
    session.flush()
    kind.after(replace(trial, row=row))
    key: Key = getattr(row, kind.key)
    after = {name: plain(value) for name, value in wanted.items() if value is not None}
    audit.record(session, act.by, act.at, audit.Change("create", kind.entity, str(key), None, after))
    return key


def change(
    session: Session, kind: Kind, key: Key, values: Mapping[str, Any], *, version: int, act: Act
) -> None:
    """Change fields of a record; values that are the same already change nothing.

    Parameters
    ----------
    version
        The version that was read.

    Raises
    ------
    NotFoundError
        There is no such record within the account's scope.
    StaleError
        It was changed since it was read.
    FaultyError
        Fields break rules.
    """
    row, before = _locked(session, kind, key, act)
    _demand_fresh(before, version)
    changed = frozenset(name for name, value in values.items() if before[name] != value)
    if not changed:
        return
    trial = Trial(session, act, {**before, **values}, changed, row, before)
    _demand_sound(kind, trial)
    moved = _place_of(trial.values) if changed & {"lon", "lat"} else {}
    _put(kind, row, {**values, **moved})
    session.flush()
    kind.after(trial)
    _note_difference(session, kind, act, "change", before, {name: values[name] for name in changed})


def close(session: Session, kind: Kind, key: Key, closing: Closing, *, version: int | None, act: Act) -> None:
    """Close a record from a day on; it stays on file.

    Raises
    ------
    NotFoundError
        There is no such record within the account's scope, or its kind is never closed.
    StaleError
        It was changed since `version`, if given.
    StateError
        It is closed already, or still needed.
    FaultyError
        The day lies before its first one.
    """
    row, before = _locked(session, kind, key, act)
    _demand_fresh(before, version)
    ends = _ends(kind)
    if before[ends] is not None:
        raise StateError("closed-already", "catatan ini sudah ditutup", "this record is closed already")
    last = closing.day or act.today
    if before.get("valid_from") is not None and last < before["valid_from"]:
        raise FaultyError([_before_it_began(before["valid_from"])])
    value = act.now if isinstance(kind.column(ends).type, DateTime) else last
    trial = Trial(session, act, {**before, ends: value}, frozenset({ends}), row)
    kind.may_close(trial)
    setattr(row, ends, value)
    session.flush()
    kind.after(trial)
    _note_difference(session, kind, act, "close", before, {ends: value}, reason=closing.reason)


def reopen(session: Session, kind: Kind, key: Key, *, version: int | None, act: Act) -> None:
    """Take a record into use again, as if it had never been closed.

    Raises
    ------
    NotFoundError
        There is no such record within the account's scope.
    StaleError
        It was changed since `version`, if given.
    StateError
        It is not closed.
    FaultyError
        Fields break rules by now, as when another record has taken its code or its class is gone.
    """
    row, before = _locked(session, kind, key, act)
    _demand_fresh(before, version)
    ends = _ends(kind)
    if before[ends] is None:
        raise StateError("not-closed", "catatan ini tidak ditutup", "this record is not closed")
    trial = Trial(session, act, {**before, ends: None}, frozenset({ends}), row)
    _demand_sound(kind, trial)
    setattr(row, ends, None)
    session.flush()
    kind.after(trial)
    _note_difference(session, kind, act, "reopen", before, {ends: None})


def plain(value: Any) -> Any:  # noqa: ANN401  # whatever a field holds
    """Return a value as JSON can keep it."""
    return value.isoformat() if isinstance(value, date | datetime | time) else value


def _locked(session: Session, kind: Kind, key: Key, act: Act) -> tuple[Any, Record]:
    """Return a record's row, kept from others until the end of the transaction, and the record itself."""
    row = session.get(kind.model, key, with_for_update=True)
    if row is None:
        raise NotFoundError(f"there is no {kind.entity} {key}")
    return row, reading.one(session, kind, key, act)


def _demand_fresh(record: Record, version: int | None) -> None:
    if version is not None and record["version"] != version:
        raise StaleError(f"version {version} was read, {record['version']} is stored")


def _demand_sound(kind: Kind, trial: Trial) -> None:
    faults = list(kind.faults(trial))
    if faults:
        raise FaultyError(faults)


def _ends(kind: Kind) -> str:
    if kind.ends is None:
        raise NotFoundError(f"a {kind.entity} is never closed")
    return kind.ends


def _put(kind: Kind, row: Any, values: Mapping[str, Any]) -> None:  # noqa: ANN401  # a row of any kind
    for name, value in values.items():
        if name in kind.fields:
            setattr(row, kind.fields[name], value)
    if kind.located and {"lon", "lat"} <= values.keys():
        row.geom = WKTElement(f"POINT({values['lon']!r} {values['lat']!r})", srid=4326)


def _place_of(values: Mapping[str, Any]) -> dict[str, float]:
    return {"lon": values["lon"], "lat": values["lat"]}


def _note_difference(
    session: Session, kind: Kind, act: Act, action: str, before: Record, after: Record, **more: str
) -> None:
    named = {"code": before["code"]} if "code" in before else {}
    old = {name: plain(before[name]) for name in after}
    new = {name: plain(value) for name, value in after.items()}
    key = str(plain(before[kind.key]))
    audit.record(
        session, act.by, act.at, audit.Change(action, kind.entity, key, named | old, named | new | more)
    )


def _before_it_began(first: date) -> Fault:
    return Fault(
        "day",
        "order",
        f"lebih awal daripada hari pertamanya, {first}",
        f"earlier than its first day, {first}",
    )
