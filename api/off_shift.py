"""Whether trucks may be watched outside their shift (UU PDP 27/2022): a policy of the office.

With ``hide`` only administrators see positions and tracks whose fixes lie outside the shift of their
operating day, a margin before and after it included in the shift. What is withheld is still stored: the
rules of retention say for how long.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from api.policy import Caller, Role
from api.schemas.live import Withheld
from data.contract.calendar import OperatingCalendar


@dataclass(frozen=True)
class OffShift:
    """The policy, and when it counts as shift.

    Parameters
    ----------
    hide
        Whether anything is withheld at all.
    margin
        Time before and after the shift that still counts as shift.
    calendar
        When operating days and shifts begin and end.
    """

    hide: bool
    margin: timedelta
    calendar: OperatingCalendar

    def withheld_from(self, caller: Caller) -> Withheld | None:
        """Return what is withheld from an account; None: nothing."""
        return "off_shift" if self.hide and caller.role < Role.ADMIN else None

    def window(self, day: date) -> tuple[datetime, datetime]:
        """Return the first moment that counts as shift of `day` and the first after it, aware UTC."""
        first, following = self.calendar.bounds(day)
        start, end = self.calendar.shift(day)
        return max(first, start - self.margin), min(following, end + self.margin)

    def in_shift(self, moment: datetime) -> bool:
        """Tell whether everyone may see what happened at the aware `moment`."""
        if not self.hide:
            return True
        start, end = self.window(self.calendar.day_of(moment))
        return start <= moment < end
