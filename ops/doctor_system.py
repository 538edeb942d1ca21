"""What `siangsa doctor` says of a system that runs: its ingester, its broker, what waits for a person."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from sqlalchemy.exc import DBAPIError

from data.store.engine import make_engine, session_factory
from data.store.queries import conditions, ingest_view
from data.store.queries.conditions import ConditionRow
from data.store.queries.slots import View
from ops.doctor import Finding
from ops.environment import STACK_ENV, read_env
from ops.errors import OpsError
from ops.ports import LOOPBACK
from ops.service.healthy import demand_ready

_FIGURE = re.compile(r"^siangsa_ingest_(\w+)(?:\{[^}]*\})? ([0-9.eE+-]+)$", re.MULTILINE)


def look_at_system(data: Path) -> list[Finding]:
    """Return how the system in folder `data` fares; nothing when none runs."""
    values = read_env(data / STACK_ENV)
    url = values.get("SIANGSA_DATABASE_URL")
    if not url:
        return []
    return [look_at_console(data), *look_at_reach(values), *_look_inside(data, values, url)]


def look_at_console(data: Path) -> Finding:
    """Return whether the console answers."""
    try:
        return Finding("Address", "ok", f"{demand_ready(data)} answers")
    except OpsError as error:
        return Finding("Address", "warning", str(error), f"see {data / 'logs' / 'api.log'}")


def look_at_reach(values: Mapping[str, str]) -> list[Finding]:
    """Return whether an office's people and phones can reach it from other machines; a demo need not."""
    if values.get("SIANGSA_DEMO") == "1":
        return []
    url = values.get("SIANGSA_PUBLIC_URL")
    if url is None:
        remedy = "set SIANGSA_PUBLIC_URL or SIANGSA_OPS_LAN in siangsa.env (docs/office.md)"
        return [Finding("Reach", "warning", "only this machine reaches the console and phones none", remedy)]
    if urlsplit(url).scheme != "https":
        remedy = "passwords and positions can be read on the way: use https (docs/office.md)"
        return [Finding("Reach", "warning", url, remedy)]
    return [Finding("Reach", "ok", url)]


def _look_inside(data: Path, values: Mapping[str, str], url: str) -> list[Finding]:
    engine = make_engine(url, pool_size=1)
    try:
        with session_factory(engine)() as session:
            found = [
                *look_at_waiting(ingest_view.waiting(session)),
                look_at_slots(ingest_view.slots_seen(session)),
                look_at_roads(conditions.conditions(session)),
            ]
    except DBAPIError as error:
        reason = str(error.orig).strip().splitlines()[0]
        found = [Finding("Database", "warning", f"does not answer: {reason}", f"see {data / 'logs'}")]
    finally:
        engine.dispose()
    port = values.get("SIANGSA_INGEST_METRICS_PORT")
    return [*found, *([look_at_ingester(f"http://{LOOPBACK}:{port}/metrics")] if port else [])]


def look_at_waiting(waiting: ingest_view.Waiting) -> list[Finding]:
    """Return what waits for a person: quarantine, unknown senders, fixes without a partition."""
    refused = Finding("Quarantine", "ok", f"{waiting.quarantine_open} rows open")
    if waiting.quarantine_open:
        remedy = "siangsa ingest quarantine, or the console: what it is, and whether to read it again"
        refused = Finding("Quarantine", "warning", f"{waiting.quarantine_open} rows open", remedy)
    stray = Finding("Partitions", "ok", "every fix lies in its month")
    if waiting.default_partition_rows:
        said = f"{waiting.default_partition_rows} fixes lie in no month's partition"
        stray = Finding("Partitions", "warning", said, "siangsa db upgrade makes the months ahead")
    return [refused, stray]


def look_at_slots(view: View) -> Finding:
    """Return whether every share of the messages is served by an ingester."""
    away = [slot.number for slot in view.slots if slot.holder is None]
    said = f"{len(view.members)} running, {len(view.slots)} slots"
    if not away and view.members:
        return Finding("Ingesters", "ok", said)
    remedy = "their messages wait at the broker: start an ingester, or see its log"
    return Finding("Ingesters", "warning", f"{said}, nobody serves {away or 'any'}", remedy)


def look_at_roads(rows: Sequence[ConditionRow]) -> Finding:
    """Return whether every vehicle class drives by what is in force now."""
    if not rows:
        remedy = "the roads keeper has not run: see roads-keeper.log"
        return Finding("Roads", "warning", "no condition was built yet", remedy)
    late = [f"{row.class_code}: {row.error}" for row in rows if row.error]
    if late:
        remedy = "docs/closures.md; until then the last good roads are driven"
        return Finding("Roads", "warning", "closures are not up to date: " + "; ".join(late), remedy)
    closures = {number for row in rows for number in row.closures}
    return Finding("Roads", "ok", f"{len(closures)} closures in force for {len(rows)} classes")


def look_at_ingester(address: str) -> Finding:
    """Return what the ingester's own figures say: what waits for it, what the broker threw away."""
    try:
        text = httpx.get(address, timeout=3).text
    except httpx.HTTPError as error:
        return Finding("Ingester", "warning", f"tells no figures at {address}: {error}", "see ingester.log")
    sums: dict[str, float] = {}
    for name, value in _FIGURE.findall(text):
        sums[name] = sums.get(name, 0) + float(value)
    dropped, waiting = sums.get("broker_dropped_messages", 0), sums.get("unacknowledged_messages", 0)
    said = f"{waiting:.0f} messages unacknowledged, {dropped:.0f} thrown away by the broker"
    if dropped or not sums.get("healthy", 1):
        remedy = "docs/monitoring.md says what that means; own devices send again, foreign ones do not"
        return Finding("Ingester", "warning", said, remedy)
    return Finding("Ingester", "ok", said)
