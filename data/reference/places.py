"""Where things are: the 195 villages, the DMS among them, landfills and other facilities."""

from dataclasses import dataclass
from datetime import date, time
from functools import cache

from data.reference._tables import Row, rows

ISLAND_KECAMATAN = "Karimunjawa"
"""The one kecamatan without a road to the mainland."""

POPULATION_SOURCE = "perkiraan dari jumlah TPS pemilu 2024, total registrasi 2025"
DMS_SOURCE = "daftar pers Desember 2023, menunggu konfirmasi DLH"

_CONFIDENCES = frozenset({"A", "B", "C"})
_VILLAGE_KINDS = frozenset({"desa", "kelurahan"})
_FACILITY_KINDS = frozenset({"pool", "landfill", "tps3r", "recycling_centre", "waste_bank"})
_FACILITY_STATUS = frozenset({"open", "auxiliary", "closed"})


@dataclass(frozen=True, slots=True)
class Village:
    """A desa or kelurahan with an interior point of its boundary, not its office.

    Attributes
    ----------
    code
        Official code, ``33.20.<kecamatan>.<village>``.
    lon, lat
        WGS84 degrees.
    area_km2
        Area of the official boundary, square kilometres.
    population_estimate
        Persons in 2025, confidence `population_confidence`: a starting value, never a statistic.
    population_published, population_published_year
        Persons and year where a public text gives them, else None.
    """

    code: str
    name: str
    kecamatan: str
    kind: str
    lon: float
    lat: float
    area_km2: float
    population_estimate: int
    population_published: int | None
    population_published_year: int | None
    polling_stations: int
    population_source: str = POPULATION_SOURCE
    population_confidence: str = "C"


@dataclass(frozen=True, slots=True)
class DmsVillage:
    """A village taken for a Desa Mandiri Sampah until DLH confirms or withdraws it."""

    village_code: str
    village: str
    kecamatan: str
    confirmed: bool = False
    source: str = DMS_SOURCE
    confidence: str = "C"


@dataclass(frozen=True, slots=True)
class Facility:
    """A pool, landfill or treatment place.

    Attributes
    ----------
    lon, lat
        WGS84 degrees.
    status
        ``open``, ``auxiliary`` or ``closed`` (then `closed_on` tells since when).
    accepts_residue
        True where the regency's trucks tip the residue by default.
    opens, closes
        WIB hours, estimated; None where nothing is known.
    design_t_per_day, received_t_per_year
        Tonnes; the latter of `received_year`.
    """

    code: str
    name: str
    kind: str
    lon: float
    lat: float
    status: str
    closed_on: date | None
    accepts_residue: bool
    opens: time | None
    closes: time | None
    design_t_per_day: float | None
    received_t_per_year: float | None
    received_year: int | None
    confidence: str
    source: str
    note: str | None


@cache
def villages() -> tuple[Village, ...]:
    """Return the 195 villages in the order of their codes."""
    return tuple(_village(row) for row in rows("villages"))


@cache
def dms_villages() -> tuple[DmsVillage, ...]:
    """Return the 32 villages taken for DMS; every one is to be confirmed by DLH."""
    return tuple(
        DmsVillage(row.text("village_code"), row.text("village"), row.text("kecamatan"))
        for row in rows("dms")
    )


@cache
def facilities() -> tuple[Facility, ...]:
    """Return the estimated pool and the 13 facilities of the national map."""
    return tuple(_facility(row) for row in rows("facilities"))


def is_island(village: Village) -> bool:
    """Tell whether no road leads from the village to the mainland (Karimunjawa)."""
    return village.kecamatan == ISLAND_KECAMATAN


def _village(row: Row) -> Village:
    return Village(
        code=row.text("code"),
        name=row.text("name"),
        kecamatan=row.text("kecamatan"),
        kind=row.one_of("kind", _VILLAGE_KINDS),
        lon=row.number("lon"),
        lat=row.number("lat"),
        area_km2=row.number("area_km2"),
        population_estimate=row.integer("population_estimate"),
        population_published=row.optional_integer("population_published"),
        population_published_year=row.optional_integer("population_published_year"),
        polling_stations=row.integer("polling_stations"),
    )


def _facility(row: Row) -> Facility:
    closed_on = row.optional_text("closed_on")
    opens, closes = row.optional_text("opens"), row.optional_text("closes")
    return Facility(
        code=row.text("code"),
        name=row.text("name"),
        kind=row.one_of("kind", _FACILITY_KINDS),
        lon=row.number("lon"),
        lat=row.number("lat"),
        status=row.one_of("status", _FACILITY_STATUS),
        closed_on=date.fromisoformat(closed_on) if closed_on else None,
        accepts_residue=row.flag("accepts_residue"),
        opens=time.fromisoformat(opens) if opens else None,
        closes=time.fromisoformat(closes) if closes else None,
        design_t_per_day=row.optional_number("design_t_per_day"),
        received_t_per_year=row.optional_number("received_t_per_year"),
        received_year=row.optional_integer("received_year"),
        confidence=row.one_of("confidence", _CONFIDENCES),
        source=row.text("source"),
        note=row.optional_text("note"),
    )
