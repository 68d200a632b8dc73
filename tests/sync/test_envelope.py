"""Who sends a request stands before its body, and what is no envelope is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxh_desktop.errors import InputError, IntegrityError
from ctxh_desktop.security.device import DeviceKey, verify_request
from ctxh_desktop.sync import envelope

KEY = DeviceKey(b"1" * 32)


@given(st.uuids(), st.binary(min_size=1, max_size=2000))
def test_what_goes_in_comes_out(device_id: object, body: bytes) -> None:
    sealed = envelope.seal(str(device_id), KEY, body)

    found = envelope.opened(sealed)

    assert len(sealed) == len(body) + envelope.ENVELOPE_BYTES
    assert (found.device_id, found.body) == (str(device_id), body)
    verify_request(KEY.public, found.body, found.signature)


@given(st.binary(max_size=200))
def test_any_bytes_are_an_envelope_of_nobody_or_none(content: bytes) -> None:
    if len(content) <= envelope.ENVELOPE_BYTES:
        with pytest.raises(InputError, match="request-malformed"):
            envelope.opened(content)
        return

    found = envelope.opened(content)

    with pytest.raises(IntegrityError, match="bad-signature"):
        verify_request(KEY.public, found.body, found.signature)


@pytest.mark.parametrize("place", [20, 79, 80, 85])
def test_a_bit_that_turned_over_is_noticed(place: int) -> None:
    sealed = bytearray(envelope.seal("01a22905-d97f-7a23-88bc-f7a3133b19d4", KEY, b"content"))
    sealed[place] ^= 1

    found = envelope.opened(bytes(sealed))

    with pytest.raises(IntegrityError, match="bad-signature"):
        verify_request(KEY.public, found.body, found.signature)
