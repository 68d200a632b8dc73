"""The one-time enrolment code (mã ghép máy): both sides prove that they know it, neither sends it.

    K7QF-2M9D-8RTX-4HNC
    └┬─┘ └──────┬─────┘└ the last symbol checks the other fifteen
     │          55 secret bits
     public id, by which the server finds the code

    laptop ── public id, fresh nonce ───────────► server
    laptop ◄─ CA certificate, seal over both ──── server    the laptop checks it, pins the CA
    laptop ── proof, device public key (TLS) ───► server    the server checks it, binds the key

The check symbol sees every single wrong symbol and every swap of two, so a slip of the finger is
told as one, at once and without a network, and never looks like a false server.  The 55 bits go
through Argon2id before anything is derived from them, so that who sees a seal pays dearly for each
guess, for a code that works once and for days.

Source: sync.md §4.15; Crockford's base 32.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from hashlib import blake2b, sha256

from argon2 import Type
from argon2.low_level import hash_secret_raw

from ctxh_desktop.ambient import Ambient
from ctxh_desktop.errors import InputError, IntegrityError

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SYMBOLS_TOTAL = 16
GROUP_SYMBOLS = 4
NONCE_BYTES = 16

_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})
_BETWEEN = "-\u2010\u2011\u2012\u2013\u2014\u2212_.\u200b\ufeff"
_STRETCH_KIB = 19 * 1024
_STRETCH_PASSES = 2
_FIELD_POLYNOMIAL = 0b100101
_FIELD_SIZE = 32


@dataclass(frozen=True)
class StoredCode:
    """What the server keeps of a code: enough to check a proof and to seal, not to claim.

    Shapes: `public_id` 4 symbols; the others 64 hexadecimal digits.
    """

    public_id: str
    proof_check: str
    ca_key: str

    def __repr__(self) -> str:
        return f"StoredCode({self.public_id})"


def new_code(ambient: Ambient) -> str:
    """Draw a code, written in four groups."""
    draw = int.from_bytes(ambient.random_bytes(10), "big")
    symbols = [draw >> 5 * place & 31 for place in range(SYMBOLS_TOTAL - 1)]
    symbols.append(_doubled(_remainder(symbols)))
    return written("".join(ALPHABET[symbol] for symbol in symbols))


def read_code(text: str) -> str:
    """Return the 16 symbols a person meant, however she wrote them.

    Raises:
        InputError: `enrolment-code-malformed` (fact `symbols`: how many there are),
            `enrolment-code-mistyped` when a symbol must be wrong.
    """
    shown = "".join(letter for letter in text if not letter.isspace() and letter not in _BETWEEN)
    code = shown.upper().translate(_MISREAD)
    if len(code) != SYMBOLS_TOTAL or not set(code) <= set(ALPHABET):
        raise InputError("enrolment-code-malformed", symbols=len(code), expected=SYMBOLS_TOTAL)
    if _remainder([ALPHABET.index(symbol) for symbol in code]) != 0:
        raise InputError("enrolment-code-mistyped")
    return code


def written(code: str) -> str:
    """Return a code as it is shown, in groups."""
    starts = range(0, SYMBOLS_TOTAL, GROUP_SYMBOLS)
    return "-".join(code[start : start + GROUP_SYMBOLS] for start in starts)


def public_id(code: str) -> str:
    """Return the part of a code that may travel in clear."""
    return read_code(code)[:GROUP_SYMBOLS]


def stored(code: str) -> StoredCode:
    """Return what the server keeps when it hands a code out."""
    root = _root(code)
    return StoredCode(
        public_id=public_id(code),
        proof_check=_proof_check(_derived(root, b"proof")),
        ca_key=_derived(root, b"ca-key").hex(),
    )


def new_nonce(ambient: Ambient) -> str:
    """Draw what makes a seal fresh; the laptop does so for each attempt."""
    return ambient.random_bytes(NONCE_BYTES).hex()


def seal_authority(kept: StoredCode, ca_pem: str, nonce: str) -> str:
    """Server: prove that this CA certificate comes from who handed the code out."""
    return _seal(bytes.fromhex(kept.ca_key), ca_pem, nonce)


def check_authority(code: str, ca_pem: str, nonce: str, seal: str) -> None:
    """Laptop: trust a CA certificate only with the right seal over it and my nonce.

    Raises:
        IntegrityError: `wrong-certificate-authority`.
        InputError: as `read_code`.
    """
    expected = _seal(_derived(_root(code), b"ca-key"), ca_pem, nonce)
    if not hmac.compare_digest(expected.encode(), seal.encode("utf-8", "replace")):
        raise IntegrityError("wrong-certificate-authority")


def proof(code: str) -> str:
    """Laptop: return what claims the code; to be sent only over TLS with the checked CA."""
    return _derived(_root(code), b"proof").hex()


def check_proof(kept: StoredCode, claimed: str) -> None:
    """Server: refuse who does not know the code.

    Raises:
        InputError: `enrolment-code-wrong`.
    """
    try:
        check = _proof_check(bytes.fromhex(claimed))
    except ValueError:
        check = ""
    if not hmac.compare_digest(check, kept.proof_check):
        raise InputError("enrolment-code-wrong")


def _root(code: str) -> bytes:
    symbols = read_code(code).encode()
    return hash_secret_raw(
        symbols[GROUP_SYMBOLS:],
        b"ctxh enrolment 1" + symbols[:GROUP_SYMBOLS],
        time_cost=_STRETCH_PASSES,
        memory_cost=_STRETCH_KIB,
        parallelism=1,
        hash_len=32,
        type=Type.ID,
    )


def _derived(root: bytes, purpose: bytes) -> bytes:
    return blake2b(b"", key=root, digest_size=32, person=b"ctxh-" + purpose).digest()


def _proof_check(claimed: bytes) -> str:
    return blake2b(claimed, digest_size=32, person=b"ctxh-proof-check").hexdigest()


def _seal(ca_key: bytes, ca_pem: str, nonce: str) -> str:
    # Each part at a fixed length, so that nothing can move from one to the other.
    parts = sha256(nonce.encode()).digest() + sha256(ca_pem.encode()).digest()
    return hmac.digest(ca_key, parts, sha256).hex()


def _remainder(symbols: list[int]) -> int:
    """Return 0 for a whole code: its symbols as a polynomial over GF(32), at the generator."""
    rest = 0
    for symbol in symbols:
        rest = _doubled(rest) ^ symbol
    return rest


def _doubled(symbol: int) -> int:
    return symbol << 1 if symbol < _FIELD_SIZE // 2 else symbol << 1 ^ _FIELD_POLYNOMIAL
