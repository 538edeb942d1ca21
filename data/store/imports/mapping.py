"""Which heading of a file is which column: as the person says, kept under a name for the next file."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from data.store.errors import ImportRefusedError
from data.store.imports.model import ListSpec
from data.store.imports.validation import plain
from data.store.models import ImportMapping

_LONGEST_NAME = 60


def parse(pairs: Sequence[str]) -> dict[str, str]:
    """Return heading -> column of ``Nama TPS=name``; ``Ket=`` leaves a heading out.

    Raises
    ------
    ImportRefusedError
        A pair has no equals sign, or no heading before it.
    """
    mapping = {}
    for pair in pairs:
        heading, equals, column = pair.rpartition("=")
        if not equals or not heading.strip():
            raise ImportRefusedError(
                f'--map {pair!r}: tulis "judul di berkas=kolom", misalnya "Nama TPS=name".'
            )
        mapping[heading.strip()] = column.strip()
    return mapping


def demand_mapping(spec: ListSpec, mapping: Mapping[str, str], headings: Sequence[str]) -> dict[str, str]:
    """Return the part of a mapping that this file has headings for.

    Raises
    ------
    ImportRefusedError
        It names a column that the list does not have, or none of its headings stands in the file.
    """
    columns = [column.name for column in spec.columns]
    for heading, column in mapping.items():
        if column and column not in columns:
            raise ImportRefusedError(
                f"Kolom {column!r} (untuk {heading!r}) tidak dikenal{_like(column, columns)}."
            )
    there = {plain(heading) for heading in headings}
    used = {heading: column for heading, column in mapping.items() if plain(heading) in there}
    if mapping and not used:
        first = next(iter(mapping))
        raise ImportRefusedError(
            f"Judul {first!r} tidak ada di berkas{_like(first, headings)}; yang ada: {', '.join(headings)}."
        )
    return used


def kept(session: Session, list_name: str, name: str) -> dict[str, str]:
    """Return the mapping kept under a name.

    Raises
    ------
    ImportRefusedError
        There is none of that name for this list.
    """
    row = session.get(ImportMapping, (list_name, name))
    if row is None:
        known = [entry.name for entry in listed(session, list_name)]
        raise ImportRefusedError(f"Tidak ada pemetaan {name!r} untuk {list_name}{_like(name, known)}.")
    return {str(heading): str(column) for heading, column in row.columns.items()}


def listed(session: Session, list_name: str | None) -> list[ImportMapping]:
    """Return the mappings that were kept, of one list or of all, by name."""
    query = session.query(ImportMapping)
    if list_name is not None:
        query = query.filter(ImportMapping.list == list_name)
    return list(query.order_by(ImportMapping.list, ImportMapping.name))


def keep(session: Session, row: ImportMapping) -> None:
    """Keep a mapping under its name, in place of one that was there; the caller commits.

    Raises
    ------
    ImportRefusedError
        The name is empty or longer than 60 characters.
    """
    if not row.name.strip() or len(row.name) > _LONGEST_NAME:
        raise ImportRefusedError(f"Nama pemetaan harus 1 sampai {_LONGEST_NAME} karakter.")
    session.merge(row)


def keeping(list_name: str, name: str, mapping: Mapping[str, str], by: str, at: datetime) -> ImportMapping:
    """Return a mapping to be kept."""
    return ImportMapping(list=list_name, name=name.strip(), columns=dict(mapping), kept_by=by, kept_at=at)


def _like(word: str, known: Sequence[str]) -> str:
    from rapidfuzz import fuzz, process, utils

    close = process.extract(
        word, list(known), scorer=fuzz.ratio, processor=utils.default_process, limit=2, score_cutoff=50
    )
    return f"; mungkin {' / '.join(repr(name) for name, _, _ in close)}" if close else ""
