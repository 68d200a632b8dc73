"""The routes, called by HTTPS on loopback with real keys and a real PostgreSQL."""

from __future__ import annotations

import threading
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
import requests

import ctxh_desktop
from ctxh_desktop.ambient import system
from ctxh_desktop.errors import InputError, IntegrityError, TransientError
from ctxh_desktop.security.certificates import create_authority
from ctxh_desktop.security.device import DeviceKey, sign_request
from ctxh_desktop.server import office
from ctxh_desktop.server.asgi import SHORT_BYTES_MAX
from ctxh_desktop.server.province import ProvinceFolder
from ctxh_desktop.server.serve import Served
from ctxh_desktop.storage import ledger
from ctxh_desktop.sync import answers, enrolment, envelope, https
from ctxh_desktop.sync.client import Client
from ctxh_desktop.sync.protocol import CONTENT_TYPE, REQUEST_BYTES_MAX, decode_frames
from tests.data.province_server import COMMUNE, Laptop, laptops

CANARIES = ("Zebranaut", "0987654321", "Chimaera", "quokkafield")


def _call(served: Served, path: str, body: bytes = b"", **headers: str) -> requests.Response:
    """Call as anybody may, without our client and without its checks."""
    if not body and path == "/health":
        return requests.get(served.url + path, verify=False, timeout=20)
    return requests.post(served.url + path, body, headers=headers, verify=False, timeout=20)


pytestmark = pytest.mark.filterwarnings("ignore:Unverified HTTPS request")


# ------------------------------------------------------------------ sync


def test_what_one_laptop_writes_another_reads(served: Served, tmp_path: Path) -> None:
    with laptops(tmp_path, served, "a", "b") as (a, b):
        row_id = a.register("Nguyễn Thị Đức", groups="NCT")

        sent = a.sync().sent
        received = b.sync().received

        assert (sent, received) == (1, 1)
        assert b.name_of(row_id) == "Nguyễn Thị Đức"


def test_an_answer_of_many_pages_arrives_whole(served: Served, tmp_path: Path) -> None:
    with laptops(tmp_path, served, "a", "b") as (a, b):
        with a.store.write(by="Hoa", label="ImportPeople") as work:
            work.is_one_group = False
            for number in range(1200):
                values = {"full_name": f"Lê Văn {number}", "groups": "NCT"}
                work.insert("person", a.store.ambient.new_id(), COMMUNE, values)
            work.commit()

        assert a.sync().sent == 1200
        assert b.sync().received == 1200


def test_two_laptops_at_once(served: Served, tmp_path: Path) -> None:
    with laptops(tmp_path, served, "a", "b") as both:
        ids = [laptop.register(f"Người {n}") for laptop in both for n in range(40)]
        failures: list[Exception] = []

        def run(laptop: Laptop) -> None:
            try:
                laptop.sync()
            except Exception as error:  # noqa: BLE001 (told below)
                failures.append(error)

        threads = [threading.Thread(target=run, args=(laptop,)) for laptop in both]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for laptop in both:
            laptop.sync()

        assert failures == []
        assert [laptop.name_of(i) for laptop in both for i in ids].count(None) == 0


def test_a_revoked_laptop_may_push_but_not_pull(served: Served, tmp_path: Path) -> None:
    with laptops(tmp_path, served, "a", "b") as (a, b):
        seen = a.register("Trần Văn Mới")
        a.sync()
        office.revoke(served.store, b.enrolled.device_id)
        b.register("Lê Thị Giữ")

        tally = b.sync()

        assert (tally.sent, tally.received) == (1, 0)
        assert b.name_of(seen) is None
        with served.store.read() as reader:
            assert ledger.count_operations(reader) == {"held": 1, "ok": 1}


def test_an_unknown_device_is_told_so(served: Served, tmp_path: Path) -> None:
    with laptops(tmp_path, served, "a") as (a,), closing(https.Carrier(a.url, a.ca_pem)) as road:
        body = Client(a.store, a.key).request()

        with pytest.raises(IntegrityError, match="device-unknown"):
            next(road.sync(system().new_id(), a.key, body))


def test_a_wrong_key_is_refused(served: Served, tmp_path: Path) -> None:
    with laptops(tmp_path, served, "a") as (a,), closing(https.Carrier(a.url, a.ca_pem)) as road:
        body = Client(a.store, a.key).request()

        with pytest.raises(IntegrityError, match="bad-signature"):
            next(road.sync(a.enrolled.device_id, DeviceKey.create(system()), body))


def _headed(laptop: Laptop, body: bytes) -> dict[str, str]:
    """Return how a laptop of an older version says who it is."""
    signature = sign_request(laptop.key, body)
    return {https.DEVICE_HEADER: laptop.enrolled.device_id, https.SIGNATURE_HEADER: signature}


def test_an_older_laptop_names_itself_in_the_heads(served: Served, tmp_path: Path) -> None:
    with laptops(tmp_path, served, "a") as (a,):
        body = Client(a.store, a.key).request()

        response = _call(served, "/sync", body, **_headed(a, body))

        frames = [frame for frame, _ in decode_frames([response.content])]
        assert [type(frame).__name__ for frame in frames] == ["Head", "End"]


def test_a_short_answer_has_no_head_too_many_and_a_long_one_comes_in_chunks(
    served: Served, tmp_path: Path
) -> None:
    with laptops(tmp_path, served, "a", "b") as (a, b):
        body = Client(b.store, b.key).request()
        short = _call(served, "/sync", envelope.seal(b.enrolled.device_id, b.key, body))
        for _ in range(200):
            a.register("Hồ Thị Lài", note=system().random_bytes(30).hex())
        a.sync()
        long = _call(served, "/sync", envelope.seal(b.enrolled.device_id, b.key, body))

    length = str(len(short.content))
    assert len(short.content) < SHORT_BYTES_MAX < len(long.content)
    kind = {"content-type": CONTENT_TYPE}
    streamed = {"Transfer-Encoding": "chunked", "x-accel-buffering": "no"}
    assert dict(short.headers) == {**kind, "content-length": length}
    assert dict(long.headers) == {**kind, **streamed}


GARBAGE = [b"", b"garbage", b"\x28\xb5\x2f\xfd" + b"\0" * 40, b"{}" * 500]


@pytest.mark.parametrize("body", GARBAGE)
@pytest.mark.parametrize("is_headed", [False, True])
def test_a_garbage_body_is_refused_and_the_server_lives(
    served: Served, tmp_path: Path, body: bytes, *, is_headed: bool
) -> None:
    with laptops(tmp_path, served, "a") as (a,):
        if is_headed:
            response = _call(served, "/sync", body, **_headed(a, body))
        else:
            response = _call(served, "/sync", envelope.seal(a.enrolled.device_id, a.key, body))

        assert response.status_code == 400
        assert response.json() == {"code": "request-malformed"}
        assert _call(served, "/health").status_code == 200


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"", 400, "request-malformed"),
        (b"x" * envelope.ENVELOPE_BYTES, 400, "request-malformed"),
        (b"x" * (envelope.ENVELOPE_BYTES + 1), 401, "device-unknown"),
    ],
)
def test_what_is_no_envelope_is_refused(
    served: Served, content: bytes, status: int, code: str
) -> None:
    response = _call(served, "/sync", content)

    assert (response.status_code, response.json()) == (status, {"code": code})


def test_headers_of_garbage_are_refused(served: Served) -> None:
    response = _call(served, "/sync", b"x", **{https.DEVICE_HEADER: "a'; DROP TABLE device; --"})

    assert (response.status_code, response.json()) == (401, {"code": "device-unknown"})


@pytest.mark.parametrize("path", ["/sync", "/enrol", "/enrol/authority"])
def test_an_oversized_body_is_refused(served: Served, path: str) -> None:
    size = REQUEST_BYTES_MAX + envelope.ENVELOPE_BYTES + 1 if path == "/sync" else 5000

    with pytest.raises(InputError, match="request-too-large"):
        answers.check(_call(served, path, b"x" * size), answers.JSON)


def test_an_oversized_body_without_a_told_length_is_refused(served: Served) -> None:
    pieces = (b"x" * 1000 for _ in range(10))

    response = requests.post(served.url + "/enrol", pieces, verify=False, timeout=20)

    assert (response.status_code, response.json()) == (413, {"code": "request-too-large"})


def test_a_bomb_is_refused(served: Served, tmp_path: Path) -> None:
    import zstandard

    with laptops(tmp_path, served, "a") as (a,):
        body = zstandard.ZstdCompressor(level=3).compress(b"\0" * (200 * 1024 * 1024))

        response = _call(served, "/sync", envelope.seal(a.enrolled.device_id, a.key, body))

        assert response.json() in ({"code": "request-too-large"}, {"code": "request-malformed"})


def test_other_ways_lead_nowhere(served: Served) -> None:
    assert requests.get(served.url + "/sync", verify=False, timeout=20).status_code == 405
    assert _call(served, "/nothing", b"x").status_code == 404


# ------------------------------------------------------------------ enrolment


def test_enrolment_gives_letters_and_communes(served: Served, tmp_path: Path) -> None:
    with laptops(tmp_path, served, "a", "b") as both:
        told = [laptop.enrolled for laptop in both]

    assert [one.block for one in told] == ["A", "B"]
    assert {tuple(one.scopes) for one in told} == {(COMMUNE,)}
    assert {one.province_name for one in told} == {"Thành phố Huế"}
    assert all(one.epoch for one in told)


def test_a_code_of_nobody_is_wrong(served: Served) -> None:
    from ctxh_desktop.security.enrolment import new_code

    attempt = https.Enrolling(new_code(system()), DeviceKey.create(system()), "x", system())

    with pytest.raises(InputError, match="enrolment-code-wrong"):
        https.enrol(served.url, attempt)


def test_a_wrong_proof_looks_like_an_unknown_code(served: Served) -> None:
    code = enrolment.new_code(served.store, [COMMUNE])
    key = DeviceKey.create(system()).public
    wrong = enrolment.Claim(code[:4], "00" * 32, key, "x")
    unknown = enrolment.Claim("0000", "00" * 32, key, "x")

    answers = [_call(served, "/enrol", msgspec.json.encode(claim)) for claim in (wrong, unknown)]

    assert [a.status_code for a in answers] == [401, 401]
    assert {a.content for a in answers} == {b'{"code":"enrolment-code-wrong"}'}


def test_the_wrong_authority_gets_no_proof(served: Served) -> None:
    code = enrolment.new_code(served.store, [COMMUNE])
    attempt = https.Enrolling(code, DeviceKey.create(system()), "x", system())
    real = https.bootstrap(served.url, attempt.ask())
    false = enrolment.Authority(create_authority("x", system()).certificate_pem, real.seal)

    with pytest.raises(IntegrityError, match="wrong-certificate-authority"):
        attempt.trust(false)
    with pytest.raises(AssertionError):
        attempt.claim()


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"code_id": 5}', b"\xff\xfe", b"[" * 4000])
@pytest.mark.parametrize("path", ["/enrol", "/enrol/authority"])
def test_garbage_is_no_enrolment(served: Served, path: str, body: bytes) -> None:
    response = _call(served, path, body)

    assert (response.status_code, response.json()) == (400, {"code": "request-malformed"})


# ------------------------------------------------------------------ health and logs


def test_health_tells_the_version_and_nothing_else(served: Served) -> None:
    response = _call(served, "/health")

    assert response.status_code == 200
    assert response.json() == {"status": "ok", "version": ctxh_desktop.__version__}


def test_without_its_database_the_server_says_come_again(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ctxh_desktop.storage import engine

    with laptops(tmp_path, served, "a") as (a,):
        gone = engine.open_province("postgresql://nobody@127.0.0.1:1/none", "none")
        monkeypatch.setattr(served.store, "engine", gone)

        health = _call(served, "/health")
        with pytest.raises(TransientError, match="server-busy") as told:
            a.sync()

        assert (health.status_code, health.json()) == (503, {"code": "province-database-down"})
        assert told.value.facts["retry_after_s"] == 20


def test_logs_hold_no_personal_data(
    served: Served, province_folder: ProvinceFolder, tmp_path: Path
) -> None:
    name, phone, note, field = CANARIES
    with laptops(tmp_path, served, "a") as (a,):
        a.register(name, phone=phone, note=note)
        a.sync()
        headers = {https.DEVICE_HEADER: name, "User-Agent": note, "Cookie": phone}
        _call(served, "/sync", name.encode(), **headers)
        _call(served, f"/sync?{name}={phone}", b"x", **headers)
        _call(served, f"/{name}", b"x")
        claim = {"code_id": name, "proof": note, "public_key": phone, "label": name, field: 1}
        _call(served, "/enrol", msgspec.json.encode(claim))
        device_id = a.enrolled.device_id

    log = "".join(file.read_text() for file in province_folder.logs.iterdir())

    assert f"sync-answered device={device_id}" in log
    assert [canary for canary in CANARIES if canary.lower() in log.lower()] == []


def test_a_stream_read_slowly_arrives_whole(served: Served, tmp_path: Path) -> None:
    """The server makes the answer ahead; the laptop may take its pieces one by one."""
    with laptops(tmp_path, served, "a", "b") as (a, b):
        for number in range(5):
            a.register(f"Người {number}")
        a.sync()
        client = Client(b.store, b.key)
        with closing(https.Carrier(b.url, b.ca_pem)) as road:
            pieces = list(road.sync(b.enrolled.device_id, b.key, client.request()))

        frames = [frame for piece in [b"".join(pieces)] for frame, _ in decode_frames([piece])]

        assert [type(frame).__name__ for frame in frames] == ["Head", "PageFrame", "End"]
