"""The office's own timetable on its way in."""

from pydantic import Field

from api.schemas.week_jobs import WeekJobAccepted


class WeekImportAccepted(WeekJobAccepted):
    """A timetable that was read without a fault and waits to be timed and judged."""

    rows: int = Field(description="Rows that were taken")
    points: int
    vehicles: int
    days: int
    rejected: int = Field(description="Rows that were left out because of faults")
    shift_days: int = Field(description="By how many days the dates of the file were moved; 0: not at all")
    carried: int = Field(description="Rows that take day or truck from the row above")
    left_out: int = Field(description="Points in use that the timetable never names")
