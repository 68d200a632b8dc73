from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ctxh_desktop.errors import TransientError
from ctxh_desktop.sync.client import Client
from ctxh_desktop.sync.protocol import End, Head, encode_frames
from tests.data.laptops import Fleet, Keeping
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
