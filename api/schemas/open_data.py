"""The catalogue of open data, as DCAT 3 says it in JSON-LD."""

from typing import Annotated, Any

from pydantic import Field

from api.schemas.common import Answer


class Catalogue(Answer):
    """A `dcat:Catalog`; portals (CKAN and others) harvest it."""

    context: Annotated[dict[str, str], Field(serialization_alias="@context")]
    type: Annotated[str, Field(serialization_alias="@type")]
    title: dict[str, str]
    description: dict[str, str]
    publisher: dict[str, Any]
    license: str
    spatial: dict[str, Any]
    dataset: list[dict[str, Any]] = Field(description="Each a `dcat:Dataset` with its distributions")
