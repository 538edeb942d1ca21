"""The Javanese market week: five days by which many markets go."""

from datetime import date
from typing import Final

PASARAN: Final = ("Legi", "Pahing", "Pon", "Wage", "Kliwon")


def pasaran_of(day: date) -> str:
    """Return the day of the market week; it has run through without a break since long before any plan."""
    return PASARAN[day.toordinal() % len(PASARAN)]
