"""What a running api stands on: its surroundings, the database, the live hub. Built in the lifespan."""

from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, sessionmaker

from api.effects import ClosedSegments
from api.hub import Hub
from api.looking import Looks
from api.metrics import Metrics
from api.road_desk import RoadDesk
from api.settings import ApiSettings
from api.shelf import Shelf
from api.situation import Situations
from api.surroundings import Surroundings
from api.throttle import Buckets, Limit


@dataclass(frozen=True)
class World:
    """The surroundings with a database behind them."""

    around: Surroundings
    engine: Engine
    sessions: sessionmaker[Session]
    secret: bytes = field(repr=False)
    situations: Situations
    hub: Hub
    metrics: Metrics
    closed_segments: ClosedSegments = field(default_factory=ClosedSegments)
    desk: RoadDesk = field(default_factory=RoadDesk)
    looks: Looks = field(default_factory=Looks)
    shelf: Shelf = field(default_factory=Shelf)
    streams: Counter[int] = field(default_factory=Counter)
    callers: Buckets = field(init=False)

    def __post_init__(self) -> None:
        limit = Limit(self.settings.caller_per_s, self.settings.caller_burst)
        object.__setattr__(self, "callers", Buckets(limit))

    @property
    def settings(self) -> ApiSettings:
        """How the api listens, signs in and limits."""
        return self.around.settings
