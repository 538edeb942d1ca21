"""Sentences for people about a checked plan, in Bahasa Indonesia and English."""

from collections.abc import Callable
from typing import Final, Literal

from routing.judging.judge import Rule, Violation

Lang = Literal["id", "en"]

type _Say = Callable[[int], str]


def clock(second: int) -> str:
    """Return hours and minutes of a problem's second, with seconds only where there are some."""
    sign, second = ("-", -second) if second < 0 else ("", second)
    tail = f":{second % 60:02}" if second % 60 else ""
    return f"{sign}{second // 3600:02}:{second // 60 % 60:02}{tail}"


def _span(second: int, hour: str, minute: str, short: str) -> str:
    second = abs(second)
    if second < 60:
        return f"{second} {short}"
    minutes = -(-second // 60)
    parts = [f"{minutes // 60} {hour}"] if minutes >= 60 else []
    parts += [f"{minutes % 60} {minute}"] if minutes % 60 else []
    return " ".join(parts)


def _lama(second: int) -> str:
    return _span(second, "jam", "menit", "detik")


def _long(second: int) -> str:
    return _span(second, "h", "min", "s")


def _ribu(amount: int) -> str:
    return f"{amount:,}".replace(",", ".")


_ID: Final[dict[Rule, _Say]] = {
    "vehicle_unknown": lambda _: "truk ini tidak ada dalam daftar hari ini",
    "vehicle_twice": lambda n: f"truk ini punya {n} rute",
    "place_unknown": lambda _: "tempat ini tidak dikenal",
    "stop_twice": lambda n: f"titik ini tercatat {n} kali",
    "stop_forgotten": lambda _: "titik ini tidak dilayani dan tidak disebut sebagai dilewati",
    "stop_served_and_unserved": lambda _: "titik ini dilayani sekaligus disebut dilewati",
    "reason_missing": lambda _: "titik ini dilewati tanpa alasan",
    "vehicle_not_allowed": lambda _: "truk jenis ini tidak boleh melayani titik ini",
    "other_vehicle_demanded": lambda _: "titik ini hanya boleh dilayani truk lain yang sudah ditentukan",
    "stream_not_carried": lambda _: "truk ini tidak mengangkut jenis sampah di titik ini",
    "streams_mixed": lambda n: (
        f"{n} jenis sampah tercampur dalam satu muatan; bongkar dulu sebelum titik ini"
    ),
    "over_kg": lambda n: f"muatan lebih {_ribu(n)} kg dari kemampuan truk",
    "over_litres": lambda n: f"muatan lebih {_ribu(n)} liter dari isi bak truk",
    "container_taken": lambda _: "kontainer sebelumnya belum dibongkar",
    "shift_begin": lambda n: f"berangkat {_lama(n)} sebelum jam kerja",
    "shift_end": lambda n: f"pulang {_lama(n)} lewat batas waktu",
    "left_before_release": lambda n: f"berangkat {_lama(n)} sebelum muatan rit itu siap",
    "stop_window": lambda n: f"datang {_lama(n)} di luar jam layanan titik ini",
    "facility_closed": lambda n: (
        f"datang {_lama(n)} di luar jam buka" if n else "tempat ini tutup sepanjang hari"
    ),
    "facility_refuses_vehicle": lambda _: "tempat ini tidak menerima truk jenis ini",
    "facility_refuses_stream": lambda _: "tempat ini tidak menerima jenis sampah yang dibawa",
    "facility_full": lambda n: f"daya tampung hari ini terlampaui {_ribu(n)} kg",
    "handed_over_too_late": lambda n: f"setoran tiba {_lama(n)} setelah truk pengangkut datang",
    "not_empty_at_end": lambda n: f"pulang belum dibongkar ({_ribu(n)} kg): kunjungan TPA terlewat",
    "not_brought_home": lambda _: "truk masih di jalan dan tidak punya rute pulang",
    "too_many_trips": lambda n: f"{n} rit terlalu banyak",
    "too_many_stops": lambda n: f"{n} titik terlalu banyak",
    "too_many_kg": lambda n: f"{_ribu(n)} kg lebih dari batas sehari",
    "break_missed": lambda n: f"tidak ada waktu istirahat {_lama(n)}",
    "break_outside_window": lambda n: f"istirahat mulai {_lama(n)} di luar jamnya",
    "break_too_short": lambda n: f"istirahat kurang {_lama(n)}",
    "break_during_work": lambda n: f"istirahat bertabrakan {_lama(n)} dengan pekerjaan",
    "break_unknown": lambda _: "istirahat ini tidak ada dalam aturan",
    "no_road": lambda _: "tidak ada jalan ke sana untuk truk ini",
    "time_misstated": lambda n: f"waktu yang tertulis meleset {_lama(n)}",
    "load_misstated": lambda n: f"muatan yang tertulis meleset {_ribu(abs(n))} kg",
    "distance_misstated": lambda n: f"jarak yang tertulis meleset {_ribu(abs(n))} m",
    "trip_misstated": lambda _: "nomor rit yang tertulis salah",
}

_EN: Final[dict[Rule, _Say]] = {
    "vehicle_unknown": lambda _: "this truck is not among those of the day",
    "vehicle_twice": lambda n: f"this truck has {n} routes",
    "place_unknown": lambda _: "this place is not known",
    "stop_twice": lambda n: f"this point is listed {n} times",
    "stop_forgotten": lambda _: "this point is neither served nor said to be left out",
    "stop_served_and_unserved": lambda _: "this point is served and also said to be left out",
    "reason_missing": lambda _: "this point is left out without a reason",
    "vehicle_not_allowed": lambda _: "a truck of this kind may not serve this point",
    "other_vehicle_demanded": lambda _: "only another truck, the one laid down, may serve this point",
    "stream_not_carried": lambda _: "this truck does not carry the kind of waste of this point",
    "streams_mixed": lambda n: f"{n} kinds of waste in one load; unload before this point",
    "over_kg": lambda n: f"loaded {n:,} kg beyond what the truck may carry",
    "over_litres": lambda n: f"loaded {n:,} litres beyond what the truck holds",
    "container_taken": lambda _: "the container before this one is not unloaded yet",
    "shift_begin": lambda n: f"leaves {_long(n)} before the shift",
    "shift_end": lambda n: f"comes home {_long(n)} too late",
    "left_before_release": lambda n: f"leaves {_long(n)} before the load of that trip is ready",
    "stop_window": lambda n: f"comes {_long(n)} outside the hours of this point",
    "facility_closed": lambda n: f"comes {_long(n)} outside the opening hours" if n else "closed all day",
    "facility_refuses_vehicle": lambda _: "trucks of this kind may not unload here",
    "facility_refuses_stream": lambda _: "the kind of waste on board is not taken here",
    "facility_full": lambda n: f"takes {n:,} kg more than it may in a day",
    "handed_over_too_late": lambda n: f"hands over {_long(n)} after the truck was there",
    "not_empty_at_end": lambda n: f"comes home loaded ({n:,} kg): the landfill was skipped",
    "not_brought_home": lambda _: "is on the road and has no way home",
    "too_many_trips": lambda n: f"{n} trips too many",
    "too_many_stops": lambda n: f"{n} points too many",
    "too_many_kg": lambda n: f"{n:,} kg more than a day's limit",
    "break_missed": lambda n: f"no break of {_long(n)}",
    "break_outside_window": lambda n: f"the break begins {_long(n)} outside its hours",
    "break_too_short": lambda n: f"the break is {_long(n)} too short",
    "break_during_work": lambda n: f"break and work overlap by {_long(n)}",
    "break_unknown": lambda _: "no rule knows this break",
    "no_road": lambda _: "no road leads there for this truck",
    "time_misstated": lambda n: f"a stated time is wrong by {_long(n)}",
    "load_misstated": lambda n: f"the stated load is wrong by {abs(n):,} kg",
    "distance_misstated": lambda n: f"the stated way is wrong by {abs(n):,} m",
    "trip_misstated": lambda _: "the stated number of the trip is wrong",
}


def sentence(violation: Violation, lang: Lang) -> str:
    """Return who, where and what is wrong, in one line."""
    said = (_ID if lang == "id" else _EN)[violation.rule](violation.amount)
    where = " · ".join(part for part in (violation.vehicle, violation.place) if part)
    return f"{where}: {said}" if where else said
