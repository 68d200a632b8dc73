"""Checking and copying a book at a prompt."""

from __future__ import annotations

import zipfile
from pathlib import Path

from tests.data.prompt import Run, list_of


def test_a_damaged_file_ends_with_four(book: Run, tmp_path: Path) -> None:
    file = tmp_path / "a" / "ctxh.db"
    content = bytearray(file.read_bytes())
    content[8192:12288] = b"\0" * 4096
    file.write_bytes(content)

    ended, told, _ = book("a", "verify")

    assert ended == 4
    assert told["error"]["code"].startswith("database-")


def test_a_backup_holds_the_book_encrypted_and_replaces_nothing(
    book: Run, run: Run, tmp_path: Path
) -> None:
    book("a", "import", "people", list_of(tmp_path, "Nguyễn Thị Canary,1950,Nữ,Thôn 1"))
    target = tmp_path / "copy.zip"

    code = book("a", "backup", str(target))[0]
    again = book("a", "backup", str(target))

    with zipfile.ZipFile(target) as archive:
        archive.extractall(tmp_path / "restored")
    assert code == 0
    assert (again[0], again[1]["error"]["code"]) == (1, "file-exists")
    assert b"Canary" not in target.read_bytes()
    assert run("restored", "find", "canary")[1][0]["full_name"] == "Nguyễn Thị Canary"
    assert list(tmp_path.glob("*.part")) == []


def test_verify_counts_what_is_there(book: Run) -> None:
    assert book("a", "verify")[:2] == (0, {"people": 0, "files": 0, "damaged": 0})
