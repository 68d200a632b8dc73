"""Sticks as they really are: full, locked, pulled out, shared; and parcels cut to size."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ctxh_desktop.errors import CtxhError, InputError, TransientError
from ctxh_desktop.security.device import DeviceKey
from ctxh_desktop.security.durable_files import Disk
from ctxh_desktop.sync import stick as sticks
from ctxh_desktop.sync.stick import FILE_BYTES_MIN, PROVINCE, Party, Stick
from tests.data.faulty_disk import FaultyDisk
from tests.data.laptops import ticking_ambient

A, B, P = (DeviceKey(bytes([n]) * 32) for n in (1, 2, 3))
CLOCK = ticking_ambient("stick")
CONTENT = bytes(n % 251 for n in range(300_000))


def stick(
    folder: Path, name: str = "a", key: DeviceKey = A, province: str = "46", **more: object
) -> Stick:
    return Stick(folder, Party(name, key, province, "e"), CLOCK, **more)  # type: ignore[arg-type]


def reader(folder: Path, province: str = "46") -> Stick:
    return stick(folder, PROVINCE, P, province)


def give(folder: Path, content: bytes = CONTENT, **more: object) -> tuple[str, ...]:
    written = stick(folder, **more).put("up", {PROVINCE: P.public}, [content])
    assert written is not None
    assert written.size == sum((folder / name).stat().st_size for name in written.files)
    return written.files


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def refusals(folder: Path) -> list[str]:
    return [refused.error.code for refused in reader(folder).find("up")[1]]


def test_what_was_given_is_read(tmp_path: Path) -> None:
    give(tmp_path)
    found, refused = reader(tmp_path).find("up")

    assert ([each.label.sender for each in found], refused) == (["a"], [])
    assert b"".join(reader(tmp_path).read(found[0], A.public)) == CONTENT
    assert stick(tmp_path).find("down") == ([], [])


def test_large_content_is_cut_to_size_and_joined_again(tmp_path: Path) -> None:
    files = give(tmp_path, file_bytes=FILE_BYTES_MIN)

    assert len(files) == 5
    assert all((tmp_path / name).stat().st_size <= FILE_BYTES_MIN for name in files)
    found = reader(tmp_path).find("up")[0]
    assert b"".join(reader(tmp_path).read(found[0], A.public)) == CONTENT


def test_names_say_nothing_but_direction_chance_and_number(tmp_path: Path) -> None:
    name = give(tmp_path)[0]

    assert name.startswith("ctxh-up-")
    assert name.endswith("-1.ctxh")
    assert len(name) == len("ctxh-up-0123456789ab-1.ctxh")


@pytest.mark.parametrize("missing", [1, 2, 5])
def test_a_missing_part_is_told_by_its_number(tmp_path: Path, missing: int) -> None:
    files = give(tmp_path, file_bytes=FILE_BYTES_MIN)
    (tmp_path / files[missing - 1]).unlink()
    found, refused = reader(tmp_path).find("up")

    assert found == []
    assert (refused[0].error.code, refused[0].error.facts) == (
        "parcel-part-missing",
        {"part": missing},
    )


def test_a_file_copied_twice_counts_once(tmp_path: Path) -> None:
    name = give(tmp_path)[0]
    shutil.copy(tmp_path / name, tmp_path / "ctxh-up copy.ctxh")
    found, refused = reader(tmp_path).find("up")

    assert (len(found), len(found[0].files), refused) == (1, 1, [])


def test_a_new_parcel_replaces_ones_own_older_one_only(tmp_path: Path) -> None:
    old = give(tmp_path)
    others = stick(tmp_path, "b", B).put("up", {PROVINCE: P.public}, [b"of b"])
    down = reader(tmp_path).put("down", {"a": A.public}, [b"answer"])
    (tmp_path / "letter.docx").write_bytes(b"of a person")
    new = give(tmp_path)

    assert others
    assert down
    assert names(tmp_path) == {*new, *others.files, *down.files, "letter.docx"}
    assert not set(old) & set(new)


def test_strangers_and_wrong_addresses_are_told_apart(tmp_path: Path) -> None:
    give(tmp_path)
    (tmp_path / "photo.ctxh").write_bytes(b"\x89PNG")
    (tmp_path / "empty.ctxh").write_bytes(b"")
    reader(tmp_path).put("down", {"b": B.public}, [b"answer"])

    assert refusals(tmp_path) == ["parcel-truncated", "parcel-not-one"]
    assert [r.error.code for r in reader(tmp_path, "48").find("up")[1]].count(
        "parcel-of-another-province"
    ) == 1
    assert "parcel-for-another" in [r.error.code for r in stick(tmp_path).find("down")[1]]


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "stick-full"),
        (errno.EFBIG, "stick-full"),
        (errno.EROFS, "stick-read-only"),
        (errno.EACCES, "stick-read-only"),
        (errno.EIO, "stick-gone"),
        (errno.ENODEV, "stick-gone"),
    ],
)
@pytest.mark.parametrize("steps", range(11))
def test_a_stick_that_gives_up_leaves_no_half_parcel(
    tmp_path: Path, steps: int, number: int, code: str
) -> None:
    old = give(tmp_path)
    disk = FaultyDisk(steps, number)

    with pytest.raises(TransientError, match=code):
        give(tmp_path, disk=disk, file_bytes=FILE_BYTES_MIN)

    found, _ = reader(tmp_path).find("up")
    assert found
    assert {b"".join(reader(tmp_path).read(each, A.public)) for each in found} == {CONTENT}
    assert set(old) <= names(tmp_path)
    new = give(tmp_path)
    assert names(tmp_path) == set(new), "the next one clears up"


def test_a_stick_that_lies_is_noticed(tmp_path: Path) -> None:
    class Liar(Disk):
        def write(self, path: Path, content: bytes) -> None:
            super().write(path, content[:-1] + b"?")

    with pytest.raises(TransientError, match="stick-gone"):
        give(tmp_path, disk=Liar())
    assert names(tmp_path) == set()


def test_a_full_stick(small_disk: Path) -> None:
    with pytest.raises(TransientError, match="stick-full"):
        give(small_disk, bytes(3_000_000))
    assert names(small_disk) == set()


def test_a_stick_that_is_not_there(tmp_path: Path) -> None:
    for use in (lambda: give(tmp_path / "gone"), lambda: reader(tmp_path / "gone").find("up")):
        with pytest.raises(TransientError, match="stick-gone"):
            use()


def test_a_stick_pulled_out_while_it_is_read(tmp_path: Path) -> None:
    files = give(tmp_path, file_bytes=FILE_BYTES_MIN)
    found = reader(tmp_path).find("up")[0][0]
    pieces = reader(tmp_path).read(found, A.public)
    next(pieces)
    for name in files[1:]:
        (tmp_path / name).unlink()

    with pytest.raises(TransientError, match="stick-gone"):
        list(pieces)


def test_one_may_stop(tmp_path: Path) -> None:
    asked = iter([False, False, True])
    stopped = stick(tmp_path, file_bytes=FILE_BYTES_MIN).put(
        "up", {PROVINCE: P.public}, [CONTENT], lambda: next(asked)
    )

    assert stopped is None
    assert names(tmp_path) == set()


def test_what_makes_the_content_fails_in_its_own_words(tmp_path: Path) -> None:
    def failing() -> Iterator[bytes]:
        yield b"begun"
        raise TransientError("province-database-down")

    with pytest.raises(TransientError, match="province-database-down"):
        stick(tmp_path).put("up", {PROVINCE: P.public}, failing())
    assert names(tmp_path) == set()


@pytest.mark.parametrize("size", [FILE_BYTES_MIN - 1, sticks.FILE_BYTES_MAX + 1])
def test_a_file_has_a_sensible_size(tmp_path: Path, size: int) -> None:
    with pytest.raises(InputError, match="parcel-size-wrong"):
        stick(tmp_path, file_bytes=size)


def test_a_folder_with_too_many_parcels_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sticks, "FILES_MAX", 1)
    give(tmp_path)
    stick(tmp_path, "b", B).put("up", {PROVINCE: P.public}, [b"of b"])

    with pytest.raises(CtxhError, match="folder-too-full"):
        reader(tmp_path).find("up")
