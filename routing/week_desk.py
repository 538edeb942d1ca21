"""Changes of weeks by hand: applied, timed, judged, stored and answered at once.

Problem and judged week stay in memory; of an edit only the days that it touches are timed and judged anew, by
the code that does so for plans of a day. No solver is imported here.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy.orm import Session, sessionmaker

from data.contract.calendar import OperatingCalendar
from data.contract.clock import Clock
from data.store.errors import ChangedError, ConflictError, NotFoundError
from data.store.models import WeekPlan
from data.store.queries import planning
from data.store.queries.weeks import plans as weeks
from data.store.queries.weeks.editing import newest_drafts
from data.store.queries.weeks.plans import Edit, Hand, Judged
from routing.errors import EditRefusedError, RoutingError
from routing.model.plan import Plan
from routing.week.board import board
from routing.week.edits import apply_edit, refuse, touched
from routing.week.given import remarks
from routing.week.judge import judge_week
from routing.week.problem import Timetable, WeekProblem, Wishes
from routing.week.problem_json import (
    index_of,
    timetable_from_json,
    timetable_to_json,
    week_from_bytes,
    wishes_from_json,
    wishes_to_json,
)
from routing.week.terms import WeekJudgement
from routing.week.timing import time_week

KEPT_WEEKS = 4
KEPT_PROBLEMS = 2
TURNS = frozenset({"undo", "redo"})

type Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody asks for; `asked_at` is real time.

    Parameters
    ----------
    version
        Of the week that he saw.
    edit
        `kind` and its values, as `routing.week.edits.apply_edit` takes them, or ``undo`` and ``redo``.
    """

    week_id: int
    version: int
    edit: Json
    account: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """A judged week in one version."""

    version: int
    problem: WeekProblem
    timetable: Timetable
    wishes: Wishes
    plans: Mapping[int, Plan]
    judgement: WeekJudgement
    board: Json
    fuel: Mapping[str, float] = field(default_factory=dict)


class WeekDesk:
    """Answers changes of weeks.

    Parameters
    ----------
    sessions
        Where weeks are kept.
    calendar
        Whose zone the times of a board are in.
    clock
        The stack's: when a week was changed.
    """

    def __init__(self, sessions: sessionmaker[Session], calendar: OperatingCalendar, clock: Clock) -> None:
        self._sessions, self._calendar, self._clock = sessions, calendar, clock
        self._weeks: OrderedDict[int, Standing] = OrderedDict()
        self._problems: OrderedDict[str, WeekProblem] = OrderedDict()
        self._unreadable: set[tuple[int, int]] = set()
        self._lock = threading.Lock()

    def answer(self, change: Change, put: Callable[[Session, Json], None]) -> None:
        """Make a change and put its answer in the same transaction; also the answer that there is none.

        The answer is what is different now; or ``refused`` with a code and a sentence in both languages, when
        it makes no sense; or ``stale``, when the week has another version than the one that was seen; or
        ``faults``, when there is no such week.
        """
        try:
            self._change(change, put)
        except EditRefusedError as error:
            said = {"code": error.code, "message_id": error.text_id, "message_en": error.text_en}
            self._put_alone(put, {"refused": said})
        except ChangedError:
            self._put_alone(put, {"stale": {}})
        except (NotFoundError, RoutingError, msgspec.ValidationError) as error:
            self._put_alone(put, {"faults": [str(error)]})

    def look_ahead(self) -> list[tuple[int, str]]:
        """Read and judge the drafts changed last, before anybody asks; return those that fail, with why."""
        with self._sessions() as session:
            newest = newest_drafts(session, KEPT_WEEKS // 2)
        failed: list[tuple[int, str]] = []
        for week_id, version in reversed(newest):
            if (week_id, version) in self._unreadable:
                continue
            try:
                self._standing(week_id, version)
            except ChangedError:
                continue
            except (RoutingError, NotFoundError, msgspec.MsgspecError, KeyError) as error:
                self._unreadable.add((week_id, version))
                failed.append((week_id, str(error)))
        return failed

    def _put_alone(self, put: Callable[[Session, Json], None], answer: Json) -> None:
        with self._sessions.begin() as session:
            put(session, answer)

    def _change(self, change: Change, put: Callable[[Session, Json], None]) -> None:
        before = self._standing(change.week_id, change.version)
        kind = str(change.edit.get("kind"))
        after = self._turned(change, before, kind) if kind in TURNS else self._edited(change, before)
        judged = self._judged(after)
        hand = Hand(change.account, self._clock.now(), change.asked_at)
        with self._sessions.begin() as session:
            try:
                week = weeks.lock_draft(session, change.week_id, change.version)
            except ChangedError:
                raise
            except ConflictError:
                refuse("not_a_draft")
            version = self._save(session, (week, change.edit), judged, hand)
            put(session, _difference(before.board, after.board) | {"version": version})
        self._keep(change.week_id, replace(after, version=version))

    def _save(self, session: Session, edited: tuple[WeekPlan, Json], judged: Judged, hand: Hand) -> int:
        week, edit = edited
        kind = str(edit.get("kind"))
        if kind in TURNS:
            found = weeks.undoable(session, week.id) if kind == "undo" else weeks.redoable(session, week.id)
            if found is None:
                refuse(f"nothing_to_{kind}")
            return weeks.save_turned(session, week, found, judged, hand)
        what = {name: value for name, value in edit.items() if name != "kind"}
        return weeks.save_edit(session, week, Edit(kind, what), judged, hand)

    def _edited(self, change: Change, before: Standing) -> Standing:
        timetable, wishes, days = apply_edit(before.problem, before.timetable, before.wishes, change.edit)
        return self._judge(before, timetable, wishes, days)

    def _turned(self, change: Change, before: Standing, kind: str) -> Standing:
        """Return the week as it was before its last edit, or as it was before that was undone."""
        with self._sessions() as session:
            edit = (weeks.undoable if kind == "undo" else weeks.redoable)(session, change.week_id)
            if edit is None:
                refuse(f"nothing_to_{kind}")
            kept = edit.before
        timetable = timetable_from_json(before.problem, kept["timetable"])
        wishes = wishes_from_json(before.problem, kept["wishes"])
        return self._judge(before, timetable, wishes, touched(before.problem, before.timetable, timetable))

    def _judge(
        self, before: Standing, timetable: Timetable, wishes: Wishes, days: frozenset[int]
    ) -> Standing:
        """Time and judge what is different; the other days stand as they are."""
        kept = {day: plan for day, plan in before.plans.items() if day not in days}
        timed = {**kept, **time_week(before.problem, timetable, days, before=before.plans)}
        known = {day: judged for day, judged in enumerate(before.judgement.days) if day not in days}
        judgement = judge_week(before.problem, timed, wishes, known)
        same = replace(before, timetable=timetable, wishes=wishes, plans=timed, judgement=judgement)
        drawn = self._board(same, {d: cells for d, cells in _cells(before).items() if d not in days})
        return replace(same, board=drawn)

    def _board(self, standing: Standing, cells: Mapping[int, list[Json]]) -> Json:
        """Draw a week; cells of days that stand as they were are given."""
        drawn = board(
            standing.problem,
            standing.plans,
            standing.judgement,
            standing.wishes,
            calendar=self._calendar,
            fuel=standing.fuel,
            standing=cells,
        )
        visits = standing.judgement.visits
        drawn["violations"] += remarks(standing.problem, standing.wishes, standing.plans, visits)
        return drawn

    def _judged(self, standing: Standing) -> Judged:
        return Judged(
            timetable=timetable_to_json(standing.problem, standing.timetable),
            wishes=wishes_to_json(standing.problem, standing.wishes),
            board=standing.board,
            measures=standing.board["measures"],
            feasible=standing.judgement.feasible,
            cost_idr=standing.judgement.cost.driving,
        )

    def _standing(self, week_id: int, version: int) -> Standing:
        """Return a week in the version that is asked for, from memory where it is there.

        Raises
        ------
        ChangedError
            When it is not in that version any more.
        EditRefusedError
            When it is no draft.
        """
        with self._lock:
            kept = self._weeks.get(week_id)
            if kept is not None and kept.version == version:
                self._weeks.move_to_end(week_id)
                return kept
        with self._sessions() as session:
            week = weeks.week(session, week_id)
            if week.version != version:
                raise ChangedError(week.version, week.changed_by, week.changed_at)
            if week.status != "draft":
                refuse("not_a_draft")
            fuel = planning.fuel_of(session)
            problem = self._problem(session, week.problem_digest)
        standing = self._read(week, problem, fuel)
        self._keep(week_id, standing)
        return standing

    def _read(self, week: WeekPlan, problem: WeekProblem, fuel: Mapping[str, float]) -> Standing:
        timetable = timetable_from_json(problem, week.timetable)
        wishes = wishes_from_json(problem, week.wishes)
        timed = time_week(problem, timetable)
        judgement = judge_week(problem, timed, wishes)
        bare = Standing(week.version, problem, timetable, wishes, timed, judgement, {}, fuel)
        return replace(bare, board=self._board(bare, {}))

    def _problem(self, session: Session, digest: str) -> WeekProblem:
        with self._lock:
            if digest in self._problems:
                self._problems.move_to_end(digest)
                return self._problems[digest]
        problem = week_from_bytes(weeks.problem_content(session, digest))
        with self._lock:
            self._problems[digest] = problem
            while len(self._problems) > KEPT_PROBLEMS:
                self._problems.popitem(last=False)
        return problem

    def _keep(self, week_id: int, standing: Standing) -> None:
        with self._lock:
            self._weeks[week_id] = standing
            self._weeks.move_to_end(week_id)
            while len(self._weeks) > KEPT_WEEKS:
                self._weeks.popitem(last=False)


def _cells(standing: Standing) -> dict[int, list[Json]]:
    """Return the cells of each day as they are drawn."""
    index = index_of(standing.problem)
    found: dict[int, list[Json]] = {}
    for cell in standing.board["cells"]:
        found.setdefault(index[cell["day"]], []).append(cell)
    return found


def _difference(before: Json, after: Json) -> Json:
    """Return what an edit has changed: all days, cells and points that differ, all broken rules, measures."""
    old_cells = {(cell["day"], cell["vehicle"]): cell for cell in before["cells"]}
    old_points = {point["code"]: point for point in before["points"]}
    figures = ("km", "litres", "hours", "cost_idr")
    old, new = before["measures"], after["measures"]
    return {
        "days": after["days"],
        "cells": [c for c in after["cells"] if old_cells.get((c["day"], c["vehicle"])) != c],
        "points": [p for p in after["points"] if old_points.get(p["code"]) != p],
        "violations": after["violations"],
        "measures": new,
        "difference": {
            **{name: round(new[name] - old[name], 2) for name in figures},
            "new_violations": _not_in(after["violations"], before["violations"]),
            "gone_violations": _not_in(before["violations"], after["violations"]),
        },
    }


def _not_in(these: list[Json], those: list[Json]) -> list[Json]:
    """Return the broken rules that others do not name; by how much they are broken is not compared."""
    told = {_name(each) for each in those}
    return [each for each in these if _name(each) not in told]


def _name(violation: Json) -> tuple[Any, ...]:
    return tuple(violation[part] for part in ("rule", "day", "vehicle", "point", "facility"))
