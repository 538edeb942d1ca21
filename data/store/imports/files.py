"""Reads a file into headings and rows of text, whatever program wrote it; one sentence says why not."""

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from data.store.imports.errors import UnreadableFileError
from data.store.imports.faults import Fault, shown
from data.store.imports.headings import Grid, Line, named, split
from data.store.imports.table import MAX_BYTES, MAX_ROWS, PLAIN, RawTable, Reading
from data.store.imports.validation import RawRow

CSV: Final = frozenset({".csv", ".txt", ".tsv"})
SHEETS: Final = frozenset({".xlsx", ".xlsm"})
GEO: Final = frozenset({".geojson", ".json", ".gpkg", ".kml", ".kmz", ".zip", ".shp"})
_KINDS: Final = ".csv, .xlsx, .geojson, .gpkg, .kml atau shapefile dalam .zip"
_DELIMITERS: Final = (",", ";", "\t", "|")
_LOOKED_AT: Final = 30


def read_table(path: Path, reading: Reading = PLAIN) -> RawTable:
    """Read a file by what its name ends in.

    Raises
    ------
    UnreadableFileError
        When the file is missing, larger than 50 MB, longer than 100,000 rows, empty, or not what its name
        says.
    """
    suffix = path.suffix.casefold()
    demand_kind(path.name)
    try:
        size = path.stat().st_size
    except OSError as error:
        raise UnreadableFileError(f"{path}: berkas tidak dapat dibuka ({error.strerror}).") from None
    if size > MAX_BYTES:
        raise UnreadableFileError(
            f"{path.name}: berkas lebih besar dari {MAX_BYTES // 1_000_000} MB; daftar TPS jauh lebih kecil, "
            "kirim hanya lapisan dan kolom yang perlu."
        )
    table = _read(path, suffix, reading)
    if not table.rows:
        raise UnreadableFileError(f"{path.name}: berkas tidak berisi satu baris pun.")
    if len(table.rows) > MAX_ROWS:
        raise UnreadableFileError(f"{path.name}: lebih dari {MAX_ROWS} baris.")
    return table


def demand_kind(name: str) -> None:
    """Refuse a file whose name says that it is of no kind that can be read.

    Raises
    ------
    UnreadableFileError
        The name ends in something else.
    """
    suffix = Path(name).suffix.casefold()
    if suffix == ".xls":
        raise UnreadableFileError(f"{name}: format .xls lama; simpan ulang sebagai .xlsx.")
    if suffix not in CSV | SHEETS | GEO:
        raise UnreadableFileError(f"{name}: jenis berkas tidak dikenal, pakai {_KINDS}.")


def _read(path: Path, suffix: str, reading: Reading) -> RawTable:
    if suffix in CSV:
        return _read_csv(path, reading)
    if suffix in SHEETS:
        from data.store.imports.spreadsheet import read_spreadsheet

        return read_spreadsheet(path, reading)
    from data.store.imports.geofile import read_geofile

    return read_geofile(path, reading)


def _read_csv(path: Path, reading: Reading) -> RawTable:
    content = _decoded(path)
    first, _, rest = content.partition("\n")
    delimiter = None
    skipped = 0
    if first.strip().casefold().startswith("sep=") and len(first.strip()) == 5:
        # Excel's own line that says what separates
        content, delimiter, skipped = rest, first.strip()[-1], 1
    lines = content.splitlines(keepends=True)
    if not lines:
        return RawTable((), ())
    reader = csv.reader(lines, delimiter=delimiter or _delimiter(lines), strict=True)
    try:
        grid = Grid(
            [Line(reader.line_num + skipped, cells) for cells in reader if any(map(str.strip, cells))]
        )
    except csv.Error as error:
        raise UnreadableFileError(f"{path.name}: baris {reader.line_num} rusak ({error}).") from None
    headings, body = split(grid, reading.known)
    return RawTable(tuple(filter(None, headings)), tuple(_csv_rows(body, headings)))


def _decoded(path: Path) -> str:
    """Return the text of a file: UTF-8, UTF-16 with its mark, or what Windows writes in Indonesia.

    Raises
    ------
    UnreadableFileError
        It cannot be opened, or is no text.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableFileError(f"{path}: berkas tidak dapat dibuka ({error.strerror}).") from None
    encodings = ("utf-16",) if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise UnreadableFileError(f"{path.name}: bukan teks; simpan ulang sebagai CSV UTF-8.")


def _delimiter(lines: Sequence[str]) -> str:
    """Return the sign that parts most of the first lines into equally many cells."""

    def steadiness(sign: str) -> tuple[int, int]:
        sample = io.StringIO("".join(lines[:_LOOKED_AT]))
        try:
            counts = [len(cells) for cells in csv.reader(sample, delimiter=sign) if cells]
        except csv.Error:
            return 0, 0
        usual = max(set(counts), key=counts.count, default=0)
        return (counts.count(usual) if usual > 1 else 0), lines[0].count(sign)

    return max(_DELIMITERS, key=steadiness)


def _csv_rows(body: Sequence[Line], headings: tuple[str, ...]) -> Iterator[RawRow]:
    for line in body:
        faults: tuple[Fault, ...] = ()
        extra = [cell for cell in line.cells[len(headings) :] if cell.strip()]
        if extra:
            hint = (
                f"{len(line.cells)} sel, tetapi judul hanya {len(headings)}; beri tanda kutip bila ada koma"
            )
            faults = (Fault(line.number, "-", "too_many_cells", shown(extra[-1]), hint),)
        yield RawRow(line.number, named(headings, line.cells), faults)
