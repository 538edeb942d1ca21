"""The server leaves no connection behind, whatever it is in the middle of when it stops."""

import threading

from sqlalchemy import select

from data.store import models
from tests.support.api_world import wait_for

WAITING = (
    "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
)
OTHERS = (
    "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
    " and backend_type = 'client backend'"
)


def test_a_request_that_outlasts_the_stop_is_finished_and_gives_its_connection_back(
    api, session, sessions, engine
):
    api.config.timeout_graceful_shutdown = 0.2
    session.execute(select(models.Vehicle).where(models.Vehicle.id == "dt-01").with_for_update())

    def ask():
        with api.client("dispatcher") as client:
            client.post("vehicles/dt-01/outages", json={"reason": "mogok", "load": "listed"})

    def count(query):
        with sessions() as watching:
            return watching.connection().exec_driver_sql(query).scalar_one()

    asking = threading.Thread(target=ask)
    asking.start()
    wait_for(lambda: count(WAITING) == 1, what="a request that waits for us")
    stopping = threading.Thread(target=api.stop)
    stopping.start()
    asking.join()
    session.rollback()
    stopping.join()
    assert session.scalars(select(models.Audit.action)).all() == ["record"], "finished, not torn"
    assert session.scalars(select(models.VehicleOutage.vehicle_id)).all() == ["dt-01"]
    session.close()
    engine.dispose()
    wait_for(lambda: count(OTHERS) == 0, what="the end of every connection")
