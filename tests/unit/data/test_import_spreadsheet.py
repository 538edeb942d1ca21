"""An .xlsx file is read whatever program wrote it, numbers with all their digits."""

import zipfile

import pytest

from data.store.imports.errors import UnreadableFileError
from data.store.imports.files import read_table
from data.store.imports.spreadsheet import read_spreadsheet

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET = f"{RELATIONS}/worksheet"
OVERRIDES = {"workbook": "sheet.main", "worksheets/sheet1": "worksheet", "worksheets/sheet2": "worksheet"}
CONTENTS = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    + "".join(
        f'<Override PartName="/xl/{part}.xml" '
        f'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.{kind}+xml"/>'
        for part, kind in OVERRIDES.items()
    )
    + '<Override PartName="/xl/sharedStrings.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
)
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def write(path, rows, *, texts="", doctype=""):
    """Write a workbook whose second-made sheet comes first, with the XML of its `rows`."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", CONTENTS)
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook {MAIN} xmlns:r="{RELATIONS}"><sheets><sheet name="A" sheetId="2" r:id="rId7"/>'
            '<sheet name="B" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{PACKAGE}">'
            f'<Relationship Id="rId1" Type="{SHEET}" Target="worksheets/sheet1.xml"/>'
            f'<Relationship Id="rId7" Type="{SHEET}" Target="worksheets/sheet2.xml"/></Relationships>',
        )
        archive.writestr("xl/worksheets/sheet1.xml", f"<worksheet {MAIN}><sheetData/></worksheet>")
        archive.writestr(
            "xl/worksheets/sheet2.xml",
            f"{doctype}<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>",
        )
        if texts:
            archive.writestr("xl/sharedStrings.xml", f"<sst {MAIN}>{texts}</sst>")
    return path


HEADINGS = '<row r="2"><c r="A2" t="s"><v>0</v></c><c r="C2" t="inlineStr"><is><t>nopol</t></is></c></row>'
TEXTS = (
    '<si><t>IMEI</t></si><si><r><t>K 1234</t></r><r><t> AB</t></r><rPh sb="0" eb="1"><t>aid</t></rPh></si>'
)


@pytest.mark.parametrize("number", ["356307042441013", "3.56307042441013E14"])
def test_imei_that_excel_keeps_as_a_number_keeps_its_digits(tmp_path, number):
    rows = HEADINGS + f'<row r="5"><c r="A5"><v>{number}</v></c><c r="C5" t="s"><v>1</v></c></row>'
    table = read_spreadsheet(write(tmp_path / "a.xlsx", rows, texts=TEXTS))
    assert table.headings == ("IMEI", "nopol")
    (row,) = table.rows
    assert row.number == 5
    assert dict(row.cells) == {"IMEI": "356307042441013", "nopol": "K 1234 AB"}


def test_empty_lines_and_cells_without_a_heading_are_left_out(tmp_path):
    rows = (
        HEADINGS
        + '<row r="3"><c r="A3" t="s"/></row>'.replace(' t="s"', "")
        + '<row r="4"><c r="A4"><v>1.50</v></c><c r="Z4"><v>9</v></c></row>'
    )
    (row,) = read_spreadsheet(write(tmp_path / "a.xlsx", rows, texts=TEXTS)).rows
    assert dict(row.cells) == {"IMEI": "1.5", "nopol": ""}


def test_cells_without_references_are_counted(tmp_path):
    rows = "<row><c t='str'><v>imei</v></c><c t='str'><v>plate</v></c></row><row><c><v>1</v></c><c/></row>"
    (row,) = read_spreadsheet(write(tmp_path / "a.xlsx", rows, texts=TEXTS)).rows
    assert (row.number, dict(row.cells)) == (2, {"imei": "1", "plate": ""})


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(b"PK\x03\x04 no zip"),
        lambda path: zipfile.ZipFile(path, "w").close(),
        lambda path: write(path, "<row>"),
        lambda path: write(path, HEADINGS + "<row><c t='s'><v>99</v></c></row>", texts=TEXTS),
        lambda path: write(path, HEADINGS, texts=TEXTS),
        lambda path: write(path, HEADINGS * 2, texts=TEXTS, doctype='<!DOCTYPE a [<!ENTITY b "c">]>'),
        lambda path: None,
    ],
    ids=["no zip", "empty zip", "broken", "no such text", "headings only", "entities", "missing"],
)
def test_file_that_is_no_table_is_refused_in_one_sentence(tmp_path, damage):
    path = tmp_path / "a.xlsx"
    damage(path)
    with pytest.raises(UnreadableFileError, match=r"a\.xlsx"):
        read_table(path)


def test_table_that_unfolds_beyond_measure_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("data.store.imports.archives.MAX_UNPACKED_BYTES", 100)
    with pytest.raises(UnreadableFileError, match="lebih besar"):
        read_spreadsheet(write(tmp_path / "a.xlsx", HEADINGS, texts=TEXTS))
