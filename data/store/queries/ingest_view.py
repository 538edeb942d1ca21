"""What the store shows people of the ingest: what came in, what waits, who may sign in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from psycopg import Connection
from psycopg.rows import TupleRow
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from data.store.models import Credential
from data.store.queries import slots
from data.store.queries.device_health import CredentialState
from data.store.queries.quarantine import UNKNOWN_DEVICE


@dataclass(frozen=True, slots=True)
class Waiting:
    """What came in and what waits; `default_partition_rows` are fixes that fit no month."""

    last_received_at: datetime | None
    quarantine_open: int
    retry_waiting: int
    unlisted: int
    default_partition_rows: int
    days_to_derive: int


_WAITING: Final = text("""
select (select max(received_at) from latest_position),
  (select count(*) from quarantine where resolved_at is null),
  (select count(*) from quarantine where resolved_at is null and retry_asked_at is not null),
  (select count(*) from (
    select from quarantine where resolved_at is null and external_id is not null and :unknown = any(reasons)
    group by dialect, external_id) speakers),
  (select count(*) from fix_default),
  (select count(*) from dirty_day)
""")


def waiting(session: Session) -> Waiting:
    """Return what came in last and what waits."""
    return Waiting(*session.execute(_WAITING, {"unknown": UNKNOWN_DEVICE}).one())


def slots_seen(session: Session) -> slots.View:
    """Return who serves which slot."""
    plain: Connection[TupleRow] | None = session.connection().connection.driver_connection
    if plain is None:
        raise RuntimeError("a session in use has a connection")
    return slots.look(plain)


def credential_states(session: Session) -> dict[str, CredentialState]:
    """Return of every device and gateway that ever had a secret whether one is valid; they share no ids."""
    owner = func.coalesce(Credential.device_id, Credential.gateway_id)
    query = select(owner, func.bool_or(Credential.revoked_at.is_(None))).group_by(owner)
    return {name: "valid" if valid else "revoked" for name, valid in session.execute(query)}
