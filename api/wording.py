"""The one sentence that answers 'why has it not been emptied?', in Bahasa Indonesia and English."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from api.point_status import PointState

_DAYS_ID: Final = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
_DAYS_EN: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS_ID: Final = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")
_MONTHS_EN: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class Words:
    """The same said in Bahasa Indonesia and in English."""

    id: str
    en: str


REASONS: Final[dict[str, Words]] = {
    "not_due": Words("belum waktunya diangkut", "it is not due yet"),
    "not_in_plan": Words(
        "rencana hari itu belum memuat titik ini", "the plan of that day does not know this point yet"
    ),
    "no_plan": Words("belum ada rencana untuk hari itu", "there is no plan for that day yet"),
    "no_vehicle_allowed": Words(
        "tidak ada truk yang cocok atau boleh masuk ke sana", "no truck of that day fits or may enter"
    ),
    "no_facility": Words(
        "tidak ada TPA yang menerima jenis sampah ini dari truk itu",
        "no facility takes this kind of waste from these trucks",
    ),
    "facility_full": Words("daya tampung harian TPA sudah habis", "the landfill has its tonnes of the day"),
    "too_large": Words(
        "timbunannya melebihi muatan truk mana pun", "what waits there is more than any truck carries"
    ),
    "unreachable": Words("tidak ada jalan yang bisa dilalui truk", "no road leads there for a truck"),
    "far_from_road": Words("titik ini terlalu jauh dari jalan mana pun", "it lies too far from any road"),
    "not_connected": Words(
        "jalan di sana tidak tersambung ke jaringan jalan truk",
        "the roads there are not connected to those of the truck",
    ),
    "closed_road": Words("jalan ke sana ditutup pada hari itu", "the road there is closed that day"),
    "landfill_closed": Words(
        "TPA sudah tutup saat truk bisa tiba", "the landfill is closed when a truck could get there"
    ),
    "window_closed": Words(
        "truk tidak bisa tiba pada jam layanan titik ini", "no truck can get there within its hours"
    ),
    "shift_too_short": Words(
        "perjalanan pulang-pergi melebihi jam kerja", "there and back takes longer than the shift"
    ),
    "cheaper_left_out": Words(
        "jaraknya terlalu mahal untuk muatan hari itu", "the way costs more than that day's load is worth"
    ),
    "not_enough_capacity": Words("jam kerja semua truk sudah penuh", "the hours of all trucks are taken"),
    "other": Words("tidak masuk rencana hari itu", "it is not in the plan of that day"),
}


REACH: Final[dict[str, Words]] = {
    "island": Words("di pulau, tanpa jalan darat", "on an island, no road leads there"),
    "far_from_road": Words("terlalu jauh dari jalan mana pun", "too far from any road"),
    "not_connected": Words(
        "jalan di sana tidak tersambung ke jaringan", "the roads there are not connected to the network"
    ),
    "closed": Words("jalan di sana ditutup", "the road there is closed"),
}


def reach_words(code: str) -> Words:
    """Return why a place is out of reach; a code without words is shown as it is."""
    return REACH.get(code) or reason_words(code)


def hindrance_words(
    stop_name: str, at: datetime, reason: str, until: datetime | None, zone: ZoneInfo
) -> Words:
    """Return what is the matter with a leg that runs into a closure, and until when."""
    due, end = at.astimezone(zone), until.astimezone(zone) if until else None
    until_id = f"sampai {_clock_id(end, due)}" if end else "sampai dibuka kembali"
    until_en = f"until {_clock_en(end, due)}" if end else "until it is opened again"
    return Words(
        f"Jalan menuju {stop_name} (rencana pukul {due:%H.%M}) ditutup {until_id}: {reason}",
        f"The road to {stop_name} (planned {due:%H:%M}) is closed {until_en}: {reason}",
    )


def _clock_id(moment: datetime, near: datetime) -> str:
    date_part = "" if moment.date() == near.date() else f"{moment.day} {_MONTHS_ID[moment.month - 1]} "
    return f"{date_part}pukul {moment:%H.%M}"


def _clock_en(moment: datetime, near: datetime) -> str:
    date_part = "" if moment.date() == near.date() else f"{moment.day} {_MONTHS_EN[moment.month - 1]} "
    return f"{date_part}{moment:%H:%M}"


def reason_words(code: str) -> Words:
    """Return a coded reason in words; a code without words is shown as it is."""
    return REASONS.get(code) or Words(f"alasan {code.replace('_', ' ')}", f"reason {code.replace('_', ' ')}")


@dataclass(frozen=True)
class PointStory:
    """All that the sentence needs to know of a point.

    Parameters
    ----------
    name
        Name of the point.
    state
        Its state on `day`.
    plate
        Plate of the vehicle in `state`.
    day, today
        The operating day asked for, and the present one.
    last_emptied
        Last emptying before `day`'s own visit: a moment when seen in a track, else only a date.
    reason
        Code of the reason when it is not planned on `day`.
    upcoming
        Planned arrival and plate of the next truck on a later day.
    """

    name: str
    state: PointState
    plate: str | None
    day: date
    today: date
    last_emptied: datetime | date | None
    reason: str
    upcoming: tuple[datetime, str] | None
    zone: ZoneInfo


def sentence(story: PointStory) -> Words:
    """Return the sentence to be copied: last emptied, next truck and time, or the reason."""
    parts = [_today_words(story)]
    if story.state.status != "done":
        parts.insert(0, _last_words(story))
        if story.state.status in {"missed", "not_today", "unplanned"}:
            parts.append(_upcoming_words(story))
    told = [part for part in parts if part.id]
    return Words(" ".join(part.id for part in told), " ".join(part.en for part in told))


def _last_words(story: PointStory) -> Words:
    last = story.last_emptied
    if last is None:
        return Words(
            f"{story.name}: belum ada catatan pengangkutan.", f"{story.name}: no emptying on record yet."
        )
    if isinstance(last, datetime):
        when = _moment(last, story)
        return Words(
            f"{story.name} terakhir diangkut {when.id}.", f"{story.name} was last emptied {when.en}."
        )
    when = _day_words(last, story.today)
    return Words(
        f"{story.name} terakhir diangkut {when.id} (menurut catatan).",
        f"{story.name} was last emptied {when.en} (on record).",
    )


def _today_words(story: PointStory) -> Words:
    state = story.state
    truck = story.plate or state.vehicle_id or ""
    if state.status == "done" and state.visited_at:
        when = _moment(state.visited_at, story)
        return Words(
            f"{story.name} sudah diangkut {when.id} oleh truk {truck}.",
            f"{story.name} was emptied {when.en} by truck {truck}.",
        )
    if state.status == "missed" and state.planned_at:
        when = _moment(state.planned_at, story)
        return Words(
            f"Truk {truck} dijadwalkan {when.id}, tetapi tidak tercatat berhenti di sini.",
            f"Truck {truck} was due {when.en}, but no stop here was recorded.",
        )
    if state.status in {"planned", "late"} and state.planned_at:
        return _coming_words(story, truck, state.planned_at)
    day, reason = _day_words(story.day, story.today), reason_words(story.reason)
    return Words(f"Tidak dijadwalkan {day.id}: {reason.id}.", f"Not scheduled {day.en}: {reason.en}.")


def _coming_words(story: PointStory, truck: str, planned_at: datetime) -> Words:
    state = story.state
    if state.eta is None:
        when = _moment(planned_at, story)
        return Words(
            f"Truk {truck} melewatkan jadwal {when.id}; menunggu keputusan petugas.",
            f"Truck {truck} passed by its slot {when.en}; a dispatcher has to decide.",
        )
    when = _moment(state.eta, story)
    late = round(state.late_s / 60)
    if state.status == "late" and late:
        due = _moment(planned_at, story)
        return Words(
            f"Truk {truck} dijadwalkan {due.id}, terlambat ± {late} menit; perkiraan tiba {when.id}.",
            f"Truck {truck} was due {due.en}, about {late} minutes behind; it is expected {when.en}.",
        )
    return Words(f"Truk {truck} diperkirakan tiba {when.id}.", f"Truck {truck} is expected {when.en}.")


def _upcoming_words(story: PointStory) -> Words:
    if story.upcoming is None:
        return Words("Jadwal berikutnya belum dibuat.", "The next date is not planned yet.")
    moment, plate = story.upcoming
    when = _moment(moment, story)
    return Words(f"Berikutnya: truk {plate}, {when.id}.", f"Next: truck {plate}, {when.en}.")


def _moment(moment: datetime, story: PointStory) -> Words:
    local = moment.astimezone(story.zone)
    day = _day_words(local.date(), story.today)
    return Words(f"{day.id} pukul {local:%H.%M} WIB", f"{day.en} at {local:%H:%M} WIB")


def day_words(day: date) -> Words:
    """Return a day by its weekday and date, without the year."""
    weekday, month = day.weekday(), day.month - 1
    return Words(
        f"{_DAYS_ID[weekday]} {day.day} {_MONTHS_ID[month]}",
        f"{_DAYS_EN[weekday]} {day.day} {_MONTHS_EN[month]}",
    )


def _day_words(day: date, today: date) -> Words:
    if day == today:
        return Words("hari ini", "today")
    if day == today - timedelta(days=1):
        return Words("kemarin", "yesterday")
    if day == today + timedelta(days=1):
        return Words("besok", "tomorrow")
    words = day_words(day)
    return Words(f"{words.id} {day.year}", f"{words.en} {day.year}")
