"""Memory: a program of its own that imports a country, builds it and asks for a matrix, and says its peak."""

import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

import numpy as np

from geo.bench.networks import make_country
from geo.roads import RoadEngine, import_network
from geo.roads.info import Origin, read_info
from geo.roads.xml import write_xml

KB_PER_MB: Final = 1024
LONGEST_S: Final = 600.0
STATUS: Final = Path("/proc/self/status")


def memory_figures(villages: int, bends: int, points: int) -> dict[str, float]:
    """Return the peak memory (MB) of importing, of OSRM's own programs and of answering, one process each.

    Parameters
    ----------
    villages, bends
        See :func:`geo.bench.networks.make_country`.
    points
        Of the matrix.
    """
    with tempfile.TemporaryDirectory(prefix="siangsa-bench-") as folder:
        write_xml(make_country(villages, seed=1, bends=bends), Path(folder) / "country.osm")
        built = _child("build", folder)
        return {**built, **_child("answer", folder, str(points))}


def _child(*arguments: str) -> dict[str, float]:
    command = [sys.executable, "-m", "geo.bench.memory", *arguments]
    done = subprocess.run(  # noqa: S603 - this program, our own words
        command, capture_output=True, text=True, timeout=LONGEST_S, check=True
    )
    return dict(json.loads(done.stdout))


def _build(folder: Path) -> dict[str, float]:
    out = import_network(
        folder / "country.osm", folder, origin=Origin("synthetic", "bench"), profiles=("dump_truck",)
    )
    return {
        "memory_nodes": read_info(out).nodes,
        "memory_import_mb": _own_peak_mb(),
        # of the largest of them; Linux begins counting at what this process had when it started it
        "memory_osrm_tools_mb": round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / KB_PER_MB, 1),
    }


def _answer(folder: Path, points: int) -> dict[str, float]:
    (info,) = folder.glob("*/snapshot.json")
    engine = RoadEngine.open(info.parent, "dump_truck")
    box = engine.info.bounds
    places = np.random.default_rng(3).uniform((box.west, box.south), (box.east, box.north), (points, 2))
    engine.matrix(places)
    return {"memory_answer_mb": _own_peak_mb()}


def _own_peak_mb() -> float:
    """Return the peak of this program; getrusage would count that of the one which started it, too."""
    (line,) = (row for row in STATUS.read_text().splitlines() if row.startswith("VmHWM:"))
    return round(int(line.split()[1]) / KB_PER_MB, 1)


if __name__ == "__main__":
    step, folder_name, *rest = sys.argv[1:]
    told = _build(Path(folder_name)) if step == "build" else _answer(Path(folder_name), int(rest[0]))
    sys.stdout.write(json.dumps(told))
