"""What may be known before the passphrase, quickly."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from ctxh_desktop.commands.doorstep import new_phrase, view_profile
from tests.data.desks import HOA, new_desk
from tests.data.seeded import seeded_ambient


def test_empty_folder_and_book_are_told_apart(tmp_path: Path) -> None:
    assert view_profile(tmp_path / "none").kind == "empty"
    new_desk(tmp_path / "book").close()

    view = view_profile(tmp_path / "book")

    assert (view.kind, view.users) == ("ready", (HOA,))


def test_damaged_keys_still_have_a_doorstep(tmp_path: Path) -> None:
    new_desk(tmp_path).close()
    for file in tmp_path.glob("keys.json*"):
        file.write_text("?")

    assert view_profile(tmp_path).kind == "keys-damaged"


def test_phrase_is_five_plain_syllables() -> None:
    words = new_phrase(seeded_ambient(3)).split()

    assert len(words) == 5
    assert all(word.isascii() and word.islower() for word in words)


def test_doorstep_loads_no_database_library() -> None:
    program = (
        "import sys, ctxh_desktop.commands.doorstep;"
        "heavy = {'sqlalchemy', 'sqlcipher3', 'requests', 'alembic', 'nacl', 'argon2'};"
        "print(sorted(heavy & set(sys.modules)))"
    )

    said = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert said.stdout.strip() == "[]"
