"""Files of every kind that a commune may bring, good and bad."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
import xlsxwriter
import xlwt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ctxh_desktop.exchange import sheets
from ctxh_desktop.exchange.sheets import Sheet, read_sheets
from tests.data.workbooks import (
    EXPECTED,
    ROWS,
    code_of,
    locked_xls,
    locked_xlsx,
    ods,
    sheets_or_code,
    xls,
    xlsx,
)


@pytest.mark.parametrize("name", ["ds.xlsx", "ds.xls", "ds.csv", "ds"])
@pytest.mark.parametrize("make", [xlsx, xls])
def test_workbook_is_read_by_content_whatever_its_name(saved, make, name):
    (sheet,) = read_sheets(saved(make(ROWS), name))
    assert sheet.name == "Danh sách"
    assert sheet.rows == EXPECTED


def test_ods_is_read(saved):
    row = (
        "<table:table-row><table:table-cell office:value-type='string'><text:p>Họ tên</text:p>"
        "</table:table-cell><table:table-cell office:value-type='float' office:value='5'>"
        "<text:p>5</text:p></table:table-cell></table:table-row>"
    )
    (sheet,) = read_sheets(saved(ods(f"<table:table table:name='A'>{row}</table:table>"), "d.ods"))
    assert sheet.rows[0] == ("Họ tên", 5)


def test_hidden_sheets_are_left_out_and_row_numbers_kept(saved):
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet("Một")
    sheet.write(4, 2, "ở hàng năm")
    hidden = book.add_worksheet("Ẩn")
    hidden.write(0, 0, "x")
    hidden.hide()
    book.add_worksheet("Trống")
    book.close()
    (only,) = read_sheets(saved(buffer.getvalue()))
    assert only.rows[4][2] == "ở hàng năm"
    assert only.rows[0] == (None, None, None)


def test_merged_cells_carry_their_value_and_width(saved):
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet()
    sheet.merge_range(0, 1, 1, 2, "gộp")
    sheet.write(2, 2, date(1948, 1, 1).isoformat())
    book.close()
    (read,) = read_sheets(saved(buffer.getvalue()))
    assert read.rows[:2] == ((None, "gộp", "gộp"), (None, "gộp", "gộp"))
    assert read.width_of_merge == {(0, 1): 2}


def test_kinds_of_cells_become_plain(saved):
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet()
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.write_datetime(0, 0, date(1988, 2, 1), day)
    sheet.write(0, 1, 46088001234)
    sheet.write(0, 2, True)
    sheet.write(0, 3, 1.5)
    sheet.write_formula(0, 4, "=1/0", None, "#DIV/0!")
    sheet.write_formula(0, 5, '="a"', None, "a")
    sheet.write(0, 6, "   ")
    sheet.write(0, 7, "cuối")
    book.close()
    (read,) = read_sheets(saved(buffer.getvalue()))
    assert read.rows[0] == (date(1988, 2, 1), 46088001234, True, 1.5, None, "a", None, "cuối")


@pytest.mark.parametrize("make", [locked_xls, locked_xlsx])
def test_password_is_named(saved, make):
    assert code_of(saved(make())) == "sheet-has-password"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "sheet-has-no-people"),
        (b" \r\n\r\n", "sheet-has-no-people"),
        (b"\0" * 2000, "sheet-has-no-people"),
        ("Kính gửi ủy ban\nTôi tên là An.".encode(), "sheet-not-a-workbook"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "sheet-not-a-workbook"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "sheet-not-a-workbook"),
        (b"MZ" + bytes(range(256)) * 20, "sheet-not-a-workbook"),
        (b"<html><table><tr><td>A</td></tr></table></html>", "sheet-is-web-page"),
        (b'\n<?xml version="1.0"?><Workbook/>', "sheet-is-web-page"),
        (xlsx(ROWS)[:600], "sheet-damaged"),
        (xlsx(ROWS)[:-30], "sheet-damaged"),
        (b"PK\x03\x04" + b"\0" * 100, "sheet-damaged"),
        (xls(ROWS)[:700], "sheet-damaged"),
        (
            xls(ROWS).replace("Workbook".encode("utf-16-le"), "WordDocu".encode("utf-16-le")),
            "sheet-not-a-workbook",
        ),
        (xls(ROWS)[:3000], "sheet-damaged"),
        (xlsx([]), "sheet-has-no-people"),
    ],
)
@pytest.mark.parametrize("name", ["ds.xlsx", "ds.xls"])
def test_bad_file_gets_its_own_sentence(saved, data, code, name):
    assert code_of(saved(data, name)) == code


def test_other_packed_files_are_no_workbook(saved):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        packed.writestr("word/document.xml", "<x/>")
    assert code_of(saved(buffer.getvalue())) == "sheet-not-a-workbook"


def test_missing_file_and_folder_are_not_readable(tmp_path):
    assert code_of(tmp_path / "không có.xlsx") == "file-not-readable"
    assert code_of(tmp_path) == "file-not-readable"


def test_too_many_rows_or_columns_are_refused(saved, monkeypatch):
    monkeypatch.setattr(sheets, "ROWS_MAX", 10)
    monkeypatch.setattr(sheets, "COLUMNS_MAX", 5)
    tall, wide = [["a", "b"]] * 11, [["a"] * 6] * 2
    for rows in (tall, wide):
        text = "\n".join(";".join(row) for row in rows)
        assert code_of(saved(text.encode(), "ds.csv")) == "sheet-too-large"
        assert code_of(saved(xlsx(rows))) == "sheet-too-large"
        assert code_of(saved(xls(rows))) == "sheet-too-large"


def test_too_many_bytes_are_refused_unread(saved, monkeypatch):
    monkeypatch.setattr(sheets, "BYTES_MAX", 1000)
    assert code_of(saved(xlsx(ROWS))) == "sheet-too-large"


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]),
)
def test_any_bytes_give_sheets_or_a_sentence(tmp_path, data, start):
    path = tmp_path / "ds.xlsx"
    path.write_bytes(start + data)
    read, code = sheets_or_code(path)
    assert code.startswith("sheet-") or read
    assert all(isinstance(sheet, Sheet) and not sheet.is_empty for sheet in read)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 20_000), st.integers(1, 255), st.booleans())
def test_any_flipped_byte_gives_sheets_or_a_sentence(tmp_path, at, flip, is_old):
    data = bytearray(xls(ROWS) if is_old else xlsx(ROWS))
    data[at % len(data)] ^= flip
    path = tmp_path / "ds.xlsx"
    path.write_bytes(bytes(data))
    read, code = sheets_or_code(path)
    assert code.startswith("sheet-") or len(read) == 1


@pytest.mark.parametrize("is_1904", [False, True])
def test_both_epochs_of_days_are_read(saved, is_1904):
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"date_1904": is_1904})
    shown = book.add_format({"num_format": "dd/mm/yyyy"})
    book.add_worksheet().write_datetime(0, 0, date(1988, 2, 1), shown)
    book.close()
    (read,) = read_sheets(saved(buffer.getvalue()))
    assert (read.rows[0][0], read.is_1904) == (date(1988, 2, 1), is_1904)


@pytest.mark.parametrize("is_1904", [False, True])
def test_old_workbooks_tell_their_epoch(saved, is_1904):
    book = xlwt.Workbook()
    book.dates_1904 = is_1904
    book.add_sheet("A").write(0, 0, "x")
    buffer = io.BytesIO()
    book.save(buffer)
    (read,) = read_sheets(saved(buffer.getvalue(), "ds.xls"))
    assert read.is_1904 is is_1904
