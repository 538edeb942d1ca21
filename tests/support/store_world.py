"""Messages that go straight into the store, without a broker: own ones, foreign ones, read again."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from data.contract.calendar import OperatingCalendar
from data.store.queries import reread as queries
from ingest.mqtt.window import Delivery
from ingest.reprocess import Reprocess
from ingest.screen import Screen
from ingest.sink import Sink

NOW = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
BOOT = 4_242


@dataclass(frozen=True)
class StandingClock:
    """A clock that stands."""

    moment: datetime = NOW
    rate: float = 1.0

    def now(self):
        return self.moment

    def real_seconds(self, stack_seconds):
        return stack_seconds


def delivery(topic, body, received_at=NOW):
    """Return a message as the broker would hand it over."""
    payload = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Delivery(topic, payload, 1, 1, 1, received_at, 0.0)


def own(device, *fixes, boot=BOOT, kind="past", received_at=NOW):
    """Return a message of our own format."""
    body = {"v": 1, "device": device, "boot": boot, "fixes": list(fixes)}
    return delivery(f"fleet/{device}/{kind}", body, received_at)


def own_fix(seq, ago_s=60.0, **more):
    """Return one fix of our own format, `ago_s` seconds before `NOW`."""
    tst = (NOW - timedelta(seconds=ago_s)).timestamp()
    return {"seq": seq, "tst": tst, "lat": -6.59, "lon": 110.67, "vel": 20.0, **more}


def owntracks(device, ago_s=60.0, **more):
    """Return a location as OwnTracks sends it."""
    tst = int((NOW - timedelta(seconds=ago_s)).timestamp())
    body = {"_type": "location", "lat": -6.59, "lon": 110.67, "tst": tst, "vel": 12, "batt": 80, **more}
    return delivery(f"owntracks/{device}/phone", body)


def traccar(unique_id, ago_s=60.0, topic="positions", **more):
    """Return a position as Traccar forwards it."""
    fix_time = (NOW - timedelta(seconds=ago_s)).isoformat()
    position = {"fixTime": fix_time, "deviceTime": fix_time, "serverTime": NOW.isoformat(), "valid": True}
    place = {"latitude": -6.59, "longitude": 110.67, "speed": 10.0, "course": 90.0, "attributes": {}}
    body = {"position": position | place | more, "device": {"uniqueId": unique_id}}
    return delivery(topic, body)


@dataclass
class StoreWorld:
    """One or more connections that store, and the one that reads quarantine again."""

    url: str
    sinks: list = field(default_factory=list)
    rereading: object = None

    def sink(self, number=0):
        while len(self.sinks) <= number:
            name = f"test-{len(self.sinks)}"
            self.sinks.append(Sink(self.url, name, screen=Screen(), day_of=OperatingCalendar().day_of))
        return self.sinks[number]

    def settle(self, *deliveries, through=0):
        """Store messages in one batch; return what became of them."""
        return [part.outcome for part in self.sink(through).settle(deliveries)]

    def reread(self, at=NOW):
        """Read again what is asked for, until nothing is left; return the counts of each transaction."""
        worker = Reprocess(
            self.url, screen=Screen(), clock=StandingClock(at), day_of=OperatingCalendar().day_of
        )
        if self.rereading is None:
            self.rereading = queries.connect_listening(self.url, "test-reread")
        found = []
        while (once := worker.sweep(self.rereading)).rows:
            found.append((once.stored, once.duplicates, once.refused))
        return found

    def close(self):
        for sink in self.sinks:
            sink.close()
        if self.rereading is not None:
            self.rereading.close()


def add_device(store, device, dialect="own", external_id=None, gateway=None):
    """Make a device known, and its gateway."""
    if gateway is not None:
        store.rows(
            "insert into gateway (id, dialect, topic, valid_from)"
            " values (%s, 'traccar', 'positions/' || %s, '2025-01-01') on conflict do nothing",
            gateway,
            gateway,
        )
    store.rows(
        "insert into device (id, kind, simulated, dialect, external_id, gateway_id, valid_from)"
        " values (%s, 'tracker', false, %s, %s, %s, '2025-01-01')",
        device,
        dialect,
        external_id,
        gateway,
    )


def imbalance(store):
    """Return the accounts that do not add up, or that quarantine contradicts; none is right."""
    return store.rows(
        "select device_id, t.received, t.accepted, t.duplicates, t.quarantined, q.rows"
        " from device_tally t full join (select coalesce(device_id, '') as device_id, count(*) as rows"
        "   from quarantine where resolution is distinct from 'stored'"
        "   and resolution is distinct from 'duplicate' group by 1) q using (device_id)"
        " where t.received <> t.accepted + t.duplicates + t.quarantined"
        " or coalesce(t.quarantined, 0) <> coalesce(q.rows, 0) or least(t.accepted, t.duplicates) < 0"
    )
