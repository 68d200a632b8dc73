"""The device key: the laptop signs, so that the province can show who sent what, in which order.

A request and a batch are signed under different headings, so one can never pass for the other.

Units: keys, hashes and signatures travel as lower-case hexadecimal.
Source: security.md §4.1 (DevSig), sync.md §4.15.
"""

from __future__ import annotations

from hashlib import sha256

from nacl.exceptions import CryptoError
from nacl.public import SealedBox
from nacl.signing import SigningKey, VerifyKey

from ctxh_desktop.ambient import Ambient
from ctxh_desktop.errors import IntegrityError

SEED_BYTES = 32
HASH_BYTES = 32
FIRST_HASH = bytes(HASH_BYTES)
"""What stands before a device's first batch."""

_REQUEST = b"ctxh request 1\0"
_BATCH = b"ctxh batch 1\0"


class DeviceKey:
    """An Ed25519 key; its seed is kept only inside the encrypted database.

    Invariants: the seed is never in `repr`.
    """

    __slots__ = ("_key", "public")

    def __init__(self, seed: bytes) -> None:
        self._key = SigningKey(seed)
        self.public = self._key.verify_key.encode().hex()

    def __repr__(self) -> str:
        return f"DeviceKey({self.public})"

    @classmethod
    def create(cls, ambient: Ambient) -> DeviceKey:
        """Make a new key."""
        return cls(ambient.random_bytes(SEED_BYTES))

    def seed(self) -> bytes:
        """Return the secret, to store it inside the database and nowhere else."""
        return self._key.encode()

    def sign(self, content: bytes) -> str:
        """Return the signature of bytes that carry their own heading."""
        return self._key.sign(content).signature.hex()

    def unseal(self, sealed: bytes) -> bytes:
        """Return what was sealed to this key (by its X25519 twin).

        Raises:
            IntegrityError: `parcel-altered` when it was sealed to nobody or to somebody else.
        """
        try:
            return SealedBox(self._key.to_curve25519_private_key()).decrypt(sealed)
        except CryptoError as wrong:
            raise IntegrityError("parcel-altered") from wrong


def seal_to(public: str, content: bytes) -> bytes:
    """Return *content* so that only the holder of the key with this public half can read it.

    Raises:
        IntegrityError: `bad-signature` when *public* is no key.
    """
    try:
        twin = VerifyKey(bytes.fromhex(public)).to_curve25519_public_key()
    except (CryptoError, ValueError) as wrong:
        raise IntegrityError("bad-signature") from wrong
    return SealedBox(twin).encrypt(content)


def sign_request(key: DeviceKey, body: bytes) -> str:
    """Return the signature of a request's body."""
    return key.sign(_REQUEST + body)


def verify_request(public: str, body: bytes, signature: str) -> None:
    """Refuse a body the device did not sign.

    Raises:
        IntegrityError: `bad-signature`, also for a key or a signature that is none.
    """
    verify(public, _REQUEST + body, signature)


def sign_batch(key: DeviceKey, previous: bytes, body: bytes) -> str:
    """Return the signature of a batch in its place, after the batch with the hash `previous`."""
    return key.sign(_batch(previous, body))


def verify_batch(public: str, previous: bytes, body: bytes, signature: str) -> None:
    """Refuse a batch the device did not sign, or not in this place.

    Raises:
        IntegrityError: `bad-signature`.
    """
    verify(public, _batch(previous, body), signature)


def batch_hash(previous: bytes, body: bytes) -> bytes:
    """Return the hash that stands before the next batch (SHA-256)."""
    return sha256(_batch(previous, body)).digest()


def _batch(previous: bytes, body: bytes) -> bytes:
    # A fixed length, so that no byte can wander from the hash into the body.
    if len(previous) != HASH_BYTES:
        raise ValueError("a batch hash has 32 bytes")
    return _BATCH + previous + body


def verify(public: str, content: bytes, signature: str) -> None:
    """Refuse content, which carries its own heading, that the key did not sign.

    Raises:
        IntegrityError: `bad-signature`.
    """
    try:
        VerifyKey(bytes.fromhex(public)).verify(content, bytes.fromhex(signature))
    except (CryptoError, ValueError) as wrong:
        raise IntegrityError("bad-signature") from wrong
