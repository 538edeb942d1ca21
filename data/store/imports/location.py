"""Checks that belong to two columns at once: longitude with latitude, village with place."""

from data.store.imports.faults import CellError, Fault
from data.store.imports.gazetteer import Gazetteer, Place, too_far
from data.store.imports.validation import Row


def coordinate_faults(row: Row, gazetteer: Gazetteer) -> list[Fault]:
    """Return what is wrong with ``lon`` and ``lat`` together; nothing when one of them is missing."""
    lon, lat = row.values.get("lon"), row.values.get("lat")
    if lon is None or lat is None or gazetteer.empty or gazetteer.contains(lon, lat):
        return []
    written = f"{row.texts.get('lon') or lon} / {row.texts.get('lat') or lat}"
    if gazetteer.contains(lat, lon):
        hint = "bujur dan lintang tertukar: lon sekitar 110, lat sekitar -6"
        return [row.fault("lon", "swapped_coordinates", hint, written)]
    if gazetteer.contains(lon, -lat):
        return [row.fault("lat", "missing_minus", "lintang di Jepara negatif (LS)", written)]
    if not (abs(lon) <= 180 and abs(lat) <= 90):
        hint = "bukan derajat; seperti meter UTM (biasanya zona 49S, EPSG:32749): ubah dulu ke WGS84"
        return [row.fault("lon", "not_degrees", hint, written)]
    place, distance_m = gazetteer.nearest(lon, lat)
    hint = f"di luar Kabupaten Jepara: {_km(distance_m)} dari desa terdekat, {place.label}"
    english = f"outside the regency: {distance_m / 1_000:.1f} km from the nearest village, {place.label}"
    return [row.broken("lon", CellError("outside_regency", hint, english), written)]


def village_of(row: Row, gazetteer: Gazetteer) -> tuple[Place | None, list[Fault]]:
    """Return the village that a row names by code, by name and kecamatan, or by both."""
    by_code, faults = _by_code(row, gazetteer)
    by_name, name_faults = _by_name(row, gazetteer)
    faults += name_faults
    if not row.texts.get("village_code") and not row.texts.get("village"):
        return None, [row.fault("village", "empty", "isi village_code, atau village dan kecamatan")]
    if by_code and by_name and by_code.code != by_name.code:
        hint = f"kode berarti {by_code.label}, nama berarti {by_name.label}"
        faults.append(row.fault("village", "village_contradiction", hint))
    return (None if faults else by_code or by_name), faults


def village_faults(row: Row, place: Place) -> list[Fault]:
    """Return a fault when the row's place is much too far from its village."""
    lon, lat = row.values.get("lon"), row.values.get("lat")
    if lon is None or lat is None:
        return []
    distance_m = too_far(place, lon, lat)
    if distance_m is None:
        return []
    hint = f"titik ini {_km(distance_m)} dari {place.label}: desa atau koordinatnya salah"
    return [row.fault("village", "far_from_village", hint)]


def same_place_faults(rows: tuple[Row, ...]) -> list[Fault]:
    """Return a fault of each row at the very same place as an earlier one: one thing written twice."""
    first: dict[tuple[float, float], int] = {}
    faults = []
    for row in rows:
        lon, lat = row.values.get("lon"), row.values.get("lat")
        if lon is None or lat is None:
            continue
        number = first.setdefault((round(lon, 6), round(lat, 6)), row.number)
        if number != row.number:
            written = f"{row.texts.get('lon') or lon} / {row.texts.get('lat') or lat}"
            faults.append(row.fault("lon", "same_place", f"sama persis dengan baris {number}", written))
    return faults


def _by_code(row: Row, gazetteer: Gazetteer) -> tuple[Place | None, list[Fault]]:
    code = row.values.get("village_code")
    if code is None:
        return None, []
    try:
        return gazetteer.by_code(code), []
    except CellError as error:
        return None, [row.broken("village_code", error)]


def _by_name(row: Row, gazetteer: Gazetteer) -> tuple[Place | None, list[Fault]]:
    name = row.values.get("village")
    if name is None:
        return None, []
    try:
        return gazetteer.by_name(name, row.values.get("kecamatan")), []
    except CellError as error:
        return None, [row.broken("village", error)]


def _km(distance_m: float) -> str:
    return f"{distance_m / 1_000:.1f} km".replace(".", ",")
