"""Downloads roads from Overpass by OSMnx, as a program of its own.

A process, because OSMnx keeps its settings in a global, waits without limit when a server is busy, rewires
name lookup and takes seconds to import: its parent can end all of that at its own deadline.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from geo.roads.bounds import Bounds
from geo.roads.network import CLASSES

REFUSED = 3
"""Exit code when the server answered with something else than roads; the reason is on standard error."""


def download(url: str, bounds: Bounds, folder: Path, timeout_s: float) -> None:
    """Leave Overpass's raw answers as JSON files in a folder.

    Parameters
    ----------
    url
        Base of the Overpass API, such as ``https://overpass-api.de/api``.
    bounds
        Where roads are wanted.
    folder
        An empty folder.
    timeout_s
        Told to the server, and kept for each request.
    """
    import osmnx
    from osmnx._errors import CacheOnlyInterruptError

    osmnx.settings.overpass_url = url
    osmnx.settings.requests_timeout = timeout_s
    osmnx.settings.use_cache = True
    osmnx.settings.cache_folder = folder
    # Our own reader makes the network of the answers: it keeps barriers and signals, which OSMnx drops.
    osmnx.settings.cache_only_mode = True
    wanted = f'["highway"~"^({"|".join(CLASSES)})$"]'
    box = (bounds.west, bounds.south, bounds.east, bounds.north)
    try:
        osmnx.graph_from_bbox(box, custom_filter=wanted, simplify=False, retain_all=True)
    except CacheOnlyInterruptError:
        return


def main(arguments: Sequence[str]) -> int:
    """Run as a program.

    Parameters
    ----------
    arguments
        URL, bounds, folder, seconds.

    Returns
    -------
    0 when the answers lie in the folder, otherwise ``REFUSED``.
    """
    url, bounds, folder, timeout_s = arguments
    try:
        download(url, Bounds.parse(bounds), Path(folder), float(timeout_s))
    except Exception as error:  # noqa: BLE001 - the outermost frame of a process: its parent shows the reason
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        return REFUSED
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
