"""Lists on their way in: what a file holds, what is wrong with it, what it would change."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from api.schemas.common import Answer, Asked, Lat, Lon, Utc

ListName = Literal["villages", "points", "facilities", "vehicles", "devices", "crews"]
TemplateForm = Literal["csv", "xlsx"]
RowState = Literal["new", "changed", "fault"]
MOST_COLUMNS = 200


def _storable(word: str) -> str:
    """Refuse what the database cannot keep."""
    if "\x00" in word:
        raise ValueError("a NUL character is not allowed")
    return word


Word = Annotated[str, Field(max_length=200), AfterValidator(_storable)]
Named = Annotated[str, Field(min_length=1, max_length=60), AfterValidator(_storable)]


class ImportOptionsAsked(Asked):
    """How to read a file, where it does not say so itself."""

    map: Annotated[dict[Word, Word], Field(max_length=MOST_COLUMNS)] = Field(
        default={}, description="Heading of the file -> column of the list; an empty column: not used"
    )
    mapping: Named | None = Field(default=None, description="Name of a kept mapping, used before `map`")
    keep_mapping: Named | None = Field(default=None, description="Keep the mapping under this name")
    crs: Word | None = Field(default=None, description="Coordinate system, such as EPSG:32749")
    layer: Word | None = Field(default=None, description="Which layer of a map file")
    sheet: Word | None = Field(default=None, description="Which sheet of a workbook")


class ImportApplyAsked(Asked):
    """What to do with a file that was looked at."""

    reject_bad: bool = Field(default=False, description="Import the good rows and leave the bad ones out")
    replace_samples: bool = Field(default=False, description="Close the made-up entries of this list")


class ImportColumn(Answer):
    """A column of the file, what it is taken for, and what stands in it."""

    heading: str
    field: str | None = Field(description="Column of the list; None: not used")
    sample: str | None = Field(description="The first cell that is not empty")


class ImportFault(Answer):
    """A broken rule, told so that a person can mend it."""

    row: int = Field(description="Line of the sheet or number of the feature; 1 also for the whole file")
    column: str
    rule: str
    value: str
    hint_id: str
    hint_en: str
    suggestions: list[str]


class ImportDifference(Answer):
    """The file against the store."""

    new: int
    changed: int
    same: int
    missing: int = Field(description="Stored and not in the file; they are left as they are")
    codes: dict[str, list[str]] = Field(description="The first 20 codes of each")


class ImportPlace(Answer):
    """A point as GeoJSON says it."""

    type: Literal["Point"] = "Point"
    coordinates: tuple[Lon, Lat]


class ImportFeatureProperties(Answer):
    """A row of the file on the map."""

    row: int
    state: RowState
    code: str | None
    name: str | None


class ImportFeature(Answer):
    """A row of the file that has a place."""

    type: Literal["Feature"] = "Feature"
    geometry: ImportPlace
    properties: ImportFeatureProperties


class ImportFeatures(Answer):
    """Rows on the map: new, changed or faulty ones, at most 5,000."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    features: list[ImportFeature]


class ImportDraftAnswer(Answer):
    """A file that was read and checked; nothing of it is stored."""

    id: int
    list_name: ListName = Field(alias="list")
    file_name: str
    rows: int = Field(description="Entries of the file; sums and empty rows are none")
    crs: str | None = Field(description="Coordinate system of the places")
    columns: list[ImportColumn]
    unused: list[str]
    missing_required: list[str]
    faults: list[ImportFault] = Field(description="The first 500")
    faults_total: int
    bad_rows: int = Field(description="Rows with faults")
    difference: ImportDifference
    features: ImportFeatures


class ImportOutcome(Answer):
    """What an import did."""

    new: int
    changed: int
    same: int
    missing: int
    rejected: int = Field(description="Rows that were left out")
    samples_open: int
    samples_closed: int
    secrets: dict[str, str] = Field(description="New device -> its secret, shown this once")


class ImportMappingRow(Answer):
    """A mapping that was kept."""

    list_name: ListName = Field(alias="list")
    name: str
    columns: dict[str, str]
    kept_by: str
    kept_at: Utc
