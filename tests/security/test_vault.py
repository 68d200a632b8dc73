from __future__ import annotations

import errno
import hashlib
from pathlib import Path

import pytest

from ctxh_desktop.errors import IntegrityError, TransientError
from ctxh_desktop.security.vault import PIECE_BYTES, Vault, opened, seal
from tests.data.faulty_disk import FaultyDisk

KEY = bytes(range(32))


def content_of(size: int) -> bytes:
    return (b"Zebranaut " * (size // 10 + 1))[:size]


def name_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("size", [0, 1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 300_000])
def test_what_goes_in_comes_out_and_lies_there_unreadable(tmp_path: Path, size: int) -> None:
    content = content_of(size)
    vault = Vault(tmp_path)

    vault.write(name_of(content), KEY, content)

    assert vault.read(name_of(content), KEY) == content
    assert vault.names() == {name_of(content)}
    on_disk = (vault.folder / name_of(content)).read_bytes()
    assert b"Zebranaut" not in on_disk
    assert (vault.folder / name_of(content)).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("cut", [0, 10, 24, 24 + PIECE_BYTES + 17, -1])
def test_a_file_cut_short_is_never_taken_for_a_whole_one(cut: int) -> None:
    content = content_of(3 * PIECE_BYTES)
    sealed = seal(name_of(content), KEY, content)

    with pytest.raises(IntegrityError, match="attachment-damaged"):
        opened(name_of(content), KEY, sealed[:cut])


@pytest.mark.parametrize("place", [0, 30, PIECE_BYTES + 60, -1])
def test_a_changed_byte_is_noticed(place: int) -> None:
    content = content_of(2 * PIECE_BYTES)
    sealed = bytearray(seal(name_of(content), KEY, content))
    sealed[place] ^= 1

    with pytest.raises(IntegrityError, match="attachment-damaged"):
        opened(name_of(content), KEY, bytes(sealed))


def test_a_file_opens_only_with_its_key_and_under_its_name(tmp_path: Path) -> None:
    content, other = content_of(100), content_of(101)
    sealed = seal(name_of(content), KEY, content)

    for name, key in ((name_of(content), bytes(32)), (name_of(other), KEY)):
        with pytest.raises(IntegrityError, match="attachment-damaged"):
            opened(name, key, sealed)
    with pytest.raises(IntegrityError, match="attachment-damaged"):
        Vault(tmp_path).read(name_of(content), KEY)


@pytest.mark.drill
def test_a_plug_pulled_at_any_step_leaves_a_whole_file_or_none(tmp_path: Path) -> None:
    content = content_of(100_000)
    for steps in range(10):
        vault = Vault(tmp_path / str(steps), FaultyDisk(steps))
        try:
            vault.write(name_of(content), KEY, content)
        except TransientError:
            left = vault.names()
            if name_of(content) in left:
                assert Vault(tmp_path / str(steps)).read(name_of(content), KEY) == content
            continue
        assert vault.read(name_of(content), KEY) == content
        break
    assert steps == 3


def test_a_full_disk_is_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(TransientError, match="disk-full"):
        Vault(tmp_path, FaultyDisk(0, errno.ENOSPC)).write(name_of(b"x"), KEY, b"x")


def test_removing_twice_is_harmless(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    assert vault.names() == set()
    vault.write(name_of(b"x"), KEY, b"x")

    vault.remove(name_of(b"x"))
    vault.remove(name_of(b"x"))

    assert vault.names() == set()
