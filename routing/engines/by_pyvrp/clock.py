"""A clock that skips breaks, for a searcher that cannot state them.

Where all crews rest at about the same time, that time is cut out of the day: windows after it come
earlier by its length, and so does the end of the shift. Within the hours in which the rest may begin
both readings are possible, and the wider one is taken: it is a relaxation, the mender places the rest.
"""

from dataclasses import dataclass

from routing.model.problem import Break, Problem, Vehicle, Window


@dataclass(frozen=True, slots=True)
class Clock:
    """Seconds of the day to seconds of the search, breaks of everybody cut out."""

    breaks: tuple[Break, ...] = ()

    def opening(self, second: int) -> int:
        """When something opens, at the earliest of its readings."""
        for rest in reversed(self.breaks):
            begin_s = rest.windows[0].open_s
            if second > begin_s:
                second = max(begin_s, second - rest.duration_s)
        return second

    def closing(self, second: int) -> int:
        """When something closes, at the latest of its readings."""
        for rest in reversed(self.breaks):
            if second >= rest.windows[-1].close_s + rest.duration_s:
                second -= rest.duration_s
        return second

    def window(self, window: Window) -> Window:
        """Return a window on this clock."""
        return Window(self.opening(window.open_s), self.closing(window.close_s))

    def back_by_s(self, vehicle: Vehicle) -> int:
        """When a vehicle must be back, its own breaks off the end where the clock does not know them."""
        if vehicle.breaks == self.breaks:
            return self.closing(vehicle.back_by_s)
        return max(vehicle.shift.open_s, vehicle.back_by_s - rest_s(vehicle))


def make_clock(problem: Problem) -> Clock:
    """Return the clock of a problem: with breaks if all its vehicles have the same, else a plain one."""
    breaks = {v.breaks for v in problem.vehicles}
    common = breaks.pop() if len(breaks) == 1 else ()
    return Clock(tuple(sorted(common, key=lambda rest: rest.windows[0].open_s)))


def rest_s(vehicle: Vehicle) -> int:
    """Seconds of the breaks that fall due within a vehicle's shift."""
    return sum(
        rest.duration_s
        for rest in vehicle.breaks
        if vehicle.shift.open_s < rest.windows[-1].close_s
        and rest.windows[0].open_s + rest.duration_s < vehicle.back_by_s
    )
