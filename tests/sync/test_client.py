from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from ctxh_desktop.errors import InputError, TransientError
from ctxh_desktop.storage import epochs, outbox, tokens
from ctxh_desktop.sync import hello, recovery
from ctxh_desktop.sync.client import STRANGE_MAX, Client
from ctxh_desktop.sync.protocol import (
    End,
    Head,
    PageFrame,
    decode_frames,
    decode_request,
    encode_frames,
)
from tests.data.invariants import check_all
from tests.data.laptops import Fleet
from tests.data.lines import Keeping
from tests.data.province_db import ProvinceDb


@pytest.fixture
def fleet(province_db: ProvinceDb, tmp_path: Path) -> Iterator[Fleet]:
    made = Fleet(province_db, tmp_path)
    yield made
    made.close()


def test_nothing_to_do_is_one_request(fleet: Fleet) -> None:
    a = fleet.laptops[0]
    a.sync()
    client = Client(a.store, a.key)
    a.feed(client, a.ask(client.request()))

    assert not client.has_more()
    assert (client.tally.sent, client.tally.received) == (0, 0)


def test_the_tally_counts_what_was_sent_and_received(fleet: Fleet) -> None:
    a, b = fleet.laptops
    a.add(full_name="Hồ")
    a.add(full_name="Lê")

    tally = a.sync()
    assert (tally.sent, tally.received) == (2, 2)
    assert b.sync().received == 2


def test_an_answer_that_answers_nothing_is_refused(fleet: Fleet) -> None:
    a = fleet.laptops[0]
    a.add(full_name="Hồ")
    client = Client(a.store, a.key)
    client.request()

    with pytest.raises(TransientError, match="answer-malformed"):
        a.feed(client, encode_frames([Head("", "t", "now"), End()]))
    assert a.count("queued") == 1


def test_an_answer_without_progress_ends_the_sync(fleet: Fleet) -> None:
    """Otherwise a confused province would be asked for ever."""
    a = fleet.laptops[0]
    a.add(full_name="Hồ")
    client = Client(a.store, a.key)
    client.request()
    acks = {"t": "ack", "n": 1, "c": {"op_id": {"k": "stranger"}, "status": {"k": "ok"},
                                      "seq": {"k": 1}, "note": {"k": ""}}}  # fmt: skip
    a.feed(client, encode_frames([Head("", "t", "now", acks=acks), End()]))

    assert not client.has_more()
    assert a.count("queued") == 1


def test_rows_come_only_from_an_answer_that_knew_all_this_laptop_was_told(fleet: Fleet) -> None:
    a, b = fleet.laptops
    b.add(full_name="Hồ")
    b.sync()
    keeping = Keeping()
    a.try_sync(keeping)
    a.sync()
    b.add(full_name="Lê")
    b.sync()
    before = len(a.rows())

    a.feed(Client(a.store, a.key), keeping.answers[0])
    assert len(a.rows()) == before == 1
    a.sync()
    assert len(a.rows()) == 2


def test_an_answer_to_another_batch_brings_no_rows(fleet: Fleet) -> None:
    """It leaves out what that batch made, and whoever reads it now does not know which that is."""
    a, _ = fleet.laptops
    row_id = a.add(full_name="Hồ")
    fleet.settle()
    a.patch(row_id, alias="sau đó")
    keeping = Keeping()
    a.try_sync(keeping)

    a.feed(Client(a.store, a.key), keeping.answers[0])

    fleet.settle()
    assert a.row(row_id)["alias"] == "sau đó"  # type: ignore[index]
    check_all(fleet)


def told_epoch(fleet: Fleet) -> str:
    with fleet.laptops[0].store.read() as reader:
        return reader.local("epoch")


@pytest.mark.parametrize("epoch", ["2.older", "3.sibling", "", "none"])
@pytest.mark.parametrize("recovers", [False, True], ids=["plain", "recover"])
def test_nothing_counts_of_an_answer_from_an_epoch_gone_by(
    fleet: Fleet, epoch: str, recovers: bool
) -> None:
    """Whoever holds the key of the TLS authority can say it; so can an answer that is late."""
    a = fleet.laptops[0]
    with fleet.province.write(by="set-up") as work:
        work.set_local("epoch", "3.now")
        work.commit()
    row_id = a.add(full_name="Hồ")
    a.sync()
    a.patch(row_id, alias="chưa gửi")
    client = Client(a.store, a.key)
    client.request()
    with a.store.read() as reader:
        (operation,) = outbox.of_row(reader, row_id)
    values = {"op_id": operation.id, "status": "ok", "seq": 1, "note": "", "recv_no": 1}
    acks = {"t": "ack", "n": 1, "c": {name: {"k": value} for name, value in values.items()}}
    told = Head(epoch, "t", "now", acks=acks, safe=[epoch, 999], recover=recovers)

    a.feed(client, encode_frames([told, End()]))

    assert told_epoch(fleet) == "3.now"
    assert a.count(outbox.QUEUED) == 1, "it was not acknowledged by the province"
    with a.store.read() as reader:
        assert "t" not in tokens.held(reader)
        assert not recovery.epoch_of(reader)
    assert client.has_more()
    a.sync()
    assert a.count(outbox.QUEUED, outbox.WAITING) == 0


def test_who_was_told_an_epoch_that_never_was_is_lifted_over_it(fleet: Fleet) -> None:
    a, b = fleet.laptops
    with fleet.province.write(by="set-up") as work:
        work.set_local("epoch", "1.now")
        work.commit()
    row_id = a.add(full_name="Hồ")
    fleet.settle()
    with a.store.write(by="sync") as work:
        work.set_local("epoch", "999.forged")
        work.commit()
    a.patch(row_id, alias="sau đó")

    fleet.settle()

    assert epochs.number_of(told_epoch(fleet)) == 1000
    assert b.row(row_id)["alias"] == "sau đó"  # type: ignore[index]
    check_all(fleet)


def batch_in(body: bytes) -> dict[str, Any]:
    """Return the columns of the changes in a request."""
    batch = decode_request(body).batch
    assert batch is not None
    found: dict[str, Any] = msgspec.json.decode(batch.ops)
    return found


def test_ids_go_into_a_pool_once_the_province_reads_it(fleet: Fleet) -> None:
    a = fleet.laptops[0]
    rows = [a.add(full_name=name) for name in ("Hồ Thị Lài", "Lê Văn Tư")]
    client = Client(a.store, a.key)
    first = client.request()
    a.feed(client, a.ask(first))
    for row_id in rows:
        a.patch(row_id, note="mới")
    client = Client(a.store, a.key)
    second = client.request()
    a.feed(client, a.ask(second))

    assert "ids" not in batch_in(first)
    assert len(batch_in(second)["ids"]["t"]) == 4
    assert a.count("queued") == 0
    fleet.settle()


def test_an_older_province_gets_no_pool(fleet: Fleet) -> None:
    """As after it was put back to an older version of its program."""
    a = fleet.laptops[0]
    for name in ("Hồ Thị Lài", "Lê Văn Tư"):
        a.add(full_name=name)
        a.sync()
        a.add(full_name=name)
    a.add(full_name="Võ Thị Bé")
    client = Client(a.store, a.key)

    assert "ids" in batch_in(client.request())
    assert client.failed(InputError("request-malformed"))
    again = client.request()
    a.feed(client, a.ask(again))

    assert "ids" not in batch_in(again)
    assert a.count("queued") == 0


@pytest.mark.parametrize("offers", [0, 1])
def test_rows_come_with_a_pool_only_to_who_reads_it(
    fleet: Fleet, monkeypatch: pytest.MonkeyPatch, offers: int
) -> None:
    a, b = fleet.laptops[:2]
    names = ["Hồ Thị Lài", "Lê Văn Tư", "Võ Thị Bé"]
    for name in names:
        a.add(full_name=name)
    a.sync()
    if not offers:
        monkeypatch.setattr(hello, "POOL", "new")
    client = Client(b.store, b.key)
    body = client.request()
    monkeypatch.undo()

    answer = list(b.ask(body))
    b.feed(client, answer)

    pages = [frame for frame, _ in decode_frames(answer) if isinstance(frame, PageFrame)]
    assert [page.ids is not None for page in pages] == [bool(offers)]
    assert sorted(row["full_name"] for row in b.rows()) == sorted(names)


def test_of_two_syncs_that_overtake_each_other_one_leaves_the_rest_to_the_other(
    fleet: Fleet,
) -> None:
    """Each is told something while the other's request is under way, for ever."""
    a, b = fleet.laptops
    fleet.settle()
    clients = [Client(b.store, b.key) for _ in range(2)]
    under_way = {0: list(b.ask(clients[0].request()))}
    b.sync()
    row_id = a.add(full_name="Hồ Thị Lài")
    a.sync()
    for turn in range(2 * STRANGE_MAX):
        other = (turn + 1) % 2
        if clients[other].has_more():
            under_way[other] = list(b.ask(clients[other].request()))
        if (answer := under_way.pop(turn % 2, None)) is not None:
            b.feed(clients[turn % 2], answer)

    assert [client.has_more() for client in clients] == [False, False]
    assert b.row(row_id) is not None
