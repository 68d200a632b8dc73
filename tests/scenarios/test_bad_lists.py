"""Bad inputs of the security reference (§8) that a list can bring: kept as written, or refused.

Numbers in the names of the cases are those of the reference.  Every row goes in through a file, the
child that reads it, the bus and the encrypted book, and is looked up again.
"""

from __future__ import annotations

import csv
import io
import stat
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
from tests.data.bad_inputs import CELLS, NAMES, TEXTS
from tests.data.desks import new_desk
from tests.data.prompt import Run
from tests.data.workbooks import ROWS, repacked, xls, xlsx

HEAD = ["Họ và tên", "Năm sinh", "Số CCCD", "Điện thoại", "Thôn", "Ghi chú"]


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


def linked(name: str, target: str) -> bytes:
    """A workbook in which one entry is a symbolic link that leads out of it."""
    data = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx(ROWS))) as book, zipfile.ZipFile(data, "w") as made:
        for entry in book.namelist():
            if entry != name:
                made.writestr(entry, book.read(entry))
        link = zipfile.ZipInfo(name)
        link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        made.writestr(link, target)
    return data.getvalue()


FILES = {
    "77": bomb, "78": lambda: zipped(("lib 0.zip", zipped(("0.zip", b"0")))), "79": overlapping,
    "80": lambda: zipped(*((f"xl/{n}", b"") for n in range(2000)), ("xl/workbook.xml", b"<w/>")),
    "81": shared_bomb, "82": far_cell, "83": laughs,
    "87": lambda: xlsx(ROWS)[:900],
    "89": lambda: zipped(("../../evil.txt", b"x"), ("CON.txt", b"")),
    "90": lambda: linked("xl/worksheets/sheet1.xml", "/etc/passwd"),
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


def test_a_link_in_an_archive_is_never_followed(bus, tmp_path):
    """Not even to what would be a good sheet of people."""
    with zipfile.ZipFile(io.BytesIO(xlsx(ROWS))) as book:
        (tmp_path / "outside.xml").write_bytes(book.read("xl/worksheets/sheet1.xml"))
    path = tmp_path / "a.xlsx"
    path.write_bytes(linked("xl/worksheets/sheet1.xml", str(tmp_path / "outside.xml")))
    with pytest.raises(CtxhError):
        bus.send(ImportPeople(path))
    assert bus.send(CountPeople()).result == 0
    assert not any(entry.is_symlink() for entry in tmp_path.rglob("*"))


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
        ("90", linked("xl/media/image1.png", "/etc/passwd")),
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
