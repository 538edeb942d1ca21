"""A database with the reference data, copied for each test."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session, sessionmaker

from data.store.engine import make_engine, session_factory
from data.store.models import Vehicle, VehicleClass
from data.store.roads.snapshots import activate
from data.store.samples import make_sample_points
from data.store.seed import seed_reference
from geo.roads import build_snapshot
from simulators.synthetic import write_network
from simulators.synthetic_places import road_places
from tests.support.once import once_for_all_workers
from tests.support.town import PROFILES

SAMPLED_ON = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def seeded_template(databases, migrated_template) -> str:
    url = databases.create(migrated_template)
    engine = make_engine(url)
    with session_factory(engine).begin() as session:
        seed_reference(session)
    engine.dispose()
    return url


@pytest.fixture
def seeded_url(databases, seeded_template) -> Iterator[str]:
    url = databases.create(seeded_template)
    yield url
    databases.drop(url)


@pytest.fixture
def seeded(seeded_url) -> Iterator[Session]:
    engine = make_engine(seeded_url)
    with session_factory(engine)() as session:
        yield session
    engine.dispose()


@pytest.fixture(scope="session")
def sampled_template(databases, seeded_template, snapshot) -> str:
    url = databases.create(seeded_template)
    engine = make_engine(url)
    with session_factory(engine).begin() as session:
        activate(session, snapshot, now=SAMPLED_ON)
        make_sample_points(session, day=SAMPLED_ON.date(), seed=7)
    engine.dispose()
    return url


@pytest.fixture
def sampled(databases, sampled_template) -> Iterator[Session]:
    """Give a session on a database with roads and the sample points of seed 7."""
    url = databases.create(sampled_template)
    engine = make_engine(url)
    with session_factory(engine)() as session:
        yield session
    engine.dispose()
    databases.drop(url)


@pytest.fixture(scope="session")
def snapshot(tmp_path_factory) -> Path:
    """Give a road snapshot over all villages and landfills, for the classes that are planned."""
    return once_for_all_workers(tmp_path_factory, "regency", _build_regency)


def _build_regency(folder: Path) -> Path:
    write_network(road_places(), folder / "network.osm", seed=1)
    return build_snapshot(
        folder / "network.osm", folder / "snapshots", kind="synthetic", source="test", profiles=PROFILES
    )


@pytest.fixture(scope="session")
def town_template(databases, seeded_template, town) -> str:
    """Give the URL of a database in which the town's roads are in use by two classes."""
    url = databases.create(seeded_template)
    engine = make_engine(url)
    with session_factory(engine).begin() as session:
        session.execute(delete(Vehicle).where(Vehicle.class_code.not_in(PROFILES)))
        session.execute(delete(VehicleClass).where(VehicleClass.code.not_in(PROFILES)))
        activate(session, town, now=datetime(2026, 11, 1, tzinfo=UTC))
    engine.dispose()
    return url


@pytest.fixture
def town_url(databases, town_template) -> Iterator[str]:
    url = databases.create(town_template)
    yield url
    databases.drop(url)


@pytest.fixture
def town_sessions(town_url) -> Iterator[sessionmaker[Session]]:
    engine = make_engine(town_url)
    yield session_factory(engine)
    engine.dispose()
