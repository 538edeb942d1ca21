"""Where the demo's clock stands: begun at a past shift, continued forward only, kept in the data folder."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from data.contract.calendar import OperatingCalendar
from data.contract.clock import FILE_PREFIX, HeldClock, StackClock, clock_to_text, real_now
from ops.errors import StackError

# far beyond any first solve: a clock that starts only then stands still for all that is prepared before it
# far beyond any preparation; a clock whose anchor lies ahead stands
_HELD_FOR = timedelta(days=1)
# what a killed run's trucks may have made after their newest fix that arrived, in stack time
_UNSENT = timedelta(minutes=10)


@dataclass(frozen=True)
class ClockState:
    """The last stack time that a demo showed, in a file of its data folder.

    Parameters
    ----------
    path
        The file.
    calendar
        The agency's operating days and shifts.
    """

    path: Path
    calendar: OperatingCalendar

    def begin(self, real: datetime, *, newest: datetime | None = None, since: date | None = None) -> datetime:
        """Return the stack time at which the next run begins, aware UTC, never after `real`.

        A new demo begins at the start of the last completed shift. A continued one goes on where it stopped;
        outside a shift, with the next shift that has begun by now, as nothing moves at night.

        Parameters
        ----------
        real
            Real time now.
        newest
            Time of the newest fix, to be given when a run was killed: its trucks drove on for a while, and
            the clock must not go back behind what they said.
        since
            Operating day on which a new demo begins instead: the further back, the more days of a week lie
            ahead of it.

        Raises
        ------
        StackError
            The demo has begun already, or that day's shift is not over yet.
        """
        saved = self.load()
        if saved is None:
            return self.calendar.shift(self._first_day(real, since))[0]
        if since is not None:
            raise StackError(f"this demo began already, it stands at {saved:%Y-%m-%d %H:%M} UTC: add --fresh")
        if newest is not None:
            saved = min(real, max(saved, newest + _UNSENT))
        if saved > real:
            raise StackError(
                f"the demo's clock ({saved:%Y-%m-%d %H:%M} UTC) is ahead of this machine's clock"
            )
        return self._skip_night(saved, real)

    def _first_day(self, real: datetime, since: date | None) -> date:
        latest = self.calendar.last_completed_shift(real)
        if since is not None and since > latest:
            raise StackError(f"--since {since}: a demo begins on a day whose shift is over, at most {latest}")
        return since or latest

    def load(self) -> datetime | None:
        """Return the saved stack time; None in a new folder."""
        if not self.path.exists():
            return None
        try:
            return datetime.fromisoformat(json.loads(self.path.read_text())["stack"]).astimezone(UTC)
        except (ValueError, KeyError, TypeError) as error:
            raise StackError(f"the clock file {self.path} is damaged: {error}") from error

    def unclean(self) -> bool:
        """Return whether the last run was killed before it could write down its end."""
        return self.load() is not None and not json.loads(self.path.read_text()).get("clean", False)

    def save(self, stack: datetime, *, clean: bool) -> None:
        """Keep `stack`, or the kept time if that is later; `clean`: nothing runs any more."""
        saved = self.load()
        latest = stack if saved is None else max(saved, stack)
        fresh = self.path.with_suffix(".new")
        fresh.write_text(json.dumps({"stack": latest.isoformat(), "clean": clean}))
        fresh.replace(self.path)

    def _skip_night(self, saved: datetime, real: datetime) -> datetime:
        day = self.calendar.day_of(saved)
        start, end = self.calendar.shift(day)
        if saved < end:
            return max(saved, start) if start <= real else saved
        following = self.calendar.shift(day + timedelta(days=1))[0]
        return following if following <= real else saved


class ClockFile:
    """The demo's clock as all programs read it: it stands while they come up and runs from `release` on.

    Parameters
    ----------
    path
        File that `data.contract.clock.HeldClock` reads.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.clock = HeldClock(path)

    @property
    def setting(self) -> str:
        """Return the value of SIANGSA_CLOCK that names this clock."""
        return f"{FILE_PREFIX}{self.path}"

    def hold(self, stack: datetime) -> None:
        """Let the clock stand at `stack`.

        Its speed is 1 meanwhile: a planner leaves out the stack time that passes while it solves, and none
        does.
        """
        self._write(StackClock(real_now() + _HELD_FOR, stack, 1))

    def release(self, speed: float) -> None:
        """Let the clock run from now on, `speed` times as fast as real time."""
        self._write(StackClock(real_now(), self.clock.stack.anchor_stack, speed))

    def _write(self, clock: StackClock) -> None:
        fresh = self.path.with_suffix(".new")
        fresh.write_text(clock_to_text(clock))
        fresh.replace(self.path)
