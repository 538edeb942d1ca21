"""Runs OSRM's own programs, which lie inside the `osrm` package, on a network file."""

import importlib.util
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

from geo.errors import BuildError

PROFILES = ("dump_truck", "arm_roll", "pickup", "three_wheeler")
"""Vehicle profiles, each a Lua file; the same names as the codes of the vehicle classes."""

DEFAULT_PROFILE = "dump_truck"
SHARED = "vehicle"
"""Lua file that all profiles use; it is no profile itself."""

LUA = Path(__file__).parent / "profiles"
STEPS = ("extract", "partition", "customize")
LONGEST_STEP_S = 3_600.0

BYTES_OF_A_PIECE = 12
"""Of a node of the edge-expanded graph in OSRM's file of them."""

SMALLEST_CELL, CELLS_IN_ONE, CELLS_AT_TOP = 128, 8, 8
"""Pieces of road in the smallest cells, cells that make one of the next level, cells of the last level."""

CONTINENT, CONTINENT_CELLS = 20_000_000, (128, 4_096, 65_536, 2_097_152)
"""Pieces of road from which on OSRM's own sizes are used; more levels would not fit its 64 bits."""


def profile_path(profile: str) -> Path:
    """Return the Lua file of a vehicle profile.

    Parameters
    ----------
    profile
        Name without ending, such as ``dump_truck``.

    Raises
    ------
    BuildError
        When there is no such profile; the text names those that exist.
    """
    if profile not in PROFILES:
        raise BuildError(f"there is no vehicle profile {profile!r}; known are {', '.join(PROFILES)}")
    return LUA / f"{profile}.lua"


def profile_files(profiles: Iterable[str]) -> list[Path]:
    """Return all Lua files that the given profiles are made of.

    Parameters
    ----------
    profiles
        Names of vehicle profiles.
    """
    return [LUA / f"{SHARED}.lua", *(profile_path(profile) for profile in profiles)]


def extract(network: Path, profile: str) -> None:
    """Turn an OSM file into OSRM's first set of files beside it.

    Parameters
    ----------
    network
        OSM XML or PBF.
    profile
        Name of the vehicle profile.

    Raises
    ------
    BuildError
        When the program is missing, fails or finds no road.
    """
    extract_by(network, profile_path(profile))


def extract_by(network: Path, lua: Path) -> None:
    """Do the same by a Lua profile that is none of ours, such as that of a bench.

    Parameters
    ----------
    network
        OSM XML or PBF.
    lua
        The profile.

    Raises
    ------
    BuildError
        As :func:`extract`.
    """
    _run("extract", ["-p", str(lua), str(network)])


def partition(osrm_base: Path) -> None:
    """Divide the extracted graph into nested cells (MLD).

    Parameters
    ----------
    osrm_base
        The ``.osrm`` path of the extracted files.

    Raises
    ------
    BuildError
        When the program is missing or fails.
    """
    stored = osrm_base.with_name(osrm_base.name + ".ebg_nodes")
    pieces = stored.stat().st_size // BYTES_OF_A_PIECE if stored.is_file() else 0
    sizes = ",".join(map(str, cell_sizes(pieces)))
    # OSRM leaves parts of under 1,000 junctions whole: a small town's matrix takes twenty times as long
    small = ["--small-component-size", str(SMALLEST_CELL)]
    _run("partition", ["--max-cell-sizes", sizes, *small, str(osrm_base)])


def cell_sizes(pieces: int) -> list[int]:
    """Return the largest number of pieces of road in a cell, by level.

    OSRM's own sizes are made for continents: on a regency their upper levels are one cell, which helps no
    search, and a matrix takes two to five times as long (measured on 16,000 and 52,000 directed pieces).

    Parameters
    ----------
    pieces
        Directed pieces of road between junctions in the whole network.
    """
    if pieces > CONTINENT:
        return list(CONTINENT_CELLS)
    sizes = [SMALLEST_CELL]
    while sizes[-1] * CELLS_IN_ONE * CELLS_AT_TOP <= pieces:
        sizes.append(sizes[-1] * CELLS_IN_ONE)
    return sizes


def customize(osrm_base: Path, *, segment_speeds: Path | None = None) -> None:
    """Weigh the cells; cheap enough to repeat for other speeds or closures.

    Parameters
    ----------
    osrm_base
        The ``.osrm`` path of the partitioned files.
    segment_speeds
        CSV of from-node, to-node, km/h (0 closes a road); None keeps the speeds of the profile.

    Raises
    ------
    BuildError
        When the program is missing or fails.
    """
    speeds = [] if segment_speeds is None else ["--segment-speed-file", str(segment_speeds)]
    _run("customize", [*speeds, str(osrm_base)])


def _run(step: str, arguments: Sequence[str]) -> None:
    try:
        done = subprocess.run(  # noqa: S603 - our own program and our own paths, no shell
            [_program(step), *arguments], capture_output=True, text=True, timeout=LONGEST_STEP_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise BuildError(f"osrm-{step} did not run: {error}") from error
    if done.returncode != 0:
        raise BuildError(f"osrm-{step} failed ({done.returncode}): {_last_words(done.stdout + done.stderr)}")


def _program(step: str) -> str:
    """Find a tool without importing the compiled package."""
    name = f"osrm-{step}"
    spec = importlib.util.find_spec("osrm")
    if spec is not None and spec.origin is not None:
        inside = Path(spec.origin).parent / "bin" / name
        if inside.is_file():
            return str(inside)
    found = shutil.which(name)
    if found is None:
        raise BuildError(f"{name} is missing; the Python package osrm-bindings brings it")
    return found


def _last_words(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    told = [line for line in lines if "[error]" in line] or lines[-1:]
    return " ".join(told)[:500] or "it said nothing"
