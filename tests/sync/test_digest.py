"""What laptop and province hold is proven equal, and mended where it is not."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from ctxh_desktop.domain.schema import Row
from ctxh_desktop.storage import devices
from ctxh_desktop.sync import digest
from ctxh_desktop.sync.client import Client, Tally
from ctxh_desktop.sync.digest import Bucket
from ctxh_desktop.sync.protocol import RepairFrame, Request
from tests.data.invariants import check_equal
from tests.data.laptops import SCOPE, Fleet, Laptop
from tests.data.province_db import ProvinceDb

TODAY = "2026-11-21"


@pytest.fixture
def fleet(province_db: ProvinceDb, tmp_path: Path) -> Iterator[Fleet]:
    made = Fleet(province_db, tmp_path, count=2)
    yield made
    made.close()


def prove(laptop: Laptop) -> Tally:
    """Sync, with a comparison."""
    with laptop.store.write(by="x") as work:
        digest.note(work, "")
        work.commit()
    return laptop.sync()


def spoil(laptop: Laptop, **values: object) -> None:
    """Let the disk change all people of a laptop behind its back."""
    table = laptop.store.tables.records["person"]
    with laptop.store.engine.connect().execution_options(ctxh_write=True) as connection:
        connection.execute(update(table).values(**values) if values else delete(table))
        connection.commit()


def proven_on(laptop: Laptop) -> str:
    with laptop.store.read() as reader:
        return reader.local("digest_on")


def test_equal_rows_are_proven_with_one_request(fleet: Fleet) -> None:
    a = fleet.laptops[0]
    a.add(full_name="Hồ Thị Lài")
    a.sync()
    assert proven_on(a) == ""  # there was something to send
    client = Client(a.store, a.key)
    a.feed(client, a.ask(client.request()))

    assert not client.has_more()
    assert client.tally.mended == 0
    assert proven_on(a) == str(a.ambient.today())
    with a.store.read() as reader:
        assert not digest.is_due(reader, str(a.ambient.today()))


@pytest.mark.parametrize("values", [{"alias": "hỏng"}, {"deleted_at": TODAY}, {}])
def test_what_the_disk_spoiled_is_mended(fleet: Fleet, values: dict[str, object]) -> None:
    a, b = fleet.laptops
    for number in range(20):
        a.add(full_name=f"Hồ Thị Lài {number}", alias="đúng")
    fleet.settle()
    spoil(b, **values)

    tally = prove(b)
    assert tally.mended == 20
    check_equal(fleet)
    assert prove(b).mended == 0
    assert proven_on(b) == str(b.ambient.today())


def test_a_row_that_the_province_does_not_have_is_taken_out(fleet: Fleet) -> None:
    a, b = fleet.laptops
    ids = [a.add(full_name="Hồ Thị Lài") for _ in range(3)]
    fleet.settle()
    with b.store.write(by="x") as work:
        row = work.get("person", ids[0])
        assert row is not None
        work.put(dataclasses.replace(row, id=b.ambient.new_id()))
        work.commit()

    assert prove(b).mended == 1
    check_equal(fleet)


def test_own_unsent_changes_stay_before_the_eyes(fleet: Fleet) -> None:
    a, b = fleet.laptops
    row_id = a.add(full_name="Hồ Thị Lài", alias="đúng")
    fleet.settle()
    spoil(b, note="hỏng")
    with b.store.write(by="x") as work:
        digest.note(work, "")
        work.commit()
    client = Client(b.store, b.key)
    b.feed(client, b.ask(client.request()))
    b.patch(row_id, phone="0905")
    wanted = client.request()
    b.feed(client, b.ask(wanted))

    row = b.row(row_id)
    assert row is not None
    assert (row["note"], row["phone"]) == (None, "0905")
    fleet.settle()
    check_equal(fleet)


def test_nothing_is_compared_while_something_new_is_there(fleet: Fleet) -> None:
    a, b = fleet.laptops
    fleet.settle()
    a.add(full_name="Hồ Thị Lài")
    a.sync()
    with fleet.province.read() as reader:
        device = devices.device(reader, "B")
    assert device is not None
    with b.store.read() as reader:
        sums = digest.of_laptop(reader)
    behind = Request(1, "B", "1", "", [], 1, {SCOPE: 0}, dig=sums)
    there = dataclasses.replace(device, scopes=("another",))

    assert digest.compare(fleet.province, device, behind) == {}
    caught_up = Request(1, "B", "1", "", [], 1, {SCOPE: 1}, dig=sums)
    assert list(digest.compare(fleet.province, device, caught_up)[SCOPE]) == ["person"]
    assert digest.compare(fleet.province, there, caught_up) == {}, "not its commune"
    strange = Request(1, "B", "1", "", [], 1, {SCOPE: 1}, dig={SCOPE: {"song": "0"}})
    assert digest.compare(fleet.province, device, strange) == {SCOPE: {}}


def test_a_repair_for_another_number_or_of_nothing_known_does_nothing(fleet: Fleet) -> None:
    a = fleet.laptops[0]
    a.add(full_name="Hồ Thị Lài")
    a.sync()
    with a.store.write(by="x") as work:
        for frame in (
            RepairFrame(f"{SCOPE} person 1", 999),
            RepairFrame(f"{SCOPE} song 1", 1),
            RepairFrame("elsewhere person 1", 1),
        ):
            assert digest.mend(work, frame) == 0
        assert work.commit() == frozenset()


def test_only_own_communes_and_known_buckets_are_given(fleet: Fleet) -> None:
    a = fleet.laptops[0]
    row_id = a.add(full_name="Hồ Thị Lài")
    a.sync()
    with fleet.province.read() as reader:
        device = devices.device(reader, "A")
    assert device is not None
    number = digest.number_of(row_id)
    asked = [str(Bucket(SCOPE, "person", number)), "nonsense", "a b c", f"{SCOPE} song 1"]
    given = list(digest.repairs(fleet.province, device, [*asked, "elsewhere person 1"]))

    assert [frame.bucket for frame in given] == asked[:1]
    assert given[0].rows is not None
    assert given[0].rows["n"] == 1


def test_the_hash_is_that_of_what_a_row_says() -> None:
    row = Row("person", "1", SCOPE, {"full_name": "Hồ", "alias": None}, seq=1)
    same = [
        dataclasses.replace(row, seq=7),
        dataclasses.replace(row, values={"full_name": "Hồ"}),
        dataclasses.replace(row, values={"alias": None, "full_name": "Hồ"}),
    ]
    others = [
        dataclasses.replace(row, id="2"),
        dataclasses.replace(row, scope="2"),
        dataclasses.replace(row, deleted_at=TODAY),
        dataclasses.replace(row, values={"full_name": "Ho"}),
        dataclasses.replace(row, values={"alias": "Hồ"}),
        dataclasses.replace(row, extra={"newer": 1}),
    ]

    assert {digest.hash_of(one) for one in same} == {digest.hash_of(row)}
    assert len({digest.hash_of(one) for one in [row, *others]}) == 1 + len(others)
    unknown_here = dataclasses.replace(row, values={"full_name": "Hồ"}, extra={"alias": "x"})
    known_there = dataclasses.replace(row, values={"full_name": "Hồ", "alias": "x"})
    assert digest.hash_of(unknown_here) == digest.hash_of(known_there), "of any version"


def test_sums_tell_two_equal_rows_from_none() -> None:
    row = Row("person", "1", SCOPE, {})

    assert digest.sums([row, row]) != digest.sums([])
    assert digest.sums([]) == ["0"] * digest.BUCKETS
