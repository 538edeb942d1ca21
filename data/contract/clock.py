"""The one clock of a running stack: the real one, or a demo clock that runs faster through a past day."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Protocol

from data.contract.errors import ClockTextError

FILE_PREFIX: Final = "file:"


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


@dataclass
class HeldClock:
    """A stack clock that stands until whoever started the stack lets it run, by rewriting its file.

    A program takes seconds to come up, and at sixty times real time each of them is a minute by which every
    truck would start its day late. So the clock is handed out standing (its real anchor lies ahead) and let
    go when everything runs. Once it runs, the file is not read again.

    Parameters
    ----------
    path
        File with one line, as `clock_to_text` writes it; replaced in one step, never rewritten in place.
    """

    path: Path
    real: Callable[[], datetime] = field(default=real_now, repr=False)
    _clock: StackClock | None = field(default=None, init=False, repr=False)

    @property
    def stack(self) -> StackClock:
        """Return the clock in force.

        Raises
        ------
        ClockTextError
            When the file cannot be read or holds no stack clock.
        """
        if self._clock is None or self._clock.anchor_real > self.real():
            self._clock = self._read()
        return self._clock

    @property
    def rate(self) -> float:
        """Stack seconds that pass in one real second, now or once the clock runs."""
        return self.stack.rate

    def now(self) -> datetime:
        """Return the stack's time, aware UTC."""
        return self.stack.now()

    def real_seconds(self, stack_seconds: float) -> float:
        """Return how many real seconds the next `stack_seconds` take once the clock runs."""
        return self.stack.real_seconds(stack_seconds)

    def _read(self) -> StackClock:
        try:
            text = self.path.read_text()
        except OSError as error:
            raise ClockTextError(f"the clock file {self.path} cannot be read: {error.strerror}") from error
        return _parse(text.strip(), self.real)


def stack_clock_of(clock: Clock) -> StackClock | None:
    """Return the stack clock behind `clock`; None when that is the real clock."""
    if isinstance(clock, HeldClock):
        return clock.stack
    return clock if isinstance(clock, StackClock) else None


def clock_to_text(clock: StackClock) -> str:
    """Return `clock` as one line for the environment: real anchor, stack anchor, speed."""
    return f"{clock.anchor_real.isoformat()}={clock.anchor_stack.isoformat()}@{clock.speed:g}"


def clock_from_text(text: str | None) -> Clock:
    """Read what `clock_to_text` wrote, or ``file:PATH`` of a held clock; nothing means the real clock.

    Raises
    ------
    ClockTextError
        When the text has another form, a time without zone, or breaks a rule of `StackClock`.
    """
    if not text:
        return RealClock()
    if text.startswith(FILE_PREFIX):
        held = HeldClock(Path(text.removeprefix(FILE_PREFIX)))
        held.now()
        return held
    return _parse(text, real_now)


def _parse(text: str, real: Callable[[], datetime]) -> StackClock:
    try:
        anchors, speed = text.rsplit("@", 1)
        anchor_real, anchor_stack = (datetime.fromisoformat(part) for part in anchors.split("=", 1))
        zoned = anchor_real.tzinfo is not None and anchor_stack.tzinfo is not None
        clock = StackClock(anchor_real.astimezone(UTC), anchor_stack.astimezone(UTC), float(speed), real)
    except ValueError as error:
        raise ClockTextError(f"not a stack clock (real=stack@speed): {text!r}") from error
    if not zoned:
        raise ClockTextError(f"a stack clock needs times with a zone: {text!r}")
    return clock
