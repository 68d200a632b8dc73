"""An import is taken back in one step, also after the province has it."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.cases import OpenCase
from ctxh_desktop.commands.desk import Desk
from ctxh_desktop.commands.import_log import ListImports, UndoImport, entries, note
from ctxh_desktop.commands.imports import ImportPeople
from ctxh_desktop.commands.people import CountPeople, FindPeople
from ctxh_desktop.commands.records import SaveRecord, UndoLast
from ctxh_desktop.errors import InputError
from ctxh_desktop.storage import outbox
from tests.data import lists, people


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    path = tmp_path / "danh-sach.xlsx"
    lists.write_list(path, people.people(40, seed=5))
    return path


def test_an_import_is_listed_and_taken_back_whole(bus: Bus, listed: Path) -> None:
    made = bus.send(ImportPeople(listed)).result
    (entry,) = bus.send(ListImports()).result
    assert (entry.id, entry.count, entry.file) == (made.id, 40, "danh-sach.xlsx")

    done = bus.send(UndoImport(made.id))

    assert (done.result.count, done.result.kept) == (40, 0)
    assert done.changes == frozenset({"person"})
    assert bus.send(CountPeople()).result == 0
    assert bus.send(ListImports()).result[0].undone_at


def test_only_its_own_people_are_taken_back(bus: Bus, listed: Path, tmp_path: Path) -> None:
    other = tmp_path / "b.csv"
    other.write_text("Họ và tên;Năm sinh\nLê Văn Khác;1950\n", "utf-8")
    first = bus.send(ImportPeople(other)).result
    second = bus.send(ImportPeople(listed)).result
    bus.send(SaveRecord("person", None, {"full_name": "Trần Mới", "groups": ("NCT",)}))

    bus.send(UndoImport(second.id))

    assert bus.send(CountPeople()).result == 2
    assert [one.id for one in bus.send(ListImports()).result] == [second.id, first.id]


def test_who_was_worked_on_since_stays(bus: Bus, listed: Path) -> None:
    made = bus.send(ImportPeople(listed)).result
    hits = bus.send(FindPeople("", limit=3)).result or bus.send(FindPeople("n", limit=3)).result
    edited, with_case = hits[0].id, hits[1].id
    bus.send(SaveRecord("person", edited, {"note": "Ở một mình"}))
    bus.send(OpenCase(with_case, {"source": "TUDEN", "opened_on": "2026-01-05"}))

    undone = bus.send(UndoImport(made.id)).result

    assert (undone.count, undone.kept) == (38, 2)
    assert {hit.id for hit in bus.send(FindPeople("n", limit=9)).result} <= {edited, with_case}


def test_it_is_taken_back_once_and_not_by_a_slip(bus: Bus, listed: Path) -> None:
    made = bus.send(ImportPeople(listed)).result
    bus.send(UndoImport(made.id))

    assert bus.send(UndoLast()).result is None
    with pytest.raises(InputError) as refused:
        bus.send(UndoImport(made.id))
    assert refused.value.code == "import-not-found"
    with pytest.raises(InputError):
        bus.send(UndoImport("no such import"))


def test_taken_back_it_can_be_taken_in_again(bus: Bus, listed: Path) -> None:
    bus.send(UndoImport(bus.send(ImportPeople(listed)).result.id))
    assert bus.send(ImportPeople(listed)).result.count == 40


def test_what_the_province_has_is_taken_back_too(bus: Bus, desk: Desk, listed: Path) -> None:
    made = bus.send(ImportPeople(listed)).result
    with desk.store.write(by="x") as work:
        book = work.tables.book("operation")
        work.connection.execute(book.update().values(state=outbox.RETAINED))
        work.commit()

    assert bus.send(UndoImport(made.id)).result.count == 40
    with desk.read() as reader:
        assert len(outbox.unsent(reader, 100)) == 40


def test_entries_are_limited(desk: Desk) -> None:
    with desk.store.write(by="x") as work:
        for number in range(105):
            note(desk, work, f"{number}.xlsx", 1)
        assert [one.file for one in entries(work)][::99] == ["104.xlsx", "5.xlsx"]
