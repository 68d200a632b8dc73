"""Sealing: one file of a parcel, signed by who made it and readable only by whom it is for.

    magic │ length │ label (JSON) │ body │ signature

The body is the content in chunks of 64 kB, the last one padded, under a random key by
XChaCha20-Poly1305 secretstream; its final tag shows that nothing is missing.  The key is sealed to
each recipient (X25519 from the Ed25519 device key).  The Ed25519 signature covers the label and the
body, so nothing of a file is believed before all of it was read.

Invariants: a label tells ids, a day and a size, and nothing about people.
Units: sizes in bytes; keys in lower-case hexadecimal.
Source: sync design §4.14, §4.15; ADR-0015.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import IO

import msgspec
from nacl import bindings
from nacl.exceptions import CryptoError

from ctxh_desktop.ambient import Ambient
from ctxh_desktop.errors import InputError, IntegrityError
from ctxh_desktop.security.device import DeviceKey, seal_to, verify

MAGIC = b"ctxhgoi\n"
VERSION = 1
"""Of the file's form; a newer one is refused with a word about updating."""
OLDEST = 1
"""Oldest form that is still read."""

CHUNK_BYTES = 64 * 1024
"""Content is padded to whole chunks, so that a size tells little."""
LABEL_BYTES_MAX = 64 * 1024
BODY_BYTES_MAX = 4 * 1024**3
SIGNATURE_BYTES = 64

TAG_BYTES = bindings.crypto_secretstream_xchacha20poly1305_ABYTES
START_BYTES = bindings.crypto_secretstream_xchacha20poly1305_HEADERBYTES
KEY_BYTES = bindings.crypto_secretstream_xchacha20poly1305_KEYBYTES
FINAL = bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL
MESSAGE = bindings.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE

_State = bindings.crypto_secretstream_xchacha20poly1305_state
_begin_push = bindings.crypto_secretstream_xchacha20poly1305_init_push
_begin_pull = bindings.crypto_secretstream_xchacha20poly1305_init_pull
_push = bindings.crypto_secretstream_xchacha20poly1305_push
_pull = bindings.crypto_secretstream_xchacha20poly1305_pull

_LENGTH_BYTES = 4
_HEADING = b"ctxh parcel 1\0"
_SEALED_CHUNK = CHUNK_BYTES + TAG_BYTES


class Label(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in the clear on one file of a parcel.

    Units: `part` counts from 1; `size` is that of the body; `made_at` an instant of the sender.
    Shapes: `kind` up (to the province) or down; `to` is {recipient's id: sealed key}.
    """

    v: int = VERSION
    kind: str
    parcel: str
    province: str
    sender: str
    epoch: str
    made_at: str
    part: int = 1
    is_last: bool = True
    size: int = 0
    to: dict[str, str] = {}


class _Version(msgspec.Struct):
    v: int


def room(file_bytes: int) -> int:
    """Return how much content fits into a file of *file_bytes*, with a label of usual length."""
    body = file_bytes - len(MAGIC) - _LENGTH_BYTES - 2048 - START_BYTES - SIGNATURE_BYTES
    return max(1, body // _SEALED_CHUNK) * CHUNK_BYTES - 1


def seal(
    label: Label, content: bytes, key: DeviceKey, recipients: Mapping[str, str], ambient: Ambient
) -> Iterator[bytes]:
    """Return a whole file in pieces, sealed to *recipients* ({id: public key}) and signed by *key*.

    Size and sealed keys of the label are filled in here.
    """
    secret = ambient.random_bytes(KEY_BYTES)
    chunks = len(content) // CHUNK_BYTES + 1
    full = msgspec.structs.replace(
        label,
        size=START_BYTES + chunks * _SEALED_CHUNK,
        to={name: seal_to(public, secret).hex() for name, public in recipients.items()},
    )
    written = msgspec.json.encode(full)
    head = MAGIC + len(written).to_bytes(_LENGTH_BYTES, "big") + written
    digest = sha256(_HEADING + head)
    yield head
    for piece in _encrypted(content, secret):
        digest.update(piece)
        yield piece
    yield bytes.fromhex(key.sign(_HEADING + digest.digest()))


def read_label(file: IO[bytes]) -> Label:
    """Read the label; the file then stands at its body.  Nothing of it is proved yet.

    Raises:
        InputError: "parcel-not-one", "parcel-too-new", "parcel-too-old", "parcel-truncated".
    """
    return _read_head(file)[0]


def unseal(file: IO[bytes], me: str, key: DeviceKey, sender_public: str) -> Iterator[bytes]:
    """Return the content in pieces, after the signature of the whole file was checked.

    The file was sealed to *me*, whose key is *key*; *sender_public* is the sender's as known here.

    Raises:
        InputError: as `read_label`; "parcel-for-another".
        IntegrityError: "parcel-altered".
    """
    label, head = _read_head(file)
    if me not in label.to:
        raise InputError("parcel-for-another")
    start = file.tell()
    _check(file, head, label, sender_public)
    try:
        secret = key.unseal(bytes.fromhex(label.to[me]))
    except ValueError as wrong:
        raise IntegrityError("parcel-altered") from wrong
    file.seek(start)
    yield from _decrypted(file, label.size, secret)


def _read_head(file: IO[bytes]) -> tuple[Label, bytes]:
    start = file.read(len(MAGIC) + _LENGTH_BYTES)
    if not start.startswith(MAGIC):
        raise InputError("parcel-not-one" if start else "parcel-truncated")
    length = int.from_bytes(start[len(MAGIC) :], "big")
    if length > LABEL_BYTES_MAX:
        raise InputError("parcel-not-one")
    written = file.read(length)
    if len(start) < len(MAGIC) + _LENGTH_BYTES or len(written) < length:
        raise InputError("parcel-truncated")
    try:
        version = msgspec.json.decode(written, type=_Version).v
        if version > VERSION:
            raise InputError("parcel-too-new")
        if version < OLDEST:
            raise InputError("parcel-too-old")
        label = msgspec.json.decode(written, type=Label)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise InputError("parcel-not-one") from error
    if not START_BYTES < label.size <= BODY_BYTES_MAX:
        raise InputError("parcel-not-one")
    return label, start + written


def _check(file: IO[bytes], head: bytes, label: Label, sender_public: str) -> None:
    """Read the file to its end and refuse what the sender did not sign."""
    digest, left = sha256(_HEADING + head), label.size
    while left:
        piece = file.read(min(left, CHUNK_BYTES))
        if not piece:
            raise InputError("parcel-truncated")
        digest.update(piece)
        left -= len(piece)
    signature = file.read(SIGNATURE_BYTES + 1)
    if len(signature) < SIGNATURE_BYTES:
        raise InputError("parcel-truncated")
    try:
        verify(sender_public, _HEADING + digest.digest(), signature.hex())
    except IntegrityError as wrong:
        raise IntegrityError("parcel-altered") from wrong


def _encrypted(content: bytes, secret: bytes) -> Iterator[bytes]:
    state = _State()
    yield _begin_push(state, secret)
    for start in range(0, len(content) + 1, CHUNK_BYTES):
        chunk = content[start : start + CHUNK_BYTES]
        is_last = len(chunk) < CHUNK_BYTES
        whole = bindings.sodium_pad(chunk, CHUNK_BYTES) if is_last else chunk
        yield _push(state, whole, None, FINAL if is_last else MESSAGE)


def _decrypted(file: IO[bytes], size: int, secret: bytes) -> Iterator[bytes]:
    # The stick may have been changed since the signature was checked, but nobody else has the key.
    state = _State()
    try:
        _begin_pull(state, file.read(START_BYTES), secret)
        left, tag = size - START_BYTES, MESSAGE
        while left > 0 and tag == MESSAGE:
            sealed = file.read(min(left, _SEALED_CHUNK))
            chunk, tag = _pull(state, sealed, None)
            left -= len(sealed)
            yield bindings.sodium_unpad(chunk, CHUNK_BYTES) if tag == FINAL else chunk
    except (CryptoError, ValueError) as wrong:
        raise IntegrityError("parcel-altered") from wrong
    if tag != FINAL or left:
        raise InputError("parcel-truncated")
