"""Secrets of devices and gateways: given out once, kept as hashes, one valid at a time.

A change is only pinged; whoever keeps the broker's files listens on `DEVICES_CHANNEL` and reads
`broker_accounts` again. The caller commits.
"""

import base64
import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from psycopg import Connection
from psycopg.rows import TupleRow, class_row
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from data.store.address import DEVICES_CHANNEL
from data.store.engine import ping
from data.store.errors import ConflictError, NotFoundError
from data.store.models import Credential, Device, Gateway

type OwnerKind = Literal["device", "gateway"]

SECRET_BYTES: Final = 24
MOSQUITTO_ITERATIONS: Final = 101
_SALT_BYTES: Final = 12  # Mosquitto 2.0 refuses every other length


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose secret it is."""

    kind: OwnerKind
    id: str


@dataclass(frozen=True, slots=True)
class SecretOwner:
    """The open device or gateway to which a valid secret belongs.

    `external_id` is how a device calls itself in its `dialect`; None for a gateway.
    """

    kind: OwnerKind
    id: str
    dialect: str
    external_id: str | None


@dataclass(frozen=True, slots=True)
class BrokerAccount:
    """One account that the broker must know.

    Attributes
    ----------
    name
        User name: the device's or gateway's id; a Teltonika's IMEI (the common name of its certificate).
    external_id
        How a device calls itself in its dialect (its id where it has no other name); None for a gateway.
    topic
        On which a gateway publishes; None for a device, whose topics follow from its dialect and name.
    mqtt_hash
        As in Mosquitto's password file.
    """

    name: str
    kind: OwnerKind
    dialect: str
    external_id: str | None
    topic: str | None
    mqtt_hash: str


def issue(session: Session, owner: Owner, at: datetime, *, secret: str | None = None) -> str:
    """Give `owner` a new secret, revoke the former one, and return the secret: it can never be read again.

    Parameters
    ----------
    secret
        Keep this one instead of 24 fresh random bytes; for accounts whose secret we keep ourselves (the
        simulated trucks of a demo, at each start). Where the owner was given it before, nothing changes: one
        that was revoked, or whose device was closed, stays worthless.

    Raises
    ------
    NotFoundError
        There is no such device or gateway, or it is closed.
    ConflictError
        `secret` was given to somebody else before.
    """
    if secret is not None and _given_before(session, owner, secret):
        return secret
    _demand_open(session, owner)
    _revoke(session, owner, at)
    given = secrets.token_urlsafe(SECRET_BYTES) if secret is None else secret
    session.add(
        Credential(
            device_id=owner.id if owner.kind == "device" else None,
            gateway_id=owner.id if owner.kind == "gateway" else None,
            mqtt_hash=mosquitto_hash(given),
            secret_digest=secret_digest(given),
            created_at=at,
        )
    )
    session.flush()
    ping(session, DEVICES_CHANNEL)
    return given


def revoke(session: Session, owner: Owner, at: datetime) -> bool:
    """End the valid secret of `owner`; tell whether there was one."""
    was_valid = _revoke(session, owner, at)
    session.flush()
    ping(session, DEVICES_CHANNEL)
    return was_valid


def has_valid(session: Session, owner: Owner) -> bool:
    """Tell whether `owner` holds a valid secret."""
    return valid_hash(session, owner) is not None


def valid_hash(session: Session, owner: Owner) -> str | None:
    """Return the hash, as Mosquitto keeps it, of the valid secret of `owner`; None: it has none."""
    column = Credential.device_id if owner.kind == "device" else Credential.gateway_id
    return session.scalar(
        select(Credential.mqtt_hash).where(column == owner.id, Credential.revoked_at.is_(None))
    )


def owner_of_secret(session: Session, secret: str) -> SecretOwner | None:
    """Return whose valid secret this is; None for a revoked or unknown one and for a closed owner."""
    row = session.connection().exec_driver_sql(_OWNER, {"digest": secret_digest(secret)}).first()
    return None if row is None else SecretOwner(*row)


def owner_of_secret_on(connection: Connection[TupleRow], secret: str) -> SecretOwner | None:
    """Return what `owner_of_secret` returns, over a psycopg connection."""
    with connection.cursor(row_factory=class_row(SecretOwner)) as cursor:
        return cursor.execute(_OWNER, {"digest": secret_digest(secret)}).fetchone()


def broker_accounts(session: Session) -> list[BrokerAccount]:
    """Return the accounts of all devices and gateways that may sign in at the broker now, by name.

    A device behind a gateway and one that speaks HTTP only have none.
    """
    return [BrokerAccount(*row) for row in session.connection().exec_driver_sql(_ACCOUNTS)]


def mosquitto_hash(secret: str, *, salt: bytes | None = None) -> str:
    """Return `secret` as a line of Mosquitto's password file holds it: PBKDF2 with SHA-512, 64 bytes.

    101 rounds, Mosquitto's own figure, would be few for a word that a person chose; against 24 random bytes
    no number of rounds matters.
    """
    grains = secrets.token_bytes(_SALT_BYTES) if salt is None else salt
    key = hashlib.pbkdf2_hmac("sha512", secret.encode(), grains, MOSQUITTO_ITERATIONS, 64)
    return f"$7${MOSQUITTO_ITERATIONS}${_base64(grains)}${_base64(key)}"


def secret_digest(secret: str) -> bytes:
    """Return what finds a secret that came over HTTP; a plain digest is enough for 24 random bytes."""
    return hashlib.sha256(secret.encode()).digest()


_OWNER: Final = """
select 'device' as kind, d.id, d.dialect, coalesce(d.external_id, d.id) as external_id from credential c
join device d on d.id = c.device_id and d.valid_to is null
where c.secret_digest = %(digest)s and c.revoked_at is null
union all
select 'gateway', g.id, g.dialect, null from credential c
join gateway g on g.id = c.gateway_id and g.valid_to is null
where c.secret_digest = %(digest)s and c.revoked_at is null
"""
# A Teltonika signs in as the common name of its certificate, which is its IMEI; all others as their id.
_ACCOUNTS: Final = """
select case d.dialect when 'teltonika' then coalesce(d.external_id, d.id) else d.id end, 'device', d.dialect,
       coalesce(d.external_id, d.id), null, c.mqtt_hash
from credential c join device d on d.id = c.device_id and d.valid_to is null
where c.revoked_at is null and d.dialect in ('own', 'owntracks', 'teltonika')
union all
select g.id, 'gateway', g.dialect, null, g.topic, c.mqtt_hash
from credential c join gateway g on g.id = c.gateway_id and g.valid_to is null
where c.revoked_at is null
order by 1
"""


def _demand_open(session: Session, owner: Owner) -> None:
    found: Device | Gateway | None
    if owner.kind == "device":
        found = session.get(Device, owner.id, with_for_update=True)
    else:
        found = session.get(Gateway, owner.id, with_for_update=True)
    if found is None or found.valid_to is not None:
        raise NotFoundError(f"there is no {owner.kind} {owner.id!r} in use")


def _given_before(session: Session, owner: Owner, secret: str) -> bool:
    """Tell whether `owner` was given `secret` before; refuse one that belongs, or belonged, to another."""
    digest = secret_digest(secret)
    former = session.scalars(select(Credential).where(Credential.secret_digest == digest)).one_or_none()
    if former is None:
        return False
    holder = former.device_id if owner.kind == "device" else former.gateway_id
    if holder != owner.id:
        raise ConflictError(f"the secret for {owner.kind} {owner.id!r} was given to somebody else before")
    return True


def _revoke(session: Session, owner: Owner, at: datetime) -> bool:
    column = Credential.device_id if owner.kind == "device" else Credential.gateway_id
    query = update(Credential).where(column == owner.id, Credential.revoked_at.is_(None))
    ended = session.execute(query.values(revoked_at=at).returning(Credential.id)).all()
    return bool(ended)


def _base64(grains: bytes) -> str:
    return base64.b64encode(grains).decode()
