"""A restored province gets back what it lost, with nobody doing anything."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from ctxh_desktop.domain.schema import Row
from ctxh_desktop.errors import InputError
from ctxh_desktop.storage import devices, epochs
from ctxh_desktop.sync import recovery
from ctxh_desktop.sync.client import Client
from ctxh_desktop.sync.columns import pack
from ctxh_desktop.sync.protocol import Request
from tests.data.backups import LaptopCopy, ProvinceBackup
from tests.data.invariants import check_equal, check_outboxes
from tests.data.laptops import SCOPE, Fleet, Laptop, history_of, operations_of, rank
from tests.data.lines import Cutting
from tests.data.province_db import ProvinceDb


@pytest.fixture
def fleet(province_db: ProvinceDb, tmp_path: Path) -> Iterator[Fleet]:
    made = Fleet(province_db, tmp_path, count=3)
    made.found()
    yield made
    made.close()


def at_province(fleet: Fleet, row_id: str) -> Row:
    with fleet.province.read() as reader:
        row = reader.get("person", row_id)
        assert row is not None
        return row


def conflicts(laptop: Laptop) -> list[tuple[str, str, object]]:
    return [
        (row.text("kind"), row.text("state"), msgspec.json.decode(row.text("proposed")))
        for row in laptop.rows("conflict")
    ]


def quiet(fleet: Fleet) -> None:
    fleet.settle()
    check_equal(fleet)
    check_outboxes(fleet)


def test_what_was_received_after_the_backup_is_given_again(fleet: Fleet) -> None:
    a, b, _ = fleet.laptops
    old = a.add(full_name="Hồ Thị Lài", alias="cũ")
    fleet.settle()
    backup = ProvinceBackup(fleet.province)
    a.patch(old, alias="mới")
    new = b.add(full_name="Lê Văn Tư")
    fleet.settle()
    b.patch(new, phone="0905")
    backup.restore()

    quiet(fleet)
    assert at_province(fleet, old)["alias"] == "mới"
    assert at_province(fleet, new).text("phone") == "0905"
    assert [state for _, state, _ in conflicts(a) if state == "open"] == []


def test_any_order_of_laptops_ends_alike_and_asks_nobody(fleet: Fleet) -> None:
    a, b, c = fleet.laptops
    row_id = a.add(full_name="Hồ Thị Lài")
    fleet.settle()
    backup = ProvinceBackup(fleet.province)
    a.patch(row_id, alias="một")
    a.sync()
    fleet.settle()
    a.patch(row_id, alias="hai")
    fleet.settle()
    backup.restore()

    for laptop in (c, b, a):  # those who only heard of it come first
        laptop.sync()
    quiet(fleet)

    assert at_province(fleet, row_id)["alias"] == "hai"
    assert conflicts(b) == []


def test_a_record_that_is_gone_comes_back_with_its_history(fleet: Fleet) -> None:
    a, b, c = fleet.laptops
    backup = ProvinceBackup(fleet.province)
    row_id = a.add(full_name="Hồ Thị Lài", alias="cũ", phone="0905")
    fleet.settle()
    a.patch(row_id, alias="một")
    fleet.settle()
    b.patch(row_id, alias="hai")
    fleet.settle()
    a.patch(row_id, alias="ba")
    fleet.settle()
    before = history_of(fleet.province)
    backup.restore()

    c.sync()  # it wrote nothing of all this
    assert at_province(fleet, row_id)["alias"] == "ba"
    quiet(fleet)
    assert conflicts(a) == []
    after = history_of(fleet.province)
    told = ("changes", "by", "at", "device")
    assert {i: [e[n] for n in told] for i, e in after.items()} == {
        i: [e[n] for n in told] for i, e in before.items()
    }


def test_what_the_province_wrote_comes_back_from_who_read_it(fleet: Fleet) -> None:
    a, b, _ = fleet.laptops
    row_id = a.add(full_name="Hồ Thị Lài", alias="cũ")
    fleet.settle()
    backup = ProvinceBackup(fleet.province)
    with fleet.at_province() as work:
        work.patch("person", row_id, {"alias": "của tỉnh", "phone": "0905", "phone_of": "CON"})
        added = work.ambient.new_id()
        work.insert("person", added, SCOPE, {"full_name": "Lê Văn Tư"})
    fleet.settle()
    backup.restore()
    b.patch(row_id, note="sau đó")

    quiet(fleet)
    assert at_province(fleet, row_id)["alias"] == "của tỉnh"
    assert at_province(fleet, row_id)["note"] == "sau đó"
    assert at_province(fleet, added)["full_name"] == "Lê Văn Tư"
    assert conflicts(a) == []


def test_a_value_whose_history_is_nowhere_is_kept_for_a_person(fleet: Fleet) -> None:
    a, b, _ = fleet.laptops
    row_id = a.add(full_name="Hồ Thị Lài", alias="cũ", phone="0905", phone_of="CON")
    fleet.settle()
    backup = ProvinceBackup(fleet.province)
    with fleet.province.write(by="an import that keeps no history") as work:
        row = work.get("person", row_id)
        assert row is not None
        work.put(row.changed({"alias": "khác", "phone": "0906"}))
        work.commit()
    fleet.settle()
    backup.restore()

    quiet(fleet)
    assert at_province(fleet, row_id)["alias"] == "cũ"
    found = sorted(conflicts(b), key=str)
    assert [kind for kind, *_ in found] == ["recovered", "recovered"]
    assert {"alias": "khác"} in [proposed for *_, proposed in found]
    assert {"phone": "0906", "phone_of": "CON"} in [proposed for *_, proposed in found]


def test_a_recovery_that_is_cut_goes_on(fleet: Fleet) -> None:
    a, *_ = fleet.laptops
    ids = [a.add(full_name="Hồ Thị Lài") for _ in range(5)]
    fleet.settle()
    backup = ProvinceBackup(fleet.province)
    for row_id in ids:
        a.patch(row_id, alias=f"biệt danh {row_id}")
    fleet.settle()
    backup.restore()

    for length in range(0, 900, 60):
        a.try_sync(Cutting(length=length))
        a.reopen()
        assert {row["alias"] for row in a.rows()} == {f"biệt danh {row_id}" for row_id in ids}
    quiet(fleet)
    with a.store.read() as reader:
        assert recovery.epoch_of(reader) == ""


def test_restored_twice_is_a_newer_epoch_each_time(fleet: Fleet) -> None:
    a, b, _ = fleet.laptops
    row_id = a.add(full_name="Hồ Thị Lài")
    fleet.settle()
    backup = ProvinceBackup(fleet.province)
    epochs_seen = []
    for word in ("một", "hai"):
        a.patch(row_id, alias=word)
        fleet.settle()
        backup.restore()
        b.sync()
        a.sync()
        with fleet.province.read() as reader:
            epochs_seen.append(reader.local("epoch"))

    quiet(fleet)
    assert at_province(fleet, row_id)["alias"] == "hai"
    numbers = [epochs.number_of(epoch) for epoch in epochs_seen]
    assert numbers == sorted(set(numbers))


def test_what_two_backups_hold_is_not_given_again(fleet: Fleet) -> None:
    a, *_ = fleet.laptops
    a.add(full_name="Hồ Thị Lài")
    fleet.settle()
    ProvinceBackup(fleet.province).mark()
    a.sync()
    assert [op["is_safe"] for op in operations_of(a.store)] == [False], "one backup is not enough"

    ProvinceBackup(fleet.province).mark()
    a.sync()
    assert [op["is_safe"] for op in operations_of(a.store)] == [True]

    with fleet.province.write(by="x") as work:
        epochs.begin(work)
        assert epochs.safe(work)[1] == 0, "a backup of an abandoned history says nothing"


def test_a_deletion_given_again_does_not_go_past_an_edit(fleet: Fleet) -> None:
    a, b, _ = fleet.laptops
    row_id = a.add(full_name="Hồ Thị Lài")
    fleet.settle()
    backup = ProvinceBackup(fleet.province)
    for _ in range(3):
        a.add(full_name="Lê Văn Tư")
    a.patch(row_id, note="sau đó")
    fleet.settle()
    a.delete(row_id)  # of a version with a number that the edit below stays under
    fleet.settle()
    backup.restore()
    with fleet.at_province() as work:
        work.patch("person", row_id, {"alias": "chị Lài"})

    quiet(fleet)
    assert at_province(fleet, row_id).deleted_at is None
    assert {kind for kind, _, _ in conflicts(b)} == {"delete"}


def test_a_laptop_put_back_to_an_old_copy_catches_up(fleet: Fleet) -> None:
    a, b, _ = fleet.laptops
    row_id = a.add(full_name="Hồ Thị Lài")
    fleet.settle()
    copy = LaptopCopy(a, 1)
    a.patch(row_id, alias="gửi rồi mới mất máy")
    a.sync()
    b.sync()
    b.patch(row_id, phone="0905")
    b.sync()
    copy.restore()
    a.patch(row_id, note="ghi trên bản cũ")

    fleet.settle()
    assert at_province(fleet, row_id)["alias"] == "gửi rồi mới mất máy"
    assert at_province(fleet, row_id)["note"] == "ghi trên bản cũ"
    check_equal(fleet)
    with a.store.read() as reader:
        assert recovery.epoch_of(reader) == "", "the province was not restored"


def test_what_is_no_row_is_turned_away(fleet: Fleet) -> None:
    a = fleet.laptops[0]
    with fleet.province.write(by="x") as work:
        device = devices.device(work, a.name)
        assert device is not None
        for broken in ({"t": "have", "n": 1, "c": {"t": ["person"]}}, {"t": "have"}):
            with pytest.raises(InputError, match="request-malformed"):
                recovery.take(work, device, broken, rank)
        entry = {"id": "1", "scope": SCOPE, "by": "", "at": "", "ch": {}, "first": None}
        strange = pack("have", [{"t": "song", **entry, "log": []}])
        recovery.take(work, device, strange, rank)
        assert work.commit() == frozenset()


def test_a_revoked_laptop_hands_in_nothing(fleet: Fleet) -> None:
    a, b, _ = fleet.laptops
    row_id = a.add(full_name="Hồ Thị Lài", alias="cũ")
    fleet.settle()
    backup = ProvinceBackup(fleet.province)
    b.patch(row_id, alias="mới")
    fleet.settle()
    backup.restore()
    with fleet.province.write(by="x") as work:
        devices.revoke(work, a.name)
        work.commit()
        device = devices.device(work, a.name)
    assert device is not None
    with a.store.write(by="x") as work:
        block = pack("have", recovery.known_only_here(work))
    with fleet.province.write(by="x") as work:
        recovery.take(work, device, block, rank)
        assert work.commit() == frozenset()


def test_only_the_present_epoch_is_recovered_into() -> None:
    request = Request(v=1, dev="A", inc="", epoch="", tokens=[], schema=1, cur={}, recover="2.x")

    assert recovery.is_recovering(request, "2.x")
    assert not recovery.is_recovering(request, "3.y")
    assert not recovery.is_recovering(msgspec.structs.replace(request, recover=""), "")


def test_a_quiet_sync_after_recovery_is_one_request(fleet: Fleet) -> None:
    a, *_ = fleet.laptops
    a.add(full_name="Hồ Thị Lài")
    backup = ProvinceBackup(fleet.province)
    fleet.settle()
    backup.restore()
    fleet.settle()

    client = Client(a.store, a.key)
    a.feed(client, a.ask(client.request()))
    assert not client.has_more()
