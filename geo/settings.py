"""Settings of the room, read from ``SIANGSA_GEO_…``; built in :mod:`geo.cli` and handed down."""

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from geo.errors import BoundsError
from geo.roads.bounds import Bounds
from geo.roads.getting.fetch import Overpass
from geo.roads.getting.geocode import Geocoder
from geo.roads.getting.overpass import DECISION_S


def _web_address(url: str) -> str:
    """Admit web addresses only: what is opened as it stands must not be a file of this machine."""
    if not url.startswith(("http://", "https://")):
        raise ValueError("must begin with http:// or https://")
    return url.rstrip("/")


class GeoSettings(BaseSettings):
    """Where roads come from, and where they are kept.

    Parameters
    ----------
    overpass_url
        Base of the Overpass API.
    overpass_decision_s
        Seconds within which an unreachable server is given up.
    overpass_timeout_s
        Seconds for a whole download.
    nominatim_url
        Base of the Nominatim server that knows the areas of places.
    contact
        Address that map servers are told, so that they can write before they lock out; may be empty.
    bounds
        Area that is fetched: ``west,south,east,north`` in degrees; the default holds mainland Jepara and
        the roads around it.
    roads_dir
        Folder of road snapshots.
    cache_dir
        Folder of raw answers of Overpass.
    """

    model_config = SettingsConfigDict(env_prefix="SIANGSA_GEO_", frozen=True)

    overpass_url: Annotated[str, AfterValidator(_web_address)] = "https://overpass-api.de/api"
    overpass_decision_s: float = Field(default=DECISION_S, gt=0, le=60)
    overpass_timeout_s: float = Field(default=300.0, gt=0)
    nominatim_url: Annotated[str, AfterValidator(_web_address)] = "https://nominatim.openstreetmap.org"
    contact: str = Field(default="", max_length=100, pattern=r"^[ -~]*$")
    bounds: str = "110.55,-6.86,111.03,-6.35"
    roads_dir: Path = Path("var/roads")
    cache_dir: Path = Path("var/cache")

    @field_validator("bounds")
    @classmethod
    def _is_box(cls, text: str) -> str:
        try:
            return Bounds.parse(text).text()
        except BoundsError as error:
            raise ValueError(str(error)) from error

    def overpass(self) -> Overpass:
        """Return the server and the cache."""
        return Overpass(
            self.overpass_url,
            self.cache_dir,
            self.overpass_decision_s,
            self.overpass_timeout_s,
            contact=self.contact,
        )

    def geocoder(self) -> Geocoder:
        """Return the server that knows places, and the cache."""
        return Geocoder(self.nominatim_url, self.cache_dir, contact=self.contact)
