"""A stored week made by hand over the small day of `api_world`: two days, two trucks, five points."""

from copy import deepcopy
from datetime import date, timedelta

from sqlalchemy import select

from data.store import models
from tests.support.api_world import CHECKSUM, NOW, wib

MONDAY = date(2026, 11, 23)
TUESDAY = MONDAY + timedelta(days=1)
DAYS = (MONDAY, TUESDAY)
TPA = "tpa-bandengan"
# day -> vehicle -> points in order; dt-02 is in the workshop on Tuesday
DONE = {
    MONDAY: {"dt-01": ("CTH-1", "CTH-2"), "dt-02": ("CTH-5",)},
    TUESDAY: {"dt-01": ("CTH-3", "CTH-4")},
}
MEASURES = {
    "km": 84.5,
    "hours": 9.5,
    "overtime_hours": 0.0,
    "kg": 1_500.0,
    "trips": 3,
    "litres": 25.4,
    "cost_idr": 1_250_000,
    "balance_share": 0.2,
    "points": 5,
    "visits": 5,
    "moved_points": 1,
    "moved_share": 0.2,
    "unserved": 0,
    "vehicle_days": 3,
}
SOFT = {
    "rule": "unbalanced_day",
    "day": MONDAY.isoformat(),
    "vehicle": "",
    "point": "",
    "facility": "",
    "amount": 20,
    "hard": False,
    "message_id": "Senin 20 % di atas rata-rata",
    "message_en": "Monday lies 20 % over the mean",
}
HARD = {
    "rule": "gap_too_long",
    "day": TUESDAY.isoformat(),
    "vehicle": "",
    "point": "CTH-3",
    "facility": "",
    "amount": 9,
    "hard": True,
    "message_id": "Titik 3 menunggu 9 hari, paling lama 7",
    "message_en": "Titik 3 waits 9 days, at most 7",
}


def moment(day, text):
    return wib(text, day).isoformat()


def cell(day, vehicle, codes=(), *, away=None):
    """Return what a vehicle does on a day: the points, the landfill, home."""
    at = [f"{6 + number:02d}:30" for number in range(len(codes) + 2)]
    halts = [("collect", code, 300, 300 * (n + 1)) for n, code in enumerate(codes)]
    if codes:
        halts.append(("unload", TPA, -300 * len(codes), 0))
    return {
        "day": day.isoformat(),
        "vehicle": vehicle,
        "state": "works" if codes else "away" if away else "free",
        "away": away,
        "kg": 300.0 * len(codes),
        "litres": 900.0 * len(codes),
        "trips": 1 if codes else 0,
        "km": 28.0 if codes else 0.0,
        "hours": 3.2 if codes else 0.0,
        "shift_hours": 0.0 if away else 8.0,
        "fill_share": 0.15 * len(codes),
        "over": False,
        "leaves_at": moment(day, "06:00") if codes else None,
        "returns_at": moment(day, at[-1]) if codes else None,
        "stops": [
            {
                "kind": kind,
                "code": code,
                "arrives_at": moment(day, when),
                "leaves_at": moment(day, when),
                "kg": kg,
                "load_kg": load,
                "trip": 1,
            }
            for (kind, code, kg, load), when in zip(halts, at, strict=False)
        ],
    }


def plan_of(code, done=DONE, **more):
    """Return what the week does with a point."""
    comes = {
        day.isoformat(): vehicle
        for day, fleet in done.items()
        for vehicle, codes in fleet.items()
        if code in codes
    }
    return {
        "code": code,
        "days": sorted(comes),
        "vehicles": comes,
        "times": 1,
        "least_gap": 1,
        "most_gap": 7,
        "kg": 300.0,
        "low_kg": 200.0,
        "high_kg": 450.0,
        "moved": code == "CTH-3",
        "excluded": False,
        "pinned": [],
        "waiting_kg": dict.fromkeys(sorted(comes), 300),
        "unserved": None,
        "unserved_id": None,
        "unserved_en": None,
        **more,
    }


def day_of(day, cells):
    """Return the sums of a day."""
    own = [each for each in cells if each["day"] == day.isoformat()]
    points = sum(stop["kind"] == "collect" for each in own for stop in each["stops"])
    return {
        "day": day.isoformat(),
        "holiday": "",
        "collects": True,
        "vehicles": sum(each["state"] == "works" for each in own),
        "points": points,
        "feasible": True,
        **{name: sum(each[name] for each in own) for name in ("kg", "km", "hours", "trips")},
    }


def board(done=DONE, *, violations=(SOFT,), first=MONDAY):
    """Return the judged week as `routing.week.board` makes it."""
    days = [first + timedelta(days=number) for number in range(len(DAYS))]
    cells = [
        cell(day, vehicle, done[day].get(vehicle, ()))
        for day in days
        for vehicle in ("dt-01", "dt-02")
        if (day, vehicle) != (TUESDAY, "dt-02")
    ]
    if TUESDAY in days:
        cells.append(cell(TUESDAY, "dt-02", away="outage"))
    return {
        "days": [day_of(day, cells) for day in days],
        "cells": cells,
        "points": [plan_of(f"CTH-{number}", done) for number in range(1, 6)],
        "violations": list(deepcopy(violations)),
        "measures": dict(MEASURES),
    }


def timetable(done=DONE):
    """Return who does what, without times."""
    return {
        day.isoformat(): {
            vehicle: [*(["collect", code] for code in codes), ["unload", TPA]]
            for vehicle, codes in fleet.items()
        }
        for day, fleet in done.items()
    }


def store_little_week(session, *, number=1, done=DONE, violations=(SOFT,), **more):
    """Store the week as a draft; return its number. Commits."""
    session.merge(models.WeekProblem(digest="d" * 64, content=b"", made_at=NOW))
    session.flush()
    first = min(done)
    made = board(done, violations=violations, first=first)
    values = {
        "first_day": first,
        "days": len(DAYS),
        "number": number,
        "name": "Minggu contoh",
        "kecamatan": [],
        "parent_id": None,
        "status": "draft",
        "origin": "solver",
        "engine": "sisr",
        "feasible": not any(each["hard"] for each in violations),
        "cost_idr": 1_250_000,
        "seed": 1,
        "solve_s": 10.0,
        "roads_checksum": CHECKSUM,
        "problem_digest": "d" * 64,
        "timetable": timetable(done),
        "wishes": {"pins": [{"point": "CTH-1", "day": None, "vehicle": "dt-01"}], "excluded": ["CTH-6"]},
        "board": made,
        "measures": made["measures"],
        "requested_by": "planner",
        "created_at": NOW,
        "changed_by": "planner",
        "changed_at": NOW,
        "published_by": None,
        "published_at": None,
    }
    week = models.WeekPlan(**{**values, **more})
    session.add(week)
    session.commit()
    return week.id


def edit(session, week_id, number, kind, what, *, undone=False):
    """Write down a change by hand, as the desk does."""
    session.add(
        models.WeekEdit(
            week_id=week_id,
            number=number,
            kind=kind,
            what={"kind": kind, **what},
            before={},
            account="planner",
            at=NOW,
            undone=undone,
        )
    )
    session.commit()


def kind_of(answer):
    """Return status and code of a problem."""
    return answer.status_code, answer.json()["type"].removeprefix("urn:siangsa:")


def asked(session):
    """Return (task, queue, arguments) of everything that was put into a queue."""
    rows = session.connection().exec_driver_sql(
        "select task_name, queue_name, args from queue.procrastinate_jobs order by id"
    )
    return rows.all()


def last_audit(session):
    """Return what was written down last."""
    return session.scalars(select(models.Audit).order_by(models.Audit.id.desc())).first()
