"""Lists leave the book as text cells, noted, and many only with the passphrase."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from ctxh_desktop.commands.access_log import ListAccess
from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.people import RegisterPerson
from ctxh_desktop.commands.people_export import (
    UNASKED_MAX,
    ExportPeople,
    PrintPeople,
    Wording,
)
from ctxh_desktop.commands.people_table import PeopleTable
from ctxh_desktop.commands.records import SaveRecord
from ctxh_desktop.commands.who import Who
from ctxh_desktop.domain.schema import Field
from ctxh_desktop.domain.values import Plain
from ctxh_desktop.errors import InputError, TransientError
from tests.data import written_workbook
from tests.data.desks import PHRASE

TABLE = PeopleTable(("person.full_name", "person.id_number", "person.groups"))


def in_words(field: Field, value: Plain) -> str:
    return "" if value is None else f"{value}"


WORDING = Wording(("Họ và tên", "Số", "Nhóm"), in_words, "Hồ sơ bảo mật")


def add(bus: Bus, name: str, **more: str) -> None:
    bus.send(SaveRecord("person", None, {"full_name": name, "groups": "NCT", **more}))


def cells(file: Path) -> list[list[object]]:
    return written_workbook.cells(file.read_bytes(), after=2)


def test_the_file_holds_what_the_table_shows(bus: Bus, tmp_path: Path) -> None:
    add(bus, "Hồ Thị Mía", id_number="046151001234")
    bus.send(RegisterPerson({"full_name": "Lê Ánh", "groups": "TEXH"}, {"source": "THON"}))
    file = tmp_path / "danh-sach.xlsx"

    count = bus.send(ExportPeople(file, TABLE, WORDING, "Danh sách")).result

    assert count == 2
    assert cells(file) == [
        ["Họ và tên", "Số", "Nhóm"],
        ["Lê Ánh", "", "Hồ sơ bảo mật"],
        ["Hồ Thị Mía", "046151001234", "NCT"],
    ]


def test_each_time_is_noted_in_the_book_and_nobody_is_named_in_the_log(
    bus: Bus, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    add(bus, "Hồ Thị Mía", id_number="046151001234")

    bus.send(ExportPeople(tmp_path / "a.xlsx", TABLE, WORDING, "Danh sách"))
    rows = bus.send(PrintPeople(TABLE, WORDING)).result

    assert rows == (("Hồ Thị Mía", "046151001234", "NCT"),)
    notes = [entry.note for entry in bus.send(ListAccess()).result]
    assert [(note.kind, note.rows, note.file) for note in notes] == [
        ("paper", 1, ""), ("file", 1, "a.xlsx"),
    ]  # fmt: skip
    assert {note.by for note in notes} == {bus.desk.user}
    assert "people-taken-out rows=1 to=file" in caplog.text
    assert "Mía" not in caplog.text
    assert "a.xlsx" not in caplog.text


@pytest.fixture
def many(bus: Bus) -> Bus:
    """Return the bus of a book with one more person than leave it unasked."""
    with bus.desk.write("fill") as work:
        for place in range(UNASKED_MAX + 1):
            values = {"full_name": f"Hồ Văn {place}", "groups": "NCT", "village": f"Thôn {place}"}
            work.insert("person", bus.desk.ambient.new_id(), bus.desk.commune_code, values)
    return bus


def test_many_leave_only_with_the_passphrase(many: Bus, tmp_path: Path) -> None:
    file = tmp_path / "all.xlsx"
    for phrase, code in (("", "passphrase-needed"), ("wrong words here", "wrong-passphrase")):
        with pytest.raises(InputError) as caught:
            many.send(ExportPeople(file, TABLE, WORDING, "Danh sách", phrase))
        assert caught.value.code == code
        with pytest.raises(InputError):
            many.send(PrintPeople(TABLE, WORDING, phrase))
    assert not file.exists()
    assert many.send(ListAccess()).result == ()

    assert many.send(ExportPeople(file, TABLE, WORDING, "Danh sách", PHRASE)).result == 201
    assert len(cells(file)) == UNASKED_MAX + 2


def test_a_narrowed_list_of_few_needs_no_passphrase(many: Bus, tmp_path: Path) -> None:
    narrowed = PeopleTable(TABLE.columns, Who(village="Thôn 7"))

    assert many.send(ExportPeople(tmp_path / "a.xlsx", narrowed, WORDING, "Danh sách")).result == 1


def test_a_file_that_is_there_is_never_replaced(bus: Bus, tmp_path: Path) -> None:
    add(bus, "Hồ Thị Mía")
    file = tmp_path / "a.xlsx"
    file.write_bytes(b"mine")

    with pytest.raises(InputError) as caught:
        bus.send(ExportPeople(file, TABLE, WORDING, "Danh sách"))

    assert caught.value.code == "file-exists"
    assert file.read_bytes() == b"mine"


def test_nobody_makes_no_file(bus: Bus, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        bus.send(ExportPeople(tmp_path / "a.xlsx", TABLE, WORDING, "Danh sách"))

    assert caught.value.code == "nobody-to-export"
    assert not list(tmp_path.glob("*.xlsx"))


def test_a_folder_that_takes_no_file_is_said_and_nothing_noted(bus: Bus, tmp_path: Path) -> None:
    add(bus, "Hồ Thị Mía")

    with pytest.raises(TransientError) as caught:
        bus.send(ExportPeople(tmp_path / "gone" / "a.xlsx", TABLE, WORDING, "Danh sách"))

    assert caught.value.code == "folder-not-writable"
    assert bus.send(ListAccess()).result == ()
