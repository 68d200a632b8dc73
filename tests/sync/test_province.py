"""Races at the province: threads, each with its own connection, on a real PostgreSQL."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ctxh_desktop.errors import CtxhError, InputError
from ctxh_desktop.security.device import sign_request
from ctxh_desktop.storage import ledger
from ctxh_desktop.sync import dictionaries, province
from ctxh_desktop.sync.client import Client
from ctxh_desktop.sync.protocol import (
    LEVEL_LIVE,
    LEVEL_LONG,
    Head,
    decode_frames,
    encode_frames,
)
from tests.data.invariants import check_all
from tests.data.laptops import SCOPE, Fleet, import_people, operations_of, rows_of
from tests.data.province_db import ProvinceDb

ROUNDS = 4


@pytest.fixture
def fleet(province_db: ProvinceDb, tmp_path: Path) -> Iterator[Fleet]:
    made = Fleet(province_db, tmp_path, count=4)
    yield made
    made.close()


def at_once(*jobs: Callable[[], object]) -> list[object]:
    """Run jobs at the same moment; return their results, or raise what one raised."""
    gate = threading.Barrier(len(jobs))

    def run(job: Callable[[], object]) -> object:
        gate.wait(10)
        return job()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return [each.result(60) for each in [pool.submit(run, job) for job in jobs]]


def test_laptops_that_push_at_one_moment_lose_nothing(fleet: Fleet) -> None:
    ids = [fleet.laptops[0].add(full_name=f"Hồ {n}", groups="NCT") for n in range(6)]
    fleet.settle()
    for turn in range(ROUNDS):
        for laptop in fleet.laptops:
            order = ids if laptop.name in "AC" else ids[::-1]
            with laptop.edit() as work:  # rows are taken in opposite orders: a deadlock if unsorted
                for row_id in order:
                    values = {"phone": f"{laptop.name}{turn}", f"{FIELD[laptop.name]}": f"{turn}"}
                    work.patch("person", row_id, values)
        at_once(*(laptop.sync for laptop in fleet.laptops))
    fleet.settle()

    check_all(fleet)
    for row_id in ids:
        row = fleet.laptops[0].row(row_id)
        assert [row[field] for field in FIELD.values()] == [f"{ROUNDS - 1}"] * 4


FIELD = {"A": "alias", "B": "note", "C": "paper_address", "D": "guardian_name"}


def test_one_request_sent_many_times_at_one_moment_is_done_once(fleet: Fleet) -> None:
    a, b = fleet.laptops[:2]
    row_id = a.add(full_name="Hồ Thị Lài")
    fleet.settle()
    a.patch(row_id, alias="a")
    a.add(full_name="Người mới")
    body = Client(a.store, a.key).request()
    b.patch(row_id, alias="b")

    answers = at_once(*[lambda: b"".join(a.ask(body))] * 5, b.sync)
    fleet.settle()

    check_all(fleet)
    assert len(answers) == 6
    assert len(b.rows("conflict")) == 1
    assert len([op for op in operations_of(fleet.province) if op["device"] == "A"]) == 3


def test_a_reader_never_steps_over_a_number_that_comes_later(fleet: Fleet) -> None:
    """What a sequence would get wrong: cursor 101 while 100 is still being committed."""
    seen: list[tuple[str, int]] = []
    done = threading.Event()

    def read() -> None:
        cursor = 0
        while True:
            is_last = done.is_set()
            with fleet.province.read() as reader:
                while page := ledger.page_after(reader, SCOPE, cursor, 7):
                    seen.extend((row.id, row.seq) for row in page.rows)
                    cursor = page.to_seq
            if is_last:
                return

    def write(number: int) -> Callable[[], None]:
        def run() -> None:
            laptop = fleet.laptops[number]
            for turn in range(12):
                laptop.add(full_name=f"Hồ {turn}")
                laptop.sync()

        return run

    reading = threading.Thread(target=read)
    reading.start()
    at_once(*(write(number) for number in range(4)))
    done.set()
    reading.join(60)

    numbers = [seq for _, seq in seen]
    assert numbers == sorted(numbers)
    assert {row_id for row_id, _ in seen} == {row.id for row in rows_of(fleet.province).values()}
    assert len(seen) == 48


def test_a_strange_device_a_wrong_key_and_a_wrong_name_are_turned_away(fleet: Fleet) -> None:
    a, b = fleet.laptops[:2]
    body = Client(a.store, a.key).request()

    def code(device: str, signature: str) -> str:
        with pytest.raises(CtxhError) as raised:
            fleet.answering.handle(device, body, signature)
        return raised.value.code

    assert code("nobody", sign_request(a.key, body)) == "device-unknown"
    assert code("A", sign_request(b.key, body)) == "bad-signature"
    assert code("B", sign_request(b.key, body)) == "request-malformed"
    assert code("A", "zz") == "bad-signature"


def test_a_province_that_forgot_a_token_takes_nothing_and_gives_no_rows(fleet: Fleet) -> None:
    a = fleet.laptops[0]
    row_id = a.add(full_name="Hồ Thị Lài")
    fleet.settle()
    with fleet.at_province() as work:
        work.connection.execute(work.tables.book("token").delete())
    a.patch(row_id, alias="sau khi khôi phục")

    frames = [frame for frame, _ in decode_frames(a.ask(Client(a.store, a.key).request()))]
    assert isinstance(frames[0], Head)
    assert frames[0].recover
    assert frames[0].acks is None
    assert len(frames) == 2


def test_bytes_that_are_no_request_are_turned_away(fleet: Fleet) -> None:
    a = fleet.laptops[0]
    for body in (b"", b"x", b"(\xb5/\xfd", Client(a.store, a.key).request()[:-9]):
        with pytest.raises(InputError, match="request-malformed"):
            fleet.answering.handle("A", body, sign_request(a.key, body))


@pytest.mark.parametrize("rows", [40, 60])
def test_a_long_answer_is_packed_harder(
    fleet: Fleet, monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    monkeypatch.setattr(province, "LONG_ROWS", 50)
    monkeypatch.setattr(dictionaries, "NEWEST", 0)  # a short one has another way of being small
    import_people(fleet.laptops[0], rows)
    fleet.laptops[0].sync()
    b = fleet.laptops[1]

    answer = b"".join(b.ask(Client(b.store, b.key).request()))

    frames = [frame for frame, _ in decode_frames([answer])]
    level = LEVEL_LONG if rows >= 50 else LEVEL_LIVE
    assert answer == b"".join(encode_frames(frames, level))
    assert LEVEL_LONG > LEVEL_LIVE
