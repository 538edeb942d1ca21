"""What a timetable may hold: its columns and the words that people head them with."""

from typing import Final

from data.store.imports import cells
from data.store.imports.faults import HEADER_ROW, Fault
from data.store.imports.validation import Checked, Column

MOST_ORDER: Final = 999
COLUMNS: Final = (
    Column("day", cells.text, ("hari", "hari angkut", "jadwal", "weekday"), example="Senin",
           about="Hari: Senin, atau beberapa (Senin, Kamis), atau setiap hari; atau isi tanggal",
           about_en="Weekday, or several, or every day; or fill in the date"),
    Column("date", cells.text, ("tanggal", "tgl"), example="2026-11-23",
           about="Tanggal, misalnya 2026-11-23 atau 23/11/2026; pengganti hari",
           about_en="Date, instead of the weekday"),
    Column("vehicle", cells.text, ("truk", "kendaraan", "armada", "kode kendaraan", "kode truk", "truck"),
           example="dt-01", about="Truk: kode atau pelat nomor", about_en="Truck, by code or plate"),
    Column("plate", cells.text, ("nopol", "plat", "pelat", "nomor polisi", "no polisi", "plat nomor"),
           example="K 9501 C", about="Pelat nomor; pengganti truk", about_en="Plate, instead of the truck"),
    Column("order", cells.between(1, MOST_ORDER, cells.whole),
           ("urutan", "urut", "no urut", "nomor urut", "no", "sequence"), example="1",
           about="Urutan pada hari itu; kosong semua: urutan baris di berkas",
           about_en="Order on that day; all empty: the order of the rows"),
    Column("point", cells.text, ("titik", "tps", "kode titik", "kode tps", "stop", "lokasi", "tujuan"),
           example="TPS-001",
           about="Titik: kode atau nama; untuk pembuangan: buang ke TPA, atau kode fasilitas",
           about_en="Point, by code or name; to unload: buang ke TPA, or a facility's code"),
    Column("name", cells.text, ("nama", "nama titik", "nama tps", "nama lokasi"), example="TPS Pasar Jambu",
           about="Nama titik; pengganti titik", about_en="Name of the point, instead of its code"),
    Column("village", cells.text, ("desa", "kelurahan", "desa/kelurahan", "nama desa", "desa/kel"),
           example="Jambu",
           about="Desa, untuk nama titik yang ada di beberapa desa; tanpa titik: semua titik desa itu",
           about_en="Village, where several have a point of that name; without a point: all its points"),
    Column("kecamatan", cells.text, ("kec", "district"), example="Mlonggo",
           about="Kecamatan, untuk nama desa yang ada di beberapa kecamatan",
           about_en="District, for names that several villages have"),
    Column("activity", cells.text, ("kegiatan", "aktivitas", "jenis kegiatan"), example="angkut",
           about="angkut atau buang; kosong: angkut", about_en="angkut (collect) or buang (unload)"),
)  # fmt: skip
_ONE_OF: Final = (("day", "date"), ("vehicle", "plate"), ("point", "name", "village"))


def missing(checked: Checked) -> list[Fault]:
    """Return a fault for each thing of which the file has no column at all."""
    claimed = set(checked.claimed.values())
    by_name = {column.name: column for column in COLUMNS}
    faults = []
    for names in _ONE_OF:
        if claimed.isdisjoint(names):
            words = ", ".join(by_name[names[0]].aliases[:3])
            hint = f"kolom wajib tidak ada (nama yang dikenal: {words})"
            english = f"a required column is not there (known names: {names[0]}, {words})"
            faults.append(Fault(HEADER_ROW, names[0], "missing_column", "", hint, (), english))
    return faults
