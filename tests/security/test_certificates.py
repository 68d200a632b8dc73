from __future__ import annotations

import ssl
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import requests
from cryptography import x509
from requests.adapters import HTTPAdapter

from ctxh_desktop.errors import InputError, IntegrityError
from ctxh_desktop.security.certificates import (
    client_context,
    create_authority,
    expires_at,
    issue_server_certificate,
)
from tests.data.seeded import seeded_ambient

NOW = datetime.now(UTC)
AUTHORITY = create_authority("Thành phố Huế", seeded_ambient(1, NOW))
OTHER = create_authority("Thành phố Huế", seeded_ambient(2, NOW))


class Adapter(HTTPAdapter):
    """As sync's transport does it: the context goes into every pool."""

    def __init__(self, context):
        self.context = context
        super().__init__()

    def init_poolmanager(self, *args, **kwargs):
        return super().init_poolmanager(*args, ssl_context=self.context, **kwargs)


class Answer(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_):
        pass


@pytest.fixture
def serve(tmp_path):
    """Start a real HTTPS server with an identity; return its address."""
    servers = []

    def start(identity):
        (tmp_path / "certificate.pem").write_text(identity.certificate_pem)
        (tmp_path / "key.pem").write_text(identity.key_pem)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tmp_path / "certificate.pem", tmp_path / "key.pem")
        server = HTTPServer(("127.0.0.1", 0), Answer)
        server.handle_error = lambda *_: None
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        servers.append((server, thread))
        return f"https://127.0.0.1:{server.server_port}/"

    yield start
    for server, thread in servers:
        server.shutdown()
        thread.join()
        server.server_close()


def ask(url, authority=AUTHORITY):
    with requests.Session() as session:
        session.mount("https://", Adapter(client_context(authority.certificate_pem)))
        return session.get(url, timeout=10).text


def issued(hosts=("127.0.0.1", "localhost"), now=NOW, authority=AUTHORITY, **more):
    return issue_server_certificate(authority, hosts, seeded_ambient(5, now), **more)


def test_a_laptop_talks_to_the_server_of_its_authority(serve):
    url = serve(issued())

    assert ask(url) == "ok"
    assert ask(url.replace("127.0.0.1", "localhost")) == "ok"


def test_a_server_of_another_authority_of_the_same_name_is_refused(serve):
    url = serve(issued(authority=OTHER))

    with pytest.raises(requests.exceptions.SSLError):
        ask(url)
    assert ask(url, OTHER) == "ok"


def test_an_authority_in_the_environment_changes_nothing(serve, tmp_path, monkeypatch):
    (tmp_path / "bundle.pem").write_text(OTHER.certificate_pem)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "bundle.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "bundle.pem"))

    with pytest.raises(requests.exceptions.SSLError):
        ask(serve(issued(authority=OTHER)))
    assert ask(serve(issued())) == "ok"


@pytest.mark.parametrize(
    ("hosts", "now"),
    [
        (["may-chu.hue.gov.vn", "127.0.0.2"], NOW),
        (["127.0.0.1"], NOW - timedelta(days=1000)),
        (["127.0.0.1"], NOW + timedelta(days=30)),
    ],
    ids=["another host", "expired", "not yet"],
)
def test_a_certificate_that_does_not_fit_is_refused(serve, hosts, now):
    with pytest.raises(requests.exceptions.SSLError):
        ask(serve(issued(hosts, now)))


def test_nothing_older_than_tls_1_2_is_spoken():
    assert client_context(AUTHORITY.certificate_pem).minimum_version == ssl.TLSVersion.TLSv1_2


def test_only_the_pinned_authority_is_believed():
    context = client_context(AUTHORITY.certificate_pem)

    context.load_default_certs()
    context.load_verify_locations(cadata=OTHER.certificate_pem)

    assert len(context.get_ca_certs()) == 1
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname


def test_the_certificates_say_what_they_may_do():
    authority = x509.load_pem_x509_certificate(AUTHORITY.certificate_pem.encode())
    identity = issued(["LOCALHOST", "10.1.2.3", "[2001:db8::1]"], days=90)
    server = x509.load_pem_x509_certificate(identity.certificate_pem.encode())
    names = server.extensions.get_extension_for_class(x509.SubjectAlternativeName).value

    constraints = authority.extensions.get_extension_for_class(x509.BasicConstraints).value

    assert constraints == x509.BasicConstraints(ca=True, path_length=0)
    assert not server.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert names.get_values_for_type(x509.DNSName) == ["localhost"]
    assert [str(name) for name in names.get_values_for_type(x509.IPAddress)] == [
        "10.1.2.3",
        "2001:db8::1",
    ]
    assert expires_at(identity.certificate_pem) == (NOW + timedelta(days=90)).replace(microsecond=0)
    assert authority.not_valid_after_utc - authority.not_valid_before_utc > timedelta(days=3650)
    server.verify_directly_issued_by(authority)


def test_chance_decides_the_keys():
    again = create_authority("Thành phố Huế", seeded_ambient(1, NOW))

    assert again.key_pem == AUTHORITY.key_pem != OTHER.key_pem
    assert "PRIVATE" not in repr(AUTHORITY)


def test_a_long_name_is_cut_to_what_a_certificate_holds():
    assert "BEGIN" in create_authority("Tỉnh " * 40, seeded_ambient()).certificate_pem


@pytest.mark.parametrize(
    ("hosts", "more", "code"),
    [
        ([], {}, "hosts-missing"),
        (["máy chủ"], {}, "host-name-wrong"),
        (["http://a.vn"], {}, "host-name-wrong"),
        (["a..vn"], {}, "host-name-wrong"),
        (["-a.vn"], {}, "host-name-wrong"),
        ([""], {}, "host-name-wrong"),
        ([".".join(["a" * 60] * 5)], {}, "host-name-wrong"),
        (["a.vn"], {"days": 89}, "certificate-days-wrong"),
        (["a.vn"], {"days": 826}, "certificate-days-wrong"),
    ],
)
def test_hosts_and_days_that_cannot_be_are_refused(hosts, more, code):
    with pytest.raises(InputError) as told:
        issued(hosts, **more)

    assert told.value.code == code


@pytest.mark.parametrize("pem", ["", "<html>Login</html>", AUTHORITY.certificate_pem[:-80], "ế"])
def test_a_captive_portals_page_is_no_certificate(pem):
    for read in (client_context, expires_at):
        with pytest.raises(IntegrityError) as told:
            read(pem)
        assert told.value.code == "certificate-damaged"
