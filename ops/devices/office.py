"""What the commands change, each in one audited transaction."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from data.contract.calendar import OperatingCalendar
from data.store.engine import reachable, session_factory
from data.store.models import Device
from data.store.queries import audit, credentials, device_health, devices, gateways
from data.store.queries.credentials import Owner
from data.store.queries.device_health import DeviceHealth
from data.store.queries.devices import Enlisted, NewDevice, Seat
from ops.certificates import Authority, write_private
from ops.errors import StackError

CONSOLE = "siangsa device"


@dataclass(frozen=True)
class GatewayAccess:
    """A gateway's account at the broker; `secret` is None when it was given out before and is kept."""

    id: str
    topic: str
    secret: str | None


@dataclass(frozen=True)
class Office:
    """The system whose devices are managed.

    Parameters
    ----------
    database_url
        Where its store is.
    now
        Stack time of the change.
    real
        Real time of the change, for the audit.
    calendar
        Its operating days.
    """

    database_url: str
    now: datetime
    real: datetime
    calendar: OperatingCalendar

    def add(self, new: NewDevice, vehicle_id: str | None, since: datetime | None) -> Enlisted:
        """Make a device known, in a vehicle if one is named."""
        self._demand_past(since)
        seat = None if vehicle_id is None else Seat(vehicle_id, since, self.calendar)

        def change(session: Session) -> tuple[Enlisted, audit.Change]:
            enlisted = devices.enlist(session, new, seat, now=self.now)
            after = {"dialect": new.dialect, "external_id": new.external_id, "vehicle_id": vehicle_id}
            return enlisted, audit.Change("device_added", "device", new.id, None, after)

        return self._apply(change)

    def rotate(self, device_id: str) -> str:
        """Give a device a new secret and return it; the former one is worthless from now on."""

        def change(session: Session) -> tuple[str, audit.Change]:
            _demand_own_secret(devices.demand(session, device_id))
            secret = credentials.issue(session, Owner("device", device_id), self.now)
            return secret, audit.Change("secret_renewed", "device", device_id)

        return self._apply(change)

    def revoke(self, device_id: str) -> bool:
        """End a device's secret; tell whether there was a valid one."""

        def change(session: Session) -> tuple[bool, audit.Change]:
            devices.demand(session, device_id)
            was_valid = credentials.revoke(session, Owner("device", device_id), self.now)
            return was_valid, audit.Change("secret_revoked", "device", device_id)

        return self._apply(change)

    def assign(self, device_id: str, vehicle_id: str, since: datetime | None) -> devices.Binding:
        """Put a device into a vehicle from `since` (default: now) on."""
        start = since or self.now
        self._demand_past(start)

        def change(session: Session) -> tuple[devices.Binding, audit.Change]:
            binding = devices.assign(
                session, device_id, vehicle_id, since=start, now=self.now, calendar=self.calendar
            )
            before = {"vehicle_id": binding.ended.vehicle_id} if binding.ended else None
            after = {"vehicle_id": vehicle_id, "valid_from": start.isoformat()}
            return binding, audit.Change("assign", "device", device_id, before, after)

        return self._apply(change)

    def close(self, device_id: str) -> None:
        """Take a device out of use now."""

        def change(session: Session) -> tuple[None, audit.Change]:
            devices.close(session, device_id, self.now, now=self.now, calendar=self.calendar)
            return None, audit.Change("device_closed", "device", device_id)

        self._apply(change)

    def gateway(self, gateway_id: str, *, rotate: bool) -> GatewayAccess:
        """Make a Traccar gateway known where it is not; give it a secret where it has none, or a new one."""

        def change(session: Session) -> tuple[GatewayAccess, audit.Change]:
            known = gateways.find(session, gateway_id)
            gateway = known or gateways.add(session, gateway_id, self.now)
            owner = Owner("gateway", gateway_id)
            fresh = rotate or not credentials.has_valid(session, owner)
            secret = credentials.issue(session, owner, self.now) if fresh else None
            action = "gateway_added" if known is None else "secret_renewed" if fresh else "gateway_shown"
            access = GatewayAccess(gateway_id, gateway.topic, secret)
            return access, audit.Change(action, "gateway", gateway_id)

        return self._apply(change)

    def certificate(self, imei: str, folder: Path, out: Path) -> list[Path]:
        """Issue a certificate to the Teltonika `imei` and write it, its key and the authority's into `out`.

        Raises
        ------
        StackError
            No such tracker holds a valid secret: its certificate would be revoked at once.
        """

        def change(session: Session) -> tuple[list[Path], audit.Change]:
            device = devices.by_external_id(session, "teltonika", imei)
            bound = None if device is None else credentials.valid_hash(session, Owner("device", device.id))
            if device is None or bound is None:
                raise StackError(f"no Teltonika with IMEI {imei!r} and a valid secret is on the list")
            files = _write_certificate(Authority(folder), imei, bound, self.real, out)
            return files, audit.Change("certificate_issued", "device", device.id)

        return self._apply(change)

    def listing(self) -> list[DeviceHealth]:
        """Return the devices in use and how they fare."""
        with self.session() as session:
            return device_health.devices(session, now=self.now, calendar=self.calendar)

    def one(self, device_id: str) -> Device:
        """Return a device in use."""
        with self.session() as session:
            return devices.demand(session, device_id)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Give a session whose changes are committed when the block ends well."""
        with reachable(self.database_url) as engine, session_factory(engine).begin() as session:
            yield session

    def _demand_past(self, since: datetime | None) -> None:
        if since is not None and since > self.now:
            raise StackError(f"{since.isoformat()} lies in the future: a device sits where it sits now")

    def _apply[T](self, change: Callable[[Session], tuple[T, audit.Change]]) -> T:
        with self.session() as session:
            result, told = change(session)
            audit.record(session, CONSOLE, self.real, told)
            return result


def _write_certificate(authority: Authority, imei: str, bound: str, now: datetime, out: Path) -> list[Path]:
    authority.found(now)
    pair = authority.tracker(imei, bound, now)
    texts = {f"{imei}.crt": pair.certificate, f"{imei}.key": pair.key, "root-ca.crt": authority.certificate}
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            write_private(out / name, text)
    except OSError as error:
        raise StackError(f"{out} cannot be written: {error.strerror}") from error
    return [out / name for name in texts]


def _demand_own_secret(device: Device) -> None:
    if device.gateway_id is not None:
        raise StackError(f"device {device.id!r} has no secret: gateway {device.gateway_id!r} speaks for it")
