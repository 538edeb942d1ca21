"""What a running api stands on: its surroundings, the database, the live hub. Built in the lifespan."""

from dataclasses import dataclass, field

from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, sessionmaker

from api.effects import ClosedSegments
from api.hub import Hub
from api.looking import Looks
from api.metrics import Metrics
from api.road_desk import RoadDesk
from api.settings import ApiSettings
from api.situation import Situations
from api.surroundings import Surroundings


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

    @property
    def settings(self) -> ApiSettings:
        """How the api listens, signs in and limits."""
        return self.around.settings
