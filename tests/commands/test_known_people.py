"""Who is in the register already is left alone, filled in or taken in anew, as a person says."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.cases import OpenCase
from ctxh_desktop.commands.import_log import ImportUndone, ListImports, UndoImport
from ctxh_desktop.commands.imports import ImportPeople, ImportPreview, PreviewImport
from ctxh_desktop.commands.known_people import (
    BY_NAME,
    BY_NUMBER,
    FILL,
    NEW,
    SKIP,
    Answers,
    KnownPerson,
)
from ctxh_desktop.commands.people import CountPeople
from ctxh_desktop.commands.records import SaveRecord, ShowRecord
from ctxh_desktop.domain.values import Plain
from tests.data.workbooks import xlsx

HEAD = ["Họ và tên", "Ngày sinh", "Số CCCD", "Thôn", "Nghề nghiệp", "Đối tượng"]
AN = {"full_name": "Lê Văn An", "born": "1950-08-05", "id_number": "046050001234", "groups": "NCT"}


@pytest.fixture
def listed(tmp_path: Path) -> Any:
    def listed(*rows: list[Any]) -> Path:
        path = tmp_path / "a.xlsx"
        path.write_bytes(xlsx([HEAD, *rows]))
        return path

    return listed


def save(bus: Bus, **values: Any) -> str:
    save = SaveRecord("person", None, {**AN, **values}, number_reason="Hai người một số")
    return str(bus.send(save).result)


def stored(bus: Bus, person_id: str) -> Mapping[str, Plain]:
    return bus.send(ShowRecord("person", person_id)).result.values


def look(bus: Bus, path: Path) -> Mapping[int, KnownPerson]:
    seen: ImportPreview = bus.send(PreviewImport(path)).result
    return seen.known


ROW = ["Lê Văn An", "5/8/1950", "046050001234", "Thôn 3", "Làm ruộng", "NCT"]


def test_what_is_empty_is_filled_in_and_nothing_else(bus: Bus, listed: Any) -> None:
    person_id = save(bus, village="Thôn 1")
    path = listed(ROW)
    known = look(bus, path)[2]
    assert (known.by, known.id, known.is_sure) == (BY_NUMBER, person_id, True)
    assert known.comparison.fills == {"occupation": "NONG"}
    assert [one.name for one in known.comparison.differences] == ["address"]

    done = bus.send(ImportPeople(path, known=Answers(FILL))).result

    assert (done.count, done.filled, done.known) == (0, 1, 0)
    after = stored(bus, person_id)
    assert (after["occupation"], after["village"]) == ("NONG", "Thôn 1")
    assert bus.send(CountPeople()).result == 1


def test_the_lists_value_is_taken_where_a_person_says_so(bus: Bus, listed: Any) -> None:
    person_id = save(bus, village="Thôn 1")
    answers = Answers(rows={2: FILL}, taken={2: frozenset({"address"})})
    done = bus.send(ImportPeople(listed(ROW), known=answers)).result
    assert done.filled == 1
    assert stored(bus, person_id)["village"] == "Thôn 3"


def test_left_alone_unless_told_otherwise_and_new_when_told_so(bus: Bus, listed: Any) -> None:
    person_id = save(bus)
    before, path = stored(bus, person_id), listed(ROW)
    done = bus.send(ImportPeople(path)).result
    assert (done.count, done.filled, done.known, done.id) == (0, 0, 1, "")
    assert stored(bus, person_id) == before
    assert bus.send(ImportPeople(path, known=Answers(FILL, {2: SKIP}))).result.known == 1

    assert bus.send(ImportPeople(path, known=Answers(rows={2: NEW}))).result.count == 1
    assert bus.send(ImportPeople(path, anyway=frozenset({2}))).result.count == 1
    assert bus.send(CountPeople()).result == 3


def test_what_is_said_of_a_row_goes_before_what_is_said_of_all() -> None:
    person = KnownPerson(BY_NUMBER, "p-1", is_sure=True)
    unsure = KnownPerson(BY_NUMBER, "p-1")
    answers = Answers(FILL, {2: SKIP})
    assert [answers.of(n, person) for n in (2, 3)] == [SKIP, FILL]
    assert (answers.of(3, unsure), Answers(NEW).of(3, unsure)) == (SKIP, NEW)
    assert answers.of(3, person, is_anyway=True) == NEW
    assert answers.of(2, person, is_anyway=True) == SKIP


def test_filling_in_twice_adds_nothing_more(bus: Bus, listed: Any) -> None:
    save(bus)
    path = listed(ROW)
    bus.send(ImportPeople(path, known=Answers(FILL)))
    again = bus.send(ImportPeople(path, known=Answers(FILL))).result
    assert (again.filled, again.known, again.id) == (0, 1, "")
    assert len(bus.send(ListImports()).result) == 1


def test_a_number_that_is_somebody_elses_by_name_waits_for_a_person(bus: Bus, listed: Any) -> None:
    person_id = save(bus, full_name="Trần Thị Hoa")
    path = listed(ROW)
    known = look(bus, path)[2]
    assert (known.is_sure, known.full_name) == (False, "Trần Thị Hoa")
    assert "full_name" in [one.name for one in known.comparison.differences]

    assert bus.send(ImportPeople(path, known=Answers(FILL))).result.filled == 0
    assert bus.send(ImportPeople(path, known=Answers(rows={2: FILL}))).result.filled == 1
    assert stored(bus, person_id)["full_name"] == "Trần Thị Hoa"


def test_a_number_comes_to_who_had_none(bus: Bus, listed: Any) -> None:
    person_id = save(bus, id_number=None, has_no_id=True)
    path = listed(ROW)
    assert look(bus, path)[2].by == BY_NAME

    bus.send(ImportPeople(path, known=Answers(FILL)))

    after = stored(bus, person_id)
    assert (after["id_number"], after["has_no_id"]) == ("046050001234", False)


def test_a_year_or_another_number_is_not_enough_to_be_the_same(bus: Bus, listed: Any) -> None:
    save(bus, id_number=None, born="1950")
    save(bus, id_number="046050009999")
    year = ["Lê Văn An", "1950", "046050001234", None, None, "NCT"]
    assert look(bus, listed(year, ROW)) == {}


def test_where_several_fit_nobody_is_filled_in(bus: Bus, listed: Any) -> None:
    save(bus)
    save(bus)
    path = listed(ROW)
    assert look(bus, path)[2] == KnownPerson(BY_NUMBER)
    done = bus.send(ImportPeople(path, known=Answers(rows={2: FILL}))).result
    assert (done.count, done.filled, done.known) == (0, 0, 1)


def test_two_rows_of_one_person_are_one_change(bus: Bus, listed: Any) -> None:
    person_id = save(bus)
    second = ["Lê Văn An", "5/8/1950", None, "Thôn 4", "buôn bán", "NCT"]
    done = bus.send(ImportPeople(listed(ROW, second), known=Answers(FILL))).result
    assert (done.filled, done.known) == (1, 1)
    after = stored(bus, person_id)
    assert (after["village"], after["occupation"]) == ("Thôn 3", "NONG")
    bus.send(UndoImport(done.id))
    assert stored(bus, person_id)["village"] is None


def test_groups_of_a_protected_person_are_left_alone(bus: Bus, listed: Any) -> None:
    person_id = save(bus, groups="HIV")
    known = look(bus, listed(ROW))[2]
    assert known.is_protected
    assert known.comparison.differences == ()
    bus.send(ImportPeople(listed(ROW), known=Answers(FILL)))
    assert stored(bus, person_id)["groups"] == "HIV"


def test_the_undo_empties_again_what_was_filled_in(bus: Bus, listed: Any) -> None:
    first, second = save(bus), save(bus, id_number="046050001235", phone="0912345678")
    before = stored(bus, first)
    path = listed(
        ROW,
        ["Lê Văn An", "5/8/1950", "046050001235", "Thôn 4", "buôn bán", "NCT"],
        ["Hồ Bảy", "1/2/1960", "046060001236", "Thôn 4", None, "NKT"],
    )
    done = bus.send(ImportPeople(path, known=Answers(FILL))).result
    assert (done.count, done.filled) == (1, 2)
    (entry,) = bus.send(ListImports()).result
    assert (entry.count, entry.filled) == (1, 2)
    bus.send(SaveRecord("person", second, {"village": "Thôn 9"}))
    bus.send(OpenCase(first, {"source": "TUDEN", "opened_on": "2026-01-05"}))

    undone = bus.send(UndoImport(done.id)).result

    assert undone == ImportUndone(count=1, kept=1, emptied=1)
    assert stored(bus, first) == before
    after = stored(bus, second)
    assert (after["village"], after["occupation"]) == ("Thôn 9", None)
    assert bus.send(CountPeople()).result == 2
