"""``siangsa bench ingest``: how fast, late and steady the ingester is, beside its peers in the same run.

``SIANGSA_DATABASE_URL`` names a migrated database that may be filled, ``SIANGSA_MQTT_URL`` the broker as the
ingester, and ``SIANGSA_INGEST_BENCH_MQTT_URL`` (default: the former) an account that may publish on
``fleet/+/past`` and ``fleet/+/fix`` and hear ``fleet/+/receipt``.
"""

import os
from dataclasses import dataclass
from typing import Any, Final

from data.store.settings import StoreSettings
from ingest.bench.load import PUBLISHER_VARIABLE, BenchError, Maker, Place
from ingest.bench.program import BACKLOG_FIXES_EACH, ProgramBench
from ingest.bench.queue import QueueBench
from ingest.mqtt.address import BrokerAddress
from ingest.settings import BrokerSettings

__all__ = ["PUBLISHER_VARIABLE", "BenchError", "run"]


@dataclass(frozen=True, slots=True)
class _Size:
    """How much is measured; the names say of what."""

    single: int
    naive: int
    batched: int
    steady_s: float
    backlog: int


_FULL: Final = _Size(single=60_000, naive=5_000, batched=6_000, steady_s=600.0, backlog=720_000)
_SHORT: Final = _Size(single=10_000, naive=1_500, batched=1_000, steady_s=8.0, backlog=36_000)


def run(*, short: bool) -> dict[str, Any]:
    """Measure and return the figures.

    Parameters
    ----------
    short
        A small load and seconds instead of minutes; memory shows nothing then.

    Returns
    -------
    From a filled queue, in fixes a second: ``stored_per_s`` (one fix a message, validated, committed,
    acknowledged, receipted), ``bare_per_s`` (a bare paho subscriber), ``ratio`` of both, ``naive_per_s`` (one
    message, one INSERT, automatic acknowledgement), ``naive_ratio``, ``batched_per_s`` (50 fixes a message);
    ``stored_cpu_us`` and ``bare_cpu_us`` are processor time of the subscribing process for each fix. At 2,000
    live fixes a second: ``p95_ms`` and ``p99_ms`` from publication to the receipt that follows the commit,
    ``slope_mb_per_min`` of memory over the last eight tenths. For a backlog of ``backlog_fixes``: ``drain_s``
    and ``live_p95_ms`` of 200 live fixes a second beside it.

    Raises
    ------
    BenchError
        When it cannot be measured.
    """
    size = _SHORT if short else _FULL
    url = BrokerSettings().mqtt_url
    place = Place(
        broker=BrokerAddress.parse(url),
        publisher=BrokerAddress.parse(os.environ.get(PUBLISHER_VARIABLE, url)),
        database_url=StoreSettings().database_url,
    )
    place.register_devices()
    maker = Maker()
    queue, program = QueueBench(place, maker), ProgramBench(place, maker)
    ours, bare, plain = queue.single(size.single, size.naive)
    batched = queue.batched(size.batched, BACKLOG_FIXES_EACH)
    return {
        "messages": size.single,
        "stored_per_s": round(ours.per_s),
        "bare_per_s": round(bare.per_s),
        "ratio": round(ours.per_s / bare.per_s, 3),
        "naive_per_s": round(plain.per_s),
        "naive_ratio": round(ours.per_s / plain.per_s, 1),
        "batched_per_s": round(batched.per_s),
        "stored_cpu_us": round(ours.cpu_us, 1),
        "bare_cpu_us": round(bare.cpu_us, 1),
        **program.backlog(size.backlog),
        "backlog_fixes": size.backlog,
        **program.steady(size.steady_s),
        "steady_s": size.steady_s,
    }
