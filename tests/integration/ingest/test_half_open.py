"""A broker that neither answers nor closes its connections."""

import os
import signal

import pytest

from tests.support.ingest_world import wait_for, wire_fix

pytestmark = [pytest.mark.services, pytest.mark.slow]


def test_a_halted_broker_is_noticed_within_15_s_and_found_again(pipeline, broker, store, truck):
    truck.send("past", wire_fix(1))
    wait_for(lambda: truck.settled() == {1})
    os.kill(broker.child.pid, signal.SIGSTOP)
    try:
        wait_for(pipeline.troubles, timeout_s=15, what="an ingester that is not ready")
    finally:
        os.kill(broker.child.pid, signal.SIGCONT)
    wait_for(lambda: pipeline.troubles() == [], what="health")
    assert store.fixes() == 1
