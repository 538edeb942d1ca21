"""The days of a timetable: names of weekdays or dates, laid on the days of a plan."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from data.store.errors import ImportRefusedError
from data.store.imports import cells, readers
from data.store.imports.faults import CellError

MOST_DAYS: Final = 14
DAYS_ID: Final = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
DAYS_EN: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Horizon:
    """The days of a plan, from the first one on; `shift` is what dates of the file are moved by, in days."""

    first_day: date
    days: int
    shift: int = 0

    def __post_init__(self) -> None:
        if not 1 <= self.days <= MOST_DAYS:
            raise ImportRefusedError(
                f"Rencana mingguan mencakup 1 sampai {MOST_DAYS} hari, bukan {self.days};"
                f" bagi jadwalnya. (A plan spans 1 to {MOST_DAYS} days, not {self.days}.)"
            )

    @property
    def dates(self) -> tuple[date, ...]:
        """All days, in order."""
        return tuple(self.first_day + timedelta(days=number) for number in range(self.days))

    @property
    def last_day(self) -> date:
        """The last day, included."""
        return self.first_day + timedelta(days=self.days - 1)

    def moved_for(self, written: Iterable[date]) -> "Horizon":
        """Return these days for a file with dates: of another time, they are moved by whole weeks.

        So last month's timetable can be laid on next week. Where that fits nowhere, nothing is moved and
        each date is told to lie outside.
        """
        found = sorted(set(written))
        if not found or any(self.first_day <= day <= self.last_day for day in found):
            return self
        if (found[-1] - found[0]).days >= self.days:
            return self
        weeks = -((found[0] - self.first_day).days // 7)
        shift = timedelta(days=7 * weeks)
        if found[0] + shift < self.first_day or found[-1] + shift > self.last_day:
            return self
        return Horizon(self.first_day, self.days, shift.days)

    def on(self, written: date) -> date:
        """Return the day of the plan that a date of the file means.

        Raises
        ------
        CellError
            It lies outside.
        """
        day = written + timedelta(days=self.shift)
        if not self.first_day <= day <= self.last_day:
            span = f"{self.first_day} s.d. {self.last_day}"
            raise CellError(
                "outside_week",
                f"di luar hari rencana ({span}); ubah tanggalnya atau mulai dari hari lain",
                f"outside the days of the plan ({self.first_day} to {self.last_day})",
            )
        return day

    def named(self, cell: str) -> tuple[date, ...]:
        """Return the days of the plan whose weekday a cell names.

        Raises
        ------
        CellError
            It names no weekday, or none of this plan.
        """
        wanted = set(readers.weekdays(cell))
        found = tuple(day for day in self.dates if day.weekday() in wanted)
        if not found:
            raise CellError(
                "outside_week",
                f"tidak ada hari itu antara {self.first_day} dan {self.last_day}",
                f"no such weekday between {self.first_day} and {self.last_day}",
            )
        return found


def date_of(cell: str) -> date | None:
    """Return the date that a cell is; None where it is something else."""
    try:
        return cells.day(cell)
    except CellError:
        return None


def demand_same(day_cell: str, written: date, cell: str) -> None:
    """Refuse a weekday that is not the date's own.

    Raises
    ------
    CellError
        They contradict each other.
    """
    if written.weekday() not in readers.weekdays(day_cell):
        right = DAYS_ID[written.weekday()]
        raise CellError(
            "day_contradiction",
            f"{cell} adalah hari {right}, bukan {day_cell}",
            f"{cell} is a {DAYS_EN[written.weekday()]}, not {day_cell}",
            suggestions=(right,),
        )
