"""All lists that can be imported, by name."""

from typing import Final

from data.store.errors import ImportRefusedError
from data.store.imports.lists import crews, devices, facilities, points, vehicles, villages
from data.store.imports.model import ListSpec
from data.store.imports.names import NAMES

SPECS: Final = {
    spec.name: spec
    for spec in (villages.SPEC, points.SPEC, facilities.SPEC, vehicles.SPEC, devices.SPEC, crews.SPEC)
}


def spec_of(name: str) -> ListSpec:
    """Return the list of that name.

    Raises
    ------
    ImportRefusedError
        There is none.
    """
    try:
        return SPECS[name]
    except KeyError:
        raise ImportRefusedError(f"Daftar {name!r} tidak dikenal; yang ada: {', '.join(NAMES)}.") from None
