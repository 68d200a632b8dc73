"""Two entries of one person are found, merged with nothing lost, or kept apart for good."""

from __future__ import annotations

import pytest

from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.cases import RecordVisit, ShowCase, ShowPerson
from ctxh_desktop.commands.duplicates import (
    CompareNext,
    CountDuplicates,
    DuplicatePair,
    KeepApart,
    ListDuplicates,
    MergePeople,
)
from ctxh_desktop.commands.people import FindPeople, Registered, RegisterPerson
from ctxh_desktop.commands.records import SaveRecord, ShowRecord, UndoLast
from ctxh_desktop.errors import InputError

LAN = {
    "full_name": "Nguyễn Thị Thuý Lan",
    "born": "1951-03-02",
    "village": "Thôn 3",
    "phone": "0912345678",
    "groups": "NCT",
}
AGAIN = {
    "full_name": "Nguyen Thi Thuy Lan",
    "born": "1951",
    "village": "Thôn 3",
    "phone": "0905111222",
    "id_number": "046151001234",
    "groups": "NKT",
}


def register(bus: Bus, *people: dict[str, str]) -> list[Registered]:
    return [bus.send(RegisterPerson(person, {})).result for person in people]


def listed(bus: Bus) -> tuple[DuplicatePair, ...]:
    while bus.send(CompareNext(3)).result:
        pass
    found: tuple[DuplicatePair, ...] = bus.send(ListDuplicates()).result
    assert bus.send(CountDuplicates()).result == len(found)
    return found


def test_a_pair_is_listed_with_its_reasons(bus: Bus) -> None:
    first, second = register(bus, LAN, AGAIN)

    (pair,) = listed(bus)

    assert (pair.one.id, pair.other.id) == (first.person_id, second.person_id)
    assert pair.reasons == ("name", "birth-known", "village")
    assert set(pair.differing) == {"full_name", "born", "phone", "groups"}
    assert not pair.is_sure


def test_merging_keeps_all_values_and_moves_the_cases(bus: Bus) -> None:
    first, second = register(bus, LAN, AGAIN)
    visit = {"visited_on": "2026-11-21", "contact_kind": "VANGIA"}
    bus.send(RecordVisit(second.case_id, visit, next_on="2026-12-01", next_task="Thăm lại"))
    listed(bus)

    kept = bus.send(MergePeople(second.person_id, first.person_id, {"born": LAN["born"]})).result

    assert kept == first.person_id  # made first, whoever's values stand
    file = bus.send(ShowPerson(second.person_id)).result
    assert file.person.id == kept
    assert {case.id for case in file.cases} == {first.case_id, second.case_id}
    assert file.person["full_name"] == AGAIN["full_name"]
    assert file.person["born"] == LAN["born"]
    assert file.person["id_number"] == AGAIN["id_number"]
    assert file.person["groups"] == "NCT NKT"
    assert LAN["full_name"] in file.person.text("note")
    assert LAN["phone"] in file.person.text("note")
    shown = bus.send(ShowCase(second.case_id)).result
    assert {row["person_id"] for row in (*shown.visits, *shown.steps)} == {kept}
    assert [hit.id for hit in bus.send(FindPeople("thuy lan")).result] == [kept]
    assert listed(bus) == ()


def test_one_undo_takes_the_merge_back(bus: Bus) -> None:
    first, second = register(bus, LAN, AGAIN)
    listed(bus)
    before = [bus.send(ShowPerson(done.person_id)).result for done in (first, second)]
    bus.send(MergePeople(first.person_id, second.person_id))

    bus.send(UndoLast())

    after = [bus.send(ShowPerson(done.person_id)).result for done in (first, second)]
    assert [f.person.values for f in after] == [f.person.values for f in before]
    assert [f.cases[0].id for f in after] == [first.case_id, second.case_id]
    assert len(listed(bus)) == 1

    bus.send(MergePeople(first.person_id, second.person_id))
    assert listed(bus) == ()


def test_two_people_are_kept_apart_for_good(bus: Bus) -> None:
    first, second = register(bus, LAN, AGAIN)
    assert len(listed(bus)) == 1

    bus.send(KeepApart(second.person_id, first.person_id))

    assert listed(bus) == ()
    bus.send(UndoLast())
    assert len(listed(bus)) == 1


def test_one_entry_is_no_pair(bus: Bus) -> None:
    first, second = register(bus, LAN, AGAIN)
    bus.send(MergePeople(first.person_id, second.person_id))

    for one, other, code in (
        (first.person_id, second.person_id, "merge-needs-two"),
        (first.person_id, "nobody", "record-not-found"),
    ):
        with pytest.raises(InputError) as refused:
            bus.send(MergePeople(one, other))
        assert refused.value.code == code


def test_what_still_points_to_the_merged_entry_is_led_over(bus: Bus) -> None:
    first, second = register(bus, LAN, AGAIN)
    bus.send(MergePeople(first.person_id, second.person_id))
    with bus.desk.write("as another laptop wrote it") as work:
        work.patch("case", second.case_id, {"person_id": second.person_id})
        work.patch("person", second.person_id, {"ethnicity": "PACO"})

    while bus.send(CompareNext()).result:
        pass

    assert bus.send(ShowCase(second.case_id)).result.case["person_id"] == first.person_id


def test_parts_and_links_follow_whoever_they_name(bus: Bus) -> None:
    first, second = register(bus, LAN, AGAIN)
    (ward,) = register(bus, {"full_name": "Hồ Văn Mía", "groups": "TE"})
    keep, goes = first.person_id, second.person_id
    household = bus.send(SaveRecord("household", None, {"head_name": "Lan"})).result
    named = {
        "person_phone": {"person_id": goes, "number": "0905333444"},
        "relation": {"person_id": ward.person_id, "role": "GIAMHO", "other_id": goes},
        "household_member": {"household_id": household, "person_id": goes},
    }
    ids = {name: bus.send(SaveRecord(name, None, given)).result for name, given in named.items()}
    twins = {"person_id": goes, "role": "NGUOITHAN", "other_id": keep}
    nonsense = bus.send(SaveRecord("relation", None, twins)).result

    bus.send(MergePeople(keep, goes))

    rows = {name: bus.send(ShowRecord(name, row_id)).result for name, row_id in ids.items()}
    assert rows["person_phone"]["person_id"] == keep
    assert rows["relation"]["other_id"] == keep
    assert rows["relation"]["person_id"] == ward.person_id
    assert rows["household_member"]["person_id"] == keep
    assert bus.send(ShowRecord("relation", nonsense)).result.deleted_at, "nobody is their own kin"
    bus.send(UndoLast())
    assert bus.send(ShowRecord("relation", ids["relation"])).result["other_id"] == goes
    assert bus.send(ShowRecord("relation", nonsense)).result.deleted_at is None
