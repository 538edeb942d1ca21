"""How each device fares: last seen, battery, clock, refusals, a copied identity; for 500 devices at once."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from data.contract.calendar import OperatingCalendar
from data.store.queries.device_sample import SAMPLE_SIZE, Seen, clock_skew_s, is_copied
from data.store.queries.scope import EVERYTHING, Scope, visible_vehicles

type DeviceState = Literal["ok", "silent", "never", "clock", "copied", "battery"]
type CredentialState = Literal["none", "valid", "revoked"]

CLOCK_OFF_S: Final = 90.0
BATTERY_LOW_PCT: Final = 15.0
SILENT_IN_SHIFT: Final = timedelta(hours=1)
SILENT_ELSE: Final = timedelta(hours=24)
_REFUSED_CLOCK_MIN: Final = 3


@dataclass(frozen=True, slots=True)
class DeviceHealth:
    """A device in use and how it fares; times are aware UTC on the stack clock.

    Attributes
    ----------
    external_id
        How it calls itself where that is not `id`.
    last_received_at
        When we last heard from it, a refused message included; it has been silent since.
    last_fix_at
        Time of its newest plausible fix.
    clock_skew_s
        Seconds that its clock is ahead of ours; negative: behind. None: cannot be told from recent fixes.
    refused_share
        Share of all that it ever sent that was refused, 0 to 1.
    copied_identity
        Two devices seem to speak under this identity.
    parked
        Messages of the last seven days that the device reports as given up (event ``parked``).
    state
        The gravest thing that is the matter with it, or ``ok``.
    """

    id: str
    kind: str
    simulated: bool
    dialect: str
    external_id: str | None
    gateway: str | None
    model: str | None
    note: str | None
    vehicle_id: str | None
    credential: CredentialState
    last_received_at: datetime | None
    last_fix_at: datetime | None
    battery_pct: float | None
    clock_skew_s: float | None
    refused_share: float | None
    copied_identity: bool
    parked: int
    state: DeviceState


@dataclass(frozen=True, slots=True)
class Arrivals:
    """What has arrived of one device, for a page that is asked again and again while a phone joins."""

    first_fix_at: datetime | None
    last_fix_at: datetime | None
    last_received_at: datetime | None
    fixes: int
    refused: int
    last_reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refusals:
    """Refusals of one device in the last day: the newest of all, and those for its clock."""

    last_at: datetime
    clock_at: datetime | None
    clock: int


def devices(
    session: Session,
    *,
    now: datetime,
    calendar: OperatingCalendar,
    scope: Scope = EVERYTHING,
    device_id: str | None = None,
) -> list[DeviceHealth]:
    """Return the devices in use, by id; an account with a narrow scope sees those in its vehicles.

    Parameters
    ----------
    now
        On the stack clock.
    device_id
        Only this one.
    """
    vehicles = visible_vehicles(session, scope, calendar.day_of(now))
    named = {"now": now, "device": device_id, "vehicles": None if vehicles is None else sorted(vehicles)}
    rows = session.execute(text(_DEVICES), named).all()
    ids = [row.id for row in rows]
    samples = _samples(session, ids, now)
    refusals = _refusals(session, now)
    parked = {row[0]: row[1] for row in session.execute(text(_PARKED), {"now": now})}
    silent = silent_before(now, calendar)
    return [
        _health(row, samples.get(row.id, ()), refusals.get(row.id), parked.get(row.id, 0), silent)
        for row in rows
    ]


def arrivals(session: Session, device_id: str) -> Arrivals:
    """Return what has arrived of a device."""
    row = session.execute(text(_ARRIVALS), {"device": device_id}).one()
    first, last, received, fixes, refused, reasons = row
    return Arrivals(first, last, received, fixes, refused, tuple(reasons or ()))


def silent_before(now: datetime, calendar: OperatingCalendar) -> datetime:
    """Return the moment before which a device must have been heard last to be called silent.

    In the shift, from its second hour on, an hour ago; else a day ago: a parked truck may sleep.
    """
    starts, ends = calendar.shift(calendar.day_of(now))
    in_shift = starts + SILENT_IN_SHIFT <= now <= ends
    return now - (SILENT_IN_SHIFT if in_shift else SILENT_ELSE)


def _health(
    row: Row[Any], sample: Sequence[Seen], refused: Refusals | None, parked: int, silent: datetime
) -> DeviceHealth:
    skew = clock_skew_s(sample)
    copied = is_copied(sample)
    heard = [at for at in (row.last_received_at, refused.last_at if refused else None) if at is not None]
    heard += [seen.received_at for seen in sample]
    last = max(heard, default=None)
    return DeviceHealth(
        **row._asdict() | {"last_received_at": last},
        clock_skew_s=None if skew is None else round(skew, 1),
        copied_identity=copied,
        parked=parked,
        state=_state(row, skew, copied=copied, refused=refused, is_silent=last is not None and last < silent),
    )


def _state(
    row: Row[Any], skew: float | None, *, copied: bool, refused: Refusals | None, is_silent: bool
) -> DeviceState:
    if row.last_received_at is None and refused is None:
        return "never"
    if copied:
        return "copied"
    if (skew is not None and abs(skew) > CLOCK_OFF_S) or _only_its_clock(row, refused):
        return "clock"
    if is_silent:
        return "silent"
    return "battery" if row.battery_pct is not None and row.battery_pct < BATTERY_LOW_PCT else "ok"


def _only_its_clock(row: Row[Any], refused: Refusals | None) -> bool:
    """Tell whether lately all was refused for its time: then no fix is left to measure the clock by."""
    if refused is None or refused.clock_at is None or refused.clock < _REFUSED_CLOCK_MIN:
        return False
    return row.last_received_at is None or row.last_received_at < refused.clock_at


def _samples(session: Session, ids: Sequence[str], now: datetime) -> dict[str, list[Seen]]:
    found: defaultdict[str, list[Seen]] = defaultdict(list)
    named = {"ids": list(ids), "now": now, "size": SAMPLE_SIZE}
    for device, *seen in session.execute(text(_SAMPLE), named):
        found[device].append(Seen(*seen))
    return found


def _refusals(session: Session, now: datetime) -> dict[str, Refusals]:
    return {row[0]: Refusals(*row[1:]) for row in session.execute(text(_REFUSALS), {"now": now})}


_DEVICES: Final = """
select d.id, d.kind, d.simulated, d.dialect, d.external_id, d.gateway_id as gateway, d.model, d.note,
       a.vehicle_id,
       case when c.valid then 'valid' when c.valid is null then 'none' else 'revoked' end as credential,
       l.received_at as last_received_at, l.fix_time as last_fix_at, l.battery_pct,
       round(t.quarantined::numeric / nullif(t.received, 0), 4)::float8 as refused_share
from device d
left join device_assignment a on a.device_id = d.id and a.valid_from <= :now
     and (a.valid_to is null or a.valid_to > :now)
left join (select device_id, bool_or(revoked_at is null) as valid from credential
           where device_id is not null group by device_id) c on c.device_id = d.id
left join latest_position l on l.device_id = d.id
left join device_tally t on t.device_id = d.id
where d.valid_to is null and (cast(:device as text) is null or d.id = :device)
  and (cast(:vehicles as text[]) is null or a.vehicle_id = any(:vehicles))
order by d.id
"""
# One short walk down the index per device; the span lets the planner leave out all other partitions.
_SAMPLE: Final = """
select d.id, f.boot, f.fix_time, f.received_at, f.sent_at, f.lon, f.lat
from unnest(cast(:ids as text[])) as d(id)
cross join lateral (
    select boot, fix_time, received_at, sent_at, lon, lat from fix
    where device_id = d.id and fix_time > cast(:now as timestamptz) - interval '2 days'
      and fix_time <= cast(:now as timestamptz) + interval '1 hour'
    order by fix_time desc limit :size) f
"""
# A flood of refusals must not make this slow: the newest 5,000 tell enough.
_REFUSALS: Final = """
select device_id, max(received_at), max(received_at) filter (where is_clock),
       count(*) filter (where is_clock)
from (select device_id, received_at, reasons && array['in_future', 'before_2020'] as is_clock
      from quarantine order by id desc limit 5000) q
where device_id is not null and received_at > cast(:now as timestamptz) - interval '1 day'
group by device_id
"""
_PARKED: Final = """
select device_id, count(*) from device_event
where event = 'parked' and event_time > cast(:now as timestamptz) - interval '7 days'
group by device_id
"""
_ARRIVALS: Final = """
select (select fix_time from fix where device_id = :device order by fix_time limit 1),
       (select fix_time from fix where device_id = :device order by fix_time desc limit 1),
       greatest((select received_at from latest_position where device_id = :device),
                (select max(received_at) from quarantine where device_id = :device)),
       coalesce((select accepted from device_tally where device_id = :device), 0),
       (select count(*) from quarantine where device_id = :device and resolved_at is null),
       (select reasons from quarantine where device_id = :device and resolved_at is null
        order by id desc limit 1)
"""
