"""Servers that are not the province's: real HTTPS on loopback, answering in their own way."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from ctxh_desktop.ambient import system
from ctxh_desktop.security.certificates import Identity, issue_server_certificate

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
    folder: Path, authority: Identity, answer: Answer, host: str = "127.0.0.1"
) -> Iterator[Stranger]:
    shown = issue_server_certificate(authority, [host], system())
    (folder / "c.pem").write_text(shown.certificate_pem)
    (folder / "k.pem").write_text(shown.key_pem)
    heard: list[tuple[str, dict[str, str], bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            heard.append((self.path, dict(self.headers), body))
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
