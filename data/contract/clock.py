"""The one clock of a running stack: the real one, or a demo clock that runs faster through a past day."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

from data.contract.errors import ClockTextError


def real_now() -> datetime:
    """Return the real time, aware UTC."""
    return datetime.now(UTC)


class Clock(Protocol):
    """What every program asks for the time; injected, never imported."""

    @property
    def rate(self) -> float:
        """Stack seconds that pass in one real second now."""

    def now(self) -> datetime:
        """Return the stack's time, aware UTC."""

    def real_seconds(self, stack_seconds: float) -> float:
        """Return how many real seconds the next `stack_seconds` take."""


@dataclass(frozen=True)
class RealClock:
    """The office's clock: stack time is real time."""

    rate: float = field(default=1.0, init=False)

    def now(self) -> datetime:
        """Return the real time, aware UTC."""
        return real_now()

    def real_seconds(self, stack_seconds: float) -> float:
        """Return `stack_seconds`: both clocks are one."""
        return stack_seconds


@dataclass(frozen=True)
class StackClock:
    """A clock that starts in the past, runs faster, never passes real time and joins it at rate 1.

    Parameters
    ----------
    anchor_real
        Real moment at which the stack clock showed `anchor_stack`; aware UTC.
    anchor_stack
        Stack time at that moment; aware UTC, not after `anchor_real`.
    speed
        Stack seconds per real second until real time is reached; at least 1.
    real
        Where the real time comes from; a test passes its own.

    Raises
    ------
    ClockTextError
        When the anchor lies in the future or the speed is below 1.
    """

    anchor_real: datetime
    anchor_stack: datetime
    speed: float
    real: Callable[[], datetime] = field(default=real_now, compare=False, repr=False)

    def __post_init__(self) -> None:
        if self.anchor_stack > self.anchor_real:
            raise ClockTextError(f"the stack clock may not start after real time: {self.anchor_stack}")
        if self.speed < 1:
            raise ClockTextError(f"the stack clock's speed must be at least 1: {self.speed}")

    @property
    def rate(self) -> float:
        """Stack seconds that pass in one real second now: `speed`, or 1 once real time is reached."""
        return self.speed if self._accelerated() < self.real() else 1.0

    def now(self) -> datetime:
        """Return the stack's time, aware UTC, never after real time."""
        return min(self._accelerated(), self.real())

    def real_seconds(self, stack_seconds: float) -> float:
        """Return how many real seconds the next `stack_seconds` take, the joining of real time included."""
        real = self.real()
        behind_s = max(0.0, (real - self._accelerated()).total_seconds())
        if self.speed == 1 or behind_s == 0:
            return stack_seconds
        joining_s = behind_s / (self.speed - 1)
        fast_s = min(stack_seconds, joining_s * self.speed)
        return fast_s / self.speed + (stack_seconds - fast_s)

    def _accelerated(self) -> datetime:
        elapsed_s = (self.real() - self.anchor_real).total_seconds()
        return self.anchor_stack + timedelta(seconds=max(0.0, elapsed_s) * self.speed)


def clock_to_text(clock: StackClock) -> str:
    """Return `clock` as one line for the environment: real anchor, stack anchor, speed."""
    return f"{clock.anchor_real.isoformat()}={clock.anchor_stack.isoformat()}@{clock.speed:g}"


def clock_from_text(text: str | None) -> Clock:
    """Read what `clock_to_text` wrote; nothing means the real clock.

    Raises
    ------
    ClockTextError
        When the text has another form, a time without zone, or breaks a rule of `StackClock`.
    """
    if not text:
        return RealClock()
    try:
        anchors, speed = text.rsplit("@", 1)
        real, stack = (datetime.fromisoformat(part) for part in anchors.split("=", 1))
        clock = StackClock(real.astimezone(UTC), stack.astimezone(UTC), float(speed))
    except ValueError as error:
        raise ClockTextError(f"not a stack clock (real=stack@speed): {text!r}") from error
    if real.tzinfo is None or stack.tzinfo is None:
        raise ClockTextError(f"a stack clock needs times with a zone: {text!r}")
    return clock
