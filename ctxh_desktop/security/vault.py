"""The vault: files of attachments on a laptop's disk, each sealed with a key of its own.

    <profile>/files/<sha256>     header │ pieces of 64 KiB, XChaCha20-Poly1305 secretstream

The keys lie only in the encrypted database: without it a file is noise, and a forgotten key is an
erased file.  The last piece is marked, so that a file cut short never passes for a whole one.

Invariants: at every moment a name holds a whole file or none; bytes are never on the disk in clear.
Source: sync design §4.15; ADR-0016.
"""

from __future__ import annotations

from pathlib import Path

from nacl import bindings
from nacl.exceptions import CryptoError

from ctxh_desktop.errors import IntegrityError
from ctxh_desktop.security.durable_files import Disk, make_folder, replace_file, written_or_told
from ctxh_desktop.security.profile_files import VAULT_NAME

KEY_BYTES = bindings.crypto_secretstream_xchacha20poly1305_KEYBYTES
PIECE_BYTES = 64 * 1024

_HEADER_BYTES = bindings.crypto_secretstream_xchacha20poly1305_HEADERBYTES
_EXTRA_BYTES = bindings.crypto_secretstream_xchacha20poly1305_ABYTES
_MORE = bindings.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
_LAST = bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL
_SEALED_BYTES_MAX = 16 * 1024 * 1024


class Vault:
    """The sealed files of one profile.

    Args:
        profile: the folder of the profile; its `files` is made when first needed.
        disk: what touches the disk, so that a test can fail it.
    """

    def __init__(self, profile: Path, disk: Disk | None = None) -> None:
        self.folder = profile / VAULT_NAME
        self._disk = disk or Disk()

    def write(self, sha256: str, key: bytes, content: bytes) -> None:
        """Seal and keep a file durably, in place of one of this name.

        Raises:
            TransientError: "disk-full", "folder-not-writable".
        """
        with written_or_told():
            make_folder(self.folder)
            replace_file(self._disk, self.folder / sha256, seal(sha256, key, content))

    def read(self, sha256: str, key: bytes) -> bytes:
        """Return the bytes of a file.

        Raises:
            IntegrityError: "attachment-damaged" when it is not there, not whole or not genuine.
        """
        try:
            sealed = self._disk.read(self.folder / sha256, _SEALED_BYTES_MAX)
        except OSError as error:
            raise IntegrityError("attachment-damaged") from error
        return opened(sha256, key, sealed)

    def remove(self, name: str) -> None:
        """Remove a file; one that is not there is already removed."""
        with written_or_told():
            self._disk.remove(self.folder / name)

    def names(self) -> set[str]:
        """Return what lies there, unfinished files too."""
        if not self.folder.is_dir():
            return set()
        return {entry.name for entry in self.folder.iterdir()}


def seal(sha256: str, key: bytes, content: bytes) -> bytes:
    """Return the sealed form of a file; it is bound to its name."""
    state = bindings.crypto_secretstream_xchacha20poly1305_state()
    sealed = [bindings.crypto_secretstream_xchacha20poly1305_init_push(state, key)]
    name = bytes.fromhex(sha256)
    for start in range(0, max(len(content), 1), PIECE_BYTES):
        piece = content[start : start + PIECE_BYTES]
        tag = _LAST if start + PIECE_BYTES >= len(content) else _MORE
        sealed.append(bindings.crypto_secretstream_xchacha20poly1305_push(state, piece, name, tag))
    return b"".join(sealed)


def opened(sha256: str, key: bytes, sealed: bytes) -> bytes:
    """Return the bytes of a sealed file (IntegrityError "attachment-damaged")."""
    header, rest = sealed[:_HEADER_BYTES], memoryview(sealed)[_HEADER_BYTES:]
    step, tag = PIECE_BYTES + _EXTRA_BYTES, _MORE
    content: list[bytes] = []
    try:
        state = bindings.crypto_secretstream_xchacha20poly1305_state()
        bindings.crypto_secretstream_xchacha20poly1305_init_pull(state, header, key)
        for start in range(0, len(rest), step):
            piece, tag = bindings.crypto_secretstream_xchacha20poly1305_pull(
                state, bytes(rest[start : start + step]), bytes.fromhex(sha256)
            )
            content.append(piece)
    except (CryptoError, ValueError, TypeError) as error:
        raise IntegrityError("attachment-damaged") from error
    if tag != _LAST:
        raise IntegrityError("attachment-damaged")
    return b"".join(content)
