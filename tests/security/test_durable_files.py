from __future__ import annotations

import errno
import stat
import sys

import pytest

from ctxh_desktop.errors import TransientError
from ctxh_desktop.security.durable_files import Disk, make_folder, replace_file, written_or_told
from tests.data.faulty_disk import FaultyDisk

pytestmark = pytest.mark.drill


def test_a_file_is_replaced_whole_and_only_its_owner_may_read_it(tmp_path):
    path = tmp_path / "keys.json"
    replace_file(Disk(), path, b"old")
    replace_file(Disk(), path, b"new\n")

    assert path.read_bytes() == b"new\n"
    assert [file.name for file in tmp_path.iterdir()] == ["keys.json"]
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has access lists instead")
def test_a_new_folder_is_its_owners_and_an_old_one_stays_as_it_is(tmp_path):
    make_folder(tmp_path / "a" / "profile")
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared").chmod(0o755)
    make_folder(tmp_path / "shared")

    assert stat.S_IMODE((tmp_path / "a" / "profile").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "shared").stat().st_mode) == 0o755


@pytest.mark.parametrize("steps", range(3))
def test_a_pulled_plug_leaves_the_old_file_or_the_new_one(tmp_path, steps):
    path = tmp_path / "keys.json"
    replace_file(Disk(), path, b"old content")

    with pytest.raises(OSError, match="plug"):
        replace_file(FaultyDisk(steps), path, b"new content")

    assert path.read_bytes() == (b"new content" if steps == 2 else b"old content")


def test_a_disk_that_lies_does_not_cost_the_old_file(tmp_path):
    class Liar(Disk):
        def write(self, path, content):
            super().write(path, content[:-1] + b"?")

    path = tmp_path / "keys.json"
    replace_file(Disk(), path, b"old")

    with pytest.raises(OSError, match="something else"):
        replace_file(Liar(), path, b"new")

    assert path.read_bytes() == b"old"


def test_reading_stops_one_byte_after_the_limit(tmp_path):
    (tmp_path / "long").write_bytes(b"x" * 100)

    assert Disk().read(tmp_path / "long", 10) == b"x" * 11


def test_removing_what_is_not_there_is_no_error(tmp_path):
    Disk().remove(tmp_path / "nothing")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "disk-full"),
        (errno.EDQUOT, "disk-full"),
        (errno.EACCES, "folder-not-writable"),
    ],
)
def test_a_refusing_disk_is_told_in_words_a_person_can_act_on(number, code):
    with pytest.raises(TransientError) as told, written_or_told():
        raise OSError(number, "no")

    assert told.value.code == code
