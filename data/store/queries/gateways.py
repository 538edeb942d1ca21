"""Gateways: servers that speak for many trackers (Traccar). Every change pings; the caller commits."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.contract import topics
from data.store.address import DEVICES_CHANNEL
from data.store.engine import ping
from data.store.errors import NotFoundError
from data.store.models import Device, Gateway
from data.store.queries import credentials
from data.store.queries.credentials import Owner
from data.store.queries.devices import demand_free_name, demand_id

TRACCAR: Final = "traccar"


@dataclass(frozen=True, slots=True)
class ListedGateway:
    """A gateway in use, and how many devices in use name it."""

    id: str
    dialect: str
    topic: str
    valid_from: datetime
    devices: int


def topic_of(gateway_id: str) -> str:
    """Return the one topic on which a gateway publishes; the reader tells gateways apart by it."""
    return "positions" if gateway_id == topics.DEFAULT_GATEWAY else f"positions/{gateway_id}"


def add(session: Session, gateway_id: str, at: datetime) -> Gateway:
    """Make a Traccar server known; it has no secret yet.

    Raises
    ------
    ConflictError
        The id is taken, or cannot be one.
    """
    demand_id(gateway_id)
    demand_free_name(session, gateway_id)
    gateway = Gateway(id=gateway_id, dialect=TRACCAR, topic=topic_of(gateway_id), valid_from=at)
    session.add(gateway)
    session.flush()
    ping(session, DEVICES_CHANNEL)
    return gateway


def close(session: Session, gateway_id: str, at: datetime) -> None:
    """Take a gateway out of use; its secret ends, its devices stay and are heard no more through it.

    Raises
    ------
    NotFoundError
        There is no such gateway in use.
    """
    gateway = find(session, gateway_id)
    if gateway is None:
        raise NotFoundError(f"there is no gateway {gateway_id!r} in use")
    gateway.valid_to = at
    credentials.revoke(session, Owner("gateway", gateway_id), at)


def find(session: Session, gateway_id: str) -> Gateway | None:
    """Return the gateway in use of this id."""
    gateway = session.get(Gateway, gateway_id)
    return gateway if gateway is not None and gateway.valid_to is None else None


def listing(session: Session) -> list[ListedGateway]:
    """Return the gateways in use, by id."""
    devices = (
        select(func.count())
        .where(Device.gateway_id == Gateway.id, Device.valid_to.is_(None))
        .scalar_subquery()
    )
    query = (
        select(Gateway.id, Gateway.dialect, Gateway.topic, Gateway.valid_from, devices)
        .where(Gateway.valid_to.is_(None))
        .order_by(Gateway.id)
    )
    return [ListedGateway(*row) for row in session.execute(query)]
