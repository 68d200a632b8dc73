from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from ctxh_desktop.errors import TransientError
from ctxh_desktop.storage import devices, inbox, ledger, older_history, registers
from ctxh_desktop.storage.older_history import Ask
from ctxh_desktop.sync import hello, pull
from ctxh_desktop.sync import older_history as step
from ctxh_desktop.sync.client import Client
from ctxh_desktop.sync.protocol import (
    Frame,
    HistoryFrame,
    PageFrame,
    Request,
    decode_frames,
    decode_request,
)
from tests.data.backups import ProvinceBackup
from tests.data.invariants import check_all, check_history
from tests.data.laptops import SCOPE, Fleet, Laptop, history_of
from tests.data.lines import Cutting, Keeping
from tests.data.older import absent, aliases, back_up, begin
from tests.data.province_db import ProvinceDb

OTHER = "19900"


@pytest.fixture
def fleet(province_db: ProvinceDb, tmp_path: Path) -> Iterator[Fleet]:
    made = Fleet(province_db, tmp_path)
    yield made
    made.close()


def asked(client: Client) -> Request:
    return decode_request(client.request())


def frames(laptop: Laptop, body: bytes) -> list[Frame]:
    return [frame for frame, _ in decode_frames(laptop.ask(body))]


def test_the_first_download_leaves_history_from_before_at_the_province(fleet: Fleet) -> None:
    row_id = begin(fleet)
    a, b = fleet.laptops
    other = a.add(full_name="Lê")
    a.patch(row_id, alias="new")
    a.sync()

    b.sync()

    assert aliases(b, row_id) == ["new"], "what came after the backups comes with the rows"
    assert absent(b) == [row_id], "nothing older is known of somebody who has none"
    assert b.row(other) is not None
    check_all(fleet)


def test_without_two_backups_all_history_comes_with_the_rows(fleet: Fleet) -> None:
    a, b = fleet.laptops
    row_id = a.add(full_name="Hồ")
    a.patch(row_id, alias="1")
    a.sync()
    ProvinceBackup(fleet.province).mark()

    b.sync()

    assert aliases(b, row_id) == ["1"]
    assert absent(b) == []


def test_older_history_is_fetched_when_asked_for_and_only_then(fleet: Fleet) -> None:
    row_id = begin(fleet)
    _, b = fleet.laptops
    b.sync()
    b.sync()
    assert aliases(b, row_id) == []

    assert b.want_older(row_id) == [row_id]
    tally = b.sync()

    assert aliases(b, row_id) == ["5", "4", "3", "2", "1"]
    assert (tally.older, absent(b), b.want_older(row_id)) == (5, [], [])
    assert history_of(b.store) == history_of(fleet.province)
    assert asked(Client(b.store, b.key)).older == []


def test_it_comes_newest_first_in_bounded_parts(
    fleet: Fleet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(step, "LINES_MAX", 2)
    row_id = begin(fleet)
    _, b = fleet.laptops
    b.sync()
    b.want_older(row_id)
    client = Client(b.store, b.key)
    seen = []

    while client.has_more():
        body = client.request()
        counts = [f.lines["n"] for f in frames(b, body) if isinstance(f, HistoryFrame) and f.lines]
        b.feed(client, b.ask(body))
        seen.append((counts, aliases(b, row_id)))
        check_history(b, history_of(fleet.province))

    assert seen == [
        ([2], ["5", "4"]),
        ([2], ["5", "4", "3", "2"]),
        ([1], ["5", "4", "3", "2", "1"]),
    ]


def test_a_part_with_long_notes_is_smaller(fleet: Fleet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(step, "LINES_BYTES_MAX", 60)
    row_id = begin(fleet)
    _, b = fleet.laptops
    b.sync()
    b.want_older(row_id)
    first = next(f for f in frames(b, Client(b.store, b.key).request()) if _is_history(f))

    assert isinstance(first, HistoryFrame)
    assert first.lines is not None
    assert (first.lines["n"], first.is_last) == (2, False)
    b.sync()
    assert len(aliases(b, row_id)) == 5


def _is_history(frame: Frame) -> bool:
    return isinstance(frame, HistoryFrame)


def test_a_cut_line_keeps_the_wish(fleet: Fleet) -> None:
    row_id = begin(fleet)
    _, b = fleet.laptops
    b.sync()
    b.want_older(row_id)

    assert not b.try_sync(Cutting(pieces=1))
    assert aliases(b, row_id) == []
    b.sync()

    assert len(aliases(b, row_id)) == 5


def test_a_cut_first_download_goes_on_with_the_same_mark(fleet: Fleet) -> None:
    row_id = begin(fleet)
    a, b = fleet.laptops
    for number in range(3):
        a.add(full_name=f"Lê {number}")
    a.sync()
    client = Client(b.store, b.key)
    body = client.request()
    pieces = list(b.ask(body))
    with pytest.raises(TransientError):
        b.feed(client, pieces[:2])
    back_up(fleet)

    message = asked(Client(b.store, b.key))

    assert message.since == {SCOPE: 1}, "later backups change nothing"
    b.sync()
    assert asked(Client(b.store, b.key)).since == {}, "said while the commune is being filled"
    assert absent(b) == [row_id]
    check_all(fleet)


def test_a_page_without_history_is_not_taken_while_recovering(fleet: Fleet) -> None:
    begin(fleet)
    _, b = fleet.laptops
    b.sync()
    page = PageFrame(SCOPE, 0, 9, since=5)
    with b.store.write(by="sync") as work:
        inbox.start_over(work)

        assert pull.keep(work, page, b"", whole=True) == 0
        assert inbox.kept_pages(work) == []


@pytest.mark.parametrize("pieces", [2, 3], ids=["a part has come", "all but the end has come"])
def test_a_page_made_for_another_mark_is_passed_over(
    fleet: Fleet, monkeypatch: pytest.MonkeyPatch, pieces: int
) -> None:
    """It was asked for before the mark was set, and answered when two backups held more."""
    monkeypatch.setattr(pull, "PAGE_ROWS_MAX", 1)
    a, b = fleet.laptops
    given = b.give()
    for name in ("Hồ", "Lê"):
        a.patch(a.add(full_name=name), alias=name)
    a.sync()
    client = Client(b.store, b.key)
    whole = list(b.ask(client.request()))
    with pytest.raises(TransientError):
        b.feed(client, whole[:pieces])
    back_up(fleet)
    if pieces == len(whole) - 1:
        a.patch(a.add(full_name="Lý"), alias="Lý")
        a.sync()

    b.read_answer(fleet.answer("B", given))
    b.sync()

    assert absent(b) == []
    check_all(fleet)


def test_a_row_of_another_commune_is_not_told_to_who_asks(fleet: Fleet) -> None:
    row_id = begin(fleet)
    d = Laptop(fleet, "D", [OTHER], 2)
    with fleet.province.read() as reader:
        device = devices.device(reader, "D")
        assert device is not None
        message = hello.presumed(reader, device)
    message.older = [Ask(row_id, SCOPE, 99), Ask(row_id, OTHER, 99)]

    found = list(step.answers(fleet.province, device, message))

    assert [(f.asked.scope, f.lines, f.is_last) for f in found] == [(OTHER, None, True)]
    d.store.close()


def test_no_more_rows_are_answered_than_may_be_asked_for(fleet: Fleet) -> None:
    begin(fleet)
    with fleet.province.read() as reader:
        device = devices.device(reader, "B")
        assert device is not None
        message = hello.presumed(reader, device)
    message.older = [Ask(str(number), SCOPE, 99) for number in range(3 * step.ASKS_MAX)]

    assert len(list(step.answers(fleet.province, device, message))) == step.ASKS_MAX


def test_a_late_answer_neither_doubles_nor_skips(
    fleet: Fleet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(step, "LINES_MAX", 2)
    row_id = begin(fleet)
    _, b = fleet.laptops
    b.sync()
    b.want_older(row_id)
    frame = next(f for f in frames(b, Client(b.store, b.key).request()) if _is_history(f))
    assert isinstance(frame, HistoryFrame)
    with b.store.write(by="sync") as work:
        assert [step.take(work, frame) for _ in range(2)] == [2, 2]
        after = older_history.asked(work, row_id)
        assert after is not None
        assert len(registers.history(work, row_id)) == 2
        ahead = msgspec.structs.replace(frame, asked=replace_place(after, -1), is_last=True)
        assert step.take(work, ahead) == 0, "something between would be missing"
        assert older_history.asked(work, row_id) == after
        work.commit()
    b.sync()
    assert len(aliases(b, row_id)) == 5


def replace_place(ask: Ask, by: int) -> Ask:
    return msgspec.structs.replace(ask, seq=ask.seq + by)


def test_what_no_province_sends_is_refused(fleet: Fleet) -> None:
    row_id = begin(fleet)
    _, b = fleet.laptops
    b.sync()
    b.want_older(row_id)
    frame = next(f for f in frames(b, Client(b.store, b.key).request()) if _is_history(f))
    assert isinstance(frame, HistoryFrame)
    assert frame.lines is not None
    wrong: list[dict[str, Any]] = [
        {"scope": {"k": OTHER}}, {"row_id": {"k": "x"}}, {"seq": {"k": 10**9}},
        {"seq": {"k": "1"}}, {"op_id": {"k": "same"}}, {"by": {"k": None}},
    ]  # fmt: skip
    blocks = [{**frame.lines, "c": {**frame.lines["c"], **change}} for change in wrong]

    for block in (None, *blocks):
        each = msgspec.structs.replace(frame, lines=block, is_last=False)
        with b.store.write(by="sync") as work, pytest.raises(TransientError, match="malformed"):
            step.take(work, each)
    assert aliases(b, row_id) == []


def test_an_answer_that_knows_less_brings_no_older_history(fleet: Fleet) -> None:
    row_id = begin(fleet)
    _, b = fleet.laptops
    b.sync()
    b.want_older(row_id)
    line = Keeping()
    b.try_sync(line)
    b.sync()
    with b.store.write(by="sync") as work:
        work.connection.execute(work.tables.history.delete())
        work.commit()

    b.feed(Client(b.store, b.key), line.answers[0])

    assert aliases(b, row_id) == []


def test_marks_are_those_of_the_laptop_or_of_two_backups(fleet: Fleet) -> None:
    begin(fleet)
    with fleet.province.read() as reader:
        device = devices.device(reader, "B")
        assert device is not None
        base = hello.presumed(reader, device)
        both = replace(device, scopes=(SCOPE, OTHER))

        def marks(caps: dict[str, int], cur: dict[str, int], since: dict[str, int]) -> object:
            request = msgspec.structs.replace(base, caps=caps, cur=cur, since=since)
            return step.marks_for(reader, both, request)

        can = {step.SINCE: 1}
        top = ledger.top(reader, SCOPE)
        assert marks({}, {}, {}) == {SCOPE: 0, OTHER: 0}
        assert marks(can, {}, {}) == {SCOPE: top, OTHER: 0}
        assert marks(can, {SCOPE: 1}, {}) == {SCOPE: 0, OTHER: 0}
        assert marks(can, {SCOPE: 1}, {SCOPE: 1}) == {SCOPE: 1, OTHER: 0}
        assert marks(can, {SCOPE: 0}, {SCOPE: 0}) == {SCOPE: 0, OTHER: 0}
