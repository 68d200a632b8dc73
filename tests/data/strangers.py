"""Servers that are not the province's: real HTTPS on loopback, answering in their own way.

With the province's own authority a stranger is a middlebox that sees requests: `carries` hands them
on, `loses` hands them on and never answers, `refuses` lets some not through, `in_turn` does one
thing after another.
"""

from __future__ import annotations

import http.client
import itertools
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from ctxh_desktop.ambient import Ambient, system
from ctxh_desktop.security.certificates import (
    Identity,
    client_context,
    issue_server_certificate,
)
from ctxh_desktop.server.serve import Served

CAFE = b"<html><body>Dang nhap Wi-Fi</body></html>"


@dataclass
class Stranger:
    """A real HTTPS server that answers in its own way, and keeps what it was sent."""

    url: str
    ca_pem: str
    heard: list[tuple[str, dict[str, str], bytes]]


Answer = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def stranger(
    folder: Path,
    authority: Identity,
    answer: Answer,
    host: str = "127.0.0.1",
    ambient: Ambient | None = None,
) -> Iterator[Stranger]:
    """Run a server; with an *ambient* of long ago its certificate has expired."""
    shown = issue_server_certificate(authority, [host], ambient or system())
    (folder / "c.pem").write_text(shown.certificate_pem)
    (folder / "k.pem").write_text(shown.key_pem)
    heard: list[tuple[str, dict[str, str], bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            heard.append((self.path, dict(self.headers), body))
            self.body = body
            answer(self)
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "c.pem", folder / "k.pem")
    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        url = f"https://127.0.0.1:{server.server_address[1]}"
        yield Stranger(url, authority.certificate_pem, heard)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def says(status: int, content_type: str, body: bytes, **headers: str) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", content_type)
        handler.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def carries(served: Served, times: int = 1) -> Answer:
    """Hand each request on, *times* over, and give the last answer back."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        status, headers, content = [_asked(served, handler) for _ in range(times)][-1]
        says(status, headers["Content-Type"], content)(handler)

    return answer


def loses(served: Served, length: int = 0) -> Answer:
    """Hand each request on; of the answer only the first *length* bytes arrive."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        status, headers, content = _asked(served, handler)
        if length:
            handler.send_response(status)
            handler.send_header("Content-Type", headers["Content-Type"])
            handler.send_header("Content-Length", str(len(content)))
            handler.end_headers()
            handler.wfile.write(content[:length])
        handler.close_connection = True

    return answer


def refuses(served: Served, refusal: Answer, when: Callable[[bytes], bool]) -> Answer:
    """Give *refusal* to requests whose body is as *when* says; hand the others on."""
    hand_on = carries(served)

    def answer(handler: BaseHTTPRequestHandler) -> None:
        body: bytes = handler.body  # type: ignore[attr-defined]
        (refusal if when(body) else hand_on)(handler)

    return answer


def in_turn(*answers: Answer) -> Answer:
    """Give one answer after another; the last one for ever."""
    left = itertools.chain(answers, itertools.repeat(answers[-1]))

    def answer(handler: BaseHTTPRequestHandler) -> None:
        next(left)(handler)

    return answer


def _asked(served: Served, handler: BaseHTTPRequestHandler) -> tuple[int, Message, bytes]:
    """Ask the province what a laptop asked."""
    parts = urlsplit(served.url)
    passed = {n: v for n, v in handler.headers.items() if n.lower() not in ("host", "connection")}
    body: bytes = handler.body  # type: ignore[attr-defined]
    road = http.client.HTTPSConnection(
        str(parts.hostname), parts.port, context=client_context(served.ca_pem), timeout=60
    )
    try:
        road.request("POST", handler.path, body, passed)
        response = road.getresponse()
        return response.status, response.headers, response.read()
    finally:
        road.close()
