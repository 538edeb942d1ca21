"""How days, times and amounts are written on what is handed out: Bahasa Indonesia first, English second."""

from datetime import date, datetime, tzinfo
from typing import Final

DAYS_ID: Final = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
DAYS_EN: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS_ID: Final = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
_MONTHS_EN: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
SAMPLE: Final = "DATA CONTOH"
SYNTHETIC: Final = "JALAN SINTETIS"
STREAMS_ID: Final = {"residue": "residu", "organic": "organik", "recyclable": "daur ulang"}


def day_id(day: date, *, year: bool = True) -> str:
    """Return ``Senin, 23 November 2026``."""
    told = f"{DAYS_ID[day.weekday()]}, {day.day} {_MONTHS_ID[day.month - 1]}"
    return f"{told} {day.year}" if year else told


def day_en(day: date, *, year: bool = True) -> str:
    """Return ``Monday, 23 November 2026``."""
    told = f"{DAYS_EN[day.weekday()]}, {day.day} {_MONTHS_EN[day.month - 1]}"
    return f"{told} {day.year}" if year else told


def clock(moment: datetime, zone: tzinfo) -> str:
    """Return the local time as ``06.30``, to the nearest minute."""
    local = datetime.fromtimestamp(round(moment.timestamp() / 60) * 60, zone)
    return f"{local:%H.%M}"


def number(value: float) -> str:
    """Return a whole number with a point between its thousands: ``12.400``."""
    return f"{round(value):,}".replace(",", ".")


def about_kg(kg: float) -> str:
    """Return an estimated weight to the nearest 10 kg: ``± 320 kg``."""
    return f"± {number(round(kg, -1))} kg" if abs(kg) >= 100 else f"± {number(kg)} kg"


def km(metres: float) -> str:
    """Return a distance with one decimal: ``42,5 km``."""
    return f"{metres / 1000:.1f} km".replace(".", ",")


def phone(told: str) -> str:
    """Return a telephone number as it is dialled here: ``0812-3456-7890``."""
    digits = f"0{told[3:]}" if told.startswith("+62") else told
    return "-".join(digits[at : at + 4] for at in range(0, len(digits), 4)) if digits.isdigit() else told
