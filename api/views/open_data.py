"""The catalogue of open data, from datasets as they stand."""

from collections.abc import Sequence
from typing import Any, Final

from api.schemas.open_data import Catalogue
from api.settings import ApiSettings
from data.store.queries.open_data import Dataset

_CONTEXT: Final = {
    "@vocab": "http://www.w3.org/ns/dcat#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "title": "dct:title",
    "description": "dct:description",
    "publisher": "dct:publisher",
    "license": "dct:license",
    "spatial": "dct:spatial",
    "modified": "dct:modified",
    "temporal": "dct:temporal",
    "identifier": "dct:identifier",
    "format": "dct:format",
}
_FORMS: Final = {"csv": "text/csv", "geojson": "application/geo+json"}


def catalogue(datasets: Sequence[Dataset], base: str, settings: ApiSettings) -> Catalogue:
    """Return the catalogue; `base` is the address under which the datasets stand."""
    return Catalogue(
        context=_CONTEXT,
        type="dcat:Catalog",
        title={"id": "Data terbuka persampahan", "en": "Open data on waste collection"},
        description={
            "id": "Tanpa data pribadi dan tanpa posisi kendaraan. Angka jumlah sampah adalah perkiraan (±).",
            "en": "No persons, no positions of vehicles. Amounts of waste are estimates (±).",
        },
        publisher={"@type": "foaf:Organization", "foaf:name": settings.open_data_publisher},
        license=settings.open_data_licence,
        spatial={"@type": "dct:Location", "title": "Kabupaten Jepara", "dcat:bbox": "110.3,-7.0,111.1,-5.6"},
        dataset=[_dataset(each, base, settings) for each in datasets],
    )


def _dataset(found: Dataset, base: str, settings: ApiSettings) -> dict[str, Any]:
    meaning, _, english = found.meaning.partition(" / ")
    told: dict[str, Any] = {
        "@type": "dcat:Dataset",
        "identifier": found.name,
        "title": {"id": meaning, "en": english or meaning},
        "license": settings.open_data_licence,
        "rows": found.rows,
        "columns": [column.name for column in found.columns],
        "distribution": [_distribution(found.name, form, base) for form in _FORMS],
    }
    if found.samples:
        told["description"] = {
            "id": f"{found.samples} baris adalah contoh (kolom sample).",
            "en": f"{found.samples} rows are made-up samples (column sample).",
        }
    if found.first and found.last:
        told["temporal"] = {"startDate": found.first.isoformat(), "endDate": found.last.isoformat()}
    changed = found.changed_at or found.last
    if changed:
        told["modified"] = changed.isoformat()
    return told


def _distribution(name: str, form: str, base: str) -> dict[str, str]:
    address = f"{base}/{name}.{form}"
    return {"@type": "dcat:Distribution", "downloadURL": address, "mediaType": _FORMS[form], "format": form}
