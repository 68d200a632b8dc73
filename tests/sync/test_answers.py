"""What an answer means, asked for over real HTTPS on loopback."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from ctxh_desktop.ambient import system
from ctxh_desktop.errors import CtxhError, InputError, IntegrityError, TransientError
from ctxh_desktop.security.certificates import Identity, create_authority
from ctxh_desktop.security.device import DeviceKey
from ctxh_desktop.sync import https
from ctxh_desktop.sync.answers import ANSWER_BYTES_MAX, JSON
from ctxh_desktop.sync.enrolment import AuthorityRequest
from ctxh_desktop.sync.protocol import CONTENT_TYPE
from tests.data.strangers import CAFE, Answer, Stranger, says
from tests.data.strangers import stranger as stranger_at

DEVICE = "01a22905-d97f-7a23-88bc-f7a3133b19d4"


@pytest.fixture(scope="module")
def authority() -> Identity:
    return create_authority("Huế", system())


def _sync(stranger: Stranger) -> bytes:
    with closing(https.Carrier(stranger.url, stranger.ca_pem)) as carrier:
        return b"".join(carrier.sync(DEVICE, DeviceKey(b"1" * 32), b"body"))


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
        (says(400, JSON, b'{"code":"new-thing"}'), TransientError, "server-error"),
        (says(401, JSON, b'{"code":"device-unknown"}'), IntegrityError, "device-unknown"),
        (says(401, JSON, b'{"code":"bad-signature"}'), IntegrityError, "bad-signature"),
        (says(413, JSON, b'{"code":"request-too-large"}'), InputError, "request-too-large"),
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


def test_an_endless_small_answer_is_not_read(tmp_path: Path, authority: Identity) -> None:
    answer = says(200, JSON, b" " * (ANSWER_BYTES_MAX + 1))
    with (
        stranger_at(tmp_path, authority, answer) as stranger,
        pytest.raises(TransientError, match="captive-portal"),
    ):
        https.bootstrap(stranger.url, AuthorityRequest("0000", "00"))
