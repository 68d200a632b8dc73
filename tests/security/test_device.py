from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxh_desktop.errors import IntegrityError
from ctxh_desktop.security.device import (
    FIRST_HASH,
    DeviceKey,
    batch_hash,
    sign_batch,
    sign_request,
    verify_batch,
    verify_request,
)
from tests.data.seeded import seeded_ambient

KEY = DeviceKey.create(seeded_ambient(1))
STRANGER = DeviceKey.create(seeded_ambient(2))
NEXT = bytes(range(32))


def is_refused(check, *arguments):
    with pytest.raises(IntegrityError) as told:
        check(*arguments)
    return told.value.code == "bad-signature"


def test_a_key_comes_back_from_its_seed_and_shows_only_its_public_half():
    again = DeviceKey(KEY.seed())

    assert again.public == KEY.public != STRANGER.public
    assert KEY.seed().hex() not in repr(KEY)
    assert KEY.public in repr(KEY)


def test_the_key_is_rfc_8032s_ed25519():
    """Source: RFC 8032 §7.1, test 1."""
    seed = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    public = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"

    assert DeviceKey(seed).public == public
    assert DeviceKey(seed).sign(b"").startswith("e5564300c360ac729086e2cc806e828a")


@given(st.binary(max_size=200))
def test_what_the_device_signed_is_believed(body):
    assert verify_request(KEY.public, body, sign_request(KEY, body)) is None
    assert verify_batch(KEY.public, NEXT, body, sign_batch(KEY, NEXT, body)) is None


@given(st.binary(min_size=1, max_size=100), st.integers(0), st.integers(0, 7))
def test_a_changed_bit_is_refused(body, place, bit):
    changed = bytearray(body)
    changed[place % len(body)] ^= 1 << bit
    signature = sign_request(KEY, body)
    broken = bytearray(bytes.fromhex(signature))
    broken[place % 64] ^= 1 << bit

    assert is_refused(verify_request, KEY.public, bytes(changed), signature)
    assert is_refused(verify_request, KEY.public, body, broken.hex())
    assert is_refused(verify_request, STRANGER.public, body, signature)


@pytest.mark.parametrize("junk", ["", "zz", "00", "00" * 32, "00" * 64, "ff" * 32, "ế"])
def test_what_is_no_key_and_no_signature_is_refused_and_no_accident(junk):
    assert is_refused(verify_request, junk, b"body", sign_request(KEY, b"body"))
    assert is_refused(verify_request, KEY.public, b"body", junk)


def test_a_batch_is_bound_to_its_place():
    signature = sign_batch(KEY, FIRST_HASH, b"body")

    assert is_refused(verify_batch, KEY.public, NEXT, b"body", signature)
    assert is_refused(verify_request, KEY.public, FIRST_HASH + b"body", signature)


def test_a_request_never_passes_for_a_batch():
    body = FIRST_HASH + b"body"

    assert is_refused(verify_batch, KEY.public, FIRST_HASH, b"body", sign_request(KEY, body))


def test_the_chain_depends_on_every_batch_before():
    first = batch_hash(FIRST_HASH, b"a")

    assert len(first) == 32
    assert batch_hash(first, b"b") != batch_hash(FIRST_HASH, b"b")
    assert batch_hash(first, b"b") == batch_hash(batch_hash(FIRST_HASH, b"a"), b"b")


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_hash_of_another_length_is_a_bug(length):
    with pytest.raises(ValueError, match="32"):
        batch_hash(bytes(length), b"")
