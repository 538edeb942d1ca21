"""A town of streets around the real pool and landfill, with a few points: small, but a real day."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

import numpy as np
import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from data.contract.calendar import OperatingCalendar
from data.store.engine import make_engine, session_factory
from data.store.models import CollectionPoint
from data.store.roads.snapshots import activate
from data.store.seed import point, seed_reference
from routing.planner import Office
from tests.support.town import COLUMNS, ROWS, SOUTH, STEP, WEST

DAY = date(2026, 11, 20)
TOWN_VILLAGE = "33.20.06.1001"


@dataclass
class PretendClock:
    """A clock that stands until it is moved."""

    moment: datetime = datetime(2026, 11, 19, 12, tzinfo=UTC)
    rate: float = field(default=1.0)

    def now(self) -> datetime:
        return self.moment

    def real_seconds(self, stack_seconds: float) -> float:
        return stack_seconds


def make_points(count: int, containers: int) -> Iterator[CollectionPoint]:
    """Give seeded points in the town; the last ones are containers."""
    rng = np.random.default_rng(7)
    for number in range(count):
        container = number >= count - containers
        lon = WEST + rng.uniform(0, (COLUMNS - 1) * STEP)
        lat = SOUTH + rng.uniform(0, (ROWS - 1) * STEP)
        yield CollectionPoint(
            code=f"T-{number:02}",
            name=f"titik {number}",
            village_code=TOWN_VILLAGE,
            geom=point(float(lon), float(lat)),
            kind="container" if container else "stop",
            stream="residue",
            amount_kg_day=400.0 if container else 120.0,
            container_m3=6.0 if container else None,
            service_s=180,
            window_from=None,
            window_to=None,
            last_emptied_on=date(2026, 11, 17),
            sample=True,
            source="test",
            confidence="C",
            valid_from=date(2026, 1, 1),
            valid_to=None,
        )


@pytest.fixture(scope="session")
def town_template(databases, migrated_template, town) -> str:
    """Give the URL of a database with reference data and the town's roads, without points."""
    url = databases.create(migrated_template)
    engine = make_engine(url)
    with session_factory(engine).begin() as session:
        seed_reference(session)
        activate(session, town, now=datetime(2026, 11, 1, tzinfo=UTC))
    engine.dispose()
    return url


@pytest.fixture
def town_url(databases, town_template) -> Iterator[str]:
    """Give a database of its own to a test."""
    url = databases.create(town_template)
    yield url
    databases.drop(url)


@pytest.fixture
def town_engine(town_url) -> Iterator[Engine]:
    engine = make_engine(town_url)
    yield engine
    engine.dispose()


@pytest.fixture
def clock() -> PretendClock:
    return PretendClock()


@pytest.fixture
def office(town_engine, clock) -> Office:
    """Give the town's office, still without points."""
    return Office(session_factory(town_engine), clock, OperatingCalendar(shift_end=time(14)))


@pytest.fixture
def add_points(office) -> Callable[..., None]:
    """Give a function that puts points into the town."""

    def add(count: int = 16, containers: int = 3, sessions: sessionmaker[Session] = office.sessions) -> None:
        with sessions.begin() as session:
            session.add_all(make_points(count, containers))

    return add
