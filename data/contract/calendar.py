"""Operating days: a date in the agency's zone with a day start, never the UTC date."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class OperatingCalendar:
    """When an operating day and its shift begin and end.

    Parameters
    ----------
    zone
        IANA name of the agency's zone; WIB is ``Asia/Jakarta``.
    day_start
        Local time at which one operating day ends and the next begins.
    shift_start, shift_end
        Local times between which trucks work (an estimate until the office sets it: 8.2-8.6 h a day
        were measured at other agencies; Jepara collected 07:30-12:00 in 2008).
    """

    zone: str = "Asia/Jakarta"
    day_start: time = time(3, 0)
    shift_start: time = time(6, 0)
    shift_end: time = time(14, 0)

    def day_of(self, moment: datetime) -> date:
        """Return the operating day that holds the aware `moment`."""
        local = moment.astimezone(ZoneInfo(self.zone))
        return local.date() if local.time() >= self.day_start else local.date() - timedelta(days=1)

    def bounds(self, day: date) -> tuple[datetime, datetime]:
        """Return the first moment of `day` and of the next one, aware UTC."""
        return self._utc(day, self.day_start), self._utc(day + timedelta(days=1), self.day_start)

    def shift(self, day: date) -> tuple[datetime, datetime]:
        """Return start and end of the shift of `day`, aware UTC."""
        return self._utc(day, self.shift_start), self._utc(day, self.shift_end)

    def last_completed_shift(self, now: datetime) -> date:
        """Return the latest operating day whose shift has ended by `now`."""
        day = self.day_of(now)
        return day if self.shift(day)[1] <= now else day - timedelta(days=1)

    def _utc(self, day: date, local: time) -> datetime:
        return datetime.combine(day, local, ZoneInfo(self.zone)).astimezone(UTC)
