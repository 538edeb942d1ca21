"""Finds the area of a place by its name (OSMnx, Nominatim), as a program of its own.

A process, because OSMnx keeps its settings in a global, waits without limit when a server is busy, rewires
name lookup and takes seconds to import: its parent can end all of that at its own deadline.
"""

import hashlib
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from geo.errors import BoundsError, OverpassUnreachable
from geo.roads.area import Area
from geo.roads.getting.overpass import user_agent

NOT_FOUND = 3
AWAY = 4
"""Exit codes; the reason is on standard error."""


@dataclass(frozen=True, slots=True)
class Geocoder:
    """Which server knows names, and how patiently it is asked.

    Parameters
    ----------
    url
        Base of a Nominatim server.
    cache
        Folder of answers.
    timeout_s
        Seconds after which it is given up.
    contact
        Address of the operator, told to the server; empty when none.
    """

    url: str
    cache: Path
    timeout_s: float = 60.0
    contact: str = ""


def place_area(name: str, geocoder: Geocoder) -> Area:
    """Return the area of a place, such as ``Kabupaten Jepara``.

    Parameters
    ----------
    name
        What the server is asked for.
    geocoder
        The server and the cache.

    Raises
    ------
    BoundsError
        When no such place with an area is known.
    OverpassUnreachable
        When the server does not answer in time.
    """
    key = hashlib.sha256(f"{geocoder.url}\n{name}".encode()).hexdigest()[:16]
    kept = geocoder.cache / f"place-{key}.wkt"
    if not kept.is_file():
        wkt = _ask(name, geocoder)
        geocoder.cache.mkdir(parents=True, exist_ok=True)
        kept.write_text(wkt, encoding="utf-8")
    return Area.read(kept)


def _ask(name: str, geocoder: Geocoder) -> str:
    arguments = [geocoder.url, name, user_agent(geocoder.contact), str(geocoder.timeout_s)]
    try:
        done = subprocess.run(  # noqa: S603 - our own module under our own interpreter, no shell
            [sys.executable, "-m", "geo.roads.getting.geocode", *arguments],
            capture_output=True,
            text=True,
            timeout=geocoder.timeout_s,
            check=False,
        )
    except subprocess.TimeoutExpired:
        told = f"did not answer within {geocoder.timeout_s:g} s"
        raise OverpassUnreachable(f"no area of {name!r}: {geocoder.url} {told}") from None
    told = (done.stderr.strip().splitlines() or ["it broke off"])[-1]
    if done.returncode == NOT_FOUND:
        raise BoundsError(f"no place {name!r} with an area is known: {told}")
    if done.returncode != 0:
        raise OverpassUnreachable(f"no area of {name!r} from {geocoder.url}: {told}")
    return done.stdout.strip()


def geocode(url: str, name: str, agent: str, timeout_s: float) -> str:
    """Return the area of a place as WKT.

    Parameters
    ----------
    url
        Base of a Nominatim server.
    name
        What it is asked for.
    agent
        How to name oneself.
    timeout_s
        Seconds for each request.
    """
    import osmnx

    osmnx.settings.nominatim_url = url.rstrip("/") + "/"
    osmnx.settings.http_user_agent = agent
    osmnx.settings.requests_timeout = timeout_s
    osmnx.settings.use_cache = False
    return str(osmnx.geocode_to_gdf(name).union_all().wkt)


def main(arguments: Sequence[str]) -> int:
    """Run as a program.

    Parameters
    ----------
    arguments
        URL, name, user agent, seconds.

    Returns
    -------
    0 when the area stands on standard output, otherwise ``NOT_FOUND`` or ``AWAY``.
    """
    url, name, agent, timeout_s = arguments
    try:
        sys.stdout.write(geocode(url, name, agent, float(timeout_s)))
    except Exception as error:  # noqa: BLE001 - the outermost frame of a process: its parent shows the reason
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        # OSMnx's own errors of this kind say that the answer names no (polygon of a) place.
        return NOT_FOUND if type(error).__name__ in {"InsufficientResponseError", "TypeError"} else AWAY
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
