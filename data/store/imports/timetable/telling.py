"""What was found in a timetable, as lines for a person and as JSON for programs."""

from typing import Any, Final

from data.store.imports.reporting import fault_json
from data.store.imports.timetable.importing import TimetableFile

_LISTED: Final = 10


def lines(found: TimetableFile, job_id: int | None) -> list[str]:
    """Return what is taken over, Bahasa Indonesia first."""
    counts, horizon = found.counts, found.horizon
    verb = "diperiksa (uji coba, tidak ada yang disimpan)" if job_id is None else "diserahkan"
    span = f"{counts['days']} hari ({horizon.first_day} s.d. {horizon.last_day})"
    sums = f"{counts['rows']} baris, {counts['points']} titik, {counts['vehicles']} truk"
    told = [f"Jadwal {verb}: {sums}, {span}."]
    if horizon.shift:
        told.append(f"Tanggal di berkas digeser {horizon.shift} hari (hari yang sama dalam minggu).")
    if found.carried:
        told.append(f"{found.carried} baris tanpa hari atau truk mengikuti baris di atasnya.")
    if found.left_out:
        more = len(found.left_out) - _LISTED
        codes = ", ".join(found.left_out[:_LISTED]) + (f" dan {more} lagi" if more > 0 else "")
        told.append(f"{len(found.left_out)} titik aktif tidak ada di jadwal: {codes}")
    if found.faults:
        told.append(f"{len({fault.row for fault in found.faults})} baris ditolak.")
    if job_id is not None:
        told.append(
            f"Pekerjaan {job_id}: perencana mingguan menghitung jam dan memeriksanya,"
            " lalu menyimpannya sebagai draf."
        )
    return told


def as_json(found: TimetableFile, job_id: int | None) -> dict[str, Any]:
    """Return what is taken over, for programs; `job_id` None: nothing is."""
    return {
        **found.counts,
        "first_day": found.horizon.first_day.isoformat(),
        "last_day": found.horizon.last_day.isoformat(),
        "shift_days": found.horizon.shift,
        "carried": found.carried,
        "left_out": list(found.left_out),
        "stored": job_id is not None,
        "job_id": job_id,
        "faults": [fault_json(fault) for fault in found.faults],
    }
