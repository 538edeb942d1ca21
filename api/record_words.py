"""What pydantic finds wrong with a form, said to the office's people in two languages."""

from collections.abc import Mapping
from typing import Any, Final

from data.store.queries.records.errors import Fault

_PLACES: Final = frozenset({"body", "query", "path", "header"})
_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "missing": ("wajib diisi", "this must be given"),
    "extra_forbidden": ("isian ini tidak dikenal", "no such field"),
    "string_too_short": (
        "terlalu pendek, paling sedikit {min_length} huruf",
        "at least {min_length} characters",
    ),
    "string_too_long": (
        "terlalu panjang, paling banyak {max_length} huruf",
        "at most {max_length} characters",
    ),
    "string_pattern_mismatch": ("bentuknya salah", "this has the wrong form"),
    "too_short": ("paling sedikit {min_length} pilihan", "at least {min_length} entries"),
    "too_long": ("paling banyak {max_length} pilihan", "at most {max_length} entries"),
    "greater_than": ("harus lebih dari {gt}", "must be more than {gt}"),
    "greater_than_equal": ("paling kecil {ge}", "must be at least {ge}"),
    "less_than": ("harus kurang dari {lt}", "must be less than {lt}"),
    "less_than_equal": ("paling besar {le}", "must be at most {le}"),
    "literal_error": ("pilih salah satu: {expected}", "choose one of {expected}"),
    "finite_number": ("bukan angka", "not a number"),
    "json_invalid": ("kiriman ini tidak dapat dibaca", "this cannot be read"),
}
_BY_START: Final[Mapping[str, tuple[str, str]]] = {
    "int": ("harus angka bulat", "must be a whole number"),
    "float": ("harus angka", "must be a number"),
    "bool": ("harus ya atau tidak", "must be yes or no"),
    "time": ("harus jam, misalnya 07:30", "must be a time, as 07:30"),
    "datetime": ("harus tanggal dan jam dengan zona", "must be a date and time with its zone"),
    "timezone": ("harus tanggal dan jam dengan zona", "must be a date and time with its zone"),
    "date": ("harus tanggal, misalnya 2026-11-20", "must be a date, as 2026-11-20"),
    "string": ("harus tulisan", "must be text"),
    "list": ("harus daftar", "must be a list"),
}


def told_fault(found: Mapping[str, Any]) -> Fault:
    """Return one of pydantic's faults under the field's own name."""
    kind, context = str(found["type"]), found.get("ctx", {})
    patterns = _WORDS.get(kind) or _started(kind)
    if patterns is None:
        patterns = (
            "nilai ini tidak dapat diterima",
            str(found["msg"])[:300].replace("{", "(").replace("}", ")"),
        )
    indonesian, english = (pattern.format_map(_Known(context)) for pattern in patterns)
    return Fault(_field(found["loc"]), kind, indonesian, english)


class _Known(dict[str, Any]):
    """Leaves a gap for what pydantic does not say."""

    def __missing__(self, key: str) -> str:
        return "…"


def _field(where: tuple[int | str, ...]) -> str:
    parts = [str(part) for part in where]
    bare = parts[1:] if len(parts) > 1 and parts[0] in _PLACES else parts
    return ".".join(bare)[:200]


def _started(kind: str) -> tuple[str, str] | None:
    return next((words for start, words in _BY_START.items() if kind.startswith(start)), None)
