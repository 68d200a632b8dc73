"""A push that does not get through is made smaller, down to one group; that one is parked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from ctxh_desktop.errors import CtxhError, InputError, IntegrityError, TransientError
from ctxh_desktop.storage import outbox
from ctxh_desktop.sync import batching, push
from ctxh_desktop.sync.batching import CUTS_PER_TRY, FAILURES_MAX, GROW_AFTER, TRIES_MAX, Batching
from ctxh_desktop.sync.protocol import Batch, decode_request
from tests.data.invariants import check_all
from tests.data.laptops import SCOPE, Fleet, Laptop, operations_of
from tests.data.lines import Ask, Cutting, Line, Lossy
from tests.data.province_db import ProvinceDb

POISON = "Độc"
TOO_LARGE, BROKEN = InputError("request-too-large"), TransientError("server-error")


@pytest.fixture
def fleet(province_db: ProvinceDb, tmp_path: Path) -> Iterator[Fleet]:
    made = Fleet(province_db, tmp_path)
    yield made
    made.close()


class Refusing(Line):
    """Answers *error* to batches that are as *when* says; keeps how many operations each had."""

    def __init__(self, error: CtxhError, when: Callable[[Batch], bool]) -> None:
        self.error, self.when = error, when
        self.sizes: list[int] = []

    def carry(self, body: bytes, ask: Ask) -> Iterable[bytes]:
        batch = decode_request(body).batch
        self.sizes.append(len(push.operations_in([bytes(batch.ops)])) if batch else 0)
        if batch and self.when(batch):
            raise self.error
        return ask(body)


def is_poisoned(batch: Batch) -> bool:
    return POISON.encode() in bytes(batch.ops)


def is_long(batch: Batch) -> bool:
    return len(push.operations_in([bytes(batch.ops)])) > 20


def people(laptop: Laptop, count: int, name: str = "Hồ") -> list[str]:
    return [laptop.add(full_name=f"{name} {n}") for n in range(count)]


def sync(laptop: Laptop, line: Line) -> str:
    try:
        laptop.sync(line)
    except CtxhError as error:
        return error.code
    return ""


def limit(laptop: Laptop) -> int:
    with laptop.store.read() as reader:
        return Batching(reader).most


def test_a_refused_batch_is_halved_in_the_same_sync(fleet: Fleet) -> None:
    a, b = fleet.laptops
    people(a, 100)
    line = Refusing(TOO_LARGE, is_long)

    assert sync(a, line) == ""

    assert line.sizes[:4] == [100, 50, 25, 12]
    assert max(line.sizes[3:]) <= 24
    assert a.count(outbox.QUEUED) == 0
    b.sync()
    assert len(b.rows()) == 100
    check_all(fleet)


def test_it_grows_again_and_is_remembered(fleet: Fleet) -> None:
    a = fleet.laptops[0]
    people(a, 100)
    sync(a, Refusing(TOO_LARGE, is_long))
    small = limit(a)
    assert small <= 24
    a.reopen()
    assert limit(a) == small

    for _ in range(2 * GROW_AFTER):
        a.add(full_name="Lê")
        a.sync()

    assert limit(a) == push.BATCH_OPS_MAX


@pytest.mark.parametrize("place", [0, 37, 99])
@pytest.mark.parametrize(("error", "first"), [(TOO_LARGE, ""), (BROKEN, "server-error")])
def test_one_bad_group_holds_no_other_up(
    fleet: Fleet, place: int, error: CtxhError, first: str
) -> None:
    a, b = fleet.laptops
    people(a, place)
    bad = a.add(full_name=POISON)
    people(a, 99 - place)
    b.add(full_name="Từ xã bên")
    b.sync()
    line = Refusing(error, is_poisoned)

    assert sync(a, line) == first, "what may be the line is tried once and told"
    assert sync(a, line) == ""

    assert a.count(outbox.QUEUED) == 1
    assert a.count(outbox.HELD) == 0
    assert len(a.rows()) == 101, "the others' work came meanwhile"
    for _ in range(TRIES_MAX):
        sync(a, line)
    assert (a.count(outbox.QUEUED), a.count(outbox.HELD)) == (0, 1)
    with a.store.read() as reader:
        (held,) = outbox.entries(reader, outbox.HELD)
    wanted = batching.TOO_LARGE if error is TOO_LARGE else batching.NOT_THROUGH
    assert (held["row_id"], held["note"]) == (bad, wanted)
    assert a.row(bad)["full_name"] == POISON
    asked = len(line.sizes)
    sync(a, line)
    assert line.sizes[asked:] == [0], "a parked one is not sent by itself"
    b.sync()
    assert len(b.rows()) == 100
    assert len(operations_of(fleet.province)) == 100


def test_silence_has_to_last_before_a_group_is_parked(fleet: Fleet) -> None:
    a = fleet.laptops[0]
    a.add(full_name=POISON)
    a.add(full_name="Hồ")
    line = Refusing(TransientError("connection-cut"), is_poisoned)
    sync(a, line)

    held = []
    for _ in range(TRIES_MAX * CUTS_PER_TRY):
        sync(a, line)
        held.append(a.count(outbox.HELD))

    assert held == [0] * (TRIES_MAX * CUTS_PER_TRY - 1) + [1]


def test_a_group_travels_whole_however_small_the_batch(fleet: Fleet) -> None:
    a = fleet.laptops[0]
    with a.edit() as work:
        for _ in range(30):
            work.insert("person", a.ambient.new_id(), SCOPE, {"full_name": "Hồ"})
    people(a, 3)
    line = Refusing(TOO_LARGE, is_long)
    for _ in range(TRIES_MAX):
        sync(a, line)

    assert {size for size in line.sizes if size > 20} == {33, 30}
    assert (a.count(outbox.QUEUED), a.count(outbox.HELD)) == (0, 1)
    assert len(operations_of(fleet.province)) == 3


def test_a_dead_line_says_nothing_about_what_is_sent(fleet: Fleet) -> None:
    """However often: neither made smaller nor parked, and asked once a sync."""
    a = fleet.laptops[0]
    people(a, 40)
    line = Lossy(requests=1)
    for _ in range(10):
        assert sync(a, line) == "line-lost"

    assert line.count == 10
    assert limit(a) == push.BATCH_OPS_MAX
    assert a.count(outbox.QUEUED) == 40
    fleet.settle()
    check_all(fleet)


def test_after_a_failure_the_first_request_brings_news_and_no_batch(fleet: Fleet) -> None:
    a, b = fleet.laptops
    b.add(full_name="Từ xã bên")
    b.sync()
    people(a, 4)
    sync(a, Lossy(requests=1))
    line = Refusing(BROKEN, lambda _: False)

    sync(a, line)

    assert line.sizes == [0, 4]
    assert len(a.rows()) == 5
    a.add(full_name="Lê")
    sync(a, line)
    assert line.sizes == [0, 4, 1], "no doubt is left"


def test_a_busy_province_is_obeyed(fleet: Fleet) -> None:
    """Each sync ends with its word; the batch becomes smaller all the same."""
    a = fleet.laptops[0]
    people(a, 8)
    line = Refusing(TransientError("server-busy", retry_after_s=60), lambda _: True)
    assert [sync(a, line) for _ in range(3)] == ["server-busy"] * 3

    assert line.sizes == [8, 0, 8, 0, 4]


def test_a_refused_laptop_is_no_bad_batch(fleet: Fleet) -> None:
    a = fleet.laptops[0]
    people(a, 8)
    line = Refusing(IntegrityError("device-unknown"), lambda _: True)

    assert [sync(a, line) for _ in range(5)] == ["device-unknown"] * 5

    assert line.sizes == [8] * 5
    assert limit(a) == push.BATCH_OPS_MAX


def test_a_sync_in_which_everything_is_refused_ends(fleet: Fleet) -> None:
    a = fleet.laptops[0]
    people(a, 300)
    line = Refusing(TOO_LARGE, lambda _: True)

    assert sync(a, line) == "request-too-large"

    assert len(line.sizes) == FAILURES_MAX
    assert a.count(outbox.HELD) == 0


def test_a_failure_after_the_answer_began_is_the_line_s(fleet: Fleet) -> None:
    a = fleet.laptops[0]
    people(a, 8)
    assert sync(a, Cutting(pieces=1)) == "line-cut"

    assert a.count(outbox.QUEUED) == 0, "the head has come"
    with a.store.read() as reader:
        assert not Batching(reader).asks_first()


def test_what_arrived_after_all_is_held_no_longer(fleet: Fleet) -> None:
    """The answer was lost each time, or a stick carried it: the province says so when asked."""
    a = fleet.laptops[0]
    a.add(full_name=POISON)
    stick = a.give()
    line = Refusing(TOO_LARGE, is_poisoned)
    for _ in range(TRIES_MAX):
        sync(a, line)
    assert a.count(outbox.HELD) == 1

    fleet.answer(a.device, stick)
    a.sync()

    assert a.count(outbox.HELD, outbox.WAITING, outbox.QUEUED) == 0
    fleet.settle()
    check_all(fleet)
