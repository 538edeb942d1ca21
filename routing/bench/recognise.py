"""Which format a file has, by its content; its name does not matter."""

from pathlib import Path

from routing.bench.cordeau import cordeau_instance, is_cordeau
from routing.bench.instance import Instance
from routing.bench.kim import is_kim, read_kim
from routing.bench.kim_problem import KimInstance
from routing.bench.pvrpif import is_pvrpif, pvrpif_instance
from routing.bench.solomon import is_solomon
from routing.bench.text import read_lines, read_text
from routing.bench.vrp_problem import read_solomon_instance, read_vrp_instance
from routing.bench.vrplib import is_vrplib
from routing.bench.weeks import WeekInstance
from routing.errors import InstanceError


def read_instance(path: Path) -> Instance | WeekInstance:
    """Return the instance that a file holds, one day or several.

    Raises
    ------
    InstanceError
        When the file cannot be read, has no known format, or breaks its format's rules.
    """
    if is_pvrpif(read_text(path)):
        return pvrpif_instance(path)
    lines = read_lines(path)
    if is_cordeau(lines):
        return cordeau_instance(path)
    if is_kim(lines):
        return KimInstance(read_kim(path))
    if is_solomon(lines):
        return read_solomon_instance(path)
    if is_vrplib(lines):
        return read_vrp_instance(path)
    known = "Kim 2006, PVRP-IF GeoJSON, Cordeau PVRP, VRPLIB, Solomon"
    raise InstanceError(
        path.name, lines[0].number, f"no known format ({known}): {lines[0].text.strip()[:60]!r}"
    )
