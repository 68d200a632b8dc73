"""What copies, restored machines, sticks and files do wrong (security reference §7).

One test for each fault, by its number there, with real laptops' files and a real province.  Where
the design says otherwise, the test says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from ctxh_desktop.domain.records import RECORD_TYPES
from ctxh_desktop.errors import CtxhError, IntegrityError
from ctxh_desktop.security.device import DeviceKey
from ctxh_desktop.server.serve import Served
from ctxh_desktop.storage import archive, devices, outbox
from ctxh_desktop.sync import https
from ctxh_desktop.sync.client import Client
from ctxh_desktop.sync.files import PATCH, UNKNOWN, FileAnswer, FileRequest
from ctxh_desktop.sync.stick import PROVINCE, Party, Stick
from tests.data.backups import LaptopCopy, ProvinceBackup
from tests.data.fault_proxy import Fault, line_to
from tests.data.files import FileLine, Files, content_of, sha
from tests.data.invariants import check_all
from tests.data.laptops import Fleet, operations_of, rows_of, ticking_ambient
from tests.data.lines import Lossy
from tests.data.province_db import ProvinceDb
from tests.data.province_server import laptops

OLDER = tuple(
    replace(t, fields=tuple(f for f in t.fields if (t.name, f.name) != ("person", "phone")))
    for t in RECORD_TYPES
)


@pytest.fixture
def fleet(province_db: ProvinceDb, tmp_path: Path) -> Iterator[Fleet]:
    made = Fleet(province_db, tmp_path)
    made.found()
    yield made
    made.close()


def check_once(fleet: Fleet, count: int) -> None:
    """Check that all is everywhere, each operation once."""
    fleet.settle()
    check_all(fleet)
    made = [op["op_id"] for op in operations_of(fleet.province)]
    assert len(set(made)) == len(made) == count


def test_fault_20_a_declaration_older_than_the_province_s(fleet: Fleet) -> None:
    """The old laptop's work is taken, and it never touches the field that it does not know."""
    new, old = fleet.laptops
    old.reopen(OLDER)
    row_id = new.add(full_name="Hồ Thị Lài", phone="0905111222")
    fleet.settle()
    old.patch(row_id, alias="chị Lài")
    fleet.settle()

    assert old.row(row_id).extra == {"phone": "0905111222"}
    assert (new.row(row_id)["alias"], new.row(row_id)["phone"]) == ("chị Lài", "0905111222")
    old.reopen(RECORD_TYPES)
    assert old.row(row_id)["phone"] == "0905111222"


def test_fault_22_a_file_before_its_row(fleet: Fleet) -> None:
    """The laptop does not send it, and the province does not take it, before the row is there."""
    files = Files(fleet.laptops[0])
    content = content_of("row lost", 1000)
    sha256 = files.attach(content)
    line = FileLine()
    files.carry(line)
    assert line.seen == []
    chunk = FileRequest(PATCH, sha256, 0, len(content), sha(content), content)
    assert files.ask(chunk).status == UNKNOWN

    files.laptop.sync()
    assert files.carry().sent == 1
    fleet.settle()
    assert files.is_stored(sha256)


def test_fault_22_the_file_is_there_and_a_row_of_it_was_lost(fleet: Fleet) -> None:
    """The same paper at two people: the second row comes late and is complete with its file."""
    files, other = Files(fleet.laptops[0]), fleet.laptops[1]
    content = content_of("twice", 1000)
    files.attach(content)
    fleet.settle()
    files.carry()
    sha256 = files.attach(content)
    assert not files.laptop.try_sync(Lossy(requests=1))
    other.sync()
    assert [bool(row["stored_at"]) for row in other.rows("attachment")] == [True]

    fleet.settle()
    files.carry()
    fleet.settle()

    assert files.is_stored(sha256)
    assert [bool(row["stored_at"]) for row in other.rows("attachment")] == [True, True]
    with fleet.province.read() as reader:
        assert archive.false_marks(reader) == []


@pytest.mark.parametrize("lost", [{"request": 1}, {"request": 2}, {"answer": 1}, {"answer": 2}])
def test_fault_22_the_row_came_and_its_file_did_not(fleet: Fleet, lost: dict[str, int]) -> None:
    """It is nowhere called complete, and the file is sent later."""
    files, other = Files(fleet.laptops[0]), fleet.laptops[1]
    sha256 = files.attach(content_of("file lost", 300_000))
    fleet.settle()
    assert not files.try_carry(FileLine(**lost))
    fleet.settle()
    assert not files.is_stored(sha256)
    assert [row["stored_at"] for row in other.rows("attachment")] == [None]

    files.carry()
    fleet.settle()

    assert files.is_stored(sha256)
    assert all(row["stored_at"] for row in other.rows("attachment"))


def test_fault_23_a_chunk_that_is_not_what_its_hash_says(fleet: Fleet) -> None:
    """It is not taken, and is sent again; what is stored has the hash of the file."""
    files = Files(fleet.laptops[0])
    content = content_of("mismatch", 300_000)
    sha256 = files.attach(content)
    fleet.settle()

    class Spoiling(FileLine):
        spoiled = 0

        def carry(self, request: FileRequest, ask) -> FileAnswer:
            if request.method == PATCH and not self.spoiled:
                self.spoiled += 1
                return ask(replace(request, body=b"?" + request.body[1:]))
            return super().carry(request, ask)

    line = Spoiling()
    files.try_carry(line)
    files.carry()
    fleet.settle()

    assert line.spoiled == 1
    assert files.is_stored(sha256)
    with fleet.province.read() as reader:
        assert archive.piece(reader, sha256, 0, len(content)) == content
        assert archive.false_marks(reader) == []


def test_fault_24_a_cloned_laptop(fleet: Fleet) -> None:
    """Both go on and nothing is lost; the province notes that two machines use one name."""
    a = fleet.laptops[0]
    row_id = a.add(full_name="Hồ Thị Lài")
    a.sync()
    twin = a.clone("Z")
    for machine, session in ((a, "one"), (twin, "two")):
        with machine.store.write(by="start") as work:  # as opening the book does
            work.set_local("incarnation", session)
            work.commit()
    for machine, alias in ((a, "của máy này"), (twin, "của bản sao"), (a, "lần sau")):
        machine.add(full_name=alias)
        machine.sync()
    twin.sync()
    a.sync()

    with fleet.province.read() as reader:
        assert devices.device(reader, "A").doubled_at
    names = {row["full_name"] for row in rows_of(fleet.province).values() if row.type == "person"}
    assert names == {"Hồ Thị Lài", "của máy này", "của bản sao", "lần sau"}
    assert twin.row(row_id) is not None
    assert {row.id for row in twin.rows()} == {row.id for row in a.rows()}
    twin.store.close()
    check_once(fleet, 4)


def test_fault_24_a_laptop_put_back_to_an_old_copy(fleet: Fleet) -> None:
    """Numbers and batch hashes fork; operations go by id, so nothing is lost or taken twice."""
    a = fleet.laptops[0]
    row_id = a.add(full_name="Hồ Thị Lài")
    a.sync()
    copy = LaptopCopy(a, 1)
    a.patch(row_id, alias="sau bản sao")
    a.sync()
    copy.restore()
    a.patch(row_id, note="viết trên bản cũ")
    a.sync()

    assert (a.row(row_id)["alias"], a.row(row_id)["note"]) == ("sau bản sao", "viết trên bản cũ")
    assert a.rows("conflict") == []
    check_once(fleet, 3)


def test_fault_25_a_province_put_back_to_its_backup(served: Served, tmp_path: Path) -> None:
    """Over HTTPS and with nobody told: a new epoch, and what the last hour brought comes back."""
    with laptops(tmp_path, served, "a", "b") as (a, b):
        row_id = a.register("Hồ Thị Lài")
        for laptop in (a, b):
            laptop.sync()
        backup = ProvinceBackup(served.store)
        a.patch(row_id, alias="trong giờ cuối")
        lost = b.register("Trong giờ cuối")
        for laptop in (a, b, a):
            laptop.sync()
        backup.restore()
        assert ("person", lost) not in rows_of(served.store)

        with line_to(served.url, Fault(cut_up=2500, times=2)) as line:
            a.url = b.url = line.url
            for laptop in (a, b) * 3:
                laptop.try_sync()
        with served.store.read() as reader:
            assert reader.local("epoch") != backup.epoch
        theirs = {key: row.whole() for key, row in rows_of(served.store).items()}
        assert theirs["person", row_id]["alias"] == "trong giờ cuối"
        assert ("person", lost) in theirs
        for laptop in (a, b):
            assert {k: row.whole() for k, row in rows_of(laptop.store).items()} == theirs
            assert laptop.count(outbox.QUEUED, outbox.HELD) == 0


A, B, P = (DeviceKey(bytes([n]) * 32) for n in (1, 2, 3))


def stick(folder: Path, name: str, key: DeviceKey, province: str = "46") -> Stick:
    return Stick(folder, Party(name, key, province, "e"), ticking_ambient("stick"))


def said(folder: Path, reader: Stick, direction: str = "up", sender: DeviceKey = A) -> list[str]:
    """Return the codes of what is wrong with the parcels in a folder."""
    found, refused = reader.find(direction)
    codes = [each.error.code for each in refused]
    for each in found:
        try:
            list(reader.read(each, sender.public))
        except CtxhError as error:
            codes.append(error.code)
    return codes


def _altered(content: bytes) -> bytes:
    place = len(content) // 2
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


@pytest.mark.parametrize(
    ("what", "code"),
    [
        (lambda content: content[: len(content) // 2], "parcel-truncated"),
        (_altered, "parcel-altered"),
        (lambda content: b"GIF89a" + content[6:], "parcel-not-one"),
    ],
    ids=["truncated", "altered", "not one"],
)
def test_fault_32_a_parcel_that_is_damaged(tmp_path: Path, what, code: str) -> None:
    stick(tmp_path, "a", A).put("up", {PROVINCE: P.public}, [b"x" * 50_000])
    (file,) = tmp_path.iterdir()
    file.write_bytes(what(file.read_bytes()))

    assert said(tmp_path, stick(tmp_path, PROVINCE, P)) == [code]


def test_fault_32_a_parcel_for_another(tmp_path: Path) -> None:
    stick(tmp_path, PROVINCE, P).put("down", {"b": B.public}, [b"answer"])

    assert said(tmp_path, stick(tmp_path, "a", A), "down") == ["parcel-for-another"]
    assert said(tmp_path, stick(tmp_path, "b", B, "48"), "down") == ["parcel-of-another-province"]
    assert said(tmp_path, stick(tmp_path, "b", B), "down", P) == []


def test_fault_32_older_later_and_twice(fleet: Fleet) -> None:
    """Any order, any number of times; parcels do not expire: late work is work all the same."""
    a = fleet.laptops[0]
    row_id = a.add(full_name="Hồ Thị Lài")
    older = a.give()
    a.patch(row_id, alias="chị Lài")
    newer = a.give()
    answers = [fleet.answer("A", content) for content in (newer, older, newer, older)]
    for content in (answers[3], answers[0], answers[0], answers[1]):
        a.read_answer(content)

    assert a.count(outbox.QUEUED) == 0
    check_once(fleet, 2)


def test_fault_33_by_stick_and_then_by_line(fleet: Fleet) -> None:
    a = fleet.laptops[0]
    a.add(full_name="Hồ Thị Lài")
    parcel = a.give()
    assert a.sync().sent == 1
    a.read_answer(fleet.answer("A", parcel))
    a.add(full_name="Lê Văn Tư")
    fleet.answer("A", a.give())
    assert a.sync().sent == 1

    check_once(fleet, 2)


def test_fault_34_the_answer_on_the_stick_is_lost(fleet: Fleet) -> None:
    a = fleet.laptops[0]
    row_id = a.add(full_name="Hồ Thị Lài")
    fleet.answer("A", a.give())
    assert a.count(outbox.QUEUED) == 1
    a.patch(row_id, alias="chị Lài")
    a.read_answer(fleet.answer("A", a.give()))

    assert a.count(outbox.QUEUED) == 0
    check_once(fleet, 2)


def test_fault_40_two_laptops_of_one_person(served: Served, tmp_path: Path) -> None:
    """A second machine, set up because the first was thought lost: both are laptops of their own.

    They have names and keys of their own; revoking one leaves the other.
    """
    with laptops(tmp_path, served, "a", "b") as (old, new):
        first, second = old.register("Trên máy cũ"), new.register("Trên máy mới")
        for laptop in (old, new, old):
            laptop.sync()
        assert old.enrolled.device_id != new.enrolled.device_id
        for laptop in (old, new):
            assert {row.id for row in laptop.rows()} == {first, second}
        made = operations_of(served.store)
        assert {op["device"] for op in made} == {old.enrolled.device_id, new.enrolled.device_id}
        body = Client(new.store, new.key).request()
        with (
            closing(https.Carrier(served.url, old.ca_pem)) as road,
            pytest.raises(IntegrityError, match="bad-signature"),
        ):
            next(road.sync(new.enrolled.device_id, old.key, body))
