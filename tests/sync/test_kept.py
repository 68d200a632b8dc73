"""Between two syncs the connection waits; one that died meanwhile is nobody's trouble."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from ctxh_desktop.ambient import system
from ctxh_desktop.errors import CtxhError, TransientError
from ctxh_desktop.server.province import ProvinceFolder
from ctxh_desktop.server.serve import KEEP_ALIVE_S, Served, start_in_thread
from ctxh_desktop.sync import sockets
from ctxh_desktop.sync.client import Client, Tally
from ctxh_desktop.sync.kept import KEPT_MAX, Kept
from ctxh_desktop.sync.protocol import decode_frames
from tests.data.fault_proxy import Fault, Line, line_to
from tests.data.province_server import Laptop, laptops

START = datetime(2026, 11, 25, 8, tzinfo=UTC)
FAR = Fault(delay_s=0.1)
"""Far enough that what is sent at once is seen to be."""


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def kept(clock: Clock) -> Iterator[Kept]:
    made = Kept(clock)
    yield made
    made.close()


@pytest.fixture
def laptop(served: Served, tmp_path: Path) -> Iterator[Laptop]:
    with laptops(tmp_path, served, "a") as (a,):
        yield a


@pytest.fixture
def line(served: Served, laptop: Laptop) -> Iterator[Line]:
    with line_to(served.url, FAR) as made:
        laptop.url = made.url
        yield made


def sync(kept: Kept, laptop: Laptop) -> Tally:
    client = Client(laptop.store, laptop.key)
    with kept.carrier(laptop.url, laptop.ca_pem) as carrier:
        while client.has_more():
            pieces = carrier.sync(laptop.enrolled.device_id, laptop.key, client.request())
            for frame, each in decode_frames(pieces):
                client.feed(frame, each)
    return client.tally


def trips(line: Line, kept: Kept, laptop: Laptop) -> int:
    """Sync; return how many round trips that took."""
    line.round_trips = 0
    sync(kept, laptop)
    return line.round_trips


def test_nothing_to_do_is_one_round_trip(line: Line, kept: Kept, laptop: Laptop) -> None:
    assert trips(line, kept, laptop) == 3, "TCP, TLS, the request"
    assert [trips(line, kept, laptop) for _ in range(3)] == [1, 1, 1]
    assert line.connections == 1


def test_what_was_saved_meanwhile_goes_over_it(line: Line, kept: Kept, laptop: Laptop) -> None:
    sync(kept, laptop)
    laptop.register("Phạm Thị Sáng")

    assert sync(kept, laptop).sent == 1
    assert line.connections == 1


def test_a_connection_lost_without_a_word_is_replaced(
    line: Line, kept: Kept, laptop: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after sleep, or when a router forgot it: only silence tells."""
    monkeypatch.setattr(sockets, "WAITED_SILENCE_S", 0.5)
    sync(kept, laptop)
    line.lose()
    laptop.register("Phạm Thị Sáng")

    assert sync(kept, laptop).sent == 1
    assert line.connections == 2
    assert trips(line, kept, laptop) == 1


def test_a_province_that_was_restarted_is_no_error(
    province_folder: ProvinceFolder, tmp_path: Path, kept: Kept
) -> None:
    with start_in_thread(province_folder, system()) as served:
        a = Laptop(tmp_path, served, "a", system())
        sync(kept, a)
    port = urlsplit(served.url).port
    assert port
    with start_in_thread(province_folder, system(), port=port), closing(a.store):
        a.register("Phạm Thị Sáng")

        assert sync(kept, a).sent == 1
        with kept.carrier(a.url, a.ca_pem) as carrier:
            assert carrier.traffic.opened == 2


def test_a_fresh_connection_that_fails_is_an_error(
    served: Served, kept: Kept, laptop: Laptop
) -> None:
    with line_to(served.url, Fault(cut_up=2_000, cut_down=0)) as line:
        laptop.url = line.url
        with pytest.raises(TransientError):
            sync(kept, laptop)

        assert line.connections == 1


def test_who_answers_in_place_of_the_province_is_not_believed(
    line: Line, kept: Kept, laptop: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A café's wifi came between: the old connection leads nowhere, a new one to its page."""
    monkeypatch.setattr(sockets, "WAITED_SILENCE_S", 0.5)
    sync(kept, laptop)
    line.lose()
    line.fault = Fault(says=b"HTTP/1.1 302 Found\r\nLocation: http://cafe/\r\n\r\n")
    laptop.register("Phạm Thị Sáng")

    with pytest.raises(CtxhError):
        sync(kept, laptop)
    line.fault = FAR

    assert sync(kept, laptop).sent == 1
    assert line.connections == 3


@pytest.mark.parametrize("later", [KEPT_MAX + timedelta(seconds=1), timedelta(seconds=-1)])
def test_what_waited_too_long_is_not_used(
    line: Line, kept: Kept, laptop: Laptop, clock: Clock, later: timedelta
) -> None:
    sync(kept, laptop)
    clock.now += later

    sync(kept, laptop)

    assert line.connections == 2


def test_it_waits_no_longer_than_the_province(kept: Kept) -> None:
    assert timedelta(seconds=KEEP_ALIVE_S) - KEPT_MAX >= timedelta(seconds=60)


def test_each_province_has_its_own(line: Line, kept: Kept, laptop: Laptop, served: Served) -> None:
    sync(kept, laptop)
    laptop.url = served.url
    sync(kept, laptop)

    assert line.connections == 1


def test_what_was_broken_off_does_not_wait(kept: Kept, laptop: Laptop) -> None:
    with kept.carrier(laptop.url, laptop.ca_pem) as first:
        first.break_off()
    with kept.carrier(laptop.url, laptop.ca_pem) as second:
        assert second is not first
    assert sync(kept, laptop).sent == 0


def test_what_failed_does_not_wait(kept: Kept, laptop: Laptop) -> None:
    sync(kept, laptop)
    failing = kept.carrier(laptop.url, laptop.ca_pem)
    first = failing.__enter__()
    error = TransientError("server-busy")
    assert not failing.__exit__(type(error), error, None)

    with kept.carrier(laptop.url, laptop.ca_pem) as second:
        assert second is not first


def test_it_is_lent_to_one_at_a_time_and_counts_anew(kept: Kept, laptop: Laptop) -> None:
    sync(kept, laptop)
    with (
        kept.carrier(laptop.url, laptop.ca_pem) as one,
        kept.carrier(laptop.url, laptop.ca_pem) as two,
    ):
        assert one is not two
        assert one.traffic.opened == 1
        assert (one.traffic.up, one.traffic.down) == (0, 0)


def test_nothing_waits_in_a_closed_book(line: Line, kept: Kept, laptop: Laptop) -> None:
    sync(kept, laptop)
    kept.close()
    sync(kept, laptop)
    sync(kept, laptop)

    assert line.connections == 3
