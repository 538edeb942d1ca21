"""A small fleet in a real store, a real broker, and an ingester between them."""

from datetime import UTC, datetime

import pytest

from data.contract.calendar import OperatingCalendar
from data.contract.clock import RealClock
from data.store.seed import seed_reference
from data.store.simulated import assign_simulated_devices
from ingest.mqtt.session import BrokerAddress
from ingest.pipeline import Pipeline, World
from ingest.settings import IngestSettings
from tests.support.ingest_world import Store, Truck


@pytest.fixture
def store(database_url, sessions):
    """Give the database with reference data and a device in each planned vehicle."""
    with sessions.begin() as session:
        seed_reference(session)
        session.flush()
        assign_simulated_devices(session, since=datetime(2025, 1, 1, tzinfo=UTC))
    return Store(database_url)


@pytest.fixture
def broker(make_broker):
    """Give a broker that knows two trucks and a stranger."""
    return make_broker("dt-01", "dt-02", "stranger-1")


@pytest.fixture
def make_truck(broker):
    """Give a function that connects a device."""
    trucks = []

    def connect(device="dt-01"):
        trucks.append(Truck(device, broker.url_for(device)))
        return trucks[-1]

    yield connect
    for truck in trucks:
        truck.close()


@pytest.fixture
def truck(make_truck):
    """Give the device of truck dt-01."""
    return make_truck()


@pytest.fixture
def make_pipeline(store, broker):
    """Give a function that starts an ingester in this process."""
    started = []

    def start(**settings):
        world = World(
            BrokerAddress.parse(broker.url_for("ingest")), store.url, RealClock(), OperatingCalendar()
        )
        pipeline = Pipeline(world, IngestSettings(**settings))
        pipeline.start()
        started.append(pipeline)
        for lane in pipeline.lanes:
            assert lane.session.wait_online(10), lane.session.last_error
        return pipeline

    yield start
    for pipeline in started:
        pipeline.stop()


@pytest.fixture
def pipeline(make_pipeline):
    """Give a running ingester."""
    return make_pipeline()
