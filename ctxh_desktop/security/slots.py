"""The slot file: one database key, wrapped once for each person who may open the profile.

    {"v": 1, "db": uuid, "kcv": …, "mac": …, "sum": …, "slots": [{"id", "kind": "user", "user",
     "kdf": {"alg": "argon2id", "v": 19, "m", "t", "p", "salt"}, "nonce", "wrap"}]}

`mac` proves, to who holds the database key, that nobody changed the file; `sum` lets anybody tell
damage from a wrong passphrase before a key is known.  Bytes are hexadecimal.

Invariants: `v` and the rule of `sum` (BLAKE2b over the canonical form without `sum`) are the same
in all versions to come; a file of a version we do not know is never rewritten; of two sound copies
the first is the newer, because it is written first.
Source: security.md §4.2.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from ctxh_desktop.errors import IntegrityError
from ctxh_desktop.security.durable_files import Disk, replace_file
from ctxh_desktop.security.profile_files import KEYS_NAME, SPARE_KEYS_NAME

VERSION = 1
FILE_BYTES_MAX = 64 * 1024
SLOTS_MAX = 32
USER_LETTERS_MAX = 200

_Hex8 = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{16}\Z")]
_Hex16 = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{32}\Z")]
_Hex24 = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{48}\Z")]
_Hex32 = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]
_Hex48 = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{96}\Z")]


class Kdf(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a passphrase becomes a key; the upper bounds keep a forged file from eating the memory.

    Units: `m` in KiB, `t` in passes, `p` in lanes.
    """

    m: Annotated[int, msgspec.Meta(ge=8, le=1024 * 1024)]
    t: Annotated[int, msgspec.Meta(ge=1, le=64)]
    p: Annotated[int, msgspec.Meta(ge=1, le=16)]
    salt: _Hex16
    alg: Literal["argon2id"] = "argon2id"
    v: Literal[19] = 19


class Slot(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One way to the database key: a person's passphrase."""

    id: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    user: Annotated[str, msgspec.Meta(min_length=1, max_length=USER_LETTERS_MAX)]
    kdf: Kdf
    nonce: _Hex24
    wrap: _Hex48
    kind: Literal["user"] = "user"


class SlotFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the file says, without its checksum."""

    db: Annotated[str, msgspec.Meta(min_length=36, max_length=36)]
    kcv: _Hex8
    slots: Annotated[tuple[Slot, ...], msgspec.Meta(min_length=1, max_length=SLOTS_MAX)]
    mac: _Hex32
    v: Literal[1] = 1

    def slot_of(self, user: str) -> Slot | None:
        """Return the slot of a person, if there is one."""
        return next((slot for slot in self.slots if slot.user == user), None)

    def sealed_part(self) -> bytes:
        """Return the bytes `mac` speaks for."""
        tree = msgspec.to_builtins(self)
        del tree["mac"]
        return canonical(tree)


@dataclass(frozen=True)
class Copies:
    """The two copies as they lie on the disk.

    Shapes: `raw` in the order first copy, second copy, None where there is no such file;
    `sound` holds those that could be read, the newer first, never empty.
    """

    raw: tuple[bytes | None, bytes | None]
    sound: tuple[SlotFile, ...]


def canonical(tree: object) -> bytes:
    """Return the one spelling of a JSON value over which checks are made."""
    return json.dumps(tree, sort_keys=True, separators=(",", ":")).encode("ascii")


def encode(file: SlotFile) -> bytes:
    """Return the file's bytes, checksum included."""
    tree = msgspec.to_builtins(file)
    return canonical(tree | {"sum": _sum(tree)}) + b"\n"


def decode(content: bytes) -> SlotFile:
    """Read a slot file, strictly.

    Raises:
        IntegrityError: `keys-damaged` or `keys-need-newer-program`.
    """
    if len(content) > FILE_BYTES_MAX:
        raise IntegrityError("keys-damaged")
    try:
        tree = json.loads(content, object_pairs_hook=_without_twins)
        claimed = tree.pop("sum")
        if claimed != _sum(tree):
            raise ValueError("sum")  # noqa: TRY301 (one road for all damage)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as damage:
        raise IntegrityError("keys-damaged") from damage
    if tree.get("v") != VERSION:
        raise IntegrityError("keys-need-newer-program")
    try:
        return msgspec.convert(tree, SlotFile)
    except msgspec.ValidationError as damage:
        raise IntegrityError("keys-damaged") from damage


def read_copies(folder: Path, disk: Disk) -> Copies:
    """Read both copies and keep those that are sound.

    Raises:
        IntegrityError: `keys-missing` when there is neither file, `keys-damaged` when none that
            is there can be read, `keys-need-newer-program` when either comes from the future.
    """
    raw = (_read(folder / KEYS_NAME, disk), _read(folder / SPARE_KEYS_NAME, disk))
    sound = []
    for content in raw:
        if content is None:
            continue
        try:
            sound.append(decode(content))
        except IntegrityError as error:
            if error.code != "keys-damaged":
                raise
    if raw == (None, None):
        raise IntegrityError("keys-missing")
    if not sound:
        raise IntegrityError("keys-damaged")
    return Copies(raw, tuple(sound))


def write_copies(folder: Path, file: SlotFile, disk: Disk) -> None:
    """Write both copies, one after the other, so that one is whole at every moment.

    Raises:
        OSError: the disk refused.
    """
    content = encode(file)
    for name in (KEYS_NAME, SPARE_KEYS_NAME):
        replace_file(disk, folder / name, content)


def mend_copies(folder: Path, file: SlotFile, copies: Copies, disk: Disk) -> None:
    """Bring a copy that differs back to what was just proven genuine."""
    content = encode(file)
    # A disk that refuses must not keep a person from her work: the next unlock tries again.
    with suppress(OSError):
        for name, found in zip((KEYS_NAME, SPARE_KEYS_NAME), copies.raw, strict=True):
            if found != content:
                replace_file(disk, folder / name, content)


def _read(path: Path, disk: Disk) -> bytes | None:
    try:
        return disk.read(path, FILE_BYTES_MAX)
    except FileNotFoundError:
        return None
    except OSError:
        return b""  # there, but not to be read: as good as damaged


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    tree = dict(pairs)
    if len(tree) != len(pairs):
        raise ValueError("a key twice")
    return tree


def _sum(tree: dict[str, Any]) -> str:
    return blake2b(canonical(tree), digest_size=16, person=b"ctxh-slot-sum").hexdigest()
