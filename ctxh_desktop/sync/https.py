"""HTTPS: carries a sync between a laptop and its province, and says plainly what went wrong.

    Carrier(url, ca_pem).sync(device_id, key, body) → pieces, for `protocol.decode_frames`
    Carrier(url, ca_pem).file(device_id, key, FileRequest) → FileAnswer, for `files.Courier`
    enrol(url, Enrolling(…)) → Enrolled, CA certificate to pin

Only the pinned CA of the province is believed.  What is not our protocol (the page of a café's
wifi, a redirection) is never read, and a cut costs only the frame under way.

Units: seconds; there is no limit on the whole, only on silence.
Source: sync design §4.12; security reference §7.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import msgspec

from ctxh_desktop.errors import CtxhError, InputError, IntegrityError, TransientError
from ctxh_desktop.security.device import DeviceKey, sign_request
from ctxh_desktop.sync import answers, envelope
from ctxh_desktop.sync.answers import JSON, NOBODY, A
from ctxh_desktop.sync.enrolment import Authority, AuthorityRequest, Enrolled, Enrolling
from ctxh_desktop.sync.files import (
    BROKEN,
    CHUNK_BYTES_MAX,
    ELSEWHERE,
    GET,
    OK,
    PART,
    TAKEN,
    UNKNOWN,
    FileAnswer,
    FileRequest,
)
from ctxh_desktop.sync.protocol import CONTENT_TYPE
from ctxh_desktop.sync.sockets import Body, Traffic, pool_class

if TYPE_CHECKING:
    import requests

CONNECT_TIMEOUT_S = 20
IDLE_TIMEOUT_S = 60

DEVICE_HEADER = "X-Ctxh-Device"
SIGNATURE_HEADER = "X-Ctxh-Signature"

FILE_TYPE = "application/offset+octet-stream"
"""Of a chunk and of every answer about a file; the name is tus 1.0's."""
OFFSET_HEADER = "Upload-Offset"
LENGTH_HEADER = "Upload-Length"
CHUNK_HEADER = "X-Ctxh-Chunk"
BLOB_PATH = "/blob/"
SYNC_PATH = "/sync"
AUTHORITY_PATH = "/enrol/authority"
ENROL_PATH = "/enrol"

_FILE_STATUSES = (OK, TAKEN, PART, UNKNOWN, ELSEWHERE, BROKEN)
_HOST = re.compile(r"[a-z0-9.-]+|[0-9a-f:.]+")


def read_address(text: str) -> str:
    """Return the server's address as `https://host[:port]`, however a person wrote it.

    Raises:
        InputError: "server-address-wrong".
    """
    written = text.strip()
    try:
        parts = urlsplit(written if "://" in written else f"https://{written}")
        has_port = parts.port != 0
    except ValueError:  # a port or an address that is none
        raise InputError("server-address-wrong") from None
    rest = (parts.path.strip("/"), parts.query, parts.fragment, parts.username)
    is_host = _HOST.fullmatch(parts.hostname or "")
    if parts.scheme != "https" or not is_host or not has_port or any(rest):
        raise InputError("server-address-wrong")
    return f"https://{parts.netloc.lower()}"


class Carrier:
    """The road to one province.

    Args:
        url: as of `read_address`.
        ca_pem: the only authority to believe, from enrolment.

    Attributes:
        traffic: what went through so far.
    """

    def __init__(self, url: str, ca_pem: str) -> None:
        from ctxh_desktop.security.certificates import (  # noqa: PLC0415 (8 MB, only to sync)
            client_context,
        )

        self._url = read_address(url)
        self._ca_pem = ca_pem
        self.traffic = Traffic()
        self._session = _session(client_context(ca_pem), self.traffic)
        self._reads_envelopes = True

    def leads_to(self, url: str, ca_pem: str) -> bool:
        """Return whether this is the road to that province."""
        return (self._url, self._ca_pem) == (read_address(url), ca_pem)

    def sync(self, device_id: str, key: DeviceKey, body: bytes) -> Iterator[bytes]:
        """Send a signed request; return the answer piece by piece, as it arrives.

        Raises:
            TransientError: "no-network", "captive-portal", "server-busy" (fact `retry_after_s`),
                "server-error", "connection-cut".
            IntegrityError: "certificate-problem", "device-unknown", "bad-signature".
            InputError: "request-malformed", "request-too-large", "dictionary-unknown".
        """
        if self._reads_envelopes:
            try:
                yield from self._ask(envelope.seal(device_id, key, body), {})
            except IntegrityError as error:
                if error.code != NOBODY:
                    raise
                # An older province looks for the sender in the heads and finds nobody.
                self._reads_envelopes = False
            else:
                return
        signature = sign_request(key, body)
        heads = {
            DEVICE_HEADER: device_id,
            SIGNATURE_HEADER: signature,
            "Content-Type": CONTENT_TYPE,
        }
        yield from self._ask(body, heads)

    def _ask(self, content: bytes, headers: dict[str, str]) -> Iterator[bytes]:
        with self._send(SYNC_PATH, content, headers) as response:
            answers.check(response, CONTENT_TYPE)
            for piece in answers.pieces(response):
                self.traffic.count(down=len(piece))
                yield piece

    def post(self, path: str, message: msgspec.Struct, answer: type[A]) -> A:
        """Send a small message and read the answer to it; raises as `sync`."""
        body = msgspec.json.encode(message)
        with self._send(path, body, {"Content-Type": JSON}) as response:
            answers.check(response, JSON)
            return answers.read(response, answer)

    def file(self, device_id: str, key: DeviceKey, request: FileRequest) -> FileAnswer:
        """Ask for or send one chunk of a file; raises as `sync`."""
        headers = {
            "Content-Type": FILE_TYPE,
            DEVICE_HEADER: device_id,
            SIGNATURE_HEADER: sign_request(key, request.signed_part()),
            OFFSET_HEADER: str(request.offset),
            LENGTH_HEADER: str(request.length),
        }
        if request.chunk_sha256:
            headers[CHUNK_HEADER] = request.chunk_sha256
        path = BLOB_PATH + request.sha256
        with self._send(path, request.body, headers, request.method) as response:
            answers.check(response, FILE_TYPE, _FILE_STATUSES)
            told = response.headers.get(OFFSET_HEADER, "")
            offset = int(told) if told.isascii() and told.isdigit() else 0
            bytes_max = CHUNK_BYTES_MAX if request.method == GET else 0
            content = answers.content(response, bytes_max)
            self.traffic.count(down=len(content))
            return FileAnswer(response.status_code, offset, content)

    def break_off(self) -> None:
        """End what is under way at once, from any thread: it fails as cut."""
        self.traffic.break_off()

    def close(self) -> None:
        """Close the connection."""
        self._session.close()

    def _send(
        self, path: str, body: bytes, headers: dict[str, str], method: str = "POST"
    ) -> requests.Response:
        """Send a request, and once more where a connection that had waited was dead.

        Every request may be sent twice: the province knows changes and pieces by their ids.
        """
        address, opened = self._url + path, self.traffic.opened
        self.traffic.asking = len(body)
        for is_again in (False, True):
            counted = Body(body, self.traffic) if body else b""
            try:
                return _send(self._session, method, address, counted, headers)
            except TransientError:
                has_waited = opened and self.traffic.opened == opened
                if is_again or not has_waited or self.traffic.is_broken:
                    raise
                self._session.close()
        raise AssertionError("unreachable")


def bootstrap(url: str, request: AuthorityRequest) -> Authority:
    """Ask a server that nobody has vouched for yet for its CA certificate, which proves itself.

    Nothing else ever travels without a checked certificate.  Raises as `Carrier.sync`.
    """
    import urllib3  # noqa: PLC0415

    # The answer is checked by the code; a warning would only frighten the person at a prompt.
    urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
    session = _session(_believing(), Traffic())
    body = msgspec.json.encode(request)
    try:
        address = read_address(url) + AUTHORITY_PATH
        with _send(session, "POST", address, body, {"Content-Type": JSON}) as response:
            answers.check(response, JSON)
            return answers.read(response, Authority)
    finally:
        session.close()


def enrol(url: str, enrolling: Enrolling) -> tuple[Enrolled, str]:
    """Bring a laptop in; return what it is told, and the CA certificate to pin.

    Raises:
        InputError: "enrolment-code-wrong", "enrolment-code-used", "enrolment-code-expired",
            "enrolment-code-locked", "server-address-wrong".
        IntegrityError: "wrong-certificate-authority", "certificate-problem".
        TransientError: as `Carrier.sync`.
    """
    ca_pem = enrolling.trust(bootstrap(url, enrolling.ask()))
    carrier = Carrier(url, ca_pem)
    try:
        return carrier.post(ENROL_PATH, enrolling.claim(), Enrolled), ca_pem
    finally:
        carrier.close()


def _believing() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _session(context: ssl.SSLContext, traffic: Traffic) -> requests.Session:
    import requests  # noqa: PLC0415 (costs start-up time)
    from requests.adapters import HTTPAdapter  # noqa: PLC0415
    from urllib3.util import SKIP_HEADER  # noqa: PLC0415

    class PinnedAdapter(HTTPAdapter):
        """Uses the context whatever the environment says."""

        def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
            super().init_poolmanager(*args, ssl_context=context, **kwargs)
            self.poolmanager.pool_classes_by_scheme = {"https": pool_class(traffic)}

        def cert_verify(self, conn: Any, *_: Any) -> None:
            conn.cert_reqs = context.verify_mode
            conn.assert_hostname = None if context.check_hostname else False

    session = requests.Session()
    session.trust_env = False
    session.headers.clear()  # each would travel with each request, and nobody reads them
    session.headers.update({"Accept-Encoding": SKIP_HEADER, "User-Agent": SKIP_HEADER})
    session.mount("https://", PinnedAdapter(max_retries=0))
    session.adapters.pop("http://")
    return session


def _send(
    session: requests.Session,
    method: str,
    address: str,
    body: bytes | Body,
    headers: dict[str, str],
) -> requests.Response:
    import requests  # noqa: PLC0415 (costs start-up time)

    limits = (CONNECT_TIMEOUT_S, IDLE_TIMEOUT_S)
    try:
        return session.request(
            method,
            address,
            data=body or None,
            headers=headers,
            timeout=limits,
            stream=True,
            allow_redirects=False,
        )
    except (requests.RequestException, OSError) as error:
        raise _told(error) from error


def _told(error: BaseException) -> CtxhError:
    """Return what a failure before any answer means."""
    found: list[BaseException] = [error]
    for each in found:
        if isinstance(each, ssl.SSLCertVerificationError):
            return IntegrityError("certificate-problem")
        inner = (*each.args, getattr(each, "reason", None), each.__cause__, each.__context__)
        found += [e for e in inner if isinstance(e, BaseException) and e not in found]
    return TransientError("no-network")
