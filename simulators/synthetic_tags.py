"""Tags of synthetic roads: what mappers of rural Java write, and how seldom they write it.

Shares follow two real extracts, Semarang Genuk and Probolinggo (docs/synthetic-roads.md): hardly any
`maxspeed`, widths and surfaces on some lanes only. A road without tags is the usual case.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np

from simulators.synthetic_plane import Tags

type Shares = Mapping[str, float]
"""Value of a tag to the share of roads that have it; what is left has none."""

SURFACE: Final[Mapping[str, Shares]] = {
    "primary": {"asphalt": 0.8},
    "secondary": {"asphalt": 0.7},
    "tertiary": {"asphalt": 0.5, "paved": 0.1},
    "unclassified": {"asphalt": 0.3, "concrete": 0.08, "gravel": 0.03},
    "residential": {
        "asphalt": 0.12, "paving_stones": 0.22, "concrete": 0.1, "gravel": 0.03, "ground": 0.015,
    },
    "living_street": {"paving_stones": 0.4, "concrete": 0.15, "ground": 0.03},
    "service": {"paving_stones": 0.15, "concrete": 0.1, "gravel": 0.05},
    "track": {"ground": 0.4, "gravel": 0.15, "grass": 0.05},
}  # fmt: skip
SMOOTHNESS: Final[Mapping[str, Shares]] = {
    "residential": {"good": 0.25, "intermediate": 0.06, "bad": 0.03, "very_bad": 0.004},
    "living_street": {"good": 0.3, "intermediate": 0.08, "bad": 0.04, "very_bad": 0.01},
    "unclassified": {"good": 0.1, "intermediate": 0.05, "bad": 0.04},
    "track": {"bad": 0.15, "very_bad": 0.1, "horrible": 0.04},
}
WIDTH: Final[Mapping[str, Shares]] = {
    "primary": {"7": 0.2, "10": 0.1},
    "secondary": {"6": 0.2, "7": 0.1},
    "tertiary": {"5": 0.15, "6": 0.1},
    "unclassified": {"4": 0.15, "5": 0.1},
    "residential": {"3": 0.14, "3.5": 0.03, "4": 0.12, "5": 0.04, "2.5": 0.01},
    "living_street": {"2": 0.28, "2.5": 0.06, "3": 0.2, "1.5": 0.03},
    "service": {"2": 0.1, "3": 0.1},
    "track": {"2": 0.1, "2.5": 0.1},
}
LANES: Final[Mapping[str, Shares]] = {
    "primary": {"2": 0.6},
    "secondary": {"2": 0.4},
    "tertiary": {"2": 0.2},
    "unclassified": {"1": 0.15},
    "residential": {"1": 0.35},
    "living_street": {"1": 0.5},
}
TRACKTYPE: Final[Mapping[str, Shares]] = {
    "track": {"grade1": 0.1, "grade2": 0.25, "grade3": 0.2, "grade4": 0.15, "grade5": 0.05}
}
SERVICE: Final[Mapping[str, Shares]] = {"service": {"alley": 0.5, "driveway": 0.2}}
MAXSPEED: Final[Mapping[str, Shares]] = {"primary": {"60": 0.04}, "residential": {"20": 0.005}}

KEYS: Final[Mapping[str, Mapping[str, Shares]]] = {
    "lanes": LANES,
    "maxspeed": MAXSPEED,
    "service": SERVICE,
    "smoothness": SMOOTHNESS,
    "surface": SURFACE,
    "tracktype": TRACKTYPE,
    "width": WIDTH,
}

THROUGH: Final = frozenset({"primary", "secondary", "tertiary"})
"""Roads on which buses run: no tag of theirs may stop a truck."""


def draw_tags(highway: str, rng: np.random.Generator) -> Tags:
    """Draw the tags of one road of a class, by key.

    Parameters
    ----------
    highway
        Class.
    rng
        Source of all chance; as many numbers are drawn whatever the class.
    """
    drawn = rng.random(len(KEYS))
    found = (
        (key, _value(KEYS[key].get(highway, {}), chance)) for key, chance in zip(KEYS, drawn, strict=True)
    )
    return tuple((key, value) for key, value in found if value)


def _value(shares: Shares, chance: float) -> str:
    for value, share in shares.items():
        chance -= share
        if chance < 0:
            return value
    return ""


SHARE_OF_NAMES: Final = 0.14
"""How many residential roads have a name; lanes seldom have one on a map."""

NAMES: Final = (
    "Anggrek", "Cempaka", "Dahlia", "Flamboyan", "Kamboja", "Kenanga", "Mangga", "Mawar", "Melati", "Merak",
    "Nusa Indah", "Pahlawan", "Pemuda", "Rambutan", "Sawo", "Sawah", "Seruni", "Teratai", "Ukir", "Wijaya",
)  # fmt: skip


def draw_name(highway: str, rng: np.random.Generator) -> str:
    """Draw the name of a road inside a village; mostly it has none.

    Parameters
    ----------
    highway
        Class.
    rng
        Source of all chance; as many numbers are drawn whatever the class.
    """
    chance, pick = rng.random(), int(rng.integers(len(NAMES)))
    return f"Jalan {NAMES[pick]}" if highway == "residential" and chance < SHARE_OF_NAMES else ""
