"""ASGI: the routes of a province's server; each decodes, calls, encodes.

    POST /sync              a signed request in an envelope → a stream of frames (sync.province);
                            laptops of older versions name themselves in two headers
    POST /enrol/authority   AuthorityRequest → Authority
    POST /enrol             Claim → Enrolled
    HEAD, PATCH, GET /blob/{sha256}   chunks of files (sync.files)
    GET  /health            {"status", "version"}; 503 when the database does not answer

What touches the database runs in the thread pool.  An answer is made ahead of what a slow line
takes, up to a limit, so that few connections to the database serve many slow laptops.

Invariants: refusals carry a code and nothing else; logs carry ids, codes and numbers.
Source: sync design §4.12, §4.16.
"""

from __future__ import annotations

import math
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import anyio
import msgspec
from anyio.to_thread import run_sync
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

import ctxh_desktop
from ctxh_desktop import logs
from ctxh_desktop.domain.merge import Rank
from ctxh_desktop.errors import CtxhError, InputError, IntegrityError, TransientError
from ctxh_desktop.security.device import DeviceKey
from ctxh_desktop.storage.store import Store
from ctxh_desktop.sync import enrolment, envelope, push
from ctxh_desktop.sync.answers import JSON, Refusal
from ctxh_desktop.sync.files import CHUNK_BYTES_MAX, GET, HEAD, PATCH, Counter, FileRequest
from ctxh_desktop.sync.https import (
    AUTHORITY_PATH,
    BLOB_PATH,
    CHUNK_HEADER,
    DEVICE_HEADER,
    ENROL_PATH,
    FILE_TYPE,
    IDLE_TIMEOUT_S,
    LENGTH_HEADER,
    OFFSET_HEADER,
    SIGNATURE_HEADER,
    SYNC_PATH,
)
from ctxh_desktop.sync.protocol import CONTENT_TYPE, REQUEST_BYTES_MAX
from ctxh_desktop.sync.province import Province

HEALTH_PATH = "/health"
MESSAGE_BYTES_MAX = 4096
"""Of a message of enrolment."""
AHEAD_PIECES_MAX = 64
"""Pieces (about a page each) that are made before a slow line has taken the first."""
RETRY_AFTER_S = 20
SHORT_BYTES_MAX = 4096
"""An answer up to here tells its length and travels in one piece; others come in chunks."""
HEADERS = {"Cache-Control": "no-store"}
STREAMED = {"X-Accel-Buffering": "no"}
"""A proxy before the server must not gather what a slow line may have already."""

SYNCED = logs.declare("sync-answered")
REFUSED = logs.declare("request-refused", *(branch.branch for branch in CtxhError.__subclasses__()))
FAILED = logs.declare("request-failed")
CUT = logs.declare("answer-cut")
ENROLLED = logs.declare("device-enrolled")

Endpoint = Callable[[Request], Awaitable[Response]]
M = TypeVar("M", bound=msgspec.Struct)

_STATUS = {
    "device-unknown": 401,
    "bad-signature": 401,
    "enrolment-code-wrong": 401,
    "request-too-large": 413,
}


class Answer(Response):
    """A stream of pieces, made in the thread pool ahead of the line that takes them.

    Its heads are few, since a laptop asks often and mostly there is nothing to say; nobody keeps
    the answer to a POST that does not allow it (RFC 9110, 9.3.3).
    """

    def __init__(self, pieces: Iterator[bytes], device_id: str) -> None:
        super().__init__(media_type=CONTENT_TYPE)
        self._source = pieces
        self._device_id = device_id

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send what is made as it is made.

        A failure on the way leaves the stream without its end: the laptop sees a cut and asks
        again, and the server closes the connection.  Before the first part it is a plain 500.
        """
        try:
            sent = await self._send(send)
        except Exception as error:
            CUT.failure(error, device=self._device_id)
            raise
        SYNCED.note(device=self._device_id, bytes=sent)

    async def _send(self, send: Send) -> int:
        makes, takes = anyio.create_memory_object_stream[bytes](AHEAD_PIECES_MAX)
        sent = 0
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self._make, makes)
            async with takes:
                first, is_whole = await _beginning(takes)
                await send(self._start(len(first) if is_whole else None))
                piece: bytes | None = first
                while piece is not None:
                    with anyio.fail_after(IDLE_TIMEOUT_S):
                        await send(_part(piece, has_more=True))
                    sent += len(piece)
                    piece = await anext(takes, None)
        await send(_part(b"", has_more=False))
        return sent

    def _start(self, length: int | None) -> dict[str, Any]:
        del self.headers["content-length"]
        self.headers.update(STREAMED if length is None else {"content-length": str(length)})
        return {"type": "http.response.start", "status": 200, "headers": self.raw_headers}

    async def _make(self, makes: Any) -> None:
        try:
            async with makes:
                while (piece := await run_sync(next, self._source, None)) is not None:
                    await makes.send(piece)
        except anyio.BrokenResourceError:
            pass  # nobody takes any more
        finally:
            close = getattr(self._source, "close", None)
            if close is not None:
                with anyio.CancelScope(shield=True):
                    await run_sync(close)


async def _beginning(takes: AsyncIterator[bytes]) -> tuple[bytes, bool]:
    """Return the first pieces, more than a short answer has or all, and whether they are all."""
    begun = b""
    async for piece in takes:
        begun += piece
        if len(begun) > SHORT_BYTES_MAX:
            return begun, False
    return begun, True


def _part(piece: bytes, *, has_more: bool) -> dict[str, Any]:
    return {"type": "http.response.body", "body": piece, "more_body": has_more}


@dataclass(frozen=True)
class Routes:
    """The routes of one province.

    Attributes:
        store: the province's data.
        province: its side of a sync.
        files: its side of the files.
        ca_pem: its authority's certificate.
    """

    store: Store
    province: Province
    files: Counter
    ca_pem: str

    async def sync(self, request: Request) -> Response:
        """Take a laptop's changes and answer with the province's."""
        content = await _body(request, REQUEST_BYTES_MAX + envelope.ENVELOPE_BYTES)
        if DEVICE_HEADER in request.headers:
            device_id = request.headers[DEVICE_HEADER]
            signature, body = request.headers.get(SIGNATURE_HEADER, ""), content
        else:
            device_id, signature, body = envelope.opened(content)
        pieces = await run_sync(self.province.handle, device_id, body, signature)
        return Answer(pieces, device_id)

    async def blob(self, request: Request) -> Response:
        """Take or give one chunk of a file, or say how much of it there is."""
        asked = FileRequest(
            request.method,
            request.path_params["sha256"],
            _number(request, OFFSET_HEADER),
            _number(request, LENGTH_HEADER),
            request.headers.get(CHUNK_HEADER, ""),
            await _body(request, CHUNK_BYTES_MAX),
        )
        device_id = request.headers.get(DEVICE_HEADER, "")
        signature = request.headers.get(SIGNATURE_HEADER, "")
        answer = await run_sync(self.files.handle, device_id, asked, signature)
        headers = {**HEADERS, OFFSET_HEADER: str(answer.offset)}
        return Response(answer.body, answer.status, headers, FILE_TYPE)

    async def authority(self, request: Request) -> Response:
        """Show who we are to a laptop that was given a code."""
        asked = await _message(request, enrolment.AuthorityRequest)
        return _json(await run_sync(enrolment.offer_authority, self.store, asked, self.ca_pem))

    async def enrol(self, request: Request) -> Response:
        """Let a laptop in."""
        claim = await _message(request, enrolment.Claim)
        enrolled = await run_sync(enrolment.bind, self.store, claim)
        ENROLLED.note(device=enrolled.device_id)
        return _json(enrolled)

    async def health(self, _: Request) -> Response:
        """Tell whether the server and its database work."""
        await run_sync(self._touch)
        return _json({"status": "ok", "version": ctxh_desktop.__version__})

    def _touch(self) -> None:
        with self.store.read() as reader:
            if not reader.local("epoch"):
                raise TransientError("province-database-down")


def application(
    store: Store, ca_pem: str, rank: Rank, revision_min: int = 0, key: DeviceKey | None = None
) -> Starlette:
    """Return the application of one province, after an upgrade has been caught up with."""
    push.judge_learned(store, rank)
    routes = Routes(store, Province(store, rank, revision_min, key), Counter(store), ca_pem)
    return Starlette(
        routes=[
            Route(SYNC_PATH, _guarded(routes.sync), methods=["POST"]),
            Route(BLOB_PATH + "{sha256}", _guarded(routes.blob), methods=[HEAD, PATCH, GET]),
            Route(AUTHORITY_PATH, _guarded(routes.authority), methods=["POST"]),
            Route(ENROL_PATH, _guarded(routes.enrol), methods=["POST"]),
            Route(HEALTH_PATH, _guarded(routes.health), methods=["GET"]),
        ]
    )


def _guarded(endpoint: Endpoint) -> Endpoint:
    """Return the endpoint with every failure told as a code."""

    async def answered(request: Request) -> Response:
        try:
            return await endpoint(request)
        except CtxhError as error:
            # The route as declared: what a stranger asks for is not written down.
            route = getattr(request.scope.get("route"), "path", request.url.path)
            REFUSED.note(route=route, kind=error.branch, code=error.code)
            if isinstance(error, IntegrityError) and error.code not in _STATUS:
                FAILED.failure(error, route=route)
            return _refusal(error)
        except ClientDisconnect:
            return Response(status_code=400)  # nobody is there to read it
        except Exception as error:  # noqa: BLE001 (a bug must not send a trace to a laptop)
            FAILED.failure(error, route=request.url.path)
            return _json(Refusal("server-error"), status=500)

    return answered


def _refusal(error: CtxhError) -> Response:
    if isinstance(error, TransientError):
        wait_s = error.facts.get("retry_after_s", RETRY_AFTER_S)
        seconds = math.ceil(wait_s) if isinstance(wait_s, int | float) else RETRY_AFTER_S
        return _json(Refusal(error.code), status=503, headers={"Retry-After": str(seconds)})
    default = 400 if isinstance(error, InputError) else 500
    return _json(Refusal(error.code), status=_STATUS.get(error.code, default))


def _json(
    message: msgspec.Struct | dict[str, str],
    status: int = 200,
    headers: dict[str, str] | None = None,
) -> Response:
    content = msgspec.json.encode(message)
    return Response(content, status, {**HEADERS, **(headers or {})}, JSON)


def _number(request: Request, name: str) -> int:
    told = request.headers.get(name, "")
    if not (told.isascii() and told.isdigit() and len(told) < 20):  # noqa: PLR2004
        raise InputError("request-malformed")
    return int(told)


async def _message(request: Request, kind: type[M]) -> M:
    body = await _body(request, MESSAGE_BYTES_MAX)
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise InputError("request-malformed") from error


async def _body(request: Request, bytes_max: int) -> bytes:
    """Read a body within limits of size and of silence."""
    told = request.headers.get("Content-Length", "")
    if told.isascii() and told.isdigit() and len(told) < 20 and int(told) > bytes_max:  # noqa: PLR2004
        raise InputError("request-too-large")
    parts: list[bytes] = []
    size = 0
    pieces: AsyncIterator[bytes] = request.stream()
    while True:
        try:
            with anyio.fail_after(IDLE_TIMEOUT_S):
                piece = await anext(pieces, None)
        except TimeoutError as error:
            raise TransientError("connection-cut") from error
        if piece is None:
            return b"".join(parts)
        parts.append(piece)
        size += len(piece)
        if size > bytes_max:
            raise InputError("request-too-large")
