"""What an import did, in the words of the office and as JSON for programs."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

from data.store.imports.faults import Fault
from data.store.imports.model import ImportReport
from data.store.queries.samples import Standing

_LISTED_CODES: Final = 10
_TITLES: Final = {
    "points": "titik", "facilities": "fasilitas", "vehicles": "kendaraan", "devices": "perangkat simulasi",
    "vehicle-classes": "kelas kendaraan", "parameters": "angka dasar", "villages": "penduduk desa",
    "dms": "status DMS yang belum dipastikan",
}  # fmt: skip


def lines(report: ImportReport, title: str) -> list[str]:
    """Return what was done, as lines for a person."""
    difference = report.difference
    verb = "diimpor" if report.stored else "akan diimpor (uji coba, tidak ada yang disimpan)"
    counts = f"{len(difference.new)} baru, {len(difference.changed)} berubah, {len(difference.same)} sama"
    told = [f"{report.rows} {title} {verb}: {counts}."]
    if not report.stored:
        told += [f"  {word}: {_codes(codes)}" for word, codes in _listed(report) if codes]
    if report.crs is not None:
        told.append(f"Koordinat dibaca sebagai {report.crs}.")
    if report.rejected:
        told.append(f"{len({fault.row for fault in report.rejected})} baris ditolak.")
    if difference.missing:
        left = f"{len(difference.missing)} {title} tersimpan tidak ada di berkas dan dibiarkan"
        told.append(f"{left}: {_codes(difference.missing)}")
    if report.skipped:
        told.append(f"Baris jumlah dilewati: {', '.join(map(str, report.skipped[:_LISTED_CODES]))}")
    if report.unused:
        told.append(f"Kolom yang tidak dipakai: {', '.join(name for name in report.unused if name)}")
    if report.samples_closed:
        told.append(f"{report.samples_closed} {title} contoh ditutup.")
    elif report.samples_open:
        told.append(f"{report.samples_open} {title} contoh masih dipakai; tutup dengan --replace-samples.")
    return told


def as_json(report: ImportReport) -> dict[str, Any]:
    """Return what was done, for programs."""
    difference = {name: list(codes) for name, codes in asdict(report.difference).items()}
    return {
        "rows": report.rows,
        "stored": report.stored,
        "difference": difference,
        "rejected": [fault_json(fault) for fault in report.rejected],
        "skipped": list(report.skipped),
        "unused": list(report.unused),
        "crs": report.crs,
        "samples_open": report.samples_open,
        "samples_closed": report.samples_closed,
        "secrets": dict(report.secrets),
    }


def fault_json(fault: Fault) -> dict[str, Any]:
    """Return a fault, for programs."""
    return {
        "row": fault.row,
        "column": fault.column,
        "rule": fault.rule,
        "value": fault.value,
        "hint_id": fault.hint,
        "hint_en": fault.english,
        "suggestions": list(fault.suggestions),
    }


def standing_lines(standing: Standing, closed: Mapping[str, int] | None = None) -> list[str]:
    """Return what is made up and what is estimated, as lines for a person."""
    told = [f"{count} {_TITLES[name]} contoh ditutup." for name, count in (closed or {}).items() if count]
    open_samples = [f"{count} {_TITLES[name]}" for name, count in standing.samples.items() if count]
    told.append(f"Contoh yang masih dipakai: {', '.join(open_samples) or 'tidak ada'}.")
    if standing.samples.get("vehicles"):
        told.append("  (kendaraan contoh baru ditutup bila ada kendaraan nyata dan rute terbitnya selesai)")
    if standing.kept:
        told.append(f"Berpelat contoh tetapi berpelacak nyata, isi pelatnya: {_codes(standing.kept)}")
    if standing.guesses:
        told.append("Masih perkiraan (diganti lewat impor atau halaman Data):")
    told += [
        f"  {guess.count} {_TITLES[guess.list]}: {_codes(guess.names, guess.count)}"
        for guess in standing.guesses
    ]
    return told


def _listed(report: ImportReport) -> list[tuple[str, tuple[str, ...]]]:
    return [("baru", report.difference.new), ("berubah", report.difference.changed)]


def _codes(codes: tuple[str, ...], count: int | None = None) -> str:
    more = (count or len(codes)) - _LISTED_CODES
    return ", ".join(codes[:_LISTED_CODES]) + (f" dan {more} lagi" if more > 0 else "")
