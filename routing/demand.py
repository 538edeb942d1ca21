"""How much waits at a point, and what leaving it there is worth.

What gathers in a day stands with each point in the store (for samples: estimated population x 0.33 kg
x residue share 0.23, shared among a village's points); here it grows with the days since the point
was last emptied.
"""

from dataclasses import dataclass
from datetime import date


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
    urgent: int = 10_000_000

    def of(self, kg: int, days: int, *, container: bool, urgent: bool = False) -> int:
        """Price of one point; an urgent one goes before all others."""
        kind = (self.container if container else self.base) + (self.urgent if urgent else 0)
        return kind + kg * self.per_kg + days * self.per_day


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
