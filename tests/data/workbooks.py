"""Workbooks made byte by byte, good ones and bad ones."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest
import xlsxwriter
import xlwt

from ctxh_desktop.errors import InputError
from ctxh_desktop.exchange.sheets import Sheet, read_sheets

ROWS = [["Họ và tên", "Năm sinh"], ["Nguyễn Thị Bông", 1948], ["Trần Đức", 1950]]


EXPECTED = (("Họ và tên", "Năm sinh"), ("Nguyễn Thị Bông", 1948), ("Trần Đức", 1950))


SHEET_XML = (
    b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/'
    b'main"><sheetData>%s</sheetData></worksheet>'
)


def xlsx(rows, **options) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, **options})
    sheet = book.add_worksheet("Danh sách")
    for index, row in enumerate(rows):
        sheet.write_row(index, 0, row)
    book.close()
    return buffer.getvalue()


def xls(rows) -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Danh sách")
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            sheet.write(r, c, value)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def locked_xls() -> bytes:
    """An .xls whose first record after the beginning says that a password hides the rest."""
    book = xlwt.Workbook()
    book.add_sheet("A").write(0, 0, "x")
    stream = book.get_biff_data()
    first = 4 + struct.unpack_from("<H", stream, 2)[0]
    lock = struct.pack("<HHHHH", 0x2F, 54, 1, 1, 1) + b"k" * 48
    buffer = io.BytesIO()
    xlwt.CompoundDoc.XlsDoc().save(buffer, stream[:first] + lock + stream[first:])
    return buffer.getvalue()


def locked_xlsx() -> bytes:
    """An OLE file with a stream "EncryptedPackage", which is what Excel saves with a password."""
    data = bytearray(xls(ROWS))
    at, name = data.find("Workbook".encode("utf-16-le")), "EncryptedPackage".encode("utf-16-le")
    data[at : at + len(name)] = name
    data[at + 64 : at + 66] = struct.pack("<H", len(name) + 2)
    return bytes(data)


def repacked(data: bytes, **changed: bytes) -> bytes:
    """A workbook with some of its entries replaced, by the last part of their names."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", 8) as new:
        for entry in old.infolist():
            key = entry.filename.rsplit("/", 1)[-1].split(".")[0]
            new.writestr(entry.filename, changed.get(key, old.read(entry)))
    return buffer.getvalue()


def ods(content: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        book.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?><manifest:manifest '
            'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
        book.writestr(
            "content.xml",
            '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
            ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
            ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
            ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body>'
            f"<office:spreadsheet>{content}</office:spreadsheet></office:body>"
            "</office:document-content>",
        )
    return buffer.getvalue()


def code_of(path) -> str:
    with pytest.raises(InputError) as caught:
        read_sheets(path)
    return caught.value.code


def sheets_or_code(path) -> tuple[tuple[Sheet, ...], str]:
    """What reading gives: sheets, or the code of the one kind of error that may come."""
    try:
        return read_sheets(path), ""
    except InputError as error:
        return (), error.code
