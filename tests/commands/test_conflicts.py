"""Choosing between two values: own values, deletions, and choices that do not exist."""

from __future__ import annotations

import msgspec
import pytest

from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.conflicts import (
    ListConflicts,
    ResolveConflict,
    ResolveConflicts,
    ShowConflict,
)
from ctxh_desktop.commands.people import RegisterPerson
from ctxh_desktop.commands.records import ShowRecord, UndoLast
from ctxh_desktop.errors import InputError


def contest(bus: Bus, person_id: str, field: str, current: object, proposed: object) -> str:
    """Write down a conflict as the province would."""
    conflict_id = bus.desk.ambient.new_id()
    values = {
        "record_type": "person", "record_id": person_id, "field": field,
        "kind": "delete" if field == "deleted_at" else "edit",
        "op_id": conflict_id, "state": "open",
        "current": msgspec.json.encode(current).decode(), "current_by": "Lê Văn Bình",
        "proposed": msgspec.json.encode(proposed).decode(), "proposed_by": "Trần Thị Hoa",
    }  # fmt: skip
    with bus.desk.store.write(by="province") as work:
        work.insert("conflict", conflict_id, "19819", values)
        work.commit()
    return conflict_id


@pytest.fixture
def person_id(bus: Bus) -> str:
    """Return a person."""
    person = {"full_name": "Hoàng Thị Thuỷ", "groups": "NCT NKT", "phone": "0912000001"}
    return str(bus.send(RegisterPerson(person, {})).result.person_id)


def test_own_value_may_be_given_instead(bus: Bus, person_id: str) -> None:
    found = contest(bus, person_id, "phone", {"phone": "0912000001"}, {"phone": "0912000002"})

    bus.send(ResolveConflict(found, "value", {"phone": "0912 000 003"}))

    assert bus.send(ShowRecord("person", person_id)).result["phone"] == "0912000003"
    assert bus.send(ListConflicts()).result == ()


def test_second_choice_is_harmless(bus: Bus, person_id: str) -> None:
    found = contest(bus, person_id, "alias", {"alias": "A"}, {"alias": "B"})
    bus.send(ResolveConflict(found, "mine"))

    assert bus.send(ResolveConflict(found, "province")).changes == frozenset()
    assert bus.send(ShowRecord("person", person_id)).result["alias"] == "B"


def two_contests(bus: Bus, person_id: str) -> tuple[ResolveConflict, ...]:
    fields = (("alias", None, "B"), ("phone", "0912000001", "0912000002"))
    found = [contest(bus, person_id, n, {n: here}, {n: there}) for n, here, there in fields]
    return tuple(ResolveConflict(each, "mine") for each in found)


def test_one_undo_asks_all_choices_of_a_record_again(bus: Bus, person_id: str) -> None:
    choices = two_contests(bus, person_id)
    bus.send(ResolveConflicts(choices))
    assert bus.send(ShowRecord("person", person_id)).result["alias"] == "B"

    assert bus.send(UndoLast()).result.kept == 0

    person = bus.send(ShowRecord("person", person_id)).result
    assert (person["alias"], person["phone"]) == (None, "0912000001")
    (item,) = bus.send(ListConflicts()).result
    assert item.field_count == 2
    shown = bus.send(ShowConflict("person", person_id)).result
    assert {field.mine_by for field in shown.fields} == {"Trần Thị Hoa"}
    bus.send(ResolveConflicts(choices))
    assert bus.send(ListConflicts()).result == ()


def test_an_undo_leaves_what_was_written_since(bus: Bus, person_id: str) -> None:
    found = contest(bus, person_id, "alias", {"alias": None}, {"alias": "B"})
    bus.send(ResolveConflict(found, "mine"))
    with bus.desk.store.write(by="Lê Văn Bình") as work:
        person = work.get("person", person_id)
        assert person is not None
        work.put(person.changed({"alias": "C"}))  # arrived from the province
        work.commit()

    assert bus.send(UndoLast()).result.kept == 1

    assert bus.send(ShowRecord("person", person_id)).result["alias"] == "C"
    assert len(bus.send(ListConflicts()).result) == 1, "and it is asked again"


def test_all_choices_or_none(bus: Bus, person_id: str) -> None:
    first, second = two_contests(bus, person_id)
    with pytest.raises(InputError):
        bus.send(ResolveConflicts((first, ResolveConflict(second.conflict_id, "coin"))))
    assert bus.send(ShowRecord("person", person_id)).result["alias"] is None
    assert bus.send(ListConflicts()).result[0].field_count == 2


def test_both_joins_choices(bus: Bus, person_id: str) -> None:
    current, proposed = {"policies": None}, {"policies": "BT5a"}
    found = contest(bus, person_id, "policies", current, proposed)

    bus.send(ResolveConflict(found, "both"))

    assert bus.send(ShowRecord("person", person_id)).result["policies"] == "BT5a"


def test_deletion_is_carried_out_or_dropped(bus: Bus, person_id: str) -> None:
    gone = {"deleted_at": "2026-11-21T01:00:00.000Z", "deleted_reason": "TRUNG"}
    kept = {"deleted_at": None, "deleted_reason": None}
    found = contest(bus, person_id, "deleted_at", kept, gone)
    with pytest.raises(InputError):
        bus.send(ResolveConflict(found, "both"))

    bus.send(ResolveConflict(found, "mine"))

    assert bus.send(ShowRecord("person", person_id)).result.deleted_at == gone["deleted_at"]


@pytest.mark.parametrize(
    ("field", "current", "proposed", "suggested"),
    [
        ("alias", {"alias": "A"}, {"alias": "B"}, "province"),
        ("id_number", {"id_number": "1"}, {"id_number": "2"}, ""),
        ("sex", {"sex": "NAM"}, {"sex": "NU"}, ""),
    ],
)
def test_suggestion_never_touches_numbers_and_codes(
    bus: Bus, person_id: str, field: str, current: object, proposed: object, suggested: str
) -> None:
    contest(bus, person_id, field, current, proposed)

    assert bus.send(ShowConflict("person", person_id)).result.fields[0].suggested == suggested


def test_choice_that_does_not_exist_is_said(bus: Bus, person_id: str) -> None:
    found = contest(bus, person_id, "alias", {"alias": "A"}, {"alias": "B"})

    with pytest.raises(InputError) as told:
        bus.send(ResolveConflict(found, "coin"))

    assert told.value.code == "choice-unknown"
