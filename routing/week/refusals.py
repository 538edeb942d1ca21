"""Why a change of a week by hand makes no sense, in Bahasa Indonesia and English."""

from collections.abc import Mapping
from typing import Final

REFUSALS: Final[Mapping[str, tuple[str, str]]] = {
    "unknown_edit": ("perubahan jenis ini tidak dikenal", "a change of this kind is not known"),
    "unknown_point": (
        "titik {point} tidak ada dalam rencana minggu ini",
        "point {point} is not in this week's plan",
    ),
    "unknown_vehicle": (
        "kendaraan {vehicle} tidak ada dalam rencana minggu ini",
        "vehicle {vehicle} is not in this week's plan",
    ),
    "unknown_village": (
        "desa {village} tidak punya titik dalam rencana minggu ini",
        "village {village} has no point in this week's plan",
    ),
    "unknown_day": ("{day} bukan hari dalam minggu ini", "{day} is no day of this week"),
    "vehicle_away": (
        "kendaraan {vehicle} tidak bekerja pada {day}",
        "vehicle {vehicle} does not work on {day}",
    ),
    "no_trucks": ("tidak ada kendaraan yang bekerja pada {day}", "no vehicle works on {day}"),
    "no_vehicle": (
        "tidak ada kendaraan yang boleh melayani titik {point} pada {day}",
        "no vehicle that works on {day} may serve point {point}",
    ),
    "no_facility": (
        "tidak ada tempat buka yang menerima sampah dari titik {point}",
        "no open facility takes the waste of point {point}",
    ),
    "not_visited": ("titik {point} tidak diangkut pada {day}", "point {point} is not emptied on {day}"),
    "never_visited": ("titik {point} tidak diangkut minggu ini", "point {point} is not emptied this week"),
    "already_visited": (
        "titik {point} sudah diangkut pada {day}",
        "point {point} is already emptied on {day}",
    ),
    "village_not_visited": (
        "tidak ada titik desa {village} yang bisa dipindah dari {day}",
        "no point of village {village} can be moved from {day}",
    ),
    "excluded": (
        "titik {point} tidak diikutkan minggu ini; ikutkan dulu",
        "point {point} is left out this week; take it in first",
    ),
    "times_impossible": (
        "{times} kali tidak mungkin: minggu ini ada {days} hari kerja",
        "{times} times cannot be: this week has {days} working days",
    ),
    "nothing_changes": ("tidak ada yang berubah untuk titik {point}", "nothing changes for point {point}"),
    "nothing_to_undo": ("tidak ada perubahan yang bisa dibatalkan", "there is nothing to undo"),
    "nothing_to_redo": ("tidak ada perubahan yang bisa diulangi", "there is nothing to redo"),
    "not_a_draft": (
        "rencana ini sudah terbit atau diarsipkan: salin dulu untuk mengubahnya",
        "this plan is published or archived: copy it to change it",
    ),
}
