"""Route sheets as one PDF: their roads are read, their codes signed, their pages drawn."""

from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from typing import Final

from sqlalchemy.orm import Session

from api.handout import sheet as sheets
from api.handout import words
from api.handout.paper import Paper
from api.handout.projection import Projection
from api.handout.route_map import Roads
from data.store.queries.handouts import RouteSheet, roads_around

_MOST_ROADS: Final = 2_500
_PLAIN_MM: Final = 0.15
"""What a line on paper may lie beside its place."""


def pdf(
    session: Session,
    routes: Sequence[RouteSheet],
    *,
    link: Callable[[RouteSheet], str],
    zone: tzinfo,
    made_at: datetime,
) -> bytes:
    """Return the sheets of several routes as one document."""
    first = routes[0]
    paper = Paper(f"Lembar rute {words.day_id(first.day)}", made_at)
    for route in routes:
        maps = sheets.maps_of(route)
        roads = tuple(_roads(session, route, each) for each in maps)
        sheets.draw(paper, sheets.Printed(route, maps, roads, link(route), zone))
    return paper.done()


def _roads(session: Session, route: RouteSheet, shown: Projection) -> Roads:
    tolerance = _PLAIN_MM * shown.degrees_per_mm
    return roads_around(session, route.checksum, shown.box(), tolerance=tolerance, most=_MOST_ROADS)
