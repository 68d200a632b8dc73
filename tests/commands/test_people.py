"""Find, list and register people."""

from __future__ import annotations

from typing import Any

import pytest

from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.cases import AddPlanStep, ShowCase
from ctxh_desktop.commands.desk import Desk
from ctxh_desktop.commands.duplicates import CompareNext, CountDuplicates, MergePeople
from ctxh_desktop.commands.people import (
    CountPeople,
    FindDuplicates,
    FindPeople,
    ListPeople,
    ListVillages,
    Registered,
    RegisterPerson,
)
from ctxh_desktop.commands.records import SaveRecord
from ctxh_desktop.commands.who import Who
from ctxh_desktop.errors import InputError

NGUYET = {
    "full_name": "Nguyễn Thị Ánh Nguyệt",
    "born": "2012-08",
    "sex": "NU",
    "groups": "TEXH",
    "village": "Thôn 3",
    "phone": "+84 912 345 678",
}
ANH = {"full_name": "Nguyễn Văn Anh", "born": "1951", "groups": "NCT", "village": "Thôn 10"}
BINH = {"full_name": "Trần Đức Bình", "groups": "NKT", "village": "Thôn 2"}


def register(bus: Bus, person: dict[str, str], **case: object) -> Registered:
    result: Registered = bus.send(RegisterPerson(person, case)).result
    return result


def test_person_and_case_are_registered_together(bus: Bus) -> None:
    done = bus.send(RegisterPerson(NGUYET, {"source": "TD111", "urgency": "KC"}))

    assert done.changes == {"person", "case"}
    found = bus.send(ShowCase(done.result.case_id)).result
    assert found.person["phone"] == "0912345678"
    assert found.case["responsible"] == "Trần Thị Hoa"
    assert found.case["status"] == "TIEPNHAN"
    assert found.case.text("number").startswith("HS-19819-2026-")


def test_case_numbers_of_one_laptop_count_up(bus: Bus) -> None:
    numbers = []
    for person in (NGUYET, ANH):
        case_id = register(bus, person).case_id
        numbers.append(bus.send(ShowCase(case_id)).result.case.text("number"))

    assert [number[-4:] for number in numbers] == ["0001", "0002"]


def test_nothing_is_saved_when_the_person_has_issues(bus: Bus) -> None:
    with pytest.raises(InputError) as refused:
        register(bus, {"full_name": " ", "groups": "XX"})

    assert refused.value.code == "record-has-issues"
    assert set(refused.value.issues) == {"full_name", "groups"}
    assert bus.send(CountPeople()).result == 0


def test_nothing_is_saved_when_the_case_has_issues(bus: Bus) -> None:
    with pytest.raises(InputError) as refused:
        register(bus, ANH, urgency="SOON")

    assert refused.value.issues["urgency"][0] == "unknown-choice"
    assert bus.send(CountPeople()).result == 0


@pytest.mark.parametrize("typed", ["ng anh", "ANH", "nguyen van a", "Ánh"])
def test_people_are_found_without_marks(bus: Bus, typed: str) -> None:
    register(bus, ANH)
    register(bus, BINH)

    names = [hit.full_name for hit in bus.send(FindPeople(typed)).result]

    assert names == ["Nguyễn Văn Anh"]


def test_people_are_found_by_phone_and_by_case_number(bus: Bus) -> None:
    made = register(bus, NGUYET)
    number = bus.send(ShowCase(made.case_id)).result.case.text("number")

    for typed in ("0912 345", number, "5678"):
        assert [hit.id for hit in bus.send(FindPeople(typed)).result] == [made.person_id]


def test_a_commune_named_at_the_end_narrows_a_search_without_it(bus: Bus, desk: Desk) -> None:
    here = register(bus, ANH).person_id
    with desk.store.write(by="province", label="Fill") as work:
        there = work.insert("person", work.ambient.new_id(), "20107", ANH | {"born": "1952"}).id
        work.commit()

    def found(typed: str, **where: str) -> list[str]:
        return [hit.id for hit in bus.send(FindPeople(typed, who=Who(**where))).result]

    assert found("anh phu loc") == found("anh 1952 xã Phú Lộc") == [there]
    assert found("anh phong điền") == found("van anh phong my") == [here]
    assert found("anh 1951 phu loc") == []
    assert found("anh phu loc", village="Thôn 10") == [there]
    assert found("anh phu loc", village="Thôn 9") == []


def test_a_case_number_is_found_while_it_is_being_typed(bus: Bus) -> None:
    done = register(bus, ANH)
    number = bus.send(ShowCase(done.case_id)).result.case.text("number")

    tail = number.rpartition("-")[2]

    for typed in (number, number[:-1], number[:-3], tail, f"{tail}/2026", f"{tail}/26", "1/2026"):
        assert [hit.id for hit in bus.send(FindPeople(typed)).result] == [done.person_id], typed


def test_restricted_group_is_never_shown_in_a_line(bus: Bus) -> None:
    register(bus, NGUYET)

    hit = bus.send(FindPeople("nguyet")).result[0]

    assert hit.is_protected
    assert hit.group_label == ""


def test_a_search_is_narrowed_by_the_filters_of_the_list(bus: Bus) -> None:
    for person in (NGUYET, BINH, ANH):
        register(bus, person)
    bus.send(
        SaveRecord(
            "person", None, {"full_name": "Nguyễn Văn An", "groups": "NGHEO", "village": "Thôn 3"}
        )
    )

    def found(*, limit: int = 50, **where: Any) -> list[str]:
        return [hit.full_name for hit in bus.send(FindPeople("nguyen", limit, Who(**where))).result]

    assert len(found()) == 3
    assert found(group="NCT") == ["Nguyễn Văn Anh"]
    assert set(found(village="Thôn 3")) == {"Nguyễn Thị Ánh Nguyệt", "Nguyễn Văn An"}
    assert found(village="Thôn 3", managed=False) == ["Nguyễn Văn An"]
    assert found(village="Thôn 3", managed=True, limit=1) == ["Nguyễn Thị Ánh Nguyệt"]
    assert found(group="NKT") == []


def test_list_is_sorted_by_given_name_and_filtered(bus: Bus) -> None:
    for person in (NGUYET, BINH, ANH):
        register(bus, person)

    everybody = [hit.full_name for hit in bus.send(ListPeople(0, 10)).result]
    old = bus.send(ListPeople(0, 10, Who(group="NCT"))).result
    village = bus.send(CountPeople(Who(village="Thôn 2"))).result

    assert everybody == ["Nguyễn Văn Anh", "Trần Đức Bình", "Nguyễn Thị Ánh Nguyệt"]
    assert [hit.full_name for hit in old] == ["Nguyễn Văn Anh"]
    assert village == 1


def test_managed_people_have_an_open_case(bus: Bus) -> None:
    register(bus, ANH)
    bus.send(SaveRecord("person", None, BINH))

    managed = bus.send(ListPeople(0, 10, Who(managed=True))).result
    others = bus.send(ListPeople(0, 10, Who(managed=False))).result

    assert [hit.full_name for hit in managed] == ["Nguyễn Văn Anh"]
    assert [hit.full_name for hit in others] == ["Trần Đức Bình"]


def test_list_by_due_day_puts_the_soonest_first(bus: Bus) -> None:
    late, soon = register(bus, ANH), register(bus, BINH)
    bus.send(AddPlanStep(late.case_id, {"task": "Thăm nhà", "due_on": "2026-12-24"}))
    bus.send(AddPlanStep(soon.case_id, {"task": "Gọi điện", "due_on": "2026-11-25"}))

    hits = bus.send(ListPeople(0, 10, order="due")).result

    assert [(hit.full_name, hit.next_task) for hit in hits] == [
        ("Trần Đức Bình", "Gọi điện"),
        ("Nguyễn Văn Anh", "Thăm nhà"),
    ]


def test_villages_come_in_the_order_people_count(bus: Bus) -> None:
    for person in (ANH, NGUYET, BINH):
        register(bus, person)

    assert bus.send(ListVillages()).result == ("Thôn 2", "Thôn 3", "Thôn 10")


@pytest.mark.parametrize(
    ("name", "born", "number", "is_found"),
    [
        ("nguyen van anh", "1951", None, True),
        ("Nguyễn Văn Ánh", None, None, True),
        ("Nguyễn Văn Anh", "1952", None, False),
        ("Ai Khác", None, "046 051 000 123", True),
        ("Anh", None, None, False),
    ],
)
def test_duplicates_by_number_or_name_and_year(
    bus: Bus, name: str, born: str | None, number: str | None, is_found: bool
) -> None:
    register(bus, {**ANH, "id_number": "046051000123"})

    assert bool(bus.send(FindDuplicates(name, born, number)).result) is is_found


def test_who_looks_alike_comes_with_the_reasons_and_is_kept_apart_on_saving(bus: Bus) -> None:
    first = register(bus, {**ANH, "village": "Thôn 3"}).person_id
    bus.send(SaveRecord("person", first, {"phone": "0912345678"}))
    asked = FindDuplicates("Nguyễn Văn Anh", "1951", None, "Thôn 3", "+84 912 345 678")
    (found,) = bus.send(asked).result
    assert found.hit.id == first
    assert {"name", "village", "phone"} <= set(found.reasons)

    twin = {**ANH, "village": "Thôn 3"}
    bus.send(RegisterPerson(twin, {}, apart_from=(first, "nobody")))
    while bus.send(CompareNext()).result:
        pass

    assert bus.send(CountDuplicates()).result == 0


def test_a_merged_entry_is_no_look_alike(bus: Bus) -> None:
    same = RegisterPerson({**ANH, "id_number": "046051000123"}, {}, number_reason="Trùng số")
    ids = [bus.send(same).result.person_id for _ in range(2)]
    bus.send(MergePeople(*ids))

    found = bus.send(FindDuplicates("Nguyễn Văn Anh", "1951", "046051000123")).result

    assert [one.hit.id for one in found] == [min(ids)]
