"""Files between real encrypted laptops and a real PostgreSQL, over a line that fails where told."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from ctxh_desktop.errors import InputError, IntegrityError
from ctxh_desktop.security.device import sign_request
from ctxh_desktop.storage import archive
from ctxh_desktop.sync import files as wire
from ctxh_desktop.sync.files import GET, HEAD, PATCH, FileRequest
from tests.data.files import FileLine, Files, chunks_of, content_of, sha
from tests.data.invariants import check_all
from tests.data.laptops import Fleet
from tests.data.province_db import ProvinceDb

OTHER = "19753"
CONTENT = content_of("a")
CHUNKS = 4
"""Of 64 KiB in the content."""


@pytest.fixture
def fleet(province_db: ProvinceDb, tmp_path: Path) -> Iterator[Fleet]:
    made = Fleet(province_db, tmp_path)
    yield made
    made.close()


def count_at_province(fleet: Fleet, book: str) -> int:
    with fleet.province.read() as reader:
        counted = select(func.count()).select_from(reader.tables.book(book))
        return int(reader.connection.execute(counted).scalar() or 0)


def test_a_file_goes_up_after_its_row_and_comes_down_on_the_other_laptop(fleet: Fleet) -> None:
    a, b = (Files(laptop) for laptop in fleet.laptops)
    sha256 = a.attach(CONTENT)

    assert a.carry().sent == 0, "the row is not at the province yet"
    a.laptop.sync()
    line = FileLine()
    assert a.carry(line).sent == 1
    assert not a.is_stored(sha256), "only a row from the province says so"
    fleet.settle()

    assert a.is_stored(sha256)
    assert chunks_of(line) == [0, 65536, 131072, 196608]
    assert a.carry().bytes == 0, "nothing is sent twice"
    assert b.is_stored(sha256)
    assert b.read(sha256) is None
    assert b.carry().fetched == 0, "nobody has asked"
    b.want(sha256, len(CONTENT))
    assert b.carry().fetched == 1
    assert b.read(sha256) == CONTENT
    check_all(fleet)


@pytest.mark.parametrize("kind", ["request", "answer"])
@pytest.mark.parametrize("number", range(1, CHUNKS + 2))
def test_cut_at_every_chunk_it_goes_on_where_it_stopped(
    fleet: Fleet, kind: str, number: int
) -> None:
    a, _ = (Files(laptop) for laptop in fleet.laptops)
    sha256 = a.attach(CONTENT)
    a.laptop.sync()

    first, second = FileLine(**{kind: number}), FileLine()
    assert not a.try_carry(first)
    a.laptop.reopen()
    a.carry(second)
    fleet.settle()

    arrived = number - 1 if kind == "request" else number
    assert len(chunks_of(second)) == CHUNKS - max(arrived - 1, 0)
    assert a.is_stored(sha256)
    with fleet.province.read() as reader:
        assert archive.piece(reader, sha256, 0, len(CONTENT)) == CONTENT
    check_all(fleet)


@pytest.mark.parametrize("number", range(1, CHUNKS + 1))
def test_a_download_cut_at_every_chunk_goes_on(fleet: Fleet, number: int) -> None:
    a, b = (Files(laptop) for laptop in fleet.laptops)
    sha256 = a.attach(CONTENT)
    a.laptop.sync()
    a.carry()
    fleet.settle()
    b.want(sha256, len(CONTENT))

    assert not b.try_carry(FileLine(answer=number))
    b.laptop.reopen()
    assert b.read(sha256) is None, "a part is never shown as a whole"
    rest = FileLine()
    b.carry(rest)

    assert len(rest.seen) == CHUNKS - (number - 1)
    assert b.read(sha256) == CONTENT
    assert b.vault.names() == {sha256}


def test_another_offset_is_answered_with_the_true_one(fleet: Fleet) -> None:
    a, _ = (Files(laptop) for laptop in fleet.laptops)
    a.attach(CONTENT)
    a.laptop.sync()
    courier, line = a.courier(), FileLine()
    for _ in range(3):
        request = courier.request()
        courier.feed(line.carry(request, a.ask))
    behind = courier.request()
    a.ask(behind)  # a proxy repeats it: the province is further than this laptop knows
    answer = line.carry(behind, a.ask)

    assert (answer.status, answer.offset) == (wire.ELSEWHERE, 3 * 65536)
    courier.feed(answer)
    assert courier.request().method == HEAD
    while request := courier.request():
        courier.feed(line.carry(request, a.ask))
    assert courier.tally.sent == 1


def test_a_broken_chunk_is_not_kept_and_sent_again(fleet: Fleet) -> None:
    a, _ = (Files(laptop) for laptop in fleet.laptops)
    sha256 = a.attach(CONTENT)
    a.laptop.sync()

    class Breaking(FileLine):
        def carry(self, request: FileRequest, ask: object) -> wire.FileAnswer:
            if request.offset == 65536 and not any(r.offset == 65536 for r in self.seen):
                self.seen.append(request)
                return ask(replace(request, body=request.body[:-1] + b"?"))
            return super().carry(request, ask)

    line = Breaking()
    assert a.carry(line).sent == 1

    assert chunks_of(line).count(65536) == 2
    fleet.settle()
    assert a.is_stored(sha256)


def test_a_whole_with_the_wrong_hash_starts_over(fleet: Fleet) -> None:
    a, _ = (Files(laptop) for laptop in fleet.laptops)
    sha256 = a.attach(CONTENT)
    a.laptop.sync()
    assert not a.try_carry(FileLine(request=4))
    with fleet.province.write(by="a bad disk") as work:
        part = work.tables.book("blob_part")
        work.connection.execute(update(part).values(body=b"?" * 65536))
        work.commit()

    line = FileLine()
    assert a.carry(line).sent == 1

    assert chunks_of(line) == [131072, 196608, 0, 65536, 131072, 196608]
    fleet.settle()
    assert a.is_stored(sha256)
    with fleet.province.read() as reader:
        assert archive.false_marks(reader) == []
    check_all(fleet)


def test_a_province_that_never_agrees_is_not_asked_for_ever(fleet: Fleet) -> None:
    a, _ = (Files(laptop) for laptop in fleet.laptops)
    sha256 = a.attach(CONTENT)
    a.laptop.sync()

    class Disagreeing(FileLine):
        def carry(self, request: FileRequest, ask: object) -> wire.FileAnswer:
            self.seen.append(request)
            if request.method == HEAD:
                return wire.FileAnswer(wire.OK, 0)
            return wire.FileAnswer(wire.ELSEWHERE, 0)

    line = Disagreeing()
    a.carry(line)

    assert len(line.seen) == 2 * wire.TRIES_MAX
    assert a.read(sha256) == CONTENT


def test_a_download_with_the_wrong_hash_starts_over_and_is_never_shown(fleet: Fleet) -> None:
    a, b = (Files(laptop) for laptop in fleet.laptops)
    sha256 = a.attach(CONTENT)
    a.laptop.sync()
    a.carry()
    fleet.settle()
    b.want(sha256, len(CONTENT))

    class Garbling(FileLine):
        def carry(self, request: FileRequest, ask: object) -> wire.FileAnswer:
            answer = super().carry(request, ask)
            return replace(answer, body=b"?" * len(answer.body)) if len(self.seen) < 4 else answer

    line = Garbling()
    assert b.carry(line).fetched == 1
    assert [r.offset for r in line.seen] == [0, 65536, 131072, 196608] * 2
    assert b.read(sha256) == CONTENT


@pytest.mark.parametrize("size", [0, 300_000])
def test_a_chunk_of_another_size_than_asked_for_is_not_taken(fleet: Fleet, size: int) -> None:
    a, b = (Files(laptop) for laptop in fleet.laptops)
    sha256 = a.attach(CONTENT)
    a.laptop.sync()
    a.carry()
    fleet.settle()
    b.want(sha256, len(CONTENT))
    courier = b.courier()
    courier.request()

    courier.feed(wire.FileAnswer(wire.PART, 0, bytes(size)))

    assert courier.request() is None
    assert b.read(sha256) is None


def test_two_laptops_give_the_same_bytes_and_there_is_one_file(fleet: Fleet) -> None:
    a, b = (Files(laptop) for laptop in fleet.laptops)
    sha256 = a.attach(CONTENT)
    assert b.attach(CONTENT) == sha256
    fleet.settle()

    a.carry()
    line = FileLine()
    b.carry(line)
    fleet.settle()

    assert chunks_of(line) == [], "the province has it: one question was enough"
    assert (count_at_province(fleet, "blob"), count_at_province(fleet, "blob_part")) == (1, CHUNKS)
    assert len(a.rows(sha256)) == 2
    assert a.is_stored(sha256)
    check_all(fleet)


def test_a_row_that_comes_after_its_file_is_marked_too(fleet: Fleet) -> None:
    a, b = (Files(laptop) for laptop in fleet.laptops)
    sha256 = a.attach(CONTENT)
    a.laptop.sync()
    a.carry()
    assert b.attach(CONTENT) == sha256
    b.laptop.sync()
    assert not all(row["stored_at"] for row in b.rows(sha256))
    b.carry()
    fleet.settle()

    assert b.is_stored(sha256)


def test_a_device_of_another_commune_may_neither_read_nor_write(
    province_db: ProvinceDb, tmp_path: Path
) -> None:
    from tests.data.laptops import Laptop

    fleet = Fleet(province_db, tmp_path, count=1)
    stranger = Files(Laptop(fleet, "S", [OTHER], 1))
    a = Files(fleet.laptops[0])
    sha256 = a.attach(CONTENT)
    a.laptop.sync()
    a.carry()

    for method in (HEAD, GET):
        asked = FileRequest(method, sha256, length=65536)
        assert stranger.ask(asked) == wire.FileAnswer(wire.UNKNOWN)
    chunk = CONTENT[:10]
    sent = FileRequest(PATCH, sha256, 0, 10, hashlib.sha256(chunk).hexdigest(), chunk)
    assert stranger.ask(sent) == wire.FileAnswer(wire.UNKNOWN)
    fleet.close()
    stranger.laptop.store.close()


def test_a_revoked_device_fetches_nothing_but_may_hand_in_what_it_made(fleet: Fleet) -> None:
    from ctxh_desktop.storage import devices

    a, b = (Files(laptop) for laptop in fleet.laptops)
    sha256 = a.attach(CONTENT)
    a.laptop.sync()
    with fleet.province.write(by="IT") as work:
        for laptop in fleet.laptops:
            devices.revoke(work, laptop.name)
        work.commit()

    assert b.ask(FileRequest(HEAD, sha256, length=len(CONTENT))).status == wire.UNKNOWN
    assert a.carry().sent == 1
    assert a.ask(FileRequest(GET, sha256, 0, 65536)).status == wire.UNKNOWN


def test_what_is_only_here_when_its_record_leaves_is_still_handed_in(fleet: Fleet) -> None:
    a, _ = (Files(laptop) for laptop in fleet.laptops)
    sha256 = a.attach(CONTENT)
    a.laptop.sync()
    (row,) = a.rows(sha256)
    fleet.move(row.id, OTHER, "attachment")
    a.laptop.sync()
    assert a.rows(sha256) == []
    assert a.vault.names() == {sha256}

    assert a.carry().sent == 1

    assert a.carry().bytes == 0, "it is handed in once"
    assert a.vault.names() == {sha256}, "kept until it is safe (storage.left_files)"
    with fleet.province.read() as reader:
        assert archive.unmarked(reader, sha256) == []


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (FileRequest("POST", "ab" * 32, 0, 10), "request-malformed"),
        (FileRequest(HEAD, "../../etc/passwd", 0, 10), "request-malformed"),
        (FileRequest(HEAD, "AB" * 32, 0, 10), "request-malformed"),
        (FileRequest(HEAD, "ab" * 32, 0, 10 * 1024 * 1024 + 1), "request-malformed"),
        (FileRequest(HEAD, "ab" * 32, -1, 10), "request-malformed"),
        (FileRequest(PATCH, "ab" * 32, 0, 10, "", b""), "request-malformed"),
        (FileRequest(PATCH, "ab" * 32, 5, 10, "", b"123456"), "request-malformed"),
        (FileRequest(PATCH, "ab" * 32, 0, 10**6, "", bytes(300_000)), "request-too-large"),
        (FileRequest(GET, "ab" * 32, 0, 300_000), "request-too-large"),
    ],
)
def test_what_no_laptop_sends_is_refused(fleet: Fleet, request_: FileRequest, code: str) -> None:
    with pytest.raises(InputError, match=code):
        Files(fleet.laptops[0]).ask(request_)


def test_every_part_of_a_request_is_signed(fleet: Fleet) -> None:
    a = Files(fleet.laptops[0])
    request = FileRequest(PATCH, sha(CONTENT), 0, 10, sha(b"x"), b"x")
    signature = sign_request(a.laptop.key, request.signed_part())
    changes = {"method": HEAD, "sha256": sha(b""), "offset": 1, "length": 9, "chunk_sha256": "0"}

    for name, value in changes.items():
        with pytest.raises(IntegrityError, match="bad-signature"):
            a.counter.handle("A", replace(request, **{name: value}), signature)
    with pytest.raises(InputError, match="device-unknown"):
        a.counter.handle("nobody", request, signature)


def test_only_text_now_leaves_files_for_later_but_not_what_is_asked_for(fleet: Fleet) -> None:
    a, b = (Files(laptop) for laptop in fleet.laptops)
    sha256, other = a.attach(CONTENT), a.attach(content_of("other"))
    a.laptop.sync()

    assert a.carry(is_text_only=True).bytes == 0
    a.carry()
    fleet.settle()
    b.want(sha256, len(CONTENT))
    assert b.carry(is_text_only=True).fetched == 1
    assert b.read(other) is None


def test_files_of_own_open_cases_come_without_being_asked_for(fleet: Fleet) -> None:
    a, b = (Files(laptop) for laptop in fleet.laptops)
    mine = a.attach(CONTENT, responsible="Bình")
    a.attach(content_of("other"), responsible="Hoa")
    a.laptop.sync()
    a.carry()
    fleet.settle()

    assert b.carry(responsible="Bình").fetched == 1
    assert b.read(mine) == CONTENT
    assert b.carry(responsible="Bình").fetched == 0


def test_where_there_is_no_room_nothing_is_fetched(fleet: Fleet) -> None:
    a, b = (Files(laptop) for laptop in fleet.laptops)
    sha256 = a.attach(CONTENT)
    a.laptop.sync()
    a.carry()
    fleet.settle()
    b.want(sha256, len(CONTENT))

    def refuse(_: int) -> None:
        raise InputError("attachment-budget-used-up")

    assert b.carry(make_room=refuse).bytes == 0


def test_a_laptop_cannot_say_itself_that_the_province_has_a_file(fleet: Fleet) -> None:
    a, _ = (Files(laptop) for laptop in fleet.laptops)
    sha256 = a.attach(CONTENT)
    a.laptop.sync()
    (row,) = a.rows(sha256)
    a.laptop.patch(row.id, "attachment", stored_at="2026-11-21T01:00:00.000Z")
    a.laptop.sync()

    with a.laptop.store.read() as reader:
        op = reader.tables.book("operation")
        held = reader.connection.execute(select(op.c.note).where(op.c.state == "held")).scalars()
        assert list(held) == ["field-is-the-provinces"]
    with fleet.province.read() as reader:
        assert reader.get("attachment", row.id)["stored_at"] is None
