"""The carrier against what a laptop really meets: nobody, strangers, cafés, cuts, busy servers."""

from __future__ import annotations

import socket
import sys
import threading
from contextlib import closing
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from ctxh_desktop.ambient import system
from ctxh_desktop.errors import CtxhError, InputError, IntegrityError, TransientError
from ctxh_desktop.security.certificates import (
    Identity,
    create_authority,
)
from ctxh_desktop.security.device import DeviceKey, verify_request
from ctxh_desktop.sync import https
from ctxh_desktop.sync.enrolment import AuthorityRequest, Enrolling
from ctxh_desktop.sync.https import Carrier
from ctxh_desktop.sync.protocol import CONTENT_TYPE
from tests.data.strangers import CAFE, Answer, Stranger, says
from tests.data.strangers import stranger as stranger_at

CODE = "0000-0000-0000-0000"


@pytest.fixture(scope="module")
def authority() -> Identity:
    return create_authority("Huế", system())


def _sync(stranger: Stranger, ca_pem: str = "") -> bytes:
    with closing(Carrier(stranger.url, ca_pem or stranger.ca_pem)) as carrier:
        return b"".join(carrier.sync("device", DeviceKey(b"1" * 32), b"body"))


def test_a_request_is_signed_and_its_answer_streamed(tmp_path: Path, authority: Identity) -> None:
    with stranger_at(tmp_path, authority, says(200, CONTENT_TYPE, b"frames")) as stranger:
        assert _sync(stranger) == b"frames"

        path, headers, body = stranger.heard[0]

    assert (path, body, headers["X-Ctxh-Device"]) == ("/sync", b"body", "device")
    verify_request(DeviceKey(b"1" * 32).public, body, headers["X-Ctxh-Signature"])


@pytest.mark.parametrize(
    ("answer", "branch", "code"),
    [
        (says(200, "text/html", CAFE), TransientError, "captive-portal"),
        (says(200, "application/json", CAFE), TransientError, "captive-portal"),
        (says(200, "", b""), TransientError, "captive-portal"),
        (says(302, CONTENT_TYPE, b"", Location="https://x/"), TransientError, "captive-portal"),
        (says(511, "text/html", CAFE), TransientError, "captive-portal"),
        (says(404, "text/html", CAFE), TransientError, "captive-portal"),
        (says(413, "text/html", b"no"), InputError, "request-too-large"),
        (says(400, "text/html", b"no"), InputError, "request-malformed"),
        (says(500, "text/plain", b"no"), TransientError, "server-error"),
        (says(502, "text/html", b"no"), TransientError, "server-error"),
        (says(503, "text/plain", b"no"), TransientError, "server-busy"),
        (says(429, "text/plain", b"no"), TransientError, "server-busy"),
        (says(400, https.JSON, b'{"code":"new-thing"}'), TransientError, "server-error"),
        (says(401, https.JSON, b'{"code":"device-unknown"}'), IntegrityError, "device-unknown"),
        (says(401, https.JSON, b'{"code":"bad-signature"}'), IntegrityError, "bad-signature"),
        (says(413, https.JSON, b'{"code":"request-too-large"}'), InputError, "request-too-large"),
    ],
)
def test_each_answer_has_its_meaning(
    tmp_path: Path, authority: Identity, answer: Answer, branch: type[CtxhError], code: str
) -> None:
    with (
        stranger_at(tmp_path, authority, answer) as stranger,
        pytest.raises(branch, match=code),
    ):
        _sync(stranger)


@pytest.mark.parametrize(
    ("given", "wait_s", "minutes"),
    [("7", 7, 1), ("420", 420, 7), ("999999", 1800, 30), ("soon", 60, 1), ("0", 1, 1)],
)
def test_a_busy_server_says_how_long(
    tmp_path: Path, authority: Identity, given: str, wait_s: int, minutes: int
) -> None:
    answer = says(503, "text/plain", b"", Retry_After=given)
    with (
        stranger_at(tmp_path, authority, answer) as stranger,
        pytest.raises(TransientError, match="server-busy") as told,
    ):
        _sync(stranger)

    assert told.value.facts == {"retry_after_s": wait_s, "minutes": minutes}


def test_a_cut_is_told_after_what_had_arrived(tmp_path: Path, authority: Identity) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", CONTENT_TYPE)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        handler.wfile.write(b"5\r\nfirst\r\n")
        handler.wfile.flush()

    with (
        stranger_at(tmp_path, authority, answer) as stranger,
        closing(Carrier(stranger.url, stranger.ca_pem)) as carrier,
    ):
        pieces = carrier.sync("device", DeviceKey(b"1" * 32), b"body")

        assert next(pieces) == b"first"
        with pytest.raises(TransientError, match="connection-cut"):
            next(pieces)


def test_pieces_arrive_while_the_server_still_works(tmp_path: Path, authority: Identity) -> None:
    go_on = threading.Event()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", CONTENT_TYPE)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        handler.wfile.write(b"5\r\nfirst\r\n")
        handler.wfile.flush()
        assert go_on.wait(20)
        handler.wfile.write(b"4\r\nlast\r\n0\r\n\r\n")

    with (
        stranger_at(tmp_path, authority, answer) as stranger,
        closing(Carrier(stranger.url, stranger.ca_pem)) as carrier,
    ):
        pieces = carrier.sync("device", DeviceKey(b"1" * 32), b"body")
        first = next(pieces)
        go_on.set()
        rest = list(pieces)

    assert (first, rest) == (b"first", [b"last"])


def test_silence_is_not_waited_for_for_ever(
    tmp_path: Path, authority: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(https, "IDLE_TIMEOUT_S", 0.2)
    over = threading.Event()
    with stranger_at(tmp_path, authority, lambda _: over.wait(20) and None) as stranger:
        with pytest.raises(TransientError, match="no-network"):
            _sync(stranger)
        over.set()


def test_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    authority = create_authority("Huế", system())

    with pytest.raises(TransientError, match="no-network"):
        _sync(Stranger(f"https://127.0.0.1:{port}", authority.certificate_pem, []))


def test_a_name_that_nobody_knows() -> None:
    authority = create_authority("Huế", system())

    with pytest.raises(TransientError, match="no-network"):
        _sync(Stranger("https://no-such-host.invalid", authority.certificate_pem, []))


def test_a_stranger_that_speaks_no_tls() -> None:
    authority = create_authority("Huế", system())
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer() -> None:
            connection = listener.accept()[0]
            with connection:
                connection.recv(1000)
                connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n" + CAFE)

        thread = threading.Thread(target=answer)
        thread.start()
        url = f"https://127.0.0.1:{listener.getsockname()[1]}"
        with pytest.raises(TransientError, match="no-network"):
            _sync(Stranger(url, authority.certificate_pem, []))
        thread.join()


def test_another_authority_is_not_believed(tmp_path: Path, authority: Identity) -> None:
    other = create_authority("Huế", system()).certificate_pem
    with stranger_at(tmp_path, authority, says(200, CONTENT_TYPE, b"x")) as stranger:
        with pytest.raises(IntegrityError, match="certificate-problem"):
            _sync(stranger, other)

        assert stranger.heard == []


def test_another_host_of_the_same_authority_is_not_believed(
    tmp_path: Path, authority: Identity
) -> None:
    answer = says(200, CONTENT_TYPE, b"x")
    with stranger_at(tmp_path, authority, answer, "elsewhere.example") as stranger:
        with pytest.raises(IntegrityError, match="certificate-problem"):
            _sync(stranger)

        assert stranger.heard == []


def test_the_environment_cannot_redirect_or_add_authorities(
    tmp_path: Path, authority: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    ca_file = tmp_path / "extra.pem"
    ca_file.write_text(authority.certificate_pem)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(ca_file))
    other = create_authority("Huế", system()).certificate_pem

    with stranger_at(tmp_path, authority, says(200, CONTENT_TYPE, b"x")) as stranger:
        assert _sync(stranger) == b"x"
        with pytest.raises(IntegrityError, match="certificate-problem"):
            _sync(stranger, other)


def test_a_false_server_learns_nothing_at_enrolment(tmp_path: Path, authority: Identity) -> None:
    body = b'{"ca_pem":"x","seal":"00"}'
    attempt = Enrolling(CODE, DeviceKey.create(system()), "x", system())
    with stranger_at(tmp_path, authority, says(200, https.JSON, body)) as stranger:
        with pytest.raises(IntegrityError, match="wrong-certificate-authority"):
            https.enrol(stranger.url, attempt)

        sent = [(path, body) for path, _, body in stranger.heard]

    assert [path for path, _ in sent] == ["/enrol/authority"]
    assert b"proof" not in sent[0][1]


@pytest.mark.parametrize("answer", [says(200, "text/html", CAFE), says(200, https.JSON, b"[]")])
def test_a_cafe_at_enrolment(tmp_path: Path, authority: Identity, answer: Answer) -> None:
    with (
        stranger_at(tmp_path, authority, answer) as stranger,
        pytest.raises(TransientError, match="captive-portal"),
    ):
        https.bootstrap(stranger.url, AuthorityRequest("0000", "00"))


def test_an_endless_small_answer_is_not_read(tmp_path: Path, authority: Identity) -> None:
    answer = says(200, https.JSON, b" " * (https.ANSWER_BYTES_MAX + 1))
    with (
        stranger_at(tmp_path, authority, answer) as stranger,
        pytest.raises(TransientError, match="captive-portal"),
    ):
        https.bootstrap(stranger.url, AuthorityRequest("0000", "00"))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("may-chu.hue.gov.vn", "https://may-chu.hue.gov.vn"),
        (" https://May-Chu.hue.gov.vn:8443/ ", "https://may-chu.hue.gov.vn:8443"),
        ("10.0.0.5:8443", "https://10.0.0.5:8443"),
        ("https://[::1]:8443", "https://[::1]:8443"),
    ],
)
def test_addresses_as_people_write_them(written: str, meant: str) -> None:
    assert https.read_address(written) == meant


@pytest.mark.parametrize(
    "written",
    ["", "http://x.vn", "https://", "x.vn/duong/dan", "x.vn:0", "x.vn:99999", "x.vn:abc",
     "máy chủ", "https://a@x.vn", "x.vn?a=1", "ftp://x.vn", "[::1", "https://x .vn"],
)  # fmt: skip
def test_what_is_no_address_is_told(written: str) -> None:
    with pytest.raises(InputError, match="server-address-wrong"):
        https.read_address(written)


def test_importing_the_carrier_does_not_load_requests() -> None:
    import subprocess

    code = "import sys, ctxh_desktop.sync.https; sys.exit('requests' in sys.modules)"
    root = Path(__file__).resolve().parents[2]

    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0
