"""Stubs of people who moved: made beside the rows that left, kept, found, and forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ctxh_desktop.storage import stubs, transfer
from ctxh_desktop.storage.stubs import Stub
from tests.data.laptops import SCOPE, Fleet, Laptop
from tests.data.province_db import ProvinceDb

OTHER, THIRD = "19900", "19753"


@pytest.fixture
def fleet(province_db: ProvinceDb, tmp_path: Path) -> Iterator[Fleet]:
    made = Fleet(province_db, tmp_path, count=1)
    made.laptops.append(Laptop(made, "Z", [OTHER], 1))
    yield made
    made.close()


def move(fleet: Fleet, person_id: str, scope: str) -> None:
    with fleet.at_province() as work:
        transfer.move_person(work, person_id, scope)
    fleet.settle()


def found(laptop: Laptop, typed: str) -> list[Stub]:
    with laptop.store.read() as reader:
        return stubs.find(reader, typed)


def test_who_moved_is_found_at_the_old_home_only(fleet: Fleet) -> None:
    here, there = fleet.laptops
    person_id = here.add(full_name="Hồ Văn Mía", phone="0905000001")
    here.sync()

    move(fleet, person_id, OTHER)

    today = str(fleet.ambient.today())
    assert here.row(person_id) is None
    assert found(here, "ho mia") == [Stub(person_id, "Hồ Văn Mía", SCOPE, OTHER, today)]
    assert found(here, "Mía H") == found(here, "ho mia")
    assert found(here, "lan") == found(here, "") == found(here, "0905") == []
    assert found(there, "mia") == []
    with here.store.read() as reader:
        assert "0905" not in reader.local("moved " + person_id)


def test_who_comes_back_is_no_stub_and_moves_away_again(fleet: Fleet) -> None:
    here, there = fleet.laptops
    person_id = here.add(full_name="Hồ Văn Mía")
    here.sync()
    move(fleet, person_id, OTHER)
    move(fleet, person_id, SCOPE)

    assert here.row(person_id) is not None
    assert found(here, "mia") == []
    assert [stub.to for stub in found(there, "mia")] == [SCOPE]

    move(fleet, person_id, THIRD)
    assert [stub.to for stub in found(here, "mia")] == [THIRD]


def test_a_new_laptop_of_the_old_home_hears_of_it_too(fleet: Fleet) -> None:
    here = fleet.laptops[0]
    person_id = here.add(full_name="Hồ Văn Mía")
    here.sync()
    move(fleet, person_id, OTHER)

    new = Laptop(fleet, "N", [SCOPE], 2)
    fleet.laptops.append(new)
    new.sync()

    assert [stub.id for stub in found(new, "mia")] == [person_id]


def test_by_stick_it_comes_too(fleet: Fleet) -> None:
    here = fleet.laptops[0]
    person_id = here.add(full_name="Hồ Văn Mía")
    here.by_stick()
    with fleet.at_province() as work:
        transfer.move_person(work, person_id, OTHER)

    here.by_stick()

    assert [stub.to for stub in found(here, "mia")] == [OTHER]


def test_who_was_deleted_leaves_no_name(fleet: Fleet) -> None:
    here = fleet.laptops[0]
    person_id = here.add(full_name="Hồ Văn Mía")
    here.delete(person_id)
    here.sync()

    move(fleet, person_id, OTHER)

    assert found(here, "mia") == []


def test_a_scope_that_is_taken_away_takes_its_stubs_along(fleet: Fleet) -> None:
    here = fleet.laptops[0]
    stays = Stub("1", "Lê Lan", OTHER, SCOPE)
    with here.store.write(by="test") as work:
        stubs.keep(work, [Stub("0", "Lê Lan", SCOPE, OTHER), stays])
        stubs.drop(work, SCOPE)
        work.commit()

    assert found(here, "lan") == [stays]


def test_only_a_few_are_shown_newest_first(fleet: Fleet) -> None:
    here = fleet.laptops[0]
    with here.store.write(by="test") as work:
        made = [Stub(str(n), "Lê Lan", SCOPE, OTHER, f"2026-11-{n:02d}") for n in range(1, 9)]
        stubs.keep(work, made)
        work.commit()

    assert [stub.id for stub in found(here, "lan")] == ["8", "7", "6", "5", "4"]
