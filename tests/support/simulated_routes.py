"""Made-up routes for tests of what drives them."""

import math

import numpy as np

from data.contract import polyline
from data.contract.messages import RouteMessage, RoutePlace, RouteStop
from geo.position import haversine_m, offset

POOL = (110.6700, -6.5900)
LEAVES = 1_760_000_000.0


def make_route(
    *, stops: int = 6, trips: int = 2, plan: int = 1, version: int = 1, day: str = "2025-10-09", seed: int = 0
) -> RouteMessage:
    """Return a route of `trips` trips over `stops` points in all, about 1 km apart, on winding legs."""
    rng = np.random.default_rng(seed)
    here, now, made = POOL, LEAVES, []
    for trip in range(1, trips + 1):
        share = stops // trips + (trip <= stops % trips)
        for kind in ["collect"] * share + ["unload"]:
            place = offset(*POOL, *(float(x) for x in rng.uniform(-2500, 2500, 2)))
            stop = _stop(len(made) + 1, kind, trip, (here, place), now, rng)
            made.append(stop)
            now = stop.arrive + stop.service_s
            here = (stop.lon, stop.lat)
    made.append(_stop(len(made) + 1, "end", trips, (here, POOL), now, rng))
    start = RoutePlace(place="f:pool", name="Pool", lat=POOL[1], lon=POOL[0])
    return RouteMessage(
        v=1,
        plan=plan,
        version=version,
        day=day,
        vehicle="dt-01",
        plate="K 1",
        start=start,
        leaves=LEAVES,
        stops=made,
    )


def _stop(n, kind, trip, way, now, rng) -> RouteStop:
    place = way[1]
    line = winding(*way, rng)
    metres = float(haversine_m(line[:-1, 0], line[:-1, 1], line[1:, 0], line[1:, 1]).sum())
    seconds = round(metres / (25 / 3.6)) + 10
    codes = {"collect": f"p:CTH-{n:03d}-{place[0]:.5f}", "unload": "f:tpa-bandengan", "end": "f:pool"}
    code = codes[kind]
    return RouteStop(
        n=n,
        kind=kind,
        place=code,
        name=code,
        lat=float(place[1]),
        lon=float(place[0]),
        trip=trip,
        arrive=now + seconds,
        service_s={"collect": 180, "unload": 300, "end": 0}[kind],
        kg={"collect": 300, "unload": -900, "end": 0}[kind],
        leg=polyline.encode(line),
        leg_m=round(metres),
        leg_s=seconds,
    )


def winding(here, place, rng) -> np.ndarray:
    """Return a bent line between two places, (n, 2) lon/lat degrees."""
    share = np.linspace(0, 1, 12)
    line = np.outer(1 - share, here) + np.outer(share, place)
    swing = 0.0015 * rng.normal() * np.sin(math.pi * share)
    return line + np.column_stack([swing, -swing])
