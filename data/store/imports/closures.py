"""Imports closures from GeoJSON: every feature is checked, and all are stored or none.

A feature's properties: ``reason`` (required), ``from`` and ``to`` (local times without a zone are the
office's), ``classes`` (a list, or codes with commas between), ``id`` (its name at the sender: a second import
moves the end of the closure that has it).
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from data.store.errors import ClosureError
from data.store.imports.errors import FeaturesRefusedError, UnreadableFileError
from data.store.imports.faults import Fault, shown
from data.store.queries import closures
from data.store.queries.closures import ClosureRow, NewClosure
from data.store.roads.closures import closure_shape

MAX_BYTES: Final = 20_000_000
MAX_FEATURES: Final = 1_000
_MAX_ID: Final = 100

HINTS: Final[Mapping[str, str]] = {
    "no_geometry": "fitur tanpa geometri",
    "geometry_type": "geometri harus Polygon (daerah) atau LineString (ruas jalan)",
    "empty": "geometri kosong",
    "coordinates": "sudut bukan dua angka bujur, lintang",
    "too_few_corners": "sudut terlalu sedikit",
    "not_closed": "batas daerah tidak kembali ke titik awalnya",
    "too_many_corners": "sudut terlalu banyak (paling banyak 2000)",
    "outside_globe": "di luar bumi; bujur ditulis dahulu, mungkin tertukar",
    "too_large": "lebih lebar dari 60 km",
    "outside_service_area": "di luar wilayah layanan",
    "crosses_itself": "garis batas memotong dirinya sendiri",
    "no_reason": "alasan wajib diisi",
    "long_reason": "alasan paling panjang 500 karakter",
    "unknown_class": "kelas kendaraan tidak dikenal",
    "not_a_time": "bukan waktu, misalnya 2026-11-22T06:30",
    "ends_before_it_begins": "harus sesudah waktu mulai",
    "not_a_list": "harus daftar kode, misalnya dump_truck, pickup",
    "not_an_id": "harus teks atau bilangan, paling panjang 100 karakter",
    "duplicate": "dipakai dua kali di berkas ini",
}
"""What each rule wants, for the office's people."""


@dataclass(frozen=True)
class Sender:
    """Who imports, from which system, and when (stack time); `zone` is that of times without one."""

    account: str
    source: str
    now: datetime
    zone: str


@dataclass(frozen=True)
class ClosureImport:
    """What an import did.

    Attributes
    ----------
    stored
        New closures.
    moved
        Closures that end at another time now.
    replaced
        Closures with the same id whose place, reason, classes or beginning changed: lifted and made anew.
    same
        Already known like this.
    over
        New closures that had ended already; they are not stored.
    """

    stored: tuple[ClosureRow, ...] = ()
    moved: tuple[ClosureRow, ...] = ()
    replaced: tuple[ClosureRow, ...] = ()
    same: int = 0
    over: int = 0


def read_features(path: Path) -> list[Any]:
    """Return the features of a GeoJSON file, unchecked.

    Raises
    ------
    UnreadableFileError
        When the file is missing, larger than 20 MB, no GeoJSON FeatureCollection, empty, or of more than
        1,000 features.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UnreadableFileError(f"{path.name}: berkas lebih besar dari {MAX_BYTES // 1_000_000} MB.")
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise UnreadableFileError(f"{path}: berkas tidak dapat dibuka ({error.strerror}).") from None
    except (ValueError, RecursionError):
        raise UnreadableFileError(f"{path.name}: bukan GeoJSON yang dapat dibaca.") from None
    return features_of(document, path.name)


def features_of(document: object, name: str) -> list[Any]:
    """Return the features of a GeoJSON document, unchecked; `name` is its file's, for the refusal.

    Raises
    ------
    UnreadableFileError
        As `read_features`.
    """
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list):
        raise UnreadableFileError(f"{name}: bukan GeoJSON FeatureCollection.")
    if not features:
        raise UnreadableFileError(f"{name}: tidak berisi satu fitur pun.")
    if len(features) > MAX_FEATURES:
        raise UnreadableFileError(f"{name}: lebih dari {MAX_FEATURES} fitur.")
    return features


def import_closures(session: Session, features: Sequence[Any], sender: Sender) -> ClosureImport:
    """Store closures; the caller commits.

    Raises
    ------
    FeaturesRefusedError
        When any feature has a fault; it lists all of them, and nothing is stored.
    """
    reader = _Reader(sender, closures.village_places(session), frozenset(closures.class_codes(session)))
    read = [reader.read(number, feature) for number, feature in enumerate(features, start=1)]
    faults = [fault for _, found in read for fault in found] + _repeated([new for new, _ in read])
    if faults:
        raise FeaturesRefusedError(tuple(sorted(faults)), len(features))
    return _store(session, [new for new, _ in read if new is not None], sender)


class _Reader:
    """Turns features into closures, or into faults."""

    def __init__(self, sender: Sender, villages: NDArray[np.float64], classes: frozenset[str]) -> None:
        self._sender = sender
        self._villages = villages
        self._classes = classes
        self._zone = ZoneInfo(sender.zone)
        self._faults: list[Fault] = []

    def read(self, number: int, feature: object) -> tuple[NewClosure | None, list[Fault]]:
        """Return a closure and no fault, or None and all faults of the feature."""
        self._faults = []
        content = feature if isinstance(feature, dict) else {}
        told = content.get("properties")
        told = told if isinstance(told, dict) else {}
        geometry: Any = content.get("geometry")
        self._try(number, "geometry", geometry, lambda: closure_shape(geometry, self._villages))
        reason = self._try(number, "reason", told.get("reason"), lambda: _reason(told.get("reason")))
        begins = self._try(number, "from", told.get("from"), lambda: self._time(told.get("from")))
        ends = self._try(number, "to", told.get("to"), lambda: self._time(told.get("to")))
        codes = self._try(number, "classes", told.get("classes"), lambda: self._codes(told.get("classes")))
        name = self._try(number, "id", told.get("id"), lambda: _name(told.get("id")))
        starts = begins or self._sender.now
        if ends is not None and ends <= starts:
            self._note(number, "to", "ends_before_it_begins", told.get("to"))
        if self._faults:
            return None, self._faults
        source = self._sender.source
        return NewClosure(geometry, reason or "", starts, ends, tuple(codes or ()), source, name), []

    def _try[T](self, number: int, column: str, value: object, read: Callable[[], T]) -> T | None:
        try:
            return read()
        except ClosureError as error:
            self._note(number, column, error.rule, error.value or value)
            return None

    def _note(self, number: int, column: str, rule: str, value: object) -> None:
        written = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
        self._faults.append(Fault(number, column, rule, shown(written), HINTS[rule]))

    def _time(self, value: object) -> datetime | None:
        if value in {None, ""}:
            return None
        try:
            moment = datetime.fromisoformat(str(value).strip())
        except ValueError:
            raise ClosureError("not_a_time", "not a time") from None
        return moment if moment.tzinfo is not None else moment.replace(tzinfo=self._zone)

    def _codes(self, value: object) -> list[str]:
        if isinstance(value, str):
            value = [code.strip() for code in value.split(",") if code.strip()]
        if not isinstance(value, list | None) or not all(isinstance(code, str) for code in value or ()):
            raise ClosureError("not_a_list", "not a list of codes")
        return closures.check_classes(value or [], self._classes)


def _reason(value: object) -> str:
    return closures.check_reason(value if isinstance(value, str) else "")


def _name(value: object) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, str | int) or len(str(value)) > _MAX_ID:
        raise ClosureError("not_an_id", "not an id")
    return str(value)


def _repeated(read: Sequence[NewClosure | None]) -> list[Fault]:
    seen: set[str] = set()
    faults = []
    for number, new in enumerate(read, start=1):
        if new is None or new.external_id is None:
            continue
        if new.external_id in seen:
            faults.append(Fault(number, "id", "duplicate", shown(new.external_id), HINTS["duplicate"]))
        seen.add(new.external_id)
    return faults


def _store(session: Session, wanted: Sequence[NewClosure], sender: Sender) -> ClosureImport:
    sorted_in: dict[str, list[ClosureRow]] = {"stored": [], "moved": [], "replaced": []}
    same = over = 0
    for new in wanted:
        known = closures.by_external(session, sender.source, new.external_id) if new.external_id else None
        if known is None and new.valid_to is not None and new.valid_to <= sender.now:
            over += 1
        elif known is None:
            sorted_in["stored"].append(closures.create(session, new, by=sender.account, at=sender.now))
        elif not _is_like(known, new):
            closures.lift(session, known.id, by=sender.account, at=sender.now)
            sorted_in["replaced"].append(closures.create(session, new, by=sender.account, at=sender.now))
        elif known.valid_to == new.valid_to:
            same += 1
        else:
            sorted_in["moved"].append(_move(session, known, new.valid_to, sender))
    return ClosureImport(**{name: tuple(rows) for name, rows in sorted_in.items()}, same=same, over=over)


def _move(session: Session, known: ClosureRow, ends: datetime | None, sender: Sender) -> ClosureRow:
    if ends is not None and ends <= sender.now:
        return closures.lift(session, known.id, by=sender.account, at=sender.now)
    return closures.set_end(session, known.id, ends, at=sender.now)


def _is_like(known: ClosureRow, new: NewClosure) -> bool:
    """Tell whether a stored closure is the same but for its end; a beginning that was not told stays."""
    from shapely.geometry import shape

    same_place = bool(shape(known.geometry).equals_exact(shape(new.geometry), 1e-7))
    return (
        same_place and known.reason == new.reason.strip() and set(known.class_codes) == set(new.class_codes)
    )
