"""A served province: real TLS, its own log, a gentle end."""

from __future__ import annotations

import os
import select
import signal
import socket
import ssl
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from time import monotonic
from urllib.parse import urlsplit

import pytest

from ctxh_desktop.ambient import system
from ctxh_desktop.errors import TransientError
from ctxh_desktop.security.certificates import client_context
from ctxh_desktop.server import serve
from ctxh_desktop.server.province import ProvinceFolder
from ctxh_desktop.server.serve import GRACE_S, LOG_NAME, Served, start_in_thread
from tests.data.province_server import laptops


def _address(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    assert parts.hostname
    assert parts.port
    return parts.hostname, parts.port


def test_it_shows_a_certificate_of_the_pinned_authority(served: Served) -> None:
    host, port = _address(served.url)

    with (
        socket.create_connection((host, port), timeout=10) as plain,
        client_context(served.ca_pem).wrap_socket(plain, server_hostname=host) as secured,
    ):
        assert secured.version() in ("TLSv1.2", "TLSv1.3")


def test_old_tls_is_refused(served: Served) -> None:
    host, port = _address(served.url)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.maximum_version = ssl.TLSVersion.TLSv1_1

    with (
        socket.create_connection((host, port), timeout=10) as plain,
        pytest.raises((ssl.SSLError, ConnectionError)),
    ):
        context.wrap_socket(plain, server_hostname=host)


def test_a_taken_port_is_told(province_folder: ProvinceFolder, served: Served) -> None:
    port = _address(served.url)[1]

    with (
        pytest.raises(TransientError, match="port-taken") as told,
        start_in_thread(province_folder, system(), port=port),
    ):
        pass

    assert told.value.facts["port"] == port


def test_a_restarted_province_goes_on(province_folder: ProvinceFolder, tmp_path: Path) -> None:
    with (
        start_in_thread(province_folder, system()) as first,
        laptops(tmp_path, first, "a", "b") as (a, b),
    ):
        row_id = a.register("Phạm Thị Sáng")
        a.sync()
        port = _address(first.url)[1]
        with start_in_thread(province_folder, system()) as second:
            assert _address(second.url)[1] != port
            b.url = second.url
            b.sync()

        assert b.name_of(row_id) == "Phạm Thị Sáng"


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGTERM")
def test_the_program_ends_gently_on_a_signal(
    province_folder: ProvinceFolder, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = province_folder.file("province.json")
    settings.write_text(settings.read_text().replace("8443", str(port)))
    command = [sys.executable, "-m", "ctxh_desktop.cli.province", "serve"]
    root = Path(__file__).resolve().parents[2]
    process = subprocess.Popen(
        [*command, str(province_folder.path), "--lang", "en"],
        cwd=root,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    log = province_folder.logs / LOG_NAME

    first = process.stderr.readline()
    context = client_context(province_folder.ca_pem())
    answer = b""
    while not answer:
        # The listening socket appears when the database is open; refused until then.
        try:
            with (
                socket.create_connection(("127.0.0.1", port), timeout=10) as plain,
                context.wrap_socket(plain, server_hostname="localhost") as secured,
            ):
                secured.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                answer = secured.recv(4096)
        except ConnectionRefusedError:
            assert process.poll() is None
    process.send_signal(signal.SIGTERM)
    rest = process.communicate(timeout=60)[1]

    assert first == f"Serving at https://localhost:{port}. Press Ctrl+C to stop.\n"
    assert answer.startswith(b"HTTP/1.1 200")
    assert rest == "Stopped.\n"
    assert process.returncode == 0
    assert "server-started" in log.read_text()
    assert "server-stopped" in log.read_text()


@pytest.mark.parametrize("said", [b"", b"POST /sync HTTP/1.1\r\nHost: x\r\nX-Drip: "])
def test_who_never_asks_is_not_waited_for(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: bytes
) -> None:
    """Without this, 400 silent connections would keep every laptop out."""
    monkeypatch.setattr(serve, "HEAD_S", 0.2)
    host, port = _address(served.url)
    with (
        socket.create_connection((host, port), timeout=10) as plain,
        client_context(served.ca_pem).wrap_socket(plain, server_hostname=host) as secured,
    ):
        secured.sendall(said)

        assert secured.recv(1) == b""

    with laptops(tmp_path, served, "a") as (a,):
        a.register("Phạm Thị Sáng")
        assert a.sync().sent == 1


HEALTH = b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n"


def _is_well(secured: ssl.SSLSocket) -> bool:
    secured.sendall(HEALTH)
    answer = b""
    while not answer.endswith(b"}"):
        part = secured.recv(4096)
        assert part
        answer += part
    return answer.startswith(b"HTTP/1.1 200")


def _is_open_for(secured: ssl.SSLSocket, seconds: float) -> bool:
    """Return whether a connection on which nothing is said stays open for so long."""
    readable, _, _ = select.select([secured], [], [], seconds)
    return not readable or bool(secured.recv(1))


@pytest.mark.parametrize(
    ("waiting_max", "said", "stays"),
    [(9, b"", True), (9, b"POST /sync HT", False), (0, b"", False)],
)
def test_a_connection_waits_for_the_next_request(
    served: Served, monkeypatch: pytest.MonkeyPatch, waiting_max: int, said: bytes, stays: bool
) -> None:
    """Unless it drips, or others need the place."""
    monkeypatch.setattr(serve, "HEAD_S", 0.1)
    monkeypatch.setattr(serve, "HURRY_S", 0.1)
    monkeypatch.setattr(serve, "WAITING_MAX", waiting_max)
    host, port = _address(served.url)
    with (
        socket.create_connection((host, port), timeout=10) as plain,
        client_context(served.ca_pem).wrap_socket(plain, server_hostname=host) as secured,
    ):
        assert _is_well(secured)
        secured.sendall(said)

        assert _is_open_for(secured, 0.7 if stays else 10) is stays
        if stays:
            assert _is_well(secured)


def test_a_waiting_connection_does_not_hold_up_the_end(
    province_folder: ProvinceFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serve, "THREAD_GRACE_S", 60)
    with ExitStack() as stack:
        with start_in_thread(province_folder, system()) as served:
            host, port = _address(served.url)
            plain = stack.enter_context(socket.create_connection((host, port), timeout=10))
            context = client_context(served.ca_pem)
            secured = stack.enter_context(context.wrap_socket(plain, server_hostname=host))
            assert _is_well(secured)
            begun = monotonic()

        assert monotonic() - begun < GRACE_S / 2
