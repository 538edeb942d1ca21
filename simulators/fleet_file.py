"""The fleet file: which devices are simulated, with which credentials, and where they live."""

from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from data.contract import topics
from simulators.errors import FleetFileError


class DeviceEntry(Struct, frozen=True, kw_only=True, rename={"class_code": "class"}):
    """One simulated device; `lon`, `lat` are its pool, degrees; `seed` decides its whole luck."""

    device: str
    password: str
    lon: Annotated[float, Meta(ge=-180, le=180)]
    lat: Annotated[float, Meta(ge=-90, le=90)]
    seed: Annotated[int, Meta(ge=0)]
    class_code: str = ""


class _FleetFile(Struct, frozen=True):
    devices: Annotated[list[DeviceEntry], Meta(min_length=1, max_length=10_000)]


def read_fleet(path: Path) -> tuple[DeviceEntry, ...]:
    """Read ``{"devices": [{device, password, class, lat, lon, seed}, …]}``.

    Raises
    ------
    FleetFileError
        The file is missing, is no such JSON, names a device twice or by an impossible name.
    """
    try:
        entries = msgspec.json.decode(path.read_bytes(), type=_FleetFile).devices
    except OSError as error:
        raise FleetFileError(f"Cannot read the fleet file {path}: {error.strerror}.") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise FleetFileError(f"The fleet file {path} is not understood: {error}.") from error
    names = [entry.device for entry in entries]
    for name in names:
        if not topics.DEVICE_ID.fullmatch(name):
            raise FleetFileError(f"The fleet file {path} names an impossible device: {name!r}.")
        if names.count(name) > 1:
            raise FleetFileError(f"The fleet file {path} names device {name!r} twice.")
    return tuple(entries)
