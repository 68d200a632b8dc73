"""Choosing between two values: own values, deletions, and choices that do not exist."""

from __future__ import annotations

import msgspec
import pytest

from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.conflicts import ListConflicts, ResolveConflict, ShowConflict
from ctxh_desktop.commands.people import RegisterPerson
from ctxh_desktop.commands.records import ShowRecord
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
