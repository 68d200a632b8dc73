"""The database key: made once at random, opened by a person's passphrase.

    passphrase ── Argon2id ──► wrapping key ── XChaCha20-Poly1305 ──► database key ──► SQLCipher

Three things that can go wrong are three errors: a wrong phrase (a person mends it), a damaged slot
file (the second copy mends it), a missing one (nobody may begin afresh).

Source: security.md §4.1 to §4.3.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal

from argon2 import Type
from argon2.exceptions import HashingError
from argon2.low_level import hash_secret_raw
from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt,
    crypto_aead_xchacha20poly1305_ietf_encrypt,
)
from nacl.exceptions import CryptoError

from ctxh_desktop.ambient import Ambient
from ctxh_desktop.domain.values import clean
from ctxh_desktop.errors import InputError, IntegrityError, TransientError
from ctxh_desktop.security import phrases, profile_files, slots
from ctxh_desktop.security.durable_files import Disk, make_folder, written_or_told
from ctxh_desktop.security.slots import Kdf, Slot, SlotFile

KEY_BYTES = 32
NONCE_BYTES = 24
SALT_BYTES = 16
CHECK_BYTES = 8


@dataclass(frozen=True)
class KdfCost:
    """What one guess of a passphrase costs.

    Units: memory in KiB, `passes` over it, `lanes` in parallel.
    """

    memory_kib: int
    passes: int
    lanes: int = 1

    def is_met_by(self, kdf: Kdf) -> bool:
        """Tell whether a slot costs at least this much."""
        return kdf.m >= self.memory_kib and kdf.t >= self.passes and kdf.p >= self.lanes


DEFAULT_COST = KdfCost(memory_kib=64 * 1024, passes=3)
COST_FLOOR = KdfCost(memory_kib=46 * 1024, passes=1)
"""Below it a slot file was tampered with.  Source: OWASP ASVS 5.0.0 appendix C."""


class DatabaseKey:
    """The opened key of one database, in memory that can be wiped.

    Invariants: never in `repr`; `forget` zeroes it, after which it gives nothing out.
    """

    __slots__ = ("_secret", "database_id")

    def __init__(self, secret: bytearray, database_id: str) -> None:
        self._secret = secret
        self.database_id = database_id

    def __repr__(self) -> str:
        return f"DatabaseKey({self.database_id})"

    def hex(self) -> str:
        """Return the raw key as SQLCipher's `PRAGMA key = "x'…'"` wants it."""
        return self._opened().hex()

    def raw(self) -> bytes:
        """Return a copy of the key, to wrap it; it cannot be wiped, so let it go at once."""
        return bytes(self._opened())

    def derive(self, purpose: str) -> bytes:
        """Return a 32-byte key for one purpose, which tells nothing about this one."""
        return hmac.digest(self._opened(), purpose.encode() + b"\x01", sha256)

    def forget(self) -> None:
        """Overwrite the key with zeros."""
        self._secret[:] = bytes(len(self._secret))
        self._secret = bytearray()

    def _opened(self) -> bytearray:
        if not self._secret:
            raise RuntimeError("the key was forgotten")
        return self._secret


def state(folder: Path) -> Literal["absent", "present"]:
    """Tell whether there are keys, readable or not."""
    return "present" if profile_files.has_key_files(folder) else "absent"


def users(folder: Path, *, disk: Disk | None = None) -> tuple[str, ...]:
    """Return who may open the profile, in the order in which they were added.

    Raises:
        IntegrityError: see `slots.read_copies`.
    """
    newest = slots.read_copies(folder, disk or Disk()).sound[0]
    return tuple(slot.user for slot in newest.slots)


def create(
    folder: Path,
    *,
    user: str,
    passphrase: str,
    ambient: Ambient,
    cost: KdfCost = DEFAULT_COST,
    disk: Disk | None = None,
) -> DatabaseKey:
    """Make the key of a new profile, for its first user.

    Raises:
        InputError: `profile-exists`, `user-name-missing`, `user-name-too-long`, `phrase-missing`.
        IntegrityError: `keys-missing`, there is a database here already.
        TransientError: `disk-full`, `folder-not-writable`, `not-enough-memory`.
    """
    disk = disk or Disk()
    if profile_files.has_key_files(folder):
        raise InputError("profile-exists")
    if profile_files.profile_state(folder) is profile_files.ProfileState.KEYS_MISSING:
        raise IntegrityError("keys-missing")
    key = DatabaseKey(bytearray(ambient.random_bytes(KEY_BYTES)), ambient.new_id())
    slot = _new_slot(key, _user_name(user), passphrase, cost, ambient)
    _store(folder, _sealed(key, (slot,)), disk)
    unlock(folder, user=user, passphrase=passphrase, cost_floor=cost, disk=disk).forget()
    return key


def add_user(
    folder: Path,
    key: DatabaseKey,
    *,
    user: str,
    passphrase: str,
    ambient: Ambient,
    disk: Disk | None = None,
) -> None:
    """Let one more person open the profile, at the cost its first slot has.

    Raises:
        InputError: `user-exists`, `users-too-many`, or as for `create`.
        IntegrityError: the slot file is damaged, or is not this key's (`keys-damaged`).
        TransientError: as for `create`; who could open the profile still can.
    """
    disk = disk or Disk()
    name = _user_name(user)
    file = _genuine(slots.read_copies(folder, disk).sound, key)
    if file.slot_of(name) is not None:
        raise InputError("user-exists")
    if len(file.slots) >= slots.SLOTS_MAX:
        raise InputError("users-too-many", maximum=slots.SLOTS_MAX)
    first = file.slots[0].kdf
    cost = KdfCost(first.m, first.t, first.p)
    slot = _new_slot(key, name, passphrase, cost, ambient)
    _store(folder, _sealed(key, (*file.slots, slot)), disk)
    unlock(folder, user=name, passphrase=passphrase, cost_floor=cost, disk=disk).forget()


def unlock(
    folder: Path,
    *,
    user: str,
    passphrase: str,
    cost_floor: KdfCost = COST_FLOOR,
    disk: Disk | None = None,
) -> DatabaseKey:
    """Open the key with a person's passphrase, and mend a damaged copy of the slot file.

    Raises:
        InputError: `wrong-passphrase` (fact `accents`: letters with accents were typed, so a
            Vietnamese input method may be on), `user-unknown`.
        IntegrityError: `keys-missing`, `keys-damaged`, `keys-weakened`, `keys-need-newer-program`.
        TransientError: `not-enough-memory`.
    """
    disk = disk or Disk()
    copies = slots.read_copies(folder, disk)
    for file in copies.sound:
        key = _opened(file, user, passphrase, cost_floor)
        if _is_genuine(file, key):
            slots.mend_copies(folder, file, copies, disk)
            return key
        key.forget()
    raise IntegrityError("keys-damaged")


def _user_name(user: str) -> str:
    name = " ".join(clean(user).split())
    if not name:
        raise InputError("user-name-missing")
    if len(name) > slots.USER_LETTERS_MAX:
        raise InputError("user-name-too-long", maximum=slots.USER_LETTERS_MAX)
    return name


def _new_slot(
    key: DatabaseKey, user: str, passphrase: str, cost: KdfCost, ambient: Ambient
) -> Slot:
    if not passphrase.strip():
        raise InputError("phrase-missing")
    salt = ambient.random_bytes(SALT_BYTES).hex()
    kdf = Kdf(m=cost.memory_kib, t=cost.passes, p=cost.lanes, salt=salt)
    nonce = ambient.random_bytes(NONCE_BYTES)
    draft = Slot(id=ambient.new_id(), user=user, kdf=kdf, nonce=nonce.hex(), wrap="")
    wrapping = _wrapping_key(kdf, phrases.spellings(passphrase)[0])
    wrap = crypto_aead_xchacha20poly1305_ietf_encrypt(
        key.raw(), _bound_facts(draft, key.database_id), nonce, wrapping
    )
    return Slot(id=draft.id, user=user, kdf=kdf, nonce=draft.nonce, wrap=wrap.hex())


def _opened(file: SlotFile, user: str, passphrase: str, floor: KdfCost) -> DatabaseKey:
    if not all(floor.is_met_by(slot.kdf) for slot in file.slots):
        raise IntegrityError("keys-weakened")
    slot = file.slot_of(_user_name(user))
    if slot is None:
        raise InputError("user-unknown")
    for spelling in phrases.spellings(passphrase):
        try:
            secret = crypto_aead_xchacha20poly1305_ietf_decrypt(
                bytes.fromhex(slot.wrap),
                _bound_facts(slot, file.db),
                bytes.fromhex(slot.nonce),
                _wrapping_key(slot.kdf, spelling),
            )
        except CryptoError:
            continue
        return DatabaseKey(bytearray(secret), file.db)
    raise InputError("wrong-passphrase", accents=not passphrase.isascii())


def _wrapping_key(kdf: Kdf, phrase: str) -> bytes:
    try:
        return hash_secret_raw(
            phrase.encode("utf-8", "surrogatepass"),
            bytes.fromhex(kdf.salt),
            time_cost=kdf.t,
            memory_cost=kdf.m,
            parallelism=kdf.p,
            hash_len=KEY_BYTES,
            type=Type.ID,
            version=kdf.v,
        )
    except HashingError as refusal:
        raise TransientError("not-enough-memory") from refusal


def _bound_facts(slot: Slot, database_id: str) -> bytes:
    """Return what the wrap is bound to, so that no part of one slot can be moved to another."""
    kdf = [slot.kdf.alg, slot.kdf.v, slot.kdf.m, slot.kdf.t, slot.kdf.p, slot.kdf.salt]
    return slots.canonical([slots.VERSION, database_id, slot.id, slot.kind, slot.user, kdf])


def _sealed(key: DatabaseKey, with_slots: tuple[Slot, ...]) -> SlotFile:
    draft = SlotFile(db=key.database_id, kcv=_check_value(key), slots=with_slots, mac="")
    mac = hmac.digest(key.derive("slots"), draft.sealed_part(), sha256).hex()
    return SlotFile(db=draft.db, kcv=draft.kcv, slots=with_slots, mac=mac)


def _check_value(key: DatabaseKey) -> str:
    return hmac.digest(key.raw(), b"kcv", sha256)[:CHECK_BYTES].hex()


def _is_genuine(file: SlotFile, key: DatabaseKey) -> bool:
    """Tell whether who wrote this file held the key; the check value is part of what is proven."""
    mac = hmac.digest(key.derive("slots"), file.sealed_part(), sha256).hex()
    return hmac.compare_digest(mac, file.mac)


def _genuine(sound: tuple[SlotFile, ...], key: DatabaseKey) -> SlotFile:
    for file in sound:
        if _is_genuine(file, key):
            return file
    raise IntegrityError("keys-damaged")


def _store(folder: Path, file: SlotFile, disk: Disk) -> None:
    with written_or_told():
        make_folder(folder)
        slots.write_copies(folder, file, disk)
