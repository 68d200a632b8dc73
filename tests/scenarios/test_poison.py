"""What does not get through blocks nothing else: over real HTTPS, a proxy and a bad line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ctxh_desktop.commands import sync
from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.held import SendHeldAnew, ShowHeld
from ctxh_desktop.commands.people import RegisterPerson
from ctxh_desktop.commands.sync import ListOutbox, ShowSyncState
from ctxh_desktop.security.certificates import Identity
from ctxh_desktop.server import office
from ctxh_desktop.server.serve import Served
from ctxh_desktop.storage import outbox
from ctxh_desktop.sync import envelope
from ctxh_desktop.sync.batching import TRIES_MAX
from ctxh_desktop.sync.protocol import decode_request
from tests.data.desks import new_desk
from tests.data.fault_proxy import Fault, line_to
from tests.data.laptops import operations_of, rows_of
from tests.data.province_server import COMMUNE, Laptop, laptops
from tests.data.strangers import Answer, refuses, says, stranger

POISON = "Zebranaut"
TOO_LARGE = says(413, "text/html", b"<html><h1>413 Request Entity Too Large</h1></html>")
NOT_SO = says(400, "text/html", b"<html><h1>400 Bad Request</h1></html>")
BROKEN = says(502, "text/html", b"<html><h1>502 Bad Gateway</h1></html>")


@pytest.fixture
def pair(served: Served, tmp_path: Path) -> Iterator[list[Laptop]]:
    with laptops(tmp_path, served, "a", "b") as both:
        yield both


def is_poisoned(body: bytes) -> bool:
    batch = decode_request(envelope.opened(body).body).batch
    return batch is not None and POISON.encode() in bytes(batch.ops)


def check_equal(served: Served, *all_of_them: Laptop) -> None:
    theirs = {key: row.whole() for key, row in rows_of(served.store).items()}
    for laptop in all_of_them:
        assert {key: row.whole() for key, row in rows_of(laptop.store).items()} == theirs


def test_a_proxy_that_refuses_bodies_over_n_bytes(
    served: Served, pair: list[Laptop], authority: Identity, tmp_path: Path
) -> None:
    a, b = pair
    a.import_people(400)
    b.import_people(100)
    proxy = refuses(served, TOO_LARGE, lambda body: len(body) > 6000)
    with stranger(tmp_path, authority, proxy) as box:
        for laptop in (a, b, a):
            laptop.url = box.url
            laptop.sync()
        assert max(len(body) for _, _, body in box.heard) > 6000

    assert a.count(outbox.QUEUED, outbox.WAITING, outbox.HELD) == 0
    assert len(operations_of(served.store)) == 500
    check_equal(served, a, b)


@pytest.mark.parametrize("refusal", [TOO_LARGE, NOT_SO, BROKEN], ids=["413", "400", "502"])
def test_a_proxy_that_refuses_one_particular_content(
    served: Served, pair: list[Laptop], authority: Identity, tmp_path: Path, refusal: Answer
) -> None:
    a, b = pair
    a.import_people(150)
    a.register(POISON)
    b.import_people(20)
    b.sync()
    with stranger(tmp_path, authority, refuses(served, refusal, is_poisoned)) as box:
        a.url = box.url
        for _ in range(TRIES_MAX + 1):
            a.try_sync()
        assert (a.count(outbox.QUEUED), a.count(outbox.HELD)) == (0, 1)
        assert len(a.rows()) == 171, "what others wrote came all the same"
        b.sync()
        assert len(b.rows()) == 170

    a.url = served.url
    with a.store.write(by="Hoa", label="Edit") as work:  # later work is not held up by it
        work.insert("person", work.ambient.new_id(), COMMUNE, {"full_name": "Về sau"})
        work.commit()
    a.sync()
    b.sync()
    assert len(b.rows()) == 171


def test_a_line_that_always_cuts_at_n_bytes(served: Served, pair: list[Laptop]) -> None:
    a, b = pair
    a.import_people(300)
    with line_to(served.url, Fault(cut_up=9000)) as line:
        a.url = line.url
        codes = []
        while a.count(outbox.QUEUED):
            codes.append(a.try_sync())
            assert len(codes) < 10

    assert a.count(outbox.HELD) == 0, "no group is at fault"
    a.url = served.url
    for laptop in (a, b):
        laptop.sync()
    assert len(operations_of(served.store)) == 300
    check_equal(served, a, b)


def test_a_parked_change_is_shown_with_its_reason_and_sent_again(
    served: Served, authority: Identity, tmp_path: Path
) -> None:
    desk = new_desk(tmp_path / "book")
    sync.enrol(desk, served.url, office.hand_out_code(served.store, COMMUNE, 1).code)
    send = Bus(desk).send
    send(RegisterPerson({"full_name": POISON, "groups": "NCT"}, {}))
    send(RegisterPerson({"full_name": "Hồ Văn Mía", "groups": "NCT"}, {}))
    with stranger(tmp_path, authority, refuses(served, TOO_LARGE, is_poisoned)) as box:
        with desk.store.write(by="test") as work:
            work.set_local("url", box.url)
            work.commit()
        outcomes = [sync.synchronise(desk) for _ in range(TRIES_MAX)]
        assert [outcome.held for outcome in outcomes] == [0, 0, 1]
        state = send(ShowSyncState()).result
        assert (state.unsent, state.held, state.last_error) == (0, 1, None)

    (item,) = send(ListOutbox()).result
    assert (item.person_name, item.state, item.reason) == (POISON, "held", "change-too-large")
    assert {c.reason for c in send(ShowHeld(item.group_id)).result.changes} == {item.reason}

    with desk.store.write(by="test") as work:
        work.set_local("url", served.url)
        work.commit()
    send(SendHeldAnew(item.group_id))
    sync.synchronise(desk)

    assert send(ListOutbox()).result == ()
    names = [row["full_name"] for (kind, _), row in rows_of(served.store).items()
             if kind == "person"]  # fmt: skip
    assert sorted(names) == ["Hồ Văn Mía", POISON]
    desk.close()
