"""Small messages are smaller with a dictionary, and nobody who lacks it is shut out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
import zstandard

from ctxh_desktop.errors import InputError
from ctxh_desktop.security.device import sign_request
from ctxh_desktop.sync import dictionaries, hello, protocol
from ctxh_desktop.sync.client import Client
from ctxh_desktop.sync.protocol import End, Head, PageFrame, decode_frames, encode_frames
from tests.data.laptops import Fleet, Laptop
from tests.data.lines import Ask, Line
from tests.data.province_db import ProvinceDb

SMALL = [Head("e", "t", "now"), End()]
LARGE = [
    Head("e", "t", "now"),
    PageFrame("19819", 0, 3, None, [{"t": "x", "n": 1, "c": {"a": ["n" * 90_000]}}]),
    End(),
]


class Weighing(Line):
    """Notes with which dictionary each message was made, and how long it is."""

    def __init__(self) -> None:
        self.numbers: list[tuple[int, int]] = []
        self.bytes = 0

    def carry(self, body: bytes, ask: Ask) -> Iterable[bytes]:
        answer = b"".join(ask(body))
        numbers = dictionaries.number_in(body), dictionaries.number_in(answer)
        self.numbers.append(numbers)
        self.bytes += len(body) + len(answer)
        return [answer]


@pytest.fixture
def laptop(province_db: ProvinceDb, tmp_path: Path) -> Iterator[Laptop]:
    fleet = Fleet(province_db, tmp_path, count=1)
    yield fleet.laptops[0]
    fleet.close()


def sync(laptop: Laptop) -> Weighing:
    line = Weighing()
    client = Client(laptop.store, laptop.key)
    while client.has_more():
        try:
            laptop.feed(client, line.carry(client.request(), laptop.ask))
        except InputError as error:
            if not client.failed(error):
                raise
    return line


@pytest.mark.parametrize("times", [1, 40, 400])
def test_a_whole_message_is_read_by_who_has_the_dictionary_and_is_no_larger(times: int) -> None:
    message = "".join(f'{{"note":[null,"Bà {n * n} ở thôn {n}"]}}' for n in range(times)).encode()
    packed = b"".join(dictionaries.compress([message], dictionaries.NEWEST))
    reader = dictionaries.decompressor(dictionaries.NEWEST, protocol.WINDOW_BYTES_MAX)
    assert reader.decompress(packed) == message
    assert dictionaries.number_in(packed) == dictionaries.NEWEST
    prepared = dictionaries.compressor(dictionaries.NEWEST).compress(message)
    assert len(packed) <= 1.001 * len(prepared)


@pytest.mark.parametrize("number", range(1, dictionaries.NEWEST + 1))
def test_each_is_there_and_bears_its_number(number: int) -> None:
    known = dictionaries.find(number)

    assert known is not None
    assert known.dict_id() == number
    assert len(known.as_bytes()) <= 64 * 1024


def test_no_other_is_there() -> None:
    assert dictionaries.find(dictionaries.NEWEST + 1) is None
    assert dictionaries.find(0) is None
    assert dictionaries.find(-1) is None


def test_it_is_used_once_the_province_has_said_so(laptop: Laptop) -> None:
    newest = dictionaries.NEWEST
    assert sync(laptop).numbers[0] == (0, newest)
    assert set(sync(laptop).numbers) == {(newest, newest)}


def test_it_pays(laptop: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    def cost() -> int:
        for _ in range(2):
            sync(laptop)
        laptop.add(full_name="Hồ Thị Lài", groups="NCT")
        return sync(laptop).bytes + sync(laptop).bytes

    small = cost()
    monkeypatch.setattr(dictionaries, "NEWEST", 0)
    plain = cost()

    assert small < 0.7 * plain


def test_an_old_laptop_is_answered_without(laptop: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hello.dictionaries, "NEWEST", 0)
    body = Client(laptop.store, laptop.key).request()
    monkeypatch.undo()

    answer = b"".join(laptop.ask(body))

    assert dictionaries.number_in(answer) == 0
    assert zstandard.ZstdDecompressor().decompressobj().decompress(answer).endswith(b"}\n")


def test_a_laptop_with_an_older_one_goes_on_with_it(
    laptop: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dictionaries, "NEWEST", 1)
    sync(laptop)
    body = Client(laptop.store, laptop.key).request()
    monkeypatch.undo()

    answer = b"".join(laptop.ask(body))

    assert (dictionaries.number_in(body), dictionaries.number_in(answer)) == (1, 1)


def test_an_unknown_number_is_sent_again_without(
    laptop: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after a province was put back to an older version of its program."""
    sync(laptop)
    row = laptop.add(full_name="Hồ Thị Lài")
    client = Client(laptop.store, laptop.key)
    body = client.request()
    assert dictionaries.number_in(body) == dictionaries.NEWEST
    monkeypatch.setattr(dictionaries, "NEWEST", 0)

    with pytest.raises(InputError, match="dictionary-unknown") as caught:
        list(laptop.ask(body))
    assert client.failed(caught.value)
    again = client.request()
    laptop.feed(client, laptop.ask(again))

    assert dictionaries.number_in(again) == 0
    assert laptop.count("queued") == 0
    assert laptop.row(row) is not None
    assert not client.failed(InputError("request-malformed"))


def test_large_messages_go_without() -> None:
    newest = dictionaries.NEWEST
    small, large = (b"".join(encode_frames(f, dictionary=newest)) for f in (SMALL, LARGE))

    assert (dictionaries.number_in(small), dictionaries.number_in(large)) == (newest, 0)
    assert [frame for frame, _ in decode_frames([large])] == LARGE
    assert [frame for frame, _ in decode_frames([small])] == SMALL


def test_what_a_laptop_did_not_offer_is_no_answer() -> None:
    with pytest.raises(Exception, match="answer-malformed"):
        list(decode_frames(encode_frames(SMALL, dictionary=dictionaries.NEWEST), dictionary=0))


def test_a_strange_number_is_told_apart_from_no_request() -> None:
    strange = zstandard.ZstdCompressionDict(_renumbered(7))
    body = zstandard.ZstdCompressor(dict_data=strange).compress(b'{"v":1}')

    with pytest.raises(InputError, match="dictionary-unknown"):
        protocol.decode_request(body)


def _renumbered(number: int) -> bytes:
    known = dictionaries.find(dictionaries.NEWEST)
    assert known is not None
    return known.as_bytes()[:4] + number.to_bytes(4, "little") + known.as_bytes()[8:]


def test_the_signature_is_of_what_travels(laptop: Laptop) -> None:
    sync(laptop)
    body = Client(laptop.store, laptop.key).request()

    assert list(laptop.fleet.answering.handle("A", body, sign_request(laptop.key, body)))
