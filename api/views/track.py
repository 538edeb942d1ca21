"""Driven tracks as GeoJSON."""

from datetime import date

from api.schemas.common import LineString
from api.schemas.live import Track, TrackProperties, Withheld
from data.store.queries.live import TrackRow
from geo.position import length_m


def track_feature(
    vehicle_id: str, day: date, total: int, fixes: list[TrackRow], withheld: Withheld | None = None
) -> Track:
    """Return fixes as one line with the moment of each; `total` is how many there were before thinning."""
    line = [(fix.lon, fix.lat) for fix in fixes]
    return Track(
        geometry=LineString(coordinates=line),
        properties=TrackProperties(
            vehicle_id=vehicle_id,
            day=day,
            times=[fix.fix_time.timestamp() for fix in fixes],
            speeds_kmh=[fix.speed_kmh for fix in fixes],
            total=total,
            thinned=len(fixes) < total,
            distance_m=round(length_m(line)) if len(line) > 1 else 0,
            withheld=withheld,
        ),
    )
