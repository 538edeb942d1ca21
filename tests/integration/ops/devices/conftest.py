"""The commands against a seeded store, as a person types them."""

import pytest
from typer.testing import CliRunner

from data.store.engine import make_engine, session_factory
from data.store.seed import seed_reference
from ops.devices.cli import app


@pytest.fixture(scope="session")
def reference_template(databases, migrated_template):
    url = databases.create(migrated_template)
    engine = make_engine(url)
    with session_factory(engine).begin() as session:
        seed_reference(session)
    engine.dispose()
    return url


@pytest.fixture
def store_url(databases, reference_template):
    url = databases.create(reference_template)
    yield url
    databases.drop(url)


@pytest.fixture
def store(store_url):
    engine = make_engine(store_url)
    with session_factory(engine)() as session:
        yield session
    engine.dispose()


@pytest.fixture
def siangsa_device(store_url, tmp_path, monkeypatch):
    """Give a function that runs `siangsa device …` and returns its result."""
    environment = {
        "SIANGSA_DATABASE_URL": store_url,
        "SIANGSA_DATA_DIR": str(tmp_path / "data"),
        "SIANGSA_DEVICE_URL": "https://sampah.example.go.id",
        "SIANGSA_MQTT_URL": "",
        "SIANGSA_CLOCK": "",
    }

    def run(*words, code=0):
        result = CliRunner().invoke(app, [str(word) for word in words], env=environment)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        assert result.exit_code == code, result.output
        return result

    return run
