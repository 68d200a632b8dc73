"""Packed files that would become too large, or are not what they say."""

from __future__ import annotations

import io
import zipfile

import pytest

from ctxh_desktop.exchange import packed
from ctxh_desktop.exchange.packed import UNPACKED_BYTES_MAX
from ctxh_desktop.exchange.sheets import read_sheets
from tests.data.workbooks import ROWS, SHEET_XML, code_of, ods, repacked, sheets_or_code, xlsx


@pytest.mark.parametrize("where", ["row", "cell"])
def test_ods_that_repeats_without_end_is_refused(saved, where):
    rows = "table:number-rows-repeated='1048576'" if where == "row" else ""
    columns = "table:number-columns-repeated='16384'" if where == "cell" else ""
    row = (
        f"<table:table-row {rows}><table:table-cell {columns} office:value-type='string'>"
        "<text:p>x</text:p></table:table-cell></table:table-row>"
    )
    path = saved(ods(f"<table:table table:name='A'>{row}</table:table>"), "d.ods")
    assert code_of(path) == "sheet-too-large"


def test_one_flipped_byte_in_a_sheet_is_damage(saved):
    data = bytearray(xlsx([["Họ và tên"], *([f"Người {i}"] for i in range(200))]))
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        entry = book.getinfo("xl/worksheets/sheet1.xml")
    data[entry.header_offset + 80] ^= 0xFF
    assert code_of(saved(bytes(data))) == "sheet-damaged"


def test_cell_in_the_last_corner_is_refused(saved):
    rows = (
        b'<row r="1"><c r="A1"><v>1</v></c></row>'
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    )
    assert code_of(saved(repacked(xlsx(ROWS), sheet1=SHEET_XML % rows))) == "sheet-too-large"


def test_styled_empty_cells_far_down_do_no_harm(saved):
    rows = (
        b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="0"/></row>'
    )
    (sheet,) = read_sheets(saved(repacked(xlsx(ROWS), sheet1=SHEET_XML % rows)))
    assert sheet.rows == ((1,),)


def test_packed_bomb_is_refused(saved):
    bomb = repacked(xlsx(ROWS), sheet1=b" " * (UNPACKED_BYTES_MAX + 1))
    assert len(bomb) < 1_000_000
    assert code_of(saved(bomb)) == "sheet-too-large"


def test_one_long_text_used_often_is_refused(saved):
    strings = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>%s</t></si></sst>'
    rows = b"".join(
        b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (i, i) for i in range(1, 5000)
    )
    data = repacked(xlsx(ROWS), sheet1=SHEET_XML % rows, sharedStrings=strings % (b"x" * 32_000))
    assert code_of(saved(data)) == "sheet-too-large"


def test_entity_bomb_expands_to_nothing(saved):
    entities = b"".join(b'<!ENTITY a%d "%s">' % (i, b"&a%d;" % (i - 1) * 10) for i in range(1, 9))
    strings = (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "boom">' + entities + b"]>"
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b"<si><t>&a8;</t></si></sst>"
    )
    path = saved(repacked(xlsx(ROWS), sharedStrings=strings))
    read, code = sheets_or_code(path)
    assert code in {"", "sheet-damaged", "sheet-has-no-people"}
    assert all(len(str(cell)) < 100 for sheet in read for row in sheet.rows for cell in row)


@pytest.mark.parametrize(("mark", "answer"), [(b'date1904="1"', True), (b'date1904="0"', False)])
def test_epoch_of_days_is_read_from_the_workbook(mark, answer):
    book = b'<?xml version="1.0"?><workbook><workbookPr %s/></workbook>' % mark
    assert packed.counts_from_1904(repacked(xlsx(ROWS), workbook=book)) is answer
