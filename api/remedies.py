"""What would make a point servable that a plan leaves out, in one clause with its figures."""

from collections.abc import Callable, Mapping
from typing import Final

from api.wording import Words

type Figures = Mapping[str, int]


def remedy_words(code: str, figures: Figures) -> Words | None:
    """Return what a planner could change, or None where nobody knows or the plan is too old to say.

    Parameters
    ----------
    code, figures
        As `routing.judging.reasons` gives them.
    """
    remedy = _REMEDIES.get(code)
    try:
        return remedy(figures) if remedy else None
    except KeyError:  # plans of earlier versions carry fewer figures
        return None


def _minutes(seconds: int) -> int:
    return -(-seconds // 60)


def _rupiah(amount: int) -> tuple[str, str]:
    return f"Rp {amount:,}".replace(",", "."), f"Rp {amount:,}"


def _no_vehicle(figures: Figures) -> Words:
    if figures["of_kind"]:
        return Words("izinkan kelas truk lain masuk, atau pilih truk lain", "let another class of truck in")
    return Words("jalankan truk yang sejenis pada hari itu", "put a truck of that kind to work on the day")


def _too_large(figures: Figures) -> Words:
    return Words(
        f"angkut lebih sering: truk terbesar memuat {figures['capacity_kg']} kg",
        f"come more often: the largest truck carries {figures['capacity_kg']} kg",
    )


def _far(figures: Figures) -> Words:
    return Words(
        f"betulkan letak titik: jalan terdekat {figures['distance_m']} m",
        f"correct the place: the nearest road is {figures['distance_m']} m away",
    )


def _landfill(figures: Figures) -> Words:
    minutes = _minutes(figures["late_s"])
    return Words(
        f"TPA perlu buka {minutes} menit lebih lama", f"the landfill would have to open {minutes} min longer"
    )


def _window(figures: Figures) -> Words:
    minutes = _minutes(figures["late_s"])
    return Words(
        f"jam layanan titik perlu {minutes} menit lebih panjang",
        f"its hours would have to be {minutes} min longer",
    )


def _shift(figures: Figures) -> Words:
    minutes = _minutes(figures["longer_s"])
    return Words(
        f"jam kerja perlu {minutes} menit lebih panjang", f"the shift would have to be {minutes} min longer"
    )


def _price(figures: Figures) -> Words:
    rupiah_id, rupiah_en = _rupiah(figures["extra_cost"])
    return Words(f"naikkan prioritasnya ke atas {rupiah_id}", f"raise its price above {rupiah_en}")


def _capacity(figures: Figures) -> Words:
    if "overtime_s" not in figures:
        return Words("tambah satu truk", "one more truck")
    minutes = _minutes(figures["overtime_s"])
    return Words(
        f"lembur {minutes} menit, atau satu truk lagi", f"{minutes} min of overtime, or one more truck"
    )


_REMEDIES: Final[Mapping[str, Callable[[Figures], Words]]] = {
    "no_vehicle_allowed": _no_vehicle,
    "no_facility": lambda _: Words(
        "buka TPA lain untuk jenis sampah ini", "open another facility for this kind of waste"
    ),
    "too_large": _too_large,
    "far_from_road": _far,
    "not_connected": lambda _: Words("betulkan peta jalan di sana", "correct the road map there"),
    "closed_road": lambda _: Words("buka kembali penutupan jalan", "lift the closure of the road"),
    "landfill_closed": _landfill,
    "window_closed": _window,
    "shift_too_short": _shift,
    "facility_full": lambda _: Words("arahkan ke TPA lain", "send loads to another facility"),
    "cheaper_left_out": _price,
    "not_enough_capacity": _capacity,
}
