"""Names of the lists that can be imported."""

from typing import Final, Literal

type ListName = Literal["villages", "points", "facilities", "vehicles", "devices", "crews"]

NAMES: Final[tuple[ListName, ...]] = ("villages", "points", "facilities", "vehicles", "devices", "crews")
"""In the order in which an office fills them: each stands on those before it."""
