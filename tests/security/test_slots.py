from __future__ import annotations

import json
from hashlib import blake2b

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxh_desktop.errors import IntegrityError
from ctxh_desktop.security.durable_files import Disk
from ctxh_desktop.security.slots import (
    FILE_BYTES_MAX,
    Kdf,
    Slot,
    SlotFile,
    canonical,
    decode,
    encode,
    mend_copies,
    read_copies,
    write_copies,
)
from tests.data.faulty_disk import FaultyDisk

pytestmark = pytest.mark.drill

KDF = Kdf(m=64, t=1, p=1, salt="0a" * 16)
SLOT = Slot(id="s1", user="Trần Thị Hoa", kdf=KDF, nonce="0b" * 24, wrap="0c" * 48)
FILE = SlotFile(db="0" * 36, kcv="0d" * 8, slots=(SLOT,), mac="0e" * 32)


def signed(tree):
    """Return a file with a right checksum, whatever it says."""
    check = blake2b(canonical(tree), digest_size=16, person=b"ctxh-slot-sum").hexdigest()
    return canonical({**tree, "sum": check})


def tree_of(file=FILE):
    tree = json.loads(encode(file))
    del tree["sum"]
    return tree


def code_of(content):
    with pytest.raises(IntegrityError) as told:
        decode(content)
    return told.value.code


def test_a_file_reads_as_it_was_written():
    assert decode(encode(FILE)) == FILE
    assert FILE.slot_of("Trần Thị Hoa") is SLOT
    assert FILE.slot_of("Lê Văn Bình") is None


def test_what_the_mac_speaks_for_is_everything_but_itself():
    assert set(json.loads(FILE.sealed_part())) == {"v", "db", "kcv", "slots"}


def test_every_changed_bit_is_seen():
    whole = encode(FILE)
    for place in range(len(whole)):
        for bit in range(8):
            broken = bytearray(whole)
            broken[place] ^= 1 << bit
            try:
                read = decode(bytes(broken))
            except IntegrityError as error:
                assert error.code == "keys-damaged"  # noqa: PT017 (either this or harmless)
            else:
                assert read == FILE


@given(st.integers(0, 10_000))
def test_a_file_cut_anywhere_is_damaged(length):
    whole = encode(FILE).strip()

    assert code_of(whole[: length % len(whole)]) == "keys-damaged"


@given(st.binary(max_size=300))
def test_any_bytes_are_damaged_and_never_an_accident(content):
    assert code_of(content) == "keys-damaged"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"null",
        b"{}",
        b"[" * 50_000,
        b'{"sum": "x"}',
        b'{"v": 1, "v": 1, "sum": "x"}',
        "{}".encode("utf-16"),
        b"\xff\xfe\x00",
        b"9" * 10_000,
    ],
)
def test_what_is_no_slot_file_is_damaged(content):
    assert code_of(content) == "keys-damaged"


def test_a_name_said_twice_is_damaged_even_with_a_right_checksum():
    content = signed(tree_of()).replace(b'{"db":', b'{"v":1,"db":', 1)

    assert code_of(content) == "keys-damaged"


def test_a_file_over_64_kilobytes_is_not_read():
    assert code_of(encode(FILE) + b" " * FILE_BYTES_MAX) == "keys-damaged"


def test_a_file_of_a_later_version_says_so_whatever_else_is_in_it():
    assert code_of(signed({"v": 2, "new": True})) == "keys-need-newer-program"


def test_a_damaged_version_number_is_damage_and_not_a_later_version():
    assert code_of(encode(FILE).replace(b'"v":1', b'"v":3')) == "keys-damaged"


@pytest.mark.parametrize(
    "change",
    [
        {"extra": 1},
        {"slots": []},
        {"slots": "none"},
        {"db": "short"},
        {"mac": "0E" * 32},
        {"kcv": "zz"},
        {"v": True},
    ],
)
def test_a_wrong_shape_with_a_right_checksum_is_damaged(change):
    assert code_of(signed(tree_of() | change)) == "keys-damaged"


@pytest.mark.parametrize(
    "change",
    [
        {"m": 2**31},
        {"m": 65536.5},
        {"t": 10_000},
        {"p": 0},
        {"alg": "md5"},
        {"v": 16},
        {"salt": "0a" * 16 + "\n"},
    ],
)
def test_a_forged_cost_is_refused_before_it_eats_the_memory(change):
    tree = tree_of()
    tree["slots"][0]["kdf"] |= change

    assert code_of(signed(tree)) == "keys-damaged"


def test_no_copy_at_all_is_missing_and_not_damaged(tmp_path):
    with pytest.raises(IntegrityError) as told:
        read_copies(tmp_path, Disk())

    assert told.value.code == "keys-missing"


@pytest.mark.parametrize(
    "names", [["keys.json"], ["keys.json.bak"], ["keys.json", "keys.json.bak"]]
)
def test_only_damaged_copies_are_damaged(tmp_path, names):
    for name in names:
        (tmp_path / name).write_bytes(b"{")

    with pytest.raises(IntegrityError) as told:
        read_copies(tmp_path, Disk())

    assert told.value.code == "keys-damaged"


def test_a_copy_that_cannot_be_read_is_damaged(tmp_path):
    (tmp_path / "keys.json").mkdir()
    (tmp_path / "keys.json.bak").write_bytes(encode(FILE))

    copies = read_copies(tmp_path, Disk())

    assert copies.raw == (b"", encode(FILE))
    assert copies.sound == (FILE,)


@pytest.mark.parametrize("name", ["keys.json", "keys.json.bak"])
def test_a_copy_from_the_future_stops_everything(tmp_path, name):
    write_copies(tmp_path, FILE, Disk())
    (tmp_path / name).write_bytes(signed({"v": 2}))

    with pytest.raises(IntegrityError) as told:
        read_copies(tmp_path, Disk())

    assert told.value.code == "keys-need-newer-program"


@pytest.mark.parametrize("name", ["keys.json", "keys.json.bak"])
def test_a_damaged_copy_is_mended_from_the_other(tmp_path, name):
    write_copies(tmp_path, FILE, Disk())
    (tmp_path / name).write_bytes(b"damaged")

    mend_copies(tmp_path, FILE, read_copies(tmp_path, Disk()), Disk())

    assert (tmp_path / name).read_bytes() == encode(FILE)


def test_a_disk_that_refuses_the_mending_does_no_harm(tmp_path):
    write_copies(tmp_path, FILE, Disk())
    (tmp_path / "keys.json").write_bytes(b"damaged")

    mend_copies(tmp_path, FILE, read_copies(tmp_path, Disk()), FaultyDisk(0))

    assert read_copies(tmp_path, Disk()).sound == (FILE,)
