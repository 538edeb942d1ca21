"""Plans of weeks: the stored board with names, plates, drivers and places."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy.orm import Session

from api.policy import TABLE, Caller, allows
from api.schemas.weeks import WeekDetail, WeekEdit, WeekEdited, WeekSummary
from api.schemas.weeks_board import WeekDay, WeekFacility, WeekPoint, WeekVehicle
from api.views.week_edits import Names, told_edit
from data.store.models import WeekEdit as EditRow
from data.store.models import WeekPlan
from data.store.queries import weeks_view
from data.store.queries.weeks_view import DriverRow, WeekVehicleRow

_BASE: Final = (
    "id",
    "name",
    "first_day",
    "number",
    "status",
    "origin",
    "engine",
    "feasible",
    "parent_id",
    "kecamatan",
    "measures",
    "requested_by",
    "created_at",
    "changed_by",
    "changed_at",
    "published_at",
    "published_by",
    "version",
)


@dataclass(frozen=True, slots=True)
class Log:
    """What was done to a week by hand, newest first, and what can be taken back or done again."""

    edits: tuple[WeekEdit, ...]
    can_undo: bool
    can_redo: bool

    def fields(self) -> dict[str, Any]:
        """Return it as answers carry it."""
        return {"edits": list(self.edits), "can_undo": self.can_undo, "can_redo": self.can_redo}


def summaries(db: Session, weeks: Sequence[WeekPlan]) -> list[WeekSummary]:
    """Return weeks in one row each."""
    broken = weeks_view.broken(db, [week.id for week in weeks])
    return [
        WeekSummary.model_validate({**_base(week), "days": week.days, "violations": broken.get(week.id, 0)})
        for week in weeks
    ]


def summary(db: Session, week: WeekPlan) -> WeekSummary:
    """Return a week in one row."""
    return summaries(db, [week])[0]


def detail(db: Session, week: WeekPlan, who: Caller) -> WeekDetail:
    """Return a week with its board, and everything that the board names."""
    board: Mapping[str, Any] = week.board
    fleet = _vehicles(db, week, who)
    return WeekDetail.model_validate(
        {
            **_base(week),
            "days": days(board["days"], weeks_view.day_plans(db, week.id)),
            "vehicles": fleet,
            "facilities": _facilities(db, board, fleet),
            "cells": board["cells"],
            "points": points(db, board["points"]),
            "violations": board["violations"],
            "wishes": week.wishes,
            **log(db, week).fields(),
        }
    )


def edited(db: Session, week: WeekPlan, answer: Mapping[str, Any]) -> WeekEdited:
    """Return what the desk says of an edit, with names and places."""
    return WeekEdited.model_validate(
        {
            **answer,
            "days": days(answer["days"], {}),
            "points": points(db, answer["points"]),
            "feasible": week.feasible,
            "wishes": week.wishes,
            **log(db, week).fields(),
        }
    )


def days(told: Iterable[Mapping[str, Any]], plans: Mapping[date, int]) -> list[WeekDay]:
    """Return the days of a board with their weekdays and the plans that they were published as."""
    found = []
    for each in told:
        day = date.fromisoformat(each["day"])
        more = {"weekday": day.weekday(), "plan_id": plans.get(day), "holiday": each.get("holiday") or ""}
        found.append(WeekDay.model_validate({**each, **more}))
    return found


def points(db: Session, told: Sequence[Mapping[str, Any]]) -> list[WeekPoint]:
    """Return points of a board with names and places; one whose code was given up since is left out."""
    known = weeks_view.points(db, [each["code"] for each in told])
    return [
        WeekPoint.model_validate({**known[each["code"]].fields(), **each})
        for each in told
        if each["code"] in known
    ]


def log(db: Session, week: WeekPlan) -> Log:
    """Return what was done to a week by hand; only a draft can be changed."""
    rows = weeks_view.edits(db, week.id)
    done = [row.number for row in rows if not row.undone]
    newest = max(done, default=0)
    is_draft = week.status == "draft"
    names = _names(db, rows)
    return Log(
        tuple(told_edit(row, names) for row in rows),
        is_draft and bool(done),
        is_draft and any(row.undone and row.number > newest for row in rows),
    )


def _base(week: WeekPlan) -> dict[str, Any]:
    return {name: getattr(week, name) for name in _BASE}


def _names(db: Session, rows: Sequence[EditRow]) -> Names:
    """Return the names of what edits are about."""

    def named(what: str) -> set[str]:
        return {str(row.what[what]) for row in rows if row.what.get(what)}

    found = weeks_view.points(db, named("point"))
    fleet = weeks_view.vehicles(db, named("vehicle"))
    return Names(
        {code: row.name for code, row in found.items()},
        {row.id: row.plate for row in fleet},
        weeks_view.village_names(db, named("village")),
    )


def _vehicles(db: Session, week: WeekPlan, who: Caller) -> list[WeekVehicle]:
    rows = weeks_view.vehicles(db, {cell["vehicle"] for cell in week.board["cells"]})
    seats: dict[str, list[DriverRow]] = {}
    for row in weeks_view.drivers(db, week.first_day, week.days):
        seats.setdefault(row.vehicle_id, []).append(row)
    with_phone = allows(TABLE["listCrewRecords"], who)
    return [_vehicle(row, seats.get(row.id, ()), with_phone=with_phone) for row in rows]


def _vehicle(row: WeekVehicleRow, seats: Sequence[DriverRow], *, with_phone: bool) -> WeekVehicle:
    drivers = [
        {"day": seat.day, "name": seat.name, "phone": seat.phone if with_phone else None} for seat in seats
    ]
    usual = drivers[0] if drivers else None
    others = [each for each in drivers if usual is not None and each["name"] != usual["name"]]
    return WeekVehicle.model_validate({**row.fields(), "driver": usual, "relief": others})


def _facilities(db: Session, board: Mapping[str, Any], fleet: Iterable[WeekVehicle]) -> list[WeekFacility]:
    codes = {stop["code"] for cell in board["cells"] for stop in cell["stops"] if stop["kind"] != "collect"}
    codes |= {each["facility"] for each in board["violations"] if each["facility"]}
    codes |= {vehicle.pool for vehicle in fleet}
    return [WeekFacility.model_validate(row) for row in weeks_view.facilities(db, codes)]
