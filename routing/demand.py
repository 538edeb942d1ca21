"""How much waits at a point, and what leaving it there is worth."""

from dataclasses import dataclass
from datetime import date

KG_PER_PERSON_DAY = 0.33
"""SIPSN 2024: 419 t/day over the population; calculated there, not weighed."""

RESIDUE_SHARE = 0.23
"""Part that a DMS village sends to the landfill: all but the 77 % organic matter."""


@dataclass(frozen=True, slots=True)
class Densities:
    """Kilograms per cubic metre in the vehicle (measured elsewhere, B)."""

    dump_truck: float = 239.0
    container: float = 373.0


@dataclass(frozen=True, slots=True)
class Prices:
    """Rupiah for leaving a point out.

    High enough that a plan leaves a point only when trucks cannot, rising with what waits and with
    the days it has waited, so that the oldest and heaviest go first when hours are short.
    """

    base: int = 600_000
    per_kg: int = 1_500
    per_day: int = 150_000
    container: int = 2_000_000

    def of(self, kg: int, days: int, *, container: bool) -> int:
        """Price of one point."""
        return (self.container if container else self.base) + kg * self.per_kg + days * self.per_day


def village_kg_day(population: int) -> float:
    """Estimate what a DMS village sends to the landfill in a day, kilograms."""
    return population * KG_PER_PERSON_DAY * RESIDUE_SHARE


def days_waiting(last_emptied_on: date | None, day: date) -> int:
    """Days that have gathered, at least one; a point never emptied counts as one day."""
    return max(1, (day - last_emptied_on).days) if last_emptied_on else 1


def waiting_kg(amount_kg_day: float, days: int, *, most_kg: float | None = None) -> int:
    """Whole kilograms that wait after `days`; a container holds no more than `most_kg`."""
    kg = amount_kg_day * days
    return round(kg if most_kg is None else min(kg, most_kg))


def litres_of(kg: int, density_kg_m3: float) -> int:
    """Litres that a load takes in the vehicle, rounded up."""
    return -int(-kg * 1000 // density_kg_m3)
