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
from ctxh_desktop.errors import InputError, IntegrityError, TransientError
from ctxh_desktop.security.certificates import (
    Identity,
    create_authority,
)
from ctxh_desktop.security.device import DeviceKey, verify_request
from ctxh_desktop.sync import envelope, https
from ctxh_desktop.sync.answers import JSON
from ctxh_desktop.sync.enrolment import AuthorityRequest, Enrolling
from ctxh_desktop.sync.https import Carrier
from ctxh_desktop.sync.protocol import CONTENT_TYPE
from tests.data.strangers import CAFE, Answer, Stranger, in_turn, says
from tests.data.strangers import stranger as stranger_at

CODE = "0000-0000-0000-0000"
DEVICE = "01a22905-d97f-7a23-88bc-f7a3133b19d4"
KEY = DeviceKey(b"1" * 32)


@pytest.fixture(scope="module")
def authority() -> Identity:
    return create_authority("Huế", system())


def _sync(stranger: Stranger, ca_pem: str = "") -> bytes:
    with closing(Carrier(stranger.url, ca_pem or stranger.ca_pem)) as carrier:
        return b"".join(carrier.sync(DEVICE, KEY, b"body"))


def test_a_request_is_signed_and_its_answer_streamed(tmp_path: Path, authority: Identity) -> None:
    with stranger_at(tmp_path, authority, says(200, CONTENT_TYPE, b"frames")) as stranger:
        assert _sync(stranger) == b"frames"

        path, headers, content = stranger.heard[0]

    sender, signature, body = envelope.opened(content)
    assert (path, body, sender) == ("/sync", b"body", DEVICE)
    assert set(headers) == {"Host", "Content-Length"}, "each line costs a commune"
    verify_request(KEY.public, body, signature)


def test_an_older_province_is_told_the_sender_in_the_heads(
    tmp_path: Path, authority: Identity
) -> None:
    """It finds nobody in the heads of an enveloped request; from then on it is asked its way."""
    nobody = says(401, JSON, b'{"code":"device-unknown"}')
    answer = in_turn(nobody, says(200, CONTENT_TYPE, b"one"), says(200, CONTENT_TYPE, b"two"))
    with (
        stranger_at(tmp_path, authority, answer) as stranger,
        closing(Carrier(stranger.url, stranger.ca_pem)) as carrier,
    ):
        told = [b"".join(carrier.sync(DEVICE, KEY, b"body")) for _ in range(2)]

        _, *older = stranger.heard

    assert told == [b"one", b"two"]
    assert len(older) == 2
    for _, headers, body in older:
        assert (body, headers["X-Ctxh-Device"]) == (b"body", DEVICE)
        verify_request(KEY.public, body, headers["X-Ctxh-Signature"])


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
        pieces = carrier.sync(DEVICE, KEY, b"body")

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
        pieces = carrier.sync(DEVICE, KEY, b"body")
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
    with stranger_at(tmp_path, authority, says(200, JSON, body)) as stranger:
        with pytest.raises(IntegrityError, match="wrong-certificate-authority"):
            https.enrol(stranger.url, attempt)

        sent = [(path, body) for path, _, body in stranger.heard]

    assert [path for path, _ in sent] == ["/enrol/authority"]
    assert b"proof" not in sent[0][1]


@pytest.mark.parametrize("answer", [says(200, "text/html", CAFE), says(200, JSON, b"[]")])
def test_a_cafe_at_enrolment(tmp_path: Path, authority: Identity, answer: Answer) -> None:
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
