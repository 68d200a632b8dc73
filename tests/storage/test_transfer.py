"""A person moves to another commune with everything about the person; so do whole communes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ctxh_desktop.commands.duplicates import MERGED
from ctxh_desktop.errors import InputError
from ctxh_desktop.server import office
from ctxh_desktop.storage import audit, transfer
from tests.data.laptops import SCOPE, Fleet, Laptop, history_of, rows_of
from tests.data.province_db import ProvinceDb

OTHER = "19900"


@pytest.fixture
def fleet(province_db: ProvinceDb, tmp_path: Path) -> Iterator[Fleet]:
    made = Fleet(province_db, tmp_path, count=1)
    made.laptops.append(Laptop(made, "Z", [OTHER], 1))
    yield made
    made.close()


def person_with_case(laptop: Laptop) -> tuple[str, str]:
    person_id = laptop.add(full_name="Hồ Văn Mía", alias="cũ")
    values = {"person_id": person_id, "number": "HS-1", "opened_on": "2026-11-21"}
    return person_id, laptop.add("case", **values)


def move(fleet: Fleet, person_id: str, scope: str = OTHER) -> int:
    with fleet.province.write(by="province") as work:
        moved = transfer.move_person(work, person_id, scope)
        work.commit()
        return moved


def check_whole(fleet: Fleet) -> None:
    fleet.settle()
    rows = rows_of(fleet.province)
    for laptop, scope in zip(fleet.laptops, (SCOPE, OTHER), strict=True):
        wanted = {key: row for key, row in rows.items() if row.scope == scope}
        assert rows_of(laptop.store) == wanted, laptop.name
        entries = {i: e for i, e in history_of(fleet.province).items() if e["scope"] == scope}
        assert history_of(laptop.store) == entries, laptop.name
    with fleet.province.read() as reader:
        assert audit.findings(reader) == ()


def test_a_person_goes_with_cases_history_and_conflicts(fleet: Fleet) -> None:
    here, there = fleet.laptops
    person_id, case_id = person_with_case(here)
    stays, _ = person_with_case(here)
    fleet.settle()
    with fleet.at_province() as work:
        work.patch("person", person_id, {"alias": "của tỉnh"})
    here.patch(person_id, alias="của xã")
    fleet.settle()
    assert len(here.rows("conflict")) == 1

    assert move(fleet, person_id) == 3
    check_whole(fleet)
    assert [row.id for row in here.rows()] == [stays]
    assert there.row(person_id)["alias"] == "của tỉnh"
    assert there.row(case_id, "case")["number"] == "HS-1"
    assert len(there.rows("conflict")) == 1
    assert len(history_of(there.store)) == 1
    assert move(fleet, person_id) == 0, "it is there"
    assert move(fleet, "nobody") == 0


def test_a_part_goes_with_its_owner_and_stays_when_others_go(fleet: Fleet) -> None:
    here, there = fleet.laptops
    goes, stays = (here.add(full_name=name) for name in ("Hồ Văn Mía", "Hồ Thị Lài"))
    household = here.add("household", head_name="Lài")
    of_who_goes = [
        (name, here.add(name, person_id=goes, **values))
        for name, values in (
            ("person_phone", {"number": "0905123456"}),
            ("benefit", {"policy": "BT6c", "status": "S_DANG"}),
            ("relation", {"role": "GIAMHO", "other_id": stays}),
        )
    ]
    of_who_stays = [
        ("relation", here.add("relation", person_id=stays, role="CHAMSOC", other_id=goes)),
        ("household_member", here.add("household_member", household_id=household, person_id=goes)),
    ]
    fleet.settle()

    assert move(fleet, goes) == 1 + len(of_who_goes)

    check_whole(fleet)
    assert {there.row(row_id, name).scope for name, row_id in of_who_goes} == {OTHER}
    assert {here.row(row_id, name).scope for name, row_id in of_who_stays} == {SCOPE}


def test_there_and_back_again(fleet: Fleet) -> None:
    here, _ = fleet.laptops
    person_id, _ = person_with_case(here)
    here.patch(person_id, alias="mới")
    fleet.settle()
    move(fleet, person_id)
    fleet.settle()
    move(fleet, person_id, SCOPE)

    check_whole(fleet)
    assert here.row(person_id)["alias"] == "mới"


def test_what_the_old_commune_still_sends_is_asked_about_in_the_new_one(fleet: Fleet) -> None:
    here, there = fleet.laptops
    person_id, _ = person_with_case(here)
    fleet.settle()
    move(fleet, person_id)
    here.patch(person_id, alias="viết trước khi biết")

    check_whole(fleet)
    (conflict,) = there.rows("conflict")
    assert (conflict["kind"], conflict["proposed"]) == ("moved", '{"alias":"viết trước khi biết"}')


def test_a_commune_is_merged_into_another(fleet: Fleet) -> None:
    here, there = fleet.laptops
    ids = [person_with_case(here)[0] for _ in range(3)]
    own = there.add(scope=OTHER, full_name="Lê Văn Tư")
    fleet.settle()

    assert office.merge_communes(fleet.province, SCOPE, OTHER) == 6
    fleet.settle()
    for laptop in fleet.laptops:
        assert {row.id for row in laptop.rows()} == {*ids, own}
        assert rows_of(laptop.store) == rows_of(fleet.province)
    with fleet.province.read() as reader:
        assert transfer.people_in(reader, SCOPE) == 0


def test_the_office_moves_only_whom_it_has_to_where_there_is_a_commune(fleet: Fleet) -> None:
    here, _ = fleet.laptops
    person_id, _ = person_with_case(here)
    fleet.settle()
    fleet.found(SCOPE, OTHER)

    assert office.move_person(fleet.province, person_id, OTHER) == 2
    with pytest.raises(InputError, match="record-not-found"):
        office.move_person(fleet.province, "nobody", OTHER)
    for scope in ("00000", ""):
        with pytest.raises(InputError, match="commune-not-of-province"):
            office.move_person(fleet.province, person_id, scope)
    with pytest.raises(InputError, match="commune-not-of-province"):
        office.merge_communes(fleet.province, "00000", OTHER)


def test_an_entry_that_was_merged_goes_with_the_one_that_stands(fleet: Fleet) -> None:
    here, _ = fleet.laptops
    stands, merged = person_with_case(here)[0], person_with_case(here)[0]
    with here.edit("MergePeople") as work:
        work.delete("person", merged, MERGED)
        work.patch("person", merged, {"merged_into": stands})
    fleet.settle()
    fleet.found(SCOPE, OTHER)

    office.move_person(fleet.province, merged, OTHER)

    rows = rows_of(fleet.province)
    assert {rows["person", row_id].scope for row_id in (stands, merged)} == {OTHER}
    check_whole(fleet)
