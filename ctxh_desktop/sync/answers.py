"""Answers: what the answer to a request means, whoever gave it.

    check(response, type)          refuses every answer but those asked for
    read(response, Struct)         a small message
    pieces(response), content(…)   the body, as it arrives or whole

What is not our protocol (the page of a café's wifi, a redirection) is never read, and nothing is
read without a limit.

Units: seconds, bytes.
Source: sync design §4.12; security reference §7.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

import msgspec

from ctxh_desktop.errors import CtxhError, InputError, IntegrityError, TransientError
from ctxh_desktop.sync.protocol import JSON_ERRORS

if TYPE_CHECKING:
    import requests

PIECE_BYTES = 16 * 1024
ANSWER_BYTES_MAX = 64 * 1024
"""Of an answer that is no sync."""
RETRY_AFTER_S = 60
RETRY_AFTER_S_MAX = 1800
"""Nobody makes a laptop wait longer than half an hour (security reference §7, fault 7)."""

JSON = "application/json"

_OK = 200
_REDIRECTED = range(300, 400)
_BUSY = (429, 503)
_SIGN_IN_TO_NETWORK = 511
_SERVER_FAILED = 500
_TOO_MUCH = {400: "request-malformed", 413: "request-too-large"}
"""What a proxy says of a request that it does not let through."""

A = TypeVar("A")


class Refusal(msgspec.Struct):
    """What the province says when it does not do what was asked."""

    code: str


_PERSONS = {
    "enrolment-code-wrong", "enrolment-code-used", "enrolment-code-expired",
    "enrolment-code-locked", "request-malformed", "request-too-large",
    "dictionary-unknown",
}  # fmt: skip
"""Refusals that a person at the laptop can mend."""
NOBODY = "device-unknown"
_NOBODYS = {NOBODY, "bad-signature"}
"""Refusals after which the laptop may not go on."""


def check(
    response: requests.Response, content_type: str, statuses: Collection[int] = (_OK,)
) -> None:
    """Refuse every answer but those asked for.

    Raises:
        TransientError: "captive-portal", "server-busy" (fact `retry_after_s`), "server-error".
        IntegrityError: "device-unknown", "bad-signature".
        InputError: what the province says that a person can mend.
    """
    status = response.status_code
    if status in _BUSY:
        raise _busy(response.headers.get("Retry-After", ""))
    if status in _REDIRECTED or status == _SIGN_IN_TO_NETWORK:
        raise TransientError("captive-portal")
    if status >= _SERVER_FAILED:
        raise TransientError("server-error", status=status)
    given = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    is_packed = response.headers.get("Content-Encoding", "identity") != "identity"
    if given not in (content_type, JSON) and status in _TOO_MUCH:
        raise InputError(_TOO_MUCH[status])  # a proxy of the province's, behind its certificate
    if given not in (content_type, JSON) or is_packed:  # what was not asked for may be a bomb
        raise TransientError("captive-portal")
    if status in statuses and given == content_type:
        return
    raise _refused(read(response, Refusal).code, status)


def _busy(retry_after: str) -> TransientError:
    seconds = int(retry_after) if retry_after.isascii() and retry_after.isdigit() else RETRY_AFTER_S
    wait_s = min(max(seconds, 1), RETRY_AFTER_S_MAX)
    return TransientError("server-busy", retry_after_s=wait_s, minutes=-(-wait_s // 60))


def _refused(code: str, status: int) -> CtxhError:
    if code in _PERSONS:
        return InputError(code)
    if code in _NOBODYS:
        return IntegrityError(code)
    return TransientError("server-error", status=status)


def read(response: requests.Response, answer: type[A]) -> A:
    """Read a small message (TransientError "captive-portal" when it is none)."""
    try:
        return msgspec.json.decode(content(response, ANSWER_BYTES_MAX), type=answer)
    except JSON_ERRORS as error:
        raise TransientError("captive-portal") from error


def content(response: requests.Response, bytes_max: int) -> bytes:
    """Return the whole body; a larger one is not ours (TransientError "captive-portal")."""
    found = bytearray()
    for piece in pieces(response):
        found += piece
        if len(found) > bytes_max:
            raise TransientError("captive-portal")
    return bytes(found)


def pieces(response: requests.Response) -> Iterator[bytes]:
    """Return the body as it arrives (TransientError "connection-cut")."""
    import requests  # noqa: PLC0415 (costs start-up time)
    import urllib3  # noqa: PLC0415

    found = response.iter_content(PIECE_BYTES)
    while True:
        try:
            piece = next(found, None)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            with suppress(OSError):
                response.close()
            raise TransientError("connection-cut") from error
        if piece is None:
            return
        yield piece
