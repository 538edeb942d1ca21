"""Sentences for people about a judged week, in Bahasa Indonesia and English.

A sentence says what is wrong and by how much; day, vehicle and place stand beside it.
"""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from routing.judging.terms import Violation
from routing.judging.words import sentence
from routing.week.patterns import Reason
from routing.week.problem import WeekPoint
from routing.week.terms import HORIZON_RULES, WeekViolation


class Words(NamedTuple):
    """One sentence in both languages."""

    id: str
    en: str


type _Say = Callable[[WeekViolation, WeekPoint | None], Words]


def say(violation: WeekViolation, point: WeekPoint | None = None, reason: Reason | None = None) -> Words:
    """Return what is wrong.

    Parameters
    ----------
    point
        The one that it is about, for the limits of its rhythm.
    reason
        Why no days of this week keep the point's rhythm, if none do.
    """
    if violation.rule in HORIZON_RULES:
        words = _SAID[violation.rule](violation, point)
    else:
        bare = Violation(violation.rule, amount=violation.amount)  # type: ignore[arg-type]  # no horizon rule
        words = Words(sentence(bare, "id"), sentence(bare, "en"))
    if reason is None:
        return words
    why = say_reason(reason)
    return Words(f"{words.id} ({why.id})", f"{words.en} ({why.en})")


def say_reason(reason: Reason) -> Words:
    """Return why no days of the week keep a rhythm."""
    text_id, text_en = _REASONS[reason.code]
    values = {"asked": reason.asked, "possible": reason.possible}
    return Words(text_id.format(**values), text_en.format(**values))


_REASONS: Final[Mapping[str, tuple[str, str]]] = {
    "too_often": (
        "diminta {asked} kali, padahal hanya ada {possible} hari kerja",
        "asked {asked} times, but there are only {possible} working days",
    ),
    "fixed_days": (
        "semua hari tetapnya libur atau di luar rencana",
        "all its fixed days are holidays or outside the plan",
    ),
    "too_often_fixed": (
        "diminta {asked} kali, padahal hanya {possible} hari tetapnya bisa dipakai",
        "asked {asked} times, but only {possible} of its fixed days can be used",
    ),
    "overdue": (
        "sudah terlambat: paling cepat {possible} hari sejak pengangkutan terakhir, paling lama {asked}",
        "overdue already: {possible} days after the last time at the soonest, {asked} at most",
    ),
    "holiday_most_gap": (
        "hari libur memutus jarak paling lama {asked} hari: paling sedikit jadi {possible} hari",
        "a holiday breaks the greatest gap of {asked} days: {possible} days at least",
    ),
    "most_gap": (
        "tidak ada pola hari dengan jarak paling lama {asked} hari: paling sedikit jadi {possible} hari",
        "no days keep the greatest gap of {asked} days: {possible} days at least",
    ),
    "least_gap": (
        "tidak ada pola hari dengan jarak paling sedikit {asked} hari",
        "no days keep the least gap of {asked} days",
    ),
    "gaps": (
        "jarak paling sedikit {asked} dan paling lama {possible} hari tidak bisa dipenuhi bersama",
        "a least gap of {asked} and a greatest of {possible} days cannot both be kept",
    ),
}


def _ribu(amount: int) -> str:
    return f"{amount:,}".replace(",", ".")


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _too_few(violation: WeekViolation, point: WeekPoint | None) -> Words:
    times = point.times if point else violation.amount
    done = times - violation.amount
    return Words(
        f"diangkut {done} kali, seharusnya {times} kali",
        f"emptied {_times(done)}, it should be {_times(times)}",
    )


def _gap_short(violation: WeekViolation, point: WeekPoint | None) -> Words:
    least = point.least_gap if point else 0
    return Words(
        f"diangkut lagi setelah {violation.amount} hari, paling sedikit harus {least} hari",
        f"emptied again after {_days(violation.amount)}, it must be {_days(least)} at least",
    )


def _gap_long(violation: WeekViolation, point: WeekPoint | None) -> Words:
    most, gap = point.most_gap if point else 0, violation.amount
    if violation.label == "end":
        return Words(
            f"setelah itu {gap} hari tidak diangkut sampai minggu berikutnya, paling lama boleh {most} hari",
            f"not emptied for {_days(gap)} after that until the next week, {_days(most)} at most are allowed",
        )
    return Words(
        f"baru diangkut lagi setelah {gap} hari, paling lama boleh {most} hari",
        f"emptied again only after {_days(gap)}, {_days(most)} at most are allowed",
    )


def _forbidden(violation: WeekViolation, _: WeekPoint | None) -> Words:
    if violation.day is None:
        return Words(
            "hari-hari ini tidak boleh dipakai bersama", "these days are not allowed with one another"
        )
    return Words("titik ini tidak boleh diangkut pada hari ini", "this point may not be emptied on this day")


def _unbalanced(violation: WeekViolation, _: WeekPoint | None) -> Words:
    off = abs(violation.amount)
    more = violation.amount > 0
    return Words(
        f"muatan hari ini {off} % {'di atas' if more else 'di bawah'} rata-rata hari kerja",
        f"this day's load lies {off} % {'above' if more else 'below'} the mean of the working days",
    )


_SAID: Final[Mapping[str, _Say]] = {
    "too_few_visits": _too_few,
    "left_out": lambda v, _: Words(
        f"tidak diangkut sama sekali minggu ini, seharusnya {v.amount} kali",
        f"not emptied at all this week, it should be {_times(v.amount)}",
    ),
    "gap_too_short": _gap_short,
    "gap_too_long": _gap_long,
    "forbidden_day": _forbidden,
    "pinned_otherwise": lambda v, _: Words(
        f"dikunci{' untuk ' + v.vehicle if v.vehicle else ''} pada hari ini, tetapi rencananya lain",
        f"pinned{' to ' + v.vehicle if v.vehicle else ''} on this day, but the plan is another",
    ),
    "excluded_but_visited": lambda _v, _p: Words(
        "tidak diikutkan minggu ini, tetapi masih diangkut", "left out this week, but still emptied"
    ),
    "vehicle_not_working": lambda _v, _p: Words(
        "kendaraan ini tidak bekerja pada hari ini", "this vehicle does not work on this day"
    ),
    "overflow": lambda v, _: Words(
        f"wadah meluap: {_ribu(v.amount)} kg lebih dari isinya",
        f"the container overflows by {v.amount:,} kg",
    ),
    "territory": lambda v, _: Words(
        f"{v.amount} kunjungan di luar wilayah kru ini", f"{v.amount} visits outside this crew's territory"
    ),
    "too_many_moved": lambda v, _: Words(
        f"{v.amount} titik lebih banyak berganti hari daripada yang diizinkan",
        f"{v.amount} points more than allowed change their days",
    ),
    "unbalanced_day": _unbalanced,
}
