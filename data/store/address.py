"""Where the store is and on which channels it pings; imports nothing, so that small programs start fast."""

from typing import Final

POSITIONS_CHANNEL: Final = "siangsa_positions"
FACTS_CHANNEL: Final = "siangsa_facts"
PLANS_CHANNEL: Final = "siangsa_plans"
DEVICES_CHANNEL: Final = "siangsa_devices"
QUARANTINE_CHANNEL: Final = "siangsa_quarantine"
ROADS_CHANNEL: Final = "siangsa_roads"
WEEKS_CHANNEL: Final = "siangsa_weeks"


def sqlalchemy_url(url: str) -> str:
    """Return `url` with the psycopg 3 driver named."""
    scheme, separator, rest = url.partition("://")
    if scheme in {"postgresql", "postgres"}:
        return f"postgresql+psycopg{separator}{rest}"
    return url


def plain_url(url: str) -> str:
    """Return `url` as libpq reads it, for raw psycopg connections."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)
