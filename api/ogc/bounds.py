"""What a map program may ask: tipg's parameters, read again with limits, so that nonsense is refused.

Each function stands in for the dependency of tipg of the same purpose (`mounted.py` says which).
"""

import math
import re
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final

from fastapi import Path, Query, Request
from morecantile import Tile
from tipg.collections import Catalog, Collection, CollectionList
from tipg.dependencies import CollectionsParams
from tipg.resources.enums import MediaType

from api.errors import MissingError, RefusedError
from api.ogc.passage import HIDDEN

_MOST_IDS: Final = 200
_LONGEST_NAME: Final = 100
_MOST_NAMES: Final = 60
_DEEPEST_ZOOM: Final = 22
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_OPEN_END: Final = frozenset({"", ".."})
_FORMS: Final = {
    "json": MediaType.json,
    "geojson": MediaType.geojson,
    "geojsonseq": MediaType.geojsonseq,
    "ndjson": MediaType.ndjson,
    "schemajson": MediaType.schemajson,
}
Form = Annotated[str | None, Query(description="json")]


def document_form(f: Form = None) -> MediaType:
    """Return JSON: pages would load programs from other sites."""
    _refuse_form(f, {"json"})
    return MediaType.json


def queryables_form(f: Form = None) -> MediaType:
    """Return JSON schema."""
    _refuse_form(f, {"json", "schemajson"})
    return MediaType.schemajson


def items_form(f: Form = None) -> MediaType:
    """Return how features are written; `json` means GeoJSON. Spreadsheets are made by `/exports`."""
    _refuse_form(f, {"json", "geojson", "geojsonseq", "ndjson"})
    return _FORMS["geojson" if f in {None, "json"} else str(f)]


def _refuse_form(form: str | None, known: set[str]) -> None:
    if form is not None and form not in known:
        raise RefusedError("form", f"f must be one of {', '.join(sorted(known))}")


def box(bbox: Annotated[str | None, Query(max_length=200)] = None) -> list[float] | None:
    """Return west, south, east, north (degrees)."""
    if not bbox:
        return None
    try:
        numbers = [float(part) for part in bbox.split(",")]
    except ValueError as error:
        raise RefusedError("bbox", "bbox must be numbers with commas between") from error
    if len(numbers) == 6:
        numbers = [*numbers[:2], *numbers[3:5]]
    if len(numbers) != 4 or not all(map(math.isfinite, numbers)):
        raise RefusedError("bbox", "bbox must be four or six finite numbers")
    west, south, east, north = numbers
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise RefusedError("bbox", "bbox must be west, south, east, north in degrees")
    return numbers


def identities(ids: Annotated[str | None, Query(max_length=10_000)] = None) -> list[str] | None:
    """Return the ids of the features that are wanted."""
    parts = _listed(ids, _MOST_IDS) if ids else None
    if parts and not all(map(_may_be_id, parts)):
        raise RefusedError("ids", "a number among the ids is longer than any id")
    return parts


def wanted_columns(properties: Annotated[str | None, Query(max_length=4_000)] = None) -> list[str] | None:
    """Return the columns that are wanted; none of them where the list is empty."""
    return None if properties is None else [part.strip() for part in _listed(properties, _MOST_NAMES)]


def order(sortby: Annotated[str | None, Query(max_length=400)] = None) -> str | None:
    """Return the columns by which features are sorted."""
    return ",".join(_listed(sortby, 5)) if sortby else None


def _may_be_id(text: str) -> bool:
    """Tell whether a text can be an id; a number beyond 18 digits fits no column and no filter."""
    return len(text) <= _LONGEST_NAME and "\x00" not in text and not (len(text) > 18 and text.isdigit())


def _listed(text: str, most: int) -> list[str]:
    parts = text.split(",")
    if len(parts) > most or any(len(part) > _LONGEST_NAME or "\x00" in part for part in parts):
        raise RefusedError("list", f"at most {most} names of at most {_LONGEST_NAME} characters")
    return parts


def times(
    when: Annotated[str | None, Query(alias="datetime", max_length=100)] = None,
) -> list[str] | None:
    """Return a moment or an interval as RFC 3339; a single day is the interval from it to the next."""
    if not when:
        return None
    parts = when.split("/")
    if len(parts) > 2 or all(part in _OPEN_END for part in parts):
        raise RefusedError("datetime", "datetime must be a moment, a day, or two of them with / between")
    if len(parts) == 1 and _DAY.fullmatch(when):
        return [_moment(when), _moment(when, later=timedelta(days=1))]
    first, *last = [part if part in _OPEN_END else _moment(part) for part in parts]
    if last and not {first, *last} & _OPEN_END and first > last[0]:
        raise RefusedError("datetime", "the interval ends before it begins")
    return [first, *last]


def _moment(text: str, later: timedelta = timedelta(0)) -> str:
    try:
        read = datetime.fromisoformat(text)
        aware = read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
        return (aware + later).isoformat(timespec="microseconds").replace("+00:00", "Z")
    except (ValueError, OverflowError) as error:
        raise RefusedError("datetime", f"{text[:40]!r} is no moment (RFC 3339)") from error


def tile(
    z: Annotated[int, Path(ge=0, le=_DEEPEST_ZOOM)],
    x: Annotated[int, Path(ge=0)],
    y: Annotated[int, Path(ge=0)],
) -> Tile:
    """Return the tile; its column and row must lie within the zoom level (two columns a row at most)."""
    if max(x // 2, y) >= 1 << z:
        raise MissingError("tile", "there is no such tile")
    return Tile(x, y, z)


def layer(request: Request, collectionId: Annotated[str, Path()]) -> Collection:  # noqa: N803 - tipg's name
    """Return the layer of the address."""
    if "\x00" in "".join(text for pair in request.query_params.multi_items() for text in pair):
        raise RefusedError("nul", "a NUL character is not allowed")
    if not _may_be_id(request.path_params.get("itemId", "")):
        raise MissingError("feature", "there is no such feature")
    catalog: Catalog = request.app.state.collection_catalog
    found = None if collectionId in _hidden(request) else catalog["collections"].get(collectionId)
    if found is None:
        raise MissingError("layer", "there is no such layer")
    return found


def visible_layers(
    request: Request,
    bbox: Annotated[str | None, Query(max_length=200)] = None,
    limit: Annotated[int | None, Query(ge=0, le=1000)] = None,
    offset: Annotated[int | None, Query(ge=0, le=1000)] = None,
) -> CollectionList:
    """Return the layers that this caller may see."""
    found = CollectionsParams(request, box(bbox), None, None, limit, offset)
    shown = [each for each in found["collections"] if each.id not in _hidden(request)]
    return CollectionList(**{**found, "collections": shown, "matched": len(shown)})


def _hidden(request: Request) -> frozenset[str]:
    hidden: frozenset[str] = getattr(request.state, HIDDEN, frozenset())
    return hidden
