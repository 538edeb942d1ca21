"""A database with the reference data, copied for each test."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from data.store.engine import make_engine, session_factory
from data.store.seed import seed_reference


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
