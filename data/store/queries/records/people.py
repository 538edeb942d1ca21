"""Records of crews: who works on the trucks, on which one, and when they are away."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from data.store.address import PLANS_CHANNEL
from data.store.engine import ping
from data.store.errors import NotFoundError
from data.store.models import CrewAbsence, CrewAssignment, CrewMember, Vehicle
from data.store.queries import audit
from data.store.queries.records import rules
from data.store.queries.records.errors import Fault, FaultyError, StateError
from data.store.queries.records.kind import Act, Kind, Record, Trial, same


def assign(session: Session, member_id: int, vehicle_id: str | None, first: date, act: Act) -> None:
    """Let a crew member belong to a vehicle, or to none, from a day on; what was before ends there.

    Raises
    ------
    NotFoundError
        There is no such member in use.
    FaultyError
        There is no such vehicle in use, or the day lies before the member's first one.
    StateError
        The member belongs there already, or was moved on a later day.
    """
    member = _locked(session, member_id)
    _demand_assignable(session, member, vehicle_id, first)
    latest = session.scalar(
        select(CrewAssignment)
        .where(CrewAssignment.member_id == member_id)
        .order_by(CrewAssignment.valid_from.desc())
        .limit(1)
    )
    before = _end(session, latest, vehicle_id, first)
    if vehicle_id is not None:
        session.add(
            CrewAssignment(member_id=member_id, vehicle_id=vehicle_id, valid_from=first, valid_to=None)
        )
    session.flush()
    ping(session, PLANS_CHANNEL)
    after = {"code": member.code, "vehicle_id": vehicle_id, "from": first.isoformat()}
    change = audit.Change("assign", CREWS.entity, str(member_id), {"vehicle_id": before}, after)
    audit.record(session, act.by, act.at, change)


def add_absence(session: Session, member_id: int, days: tuple[date, date], reason: str, act: Act) -> int:
    """Write down the days, both included, on which somebody will not work; return the absence's number.

    Raises
    ------
    NotFoundError
        There is no such member in use.
    FaultyError
        It ends before it begins, or overlaps another absence.
    """
    member = _locked(session, member_id)
    begins, ends = days
    if ends < begins:
        raise FaultyError([rules.later("to_day", ends, begins)])
    overlapping = select(CrewAbsence.id).where(
        CrewAbsence.member_id == member_id,
        CrewAbsence.withdrawn_at.is_(None),
        CrewAbsence.from_day <= ends,
        CrewAbsence.to_day >= begins,
    )
    if session.scalar(overlapping.limit(1)) is not None:
        raise FaultyError([_overlaps("from_day")])
    row = CrewAbsence(
        member_id=member_id,
        from_day=begins,
        to_day=ends,
        reason=reason,
        recorded_by=act.by,
        recorded_at=act.now,
        withdrawn_by=None,
        withdrawn_at=None,
    )
    session.add(row)
    session.flush()
    after = {
        "code": member.code,
        "from_day": begins.isoformat(),
        "to_day": ends.isoformat(),
        "reason": reason,
    }
    change = audit.Change("absence", CREWS.entity, str(member_id), None, after)
    audit.record(session, act.by, act.at, change)
    return row.id


def withdraw_absence(session: Session, member_id: int, absence_id: int, act: Act) -> None:
    """Take an absence back; it stays on file.

    Raises
    ------
    NotFoundError
        There is no such absence of this member.
    StateError
        It is withdrawn already.
    """
    member = _locked(session, member_id)
    row = session.get(CrewAbsence, absence_id)
    if row is None or row.member_id != member_id:
        raise NotFoundError(f"there is no absence {absence_id}")
    if row.withdrawn_at is not None:
        raise StateError("withdrawn-already", "sudah dibatalkan", "it is withdrawn already")
    row.withdrawn_at, row.withdrawn_by = act.now, act.by
    session.flush()
    before = {"code": member.code, "from_day": row.from_day.isoformat(), "to_day": row.to_day.isoformat()}
    change = audit.Change("absence.withdraw", CREWS.entity, str(member_id), before, None)
    audit.record(session, act.by, act.at, change)


def _locked(session: Session, member_id: int) -> CrewMember:
    member = session.get(CrewMember, member_id, with_for_update=True)
    if member is None:
        raise NotFoundError(f"there is no crew member {member_id}")
    if member.valid_to is not None:
        raise StateError("closed-already", "orang ini sudah tidak bekerja di sini", "this person left")
    return member


def _demand_assignable(session: Session, member: CrewMember, vehicle_id: str | None, first: date) -> None:
    faults = [] if first >= member.valid_from else [rules.later("from", first, member.valid_from)]
    if vehicle_id is not None:
        vehicle = session.get(Vehicle, vehicle_id)
        if vehicle is None or (vehicle.valid_to is not None and vehicle.valid_to <= first):
            faults.append(rules.unknown("vehicle_id", vehicle_id))
    if faults:
        raise FaultyError(faults)


def _end(session: Session, latest: CrewAssignment | None, vehicle_id: str | None, first: date) -> str | None:
    """End the latest assignment where the new one begins; return the vehicle that was left."""
    if latest is None or (latest.valid_to is not None and latest.valid_to <= first):
        if vehicle_id is None:
            raise StateError("not-assigned", "tidak sedang di truk mana pun", "belongs to no vehicle")
        return None
    if latest.valid_to is not None or latest.valid_from > first:
        raise StateError(
            "moved-later",
            f"sudah dipindahkan pada tanggal sesudah {first}",
            f"was moved on a day after {first} already",
        )
    if latest.vehicle_id == vehicle_id:
        raise StateError("assigned-already", "sudah di truk itu", "belongs to that vehicle already")
    latest.valid_to = first
    session.flush()
    return latest.vehicle_id


def _overlaps(field: str) -> Fault:
    return Fault(
        field, "overlap", "sudah tercatat tidak masuk pada hari itu", "is away on one of those days already"
    )


def _faults(trial: Trial) -> Iterator[Fault]:
    return rules.unused(CREWS, trial, "code")


def _after(trial: Trial) -> None:
    last = trial.values.get("valid_to")
    if "valid_to" in trial.changed and last is not None:
        _leave_vehicle(trial.session, trial.row.id, last)
    ping(trial.session, PLANS_CHANNEL)


def _leave_vehicle(session: Session, member_id: int, last: date) -> None:
    query = select(CrewAssignment).where(
        CrewAssignment.member_id == member_id,
        or_(CrewAssignment.valid_to.is_(None), CrewAssignment.valid_to > last),
    )
    for row in session.scalars(query):
        row.valid_to = max(last, row.valid_from)


def _more(session: Session, records: Sequence[Record], act: Act) -> Sequence[Record]:
    """Add where each belongs today, and when they are away."""
    ids = [record["id"] for record in records]
    query = select(CrewAssignment.member_id, CrewAssignment.vehicle_id).where(
        CrewAssignment.member_id.in_(ids),
        CrewAssignment.valid_from <= act.today,
        or_(CrewAssignment.valid_to.is_(None), CrewAssignment.valid_to > act.today),
    )
    where = dict(session.execute(query).tuples().all())
    away = _absences(session, ids, act.today)
    return [
        {**record, "vehicle_id": where.get(record["id"]), "absences": away[record["id"]]}
        for record in records
    ]


def _absences(session: Session, ids: Sequence[int], day: date) -> dict[int, list[dict[str, Any]]]:
    query = (
        select(CrewAbsence)
        .where(CrewAbsence.member_id.in_(ids), CrewAbsence.withdrawn_at.is_(None), CrewAbsence.to_day >= day)
        .order_by(CrewAbsence.from_day, CrewAbsence.id)
    )
    found: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in session.scalars(query):
        found[row.member_id].append(
            {"id": row.id, "from_day": row.from_day, "to_day": row.to_day, "reason": row.reason}
        )
    return found


CREWS: Final = Kind(
    entity="crew_member",
    model=CrewMember,
    key="id",
    order="code",
    fields=same("code", "name", "phone", "duty", "note", "valid_from"),
    shown=("valid_to",),
    searched=(CrewMember.code, CrewMember.name, CrewMember.phone),
    ends="valid_to",
    faults=_faults,
    after=_after,
    more=_more,
)
