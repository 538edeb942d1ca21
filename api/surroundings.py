"""What is handed to the api from outside: settings, clocks, calendar."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from api.off_shift import OffShift
from api.progress import DayClock
from api.settings import ApiSettings
from data.contract.calendar import OperatingCalendar
from data.contract.clock import Clock, real_now


@dataclass(frozen=True)
class Surroundings:
    """What is handed to the api from outside; a test passes its own.

    Parameters
    ----------
    settings
        How the api listens, signs in and limits.
    clock
        The stack clock; sign-in and tokens use real time instead.
    calendar
        When operating days and shifts begin and end.
    demo
        Whether this is the demo.
    real
        Real time, for sessions and tokens.
    """

    settings: ApiSettings
    clock: Clock
    calendar: OperatingCalendar
    demo: bool = False
    real: Callable[[], datetime] = field(default=real_now, repr=False)

    def operating_day(self) -> date:
        """Return the present operating day on the stack clock."""
        return self.calendar.day_of(self.clock.now())

    def day_clock(self, day: date) -> DayClock:
        """Return the present moment as `day` sees it."""
        shift_end, zone = self.calendar.shift(day)[1], self.calendar.zone
        return DayClock(self.clock.now(), shift_end, self.settings.late_s, zone)

    @property
    def off_shift(self) -> OffShift:
        """Return whether trucks may be watched outside their shift."""
        settings = self.settings
        margin = timedelta(seconds=settings.off_shift_margin_s)
        return OffShift(settings.off_shift_tracking == "hide", margin, self.calendar)

    def real_s(self) -> float:
        """Return the real time as Unix seconds; sessions and tokens live by it."""
        return self.real().timestamp()
