"""Any record type by its declaration, history, and undo."""

from __future__ import annotations

import pytest

from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.cases import AddPlanStep, CompleteStep, ShowCase
from ctxh_desktop.commands.people import RegisterPerson
from ctxh_desktop.commands.records import (
    CountRecords,
    DeleteRecord,
    ListHistory,
    ListRecords,
    SaveRecord,
    ShowRecord,
    UndoLast,
)
from ctxh_desktop.errors import InputError

HOUSEHOLD = {"head_name": "Lê  Văn Á", "village": "Thôn 1", "member_count": 4}


def test_record_is_saved_listed_shown_and_deleted(bus: Bus) -> None:
    row_id = bus.send(SaveRecord("household", None, HOUSEHOLD)).result
    bus.send(SaveRecord("household", None, {"head_name": "Trần Thị An"}))

    listed = bus.send(ListRecords("household", 0, 10)).result
    assert [row["head_name"] for row in listed] == ["Lê Văn Á", "Trần Thị An"]
    assert bus.send(CountRecords("household")).result == 2
    assert bus.send(CountRecords("household", "le van")).result == 1
    assert [r.id for r in bus.send(ListRecords("household", 0, 9, "le v")).result] == [row_id]

    bus.send(DeleteRecord("household", row_id, "TRUNG"))
    assert bus.send(CountRecords("household")).result == 1
    assert bus.send(CountRecords("household", "le van")).result == 0
    assert bus.send(ShowRecord("household", row_id)).result.deleted_at is not None


def test_edit_changes_only_what_was_given_and_keeps_the_old_value(bus: Bus) -> None:
    row_id = bus.send(SaveRecord("household", None, HOUSEHOLD)).result

    bus.send(SaveRecord("household", row_id, {"village": "Thôn 2"}))

    row = bus.send(ShowRecord("household", row_id)).result
    assert (row["village"], row["member_count"]) == ("Thôn 2", 4)
    newest, made = bus.send(ListHistory("household", row_id)).result
    assert ("village", "Thôn 1", "Thôn 2") in newest.changes
    assert (newest.by, newest.is_unsent, made.changes) == ("Trần Thị Hoa", True, ())


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (ListRecords("nothing", 0, 1), "record-type-unknown"),
        (ShowRecord("person", "x"), "record-not-found"),
        (SaveRecord("person", "x", {}), "record-not-found"),
        (SaveRecord("person", None, {"shoe": 1}), "field-unknown"),
        (SaveRecord("household", None, {"head_name": "x" * 101}), "record-has-issues"),
    ],
)
def test_bad_input_is_said(bus: Bus, command: object, code: str) -> None:
    with pytest.raises(InputError) as refused:
        bus.send(command)

    assert refused.value.code == code


def test_control_characters_and_decomposed_letters_are_cleaned(bus: Bus) -> None:
    decomposed = "Le\u0302 Thi\u0323\u0000  A\u0301nh\u200b"

    row_id = bus.send(SaveRecord("household", None, {"head_name": decomposed})).result

    assert bus.send(ShowRecord("household", row_id)).result["head_name"] == "Lê Thị Ánh"


def test_undo_reverses_the_last_command_whole(bus: Bus) -> None:
    made = bus.send(RegisterPerson({"full_name": "Võ An", "groups": "NCT"}, {})).result
    step = bus.send(AddPlanStep(made.case_id, {"task": "Gọi", "due_on": "2026-11-25"})).result
    bus.send(CompleteStep(step, "2026-11-21"))

    undone = bus.send(UndoLast()).result

    assert (undone.label, undone.kept) == ("CompleteStep", 0)
    found = bus.send(ShowCase(made.case_id)).result.steps[0]
    assert (found["status"], found["done_on"]) == ("HD_CHUA", None)


def test_undo_of_a_registration_takes_person_and_case_away(bus: Bus) -> None:
    bus.send(RegisterPerson({"full_name": "Võ An", "groups": "NCT"}, {}))

    bus.send(UndoLast())

    assert bus.send(CountRecords("person")).result == bus.send(CountRecords("case")).result == 0


def test_undo_happens_once_and_reaches_no_further_back(bus: Bus) -> None:
    for name in ("Lê A", "Lê B"):
        bus.send(SaveRecord("household", None, {"head_name": name}))
    bus.send(UndoLast())

    assert bus.send(UndoLast()).result is None
    assert bus.send(CountRecords("household")).result == 1


def test_undo_with_nothing_done_says_so(bus: Bus) -> None:
    assert bus.send(UndoLast()).result is None


def test_undo_leaves_what_was_changed_since(bus: Bus) -> None:
    row_id = bus.send(SaveRecord("household", None, HOUSEHOLD)).result
    bus.send(SaveRecord("household", row_id, {"member_count": 5}))
    with bus.desk.store.write(by="sync") as work:
        row = work.get("household", row_id)
        assert row is not None
        work.put(row.changed({"member_count": 6}))  # as a sync brings it
        work.commit()

    undone = bus.send(UndoLast()).result

    assert undone.kept == 1
    assert bus.send(ShowRecord("household", row_id)).result["member_count"] == 6
