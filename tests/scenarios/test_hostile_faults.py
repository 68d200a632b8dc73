"""What no honest laptop and no honest province sends (security reference §7).

One test for each fault, by its number there, over real HTTPS.  The rogue server holds a certificate
of the province's own authority: nothing but the content is wrong.
"""

from __future__ import annotations

import gzip
import itertools
import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import msgspec
import pytest
import zstandard

from ctxh_desktop.ambient import system
from ctxh_desktop.errors import InputError, IntegrityError
from ctxh_desktop.security.certificates import Identity
from ctxh_desktop.security.device import FIRST_HASH, DeviceKey, sign_batch
from ctxh_desktop.server.province import ProvinceFolder
from ctxh_desktop.server.serve import Served
from ctxh_desktop.storage import outbox, tokens
from ctxh_desktop.sync import https, protocol, push
from ctxh_desktop.sync.client import Client
from ctxh_desktop.sync.protocol import CONTENT_TYPE, End, Head, PageFrame
from tests.data.laptops import operations_of
from tests.data.province_server import COMMUNE, OTHER_COMMUNE, Laptop, laptops
from tests.data.strangers import Answer, says, stranger

MIB = 1024 * 1024
END = msgspec.json.encode(End()) + b"\n"


@pytest.fixture
def laptop(served: Served, tmp_path: Path) -> Iterator[Laptop]:
    """A laptop that holds one person which the province knows, too."""
    with laptops(tmp_path, served, "a") as (made,):
        made.register("Hồ Văn Mía")
        made.sync()
        yield made


# ------------------------------------------------------------------ to the laptop


def page(scope: str = COMMUNE, **more: object) -> bytes:
    """Return a page as a rogue server would write it."""
    frame = {"f": "page", "scope": scope, "from": 0, "to": 10**9, "rows": [], **more}
    return msgspec.json.encode(frame) + b"\n"


def head(laptop: Laptop) -> bytes:
    """Return the head of one who has heard the request, and so seems to know all."""
    with laptop.store.read() as reader:
        known = tokens.held(reader)
    return msgspec.json.encode(Head("epoch", "t1", "2026-11-21T01:00:00.000Z", known)) + b"\n"


def packed(*lines: bytes) -> bytes:
    return zstandard.compress(b"".join(lines))


def wide(content: bytes) -> bytes:
    """Pack so that who unpacks needs a window of 128 MiB."""
    wanted = zstandard.ZstdCompressionParameters.from_level(3, window_log=27)
    stream = zstandard.ZstdCompressor(compression_params=wanted).compressobj()
    return stream.compress(content) + stream.flush()


MANY = [{"t": "person", "n": 20_000, "c": {"id": {"k": "x"}}}] * 20_000
BOMBS: dict[str, Callable[[bytes], bytes]] = {
    "zstd-bomb": lambda _: packed(b"\0" * (512 * MIB)),
    "bomb-of-lines": lambda h: packed(h, b"\n" * (64 * MIB)),
    "giant-line": lambda h: packed(h, b'{"f":"page","x":"', b"x" * (9 * MIB)),
    "window": lambda h: wide(h + b" " * (130 * MIB)),
    "rows-bomb": lambda h: packed(h, page(rows=MANY), END),
    "negative-rows": lambda h: packed(h, page(rows=[{"t": "person", "n": -1}]), END),
    "nonsense-rows": lambda h: packed(h, page(rows=[{"t": ["a"], "n": True}]), END),
    "other-commune": lambda h: packed(h, page(OTHER_COMMUNE), END),
    "deep": lambda h: packed(h, b'{"f":"end","x":' + b"[" * 100_000, b"\n"),
    "nan": lambda h: packed(h, b'{"f":"end","more":NaN}\n'),
    "surrogate": lambda _: packed(b'{"f":"head","epoch":"\\ud800"}\n'),
    "digits": lambda h: packed(h, b'{"f":"page","to":' + b"9" * 5000 + b"}\n"),
    "not-utf8": lambda _: packed(b'{"f":"head","epoch":"\xff"}\n'),
    "ignorant-for-ever": lambda _: packed(b'{"f":"head","epoch":"e","token":"t2","now":""}\n', END),
}


def check_unharmed(served: Served, laptop: Laptop) -> None:
    """Check that the laptop is as before, and that its next sync with the province goes well."""
    assert [row["full_name"] for row in laptop.rows()] == ["Hồ Văn Mía"]
    laptop.url = served.url
    laptop.register("Người sau")
    with laptop.store.write(by="repair") as work:  # the rogue's token is none of the province's
        work.connection.exec_driver_sql("DELETE FROM token WHERE token LIKE 't%'")
        work.commit()
    laptop.sync()
    assert laptop.count(outbox.QUEUED, outbox.WAITING) == 0
    assert len(laptop.rows()) == 2


@pytest.mark.parametrize("name", BOMBS)
def test_fault_30_bombs_of_a_rogue_server(
    served: Served, laptop: Laptop, authority: Identity, tmp_path: Path, name: str
) -> None:
    body = BOMBS[name](head(laptop))
    with stranger(tmp_path, authority, says(200, CONTENT_TYPE, body)) as rogue:
        laptop.url = rogue.url
        tracemalloc.start()
        assert laptop.try_sync() == "answer-malformed"
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()

    assert peak < 80 * MIB
    check_unharmed(served, laptop)


def test_fault_30_a_gzip_bomb_is_not_unpacked(
    served: Served, laptop: Laptop, authority: Identity, tmp_path: Path
) -> None:
    bomb = gzip.compress(b"\0" * (200 * MIB))
    with stranger(
        tmp_path, authority, says(200, CONTENT_TYPE, bomb, Content_Encoding="gzip")
    ) as rogue:
        laptop.url = rogue.url
        tracemalloc.start()
        assert laptop.try_sync() == "captive-portal"
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()

    assert peak < 8 * MIB
    check_unharmed(served, laptop)


def dripping(parts: Iterable[bytes]) -> Answer:
    """Answer in chunks, flushed one by one, for as long as somebody listens."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        stream = zstandard.ZstdCompressor(level=3).compressobj()
        handler.send_response(200)
        handler.send_header("Content-Type", CONTENT_TYPE)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        for part in parts:
            piece = stream.compress(part) + stream.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
            try:
                handler.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            except OSError:
                return

    return answer


def test_fault_30_an_endless_answer_is_cut(
    served: Served,
    laptop: Laptop,
    authority: Identity,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """After 256 MiB; here after 1, so that the test does not write that much."""
    assert protocol.ANSWER_BYTES_MAX == 256 * MIB
    monkeypatch.setattr(protocol, "ANSWER_BYTES_MAX", MIB)
    pages = (page(**{"from": n, "to": n + 1, "x": "x" * 10_000}) for n in itertools.count())
    with stranger(tmp_path, authority, dripping(itertools.chain([head(laptop)], pages))) as rogue:
        laptop.url = rogue.url
        assert laptop.try_sync() == "answer-cut"

    monkeypatch.undo()
    assert [row["full_name"] for row in laptop.rows()] == ["Hồ Văn Mía"]


POISON = {
    "no-columns": [{"t": "person", "n": 1}],
    "short-columns": [{"t": "person", "n": 2, "c": {"id": ["x"]}}],
    "no-id": [{"t": "person", "n": 1, "c": {"full_name": ["x"]}}],
    "index": [{"t": "person", "n": 1, "c": {"id": {"d": ["x"], "i": [5]}}}],
    "days": [{"t": "person", "n": 1, "c": {"id": {"dt": [10**12]}}}],
}


@pytest.mark.parametrize("name", POISON)
def test_fault_30_a_page_that_cannot_be_applied_is_forgotten(
    served: Served, laptop: Laptop, authority: Identity, tmp_path: Path, name: str
) -> None:
    """It is not met again at each later sync."""
    body = packed(head(laptop), page(rows=POISON[name]), END)
    with stranger(tmp_path, authority, says(200, CONTENT_TYPE, body)) as rogue:
        laptop.url = rogue.url
        assert laptop.try_sync() in ("answer-malformed", "")

    check_unharmed(served, laptop)


# ------------------------------------------------------------------ to the province


def ask(served: Served, laptop: Laptop, body: bytes, key: DeviceKey | None = None) -> None:
    """Send one request, signed by the laptop or by another key."""
    with closing(https.Carrier(served.url, served.ca_pem)) as road:
        list(road.sync(laptop.enrolled.device_id, key or laptop.key, body))


def request(laptop: Laptop, **members: str) -> bytes:
    """Return a request written by hand; a member may be any text."""
    usual = {"v": "1", "dev": f'"{laptop.enrolled.device_id}"', "inc": '""', "epoch": '""',
             "tokens": "[]", "schema": "1", "cur": "{}"}  # fmt: skip
    said = ",".join(f'"{name}":{text}' for name, text in {**usual, **members}.items())
    return f"{{{said}}}".encode("utf-8", "surrogateescape")


def batch(laptop: Laptop, ops: bytes, key: DeviceKey | None = None) -> str:
    """Return a batch of operations written by hand, signed as it should be."""
    signature = sign_batch(key or laptop.key, FIRST_HASH, ops)
    head = f'{{"prev":"{FIRST_HASH.hex()}","from_no":1,"sig":"{signature}","ops":'
    return head + ops.decode("utf-8", "surrogateescape") + "}"


def honest_ops(laptop: Laptop) -> bytes:
    """Return the operations that the laptop would send now."""
    laptop.register("Người mới")
    with laptop.store.read() as reader:
        made = push.make_batch(reader, laptop.key)
    assert made is not None
    return bytes(made.ops)


DEEP = "[" * 100_000 + "]" * 100_000
TEXTS = {
    "nan": "NaN",
    "infinity": "-Infinity",
    "deep": DEEP,
    "surrogate": '"\\ud800"',
    "digits": "9" * 5000,
    "exponent": "1e99999",
    "not-utf8": '"\udcff\udcfe"',
    "cut": '["a"',
}


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("place", ["envelope", "cursor", "operations", "change"])
def test_fault_31_json_that_is_none(served: Served, laptop: Laptop, place: str, name: str) -> None:
    """Refused with a code, no crash and nothing written; the next request is answered."""
    text, before = TEXTS[name], len(operations_of(served.store))
    if place == "envelope":
        body = request(laptop, dev=text)
    elif place == "cursor":
        body = request(laptop, cur=f'{{"{COMMUNE}":{text}}}')
    elif place == "operations":
        body = request(laptop, batch=batch(laptop, text.encode("utf-8", "surrogateescape")))
    else:
        ops = honest_ops(laptop).replace(b'"Ng', text.encode("utf-8", "surrogateescape") + b',"Ng')
        body = request(laptop, batch=batch(laptop, ops))

    with pytest.raises(InputError, match="request-malformed"):
        ask(served, laptop, zstandard.compress(body))

    assert len(operations_of(served.store)) == before
    ask(served, laptop, zstandard.compress(request(laptop)))


@pytest.mark.parametrize(
    ("honest", "twice"),
    [(b'"t":"op"', b'"t":"op","t":"op"'), (b'"full_name":', b'"full_name":"x","full_name":')],
)
def test_fault_31_a_name_said_twice(
    served: Served, laptop: Laptop, honest: bytes, twice: bytes
) -> None:
    """Who reads the signed batch later might read it otherwise: operations say a thing once."""
    ops = honest_ops(laptop)
    assert honest in ops

    with pytest.raises(InputError, match="request-malformed"):
        ask(served, laptop, zstandard.compress(
            request(laptop, batch=batch(laptop, ops.replace(honest, twice)))
        ))  # fmt: skip

    ask(served, laptop, zstandard.compress(request(laptop, batch=batch(laptop, ops))))
    assert len(operations_of(served.store)) == 2


def test_fault_36_an_unknown_device(
    served: Served, laptop: Laptop, province_folder: ProvinceFolder
) -> None:
    body = Client(laptop.store, laptop.key).request()
    with (
        closing(https.Carrier(served.url, served.ca_pem)) as road,
        pytest.raises(IntegrityError, match="device-unknown"),
    ):
        next(road.sync(system().new_id(), laptop.key, body))

    assert "device-unknown" in _log(province_folder)


@pytest.mark.parametrize("what", ["request", "batch"])
def test_fault_36_a_bad_signature(
    served: Served, laptop: Laptop, province_folder: ProvinceFolder, what: str
) -> None:
    """Of the request, or of the batch within a request that is signed well."""
    other = DeviceKey.create(system())
    ops = honest_ops(laptop)
    inner = batch(laptop, ops, other if what == "batch" else None)
    body = zstandard.compress(request(laptop, batch=inner))

    with pytest.raises(IntegrityError, match="bad-signature"):
        ask(served, laptop, body, other if what == "request" else None)

    assert len(operations_of(served.store)) == 1
    assert "bad-signature" in _log(province_folder)


def test_fault_36_another_commune(served: Served, laptop: Laptop) -> None:
    """Held, readable on both sides; the laptop's other work goes through."""
    row_id = laptop.store.ambient.new_id()
    with laptop.store.write(by="Hoa") as work:
        work.insert("person", row_id, OTHER_COMMUNE, {"full_name": "Xã khác"})
        work.commit()
    laptop.register("Đi tiếp")
    laptop.sync()

    status = {op["note"]: op["status"] for op in operations_of(served.store)}
    assert status == {"": "ok", "scope-not-yours": "held"}
    with laptop.store.read() as reader:
        assert [e["note"] for e in outbox.entries(reader, outbox.HELD)] == ["scope-not-yours"]
    with served.store.read() as reader:
        assert reader.get("person", row_id) is None


def _log(folder: ProvinceFolder) -> str:
    return "".join(file.read_text() for file in folder.logs.iterdir())


assert PageFrame.__struct_encode_fields__[:3] == ("scope", "from", "to"), "as `page` writes it"
