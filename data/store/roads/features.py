"""Loads the map features of a snapshot with COPY: a regency's 50,000 ways in seconds."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from data.store.errors import RoadsError

_SRID = 4326
_COPY = "copy road (checksum, osm_id, road_class, name, geom) from stdin"


def copy_features(session: Session, folder: Path, checksum: str) -> None:
    """Store every line of ``roads.parquet`` under `checksum`, within the session's transaction.

    Raises
    ------
    RoadsError
        When the file is missing or damaged.
    """
    rows = list(_rows(_read(folder / "roads.parquet"), checksum))
    connection: Any = session.connection().connection.driver_connection
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        for row in rows:
            copy.write_row(row)


def _read(path: Path) -> Any:  # noqa: ANN401 - GeoPandas ships no types
    import geopandas
    from pyarrow.lib import ArrowException

    try:
        return geopandas.read_parquet(path, columns=["osm_id", "class", "name", "geometry"])
    except (OSError, ValueError, KeyError, ArrowException) as error:
        raise RoadsError(f"{path} is missing or damaged; build the snapshot again") from error


def _rows(frame: Any, checksum: str) -> Iterator[tuple[str, int, str, str | None, str]]:  # noqa: ANN401 - as above
    import shapely

    lines = shapely.to_wkb(shapely.set_srid(frame.geometry.to_numpy(), _SRID), hex=True, include_srid=True)
    names = [name if isinstance(name, str) else None for name in frame["name"]]
    for osm_id, road_class, name, line in zip(frame["osm_id"], frame["class"], names, lines, strict=True):
        yield checksum, int(osm_id), str(road_class), name, line
