"""What a running api stands on: settings, clocks, database, live hub. Built once, in the lifespan."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, sessionmaker

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


@dataclass(frozen=True)
class World:
    """The surroundings with a database behind them."""

    around: Surroundings
    engine: Engine
    sessions: sessionmaker[Session]

    @property
    def settings(self) -> ApiSettings:
        """How the api listens, signs in and limits."""
        return self.around.settings

    def now(self) -> datetime:
        """Return the stack's time, aware UTC."""
        return self.around.clock.now()

    def operating_day(self) -> date:
        """Return the present operating day on the stack clock."""
        return self.around.calendar.day_of(self.now())
