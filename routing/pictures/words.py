"""Words on pictures and in tables, Bahasa Indonesia first."""

from typing import Final, Literal

type Language = Literal["id", "en"]

_WORDS: Final[dict[str, tuple[str, str]]] = {
    "day": ("Rencana {day}, versi {version}", "Plan of {day}, version {version}"),
    "not_feasible": ("TIDAK LAYAK", "NOT FEASIBLE"),
    "totals": (
        "{vehicles} truk · {trips} rit · {stops} titik · {tonnes} t · {km} km · tidak terangkut: {unserved}",
        "{vehicles} trucks · {trips} trips · {stops} points · {tonnes} t · {km} km · left out: {unserved}",
    ),
    "serving": ("melayani", "serving"),
    "unloading": ("bongkar di TPA", "unloading"),
    "resting": ("istirahat", "break"),
    "driving": ("jalan", "driving"),
    "left_out": ("tidak terangkut", "left out"),
    "facility": ("TPA, pool", "landfill, pool"),
    "truck": ("{trips} rit · {tonnes} t · {km} km", "{trips} trips · {tonnes} t · {km} km"),
    "estimate": ("muatan ± perkiraan", "loads ± estimated"),
}


def say(language: Language, key: str, **figures: object) -> str:
    """Return a phrase with its figures filled in."""
    return _WORDS[key][0 if language == "id" else 1].format(**figures)


def decimal(value: float, language: Language, places: int = 1) -> str:
    """Return a number as the language writes it: 1.234,5 or 1,234.5."""
    plain = f"{value:,.{places}f}"
    return plain.translate(str.maketrans(",.", ".,")) if language == "id" else plain
