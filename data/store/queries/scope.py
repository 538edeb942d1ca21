"""What of the regency an account may see; every query for people takes a `Scope`."""

from dataclasses import dataclass
from typing import Literal

ScopeKind = Literal["all", "kecamatan", "vehicles"]


@dataclass(frozen=True)
class Scope:
    """A part of the regency.

    Parameters
    ----------
    kind
        `all`, `kecamatan` (points there and the vehicles sent there) or `vehicles` (those, and the points
        on their routes).
    values
        Names of kecamatan or ids of vehicles; empty for `all`.
    """

    kind: ScopeKind = "all"
    values: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a scope that names nothing, or names something beside everything."""
        if (self.kind == "all") == bool(self.values):
            raise ValueError(f"scope {self.kind} with {len(self.values)} values not understood")

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left out."""
        return self.kind == "all"


EVERYTHING = Scope()
