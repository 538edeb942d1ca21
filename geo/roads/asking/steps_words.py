"""Steps in words for the driver, in Bahasa Indonesia and English.

The sentences are short: they are read at the wheel. A road without a name is not spoken of.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from geo.roads.asking.steps import Step

type Language = Literal["id", "en"]

KILOMETRE_M: Final = 1_000.0
ROUNDING_M: Final = 10


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language.

    Parameters
    ----------
    compass
        From north clockwise, eight of them.
    turns
        What to do, by modifier.
    sides
        Where the goal lies, by modifier.
    forks
        Which branch to take, by modifier.
    kinds
        A sentence by kind of step, in which ``{turn}``, ``{fork}``, ``{side}``, ``{compass}`` and ``{exit}``
        are filled in.
    onto
        What follows the sentence when the road after it has a name, by kind; ``{road}``.
    numbered
        A road that has a number and no name; ``{number}``.
    then
        The stretch after it; ``{far}``.
    decimal
        Mark between whole and part.
    """

    compass: tuple[str, ...]
    turns: Mapping[str, str]
    sides: Mapping[str, str]
    forks: Mapping[str, str]
    kinds: Mapping[str, str]
    onto: Mapping[str, str]
    numbered: str
    then: str
    decimal: str


INDONESIAN: Final = Words(
    compass=("utara", "timur laut", "timur", "tenggara", "selatan", "barat daya", "barat", "barat laut"),
    turns={
        "uturn": "putar balik",
        "sharp right": "belok tajam ke kanan",
        "right": "belok kanan",
        "slight right": "serong kanan",
        "straight": "lurus terus",
        "slight left": "serong kiri",
        "left": "belok kiri",
        "sharp left": "belok tajam ke kiri",
    },
    sides={"left": ", di sebelah kiri", "right": ", di sebelah kanan", "straight": ", di depan"},
    forks={"left": "ambil kiri", "right": "ambil kanan", "straight": "ambil jalan tengah"},
    kinds={
        "depart": "mulai ke arah {compass}",
        "arrive": "tiba di tujuan{side}",
        "new name": "{turn}",
        "continue": "{turn}",
        "merge": "bergabung ke arus lalu lintas",
        "on ramp": "masuk jalan penghubung, {fork}",
        "off ramp": "keluar ke jalan penghubung, {fork}",
        "fork": "di percabangan, {fork}",
        "end of road": "di ujung jalan, {turn}",
        "roundabout": "di bundaran, ambil jalan keluar ke-{exit}",
        "roundabout turn": "di bundaran kecil, {turn}",
        "exit roundabout": "keluar dari bundaran",
        "into roundabout": "masuk bundaran",
    },
    onto={"depart": " di {road}", "new name": ", masuk {road}", "continue": ", tetap di {road}"},
    numbered="jalan nomor {number}",
    then=", lalu {far}",
    decimal=",",
)

ENGLISH: Final = Words(
    compass=("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"),
    turns={
        "uturn": "make a U-turn",
        "sharp right": "turn sharp right",
        "right": "turn right",
        "slight right": "bear right",
        "straight": "go straight on",
        "slight left": "bear left",
        "left": "turn left",
        "sharp left": "turn sharp left",
    },
    sides={"left": ", on the left", "right": ", on the right", "straight": ", straight ahead"},
    forks={"left": "keep left", "right": "keep right", "straight": "keep to the middle"},
    kinds={
        "depart": "start towards the {compass}",
        "arrive": "you have arrived{side}",
        "new name": "{turn}",
        "continue": "{turn}",
        "merge": "merge into the traffic",
        "on ramp": "take the slip road, {fork}",
        "off ramp": "leave by the slip road, {fork}",
        "fork": "at the fork, {fork}",
        "end of road": "at the end of the road, {turn}",
        "roundabout": "at the roundabout, take exit {exit}",
        "roundabout turn": "at the small roundabout, {turn}",
        "exit roundabout": "leave the roundabout",
        "into roundabout": "enter the roundabout",
    },
    onto={"depart": " on {road}", "new name": " into {road}", "continue": ", staying on {road}"},
    numbered="road {number}",
    then=", then {far}",
    decimal=".",
)

WORDS: Final[Mapping[Language, Words]] = {"id": INDONESIAN, "en": ENGLISH}
ONTO: Final[Mapping[Language, str]] = {"id": " ke {road}", "en": " into {road}"}

SAME_KIND: Final = {
    "rotary": "roundabout",
    "exit rotary": "exit roundabout",
    "notification": "new name",
    "use lane": "new name",
}


def tell(step: Step, language: Language = "id") -> str:
    """Return a step as one sentence without its stop, such as "Belok kiri ke Jalan Pemuda, lalu 350 m".

    Parameters
    ----------
    step
        What the driver does.
    language
        ``id`` or ``en``.
    """
    words, kind = WORDS[language], _kind(step)
    said = words.kinds.get(kind, "{turn}").format(
        turn=words.turns.get(step.modifier, words.turns["straight"]),
        fork=words.forks[_side(step.modifier)],
        side=words.sides[_side(step.modifier)] if step.modifier else "",
        compass=words.compass[round(step.bearing_deg / 45) % 8],
        exit=step.exit,
    )
    if kind == "arrive":
        return said[0].upper() + said[1:]
    road = step.name or _numbered(step.ref, words)
    onto = words.onto.get(kind, ONTO[language]).format(road=road) if road else ""
    return said[0].upper() + said[1:] + onto + words.then.format(far=far(step.distance_m, language))


def far(distance_m: float, language: Language = "id") -> str:
    """Return a distance as a driver says it: tens of metres, from one kilometre on kilometres.

    Parameters
    ----------
    distance_m
        Metres.
    language
        ``id`` (1,2 km) or ``en`` (1.2 km).
    """
    tens = max(round(distance_m / ROUNDING_M) * ROUNDING_M, ROUNDING_M)
    if tens < KILOMETRE_M:
        return f"{tens} m"
    return f"{distance_m / KILOMETRE_M:.1f} km".replace(".", WORDS[language].decimal)


def _kind(step: Step) -> str:
    kind = SAME_KIND.get(step.kind, step.kind)
    return "into roundabout" if kind == "roundabout" and step.exit < 1 else kind


def _side(modifier: str) -> str:
    return next((side for side in ("left", "right") if side in modifier), "straight")


def _numbered(ref: str, words: Words) -> str:
    """Return a road by the first of its numbers ("25;AH2"), nothing where it has none."""
    number = ref.partition(";")[0].strip()
    return words.numbered.format(number=number) if number else ""
