"""What waits for a line ends at once when it is broken off, whatever it waits for."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ctxh_desktop.ambient import system
from ctxh_desktop.errors import TransientError
from ctxh_desktop.security.certificates import create_authority
from ctxh_desktop.security.device import DeviceKey
from ctxh_desktop.sync.envelope import ENVELOPE_BYTES
from ctxh_desktop.sync.https import Carrier
from ctxh_desktop.sync.protocol import CONTENT_TYPE
from ctxh_desktop.sync.sockets import Body, Traffic
from tests.data.fault_proxy import Fault, line_to
from tests.data.strangers import says
from tests.data.strangers import stranger as stranger_at

DEVICE = "01a22905-d97f-7a23-88bc-f7a3133b19d4"
KEY = DeviceKey(b"1" * 32)


@pytest.fixture
def full() -> Iterator[int]:
    """Return a port whose queue is full, so that a connection is never taken nor refused."""
    with closing(socket.socket()) as server:
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(server.getsockname())
        yield server.getsockname()[1]
        for one in waiting:
            one.close()


def broken_off_s(carrier: Carrier, started: threading.Event | None = None) -> float:
    """Break a request off in another thread; return how long it then went on."""
    begun, codes = threading.Event(), []

    def ask() -> None:
        begun.set()
        try:
            for _ in carrier.sync(DEVICE, KEY, b"body"):
                pass
        except TransientError as error:
            codes.append(error.code)

    thread = threading.Thread(target=ask)
    thread.start()
    (started or begun).wait(10)
    at = time.monotonic()
    carrier.break_off()
    thread.join(20)
    assert not thread.is_alive()
    assert codes in (["no-network"], ["connection-cut"])
    return time.monotonic() - at


@pytest.mark.parametrize(
    "fault", [Fault(is_deaf=True), Fault(silent_down=900), Fault(rate=4_000)],
    ids=["no handshake", "silent handshake", "dripping"],
)  # fmt: skip
def test_a_wait_is_broken_off_at_once(tmp_path: Path, fault: Fault) -> None:
    authority = create_authority("Huế", system())
    answer = says(200, CONTENT_TYPE, b"x" * 100_000)
    with (
        stranger_at(tmp_path, authority, answer) as far,
        line_to(far.url, fault) as line,
        closing(Carrier(line.url, far.ca_pem)) as carrier,
    ):
        heard = threading.Event()
        waiter = threading.Thread(target=lambda: line.wait_for(up=200) and heard.set())
        waiter.start()
        assert broken_off_s(carrier, heard) < 1
        waiter.join()


def test_a_connection_that_nobody_takes_is_broken_off(full: int, tmp_path: Path) -> None:
    authority = create_authority("Huế", system())
    with closing(Carrier(f"https://127.0.0.1:{full}", authority.certificate_pem)) as carrier:
        assert broken_off_s(carrier) < 1


def test_nothing_goes_through_after_it_was_broken_off(tmp_path: Path) -> None:
    authority = create_authority("Huế", system())
    with (
        stranger_at(tmp_path, authority, says(200, CONTENT_TYPE, b"x")) as far,
        closing(Carrier(far.url, far.ca_pem)) as carrier,
    ):
        carrier.break_off()
        with pytest.raises(TransientError):
            list(carrier.sync(DEVICE, KEY, b"body"))
        assert far.heard == []


def test_bytes_are_counted_both_ways_as_they_go(tmp_path: Path) -> None:
    authority = create_authority("Huế", system())
    told: list[tuple[int, int]] = []
    with (
        stranger_at(tmp_path, authority, says(200, CONTENT_TYPE, b"x" * 40_000)) as far,
        closing(Carrier(far.url, far.ca_pem)) as carrier,
    ):
        carrier.traffic.tell = lambda up, down: told.append((up, down))
        list(carrier.sync(DEVICE, KEY, b"b" * 50_000))
    assert told[-1] == (50_000 + ENVELOPE_BYTES, 40_000)
    assert len({up for up, _ in told}) > 1, "piece by piece"
    assert len({down for _, down in told}) > 1


def test_a_body_is_counted_as_it_is_read() -> None:
    traffic = Traffic()
    body = Body(b"x" * 10, traffic)
    body.read(4)
    assert traffic.up == 4
    body.read()
    body.read()
    assert traffic.up == 10
