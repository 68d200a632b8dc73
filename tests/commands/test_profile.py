"""A working book is made once, opened with its phrase, and never replaced."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxh_desktop.commands import profile
from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.people import CountPeople, RegisterPerson
from ctxh_desktop.errors import CtxhError, InputError, IntegrityError
from tests.data.desks import CHEAP, HOA, PHRASE, new_desk, open_desk
from tests.data.laptops import ticking_ambient

pytestmark = pytest.mark.drill


def open_with(folder: Path, phrase: str, user: str = HOA) -> None:
    ambient = ticking_ambient(1)
    profile.unlock(folder, user=user, passphrase=phrase, ambient=ambient, cost_floor=CHEAP).close()


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Return a book with one person in it, closed."""
    desk = new_desk(tmp_path / "book")
    Bus(desk).send(RegisterPerson({"full_name": "Lê Thị Út", "groups": "NCT"}, {}))
    desk.close()
    return tmp_path / "book"


def test_book_opens_with_what_was_in_it(book: Path) -> None:
    desk = open_desk(book)

    assert Bus(desk).send(CountPeople()).result == 1
    assert desk.commune is not None
    assert desk.commune.full_name == "Phường Phong Điền"
    desk.close()


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda book: (book / "ctxh.db").unlink(), "database-missing"),
        (lambda book: [f.unlink() for f in book.glob("keys.json*")], "keys-missing"),
        (lambda book: [f.write_text("{") for f in book.glob("keys.json*")], "keys-damaged"),
    ],
)
def test_half_a_book_is_said_and_never_replaced(book: Path, spoil, code: str) -> None:
    spoil(book)
    before = {file.name: file.read_bytes() for file in book.iterdir() if file.name != "ctxh.lock"}

    with pytest.raises(IntegrityError) as told:
        open_with(book, PHRASE)
    with pytest.raises(CtxhError):
        new_desk(book)

    assert told.value.code == code
    after = {file.name: file.read_bytes() for file in book.iterdir() if file.name != "ctxh.lock"}
    assert after == before


def test_wrong_phrase_and_unknown_user_are_two_things(book: Path) -> None:
    for phrase, user, code in (
        ("sai roi sai roi nhe", HOA, "wrong-passphrase"),
        (PHRASE, "Ai Đó", "user-unknown"),
    ):
        with pytest.raises(InputError) as told:
            open_with(book, phrase, user)
        assert told.value.code == code


def test_damaged_page_is_told_not_repaired_over(book: Path) -> None:
    file = book / "ctxh.db"
    content = bytearray(file.read_bytes())
    content[100] ^= 1
    file.write_bytes(content)

    with pytest.raises(IntegrityError) as told:
        open_with(book, PHRASE)

    assert told.value.code == "database-unreadable"
    assert file.read_bytes() == bytes(content)


def test_two_programs_cannot_open_one_book(book: Path) -> None:
    desk = open_desk(book)

    with pytest.raises(InputError) as told:
        open_with(book, PHRASE)

    assert told.value.code == "profile-in-use"
    desk.close()
    open_with(book, PHRASE)


def test_second_set_up_is_refused(book: Path) -> None:
    with pytest.raises(InputError) as told:
        new_desk(book)

    assert told.value.code == "profile-exists"


def test_unknown_commune_and_weak_phrase_make_nothing(tmp_path: Path) -> None:
    with pytest.raises(InputError) as told:
        new_desk(tmp_path / "a", commune="00001")
    assert told.value.code == "commune-unknown"
    with pytest.raises(InputError):
        profile.create_profile(tmp_path / "b", user=HOA, passphrase="ngan", commune_code="19819",
                               ambient=ticking_ambient(1), cost=CHEAP)  # fmt: skip

    assert not (tmp_path / "a" / "ctxh.db").exists()
    assert not (tmp_path / "b" / "ctxh.db").exists()


def test_nothing_personal_lies_in_clear_in_the_folder(book: Path) -> None:
    for file in book.iterdir():
        assert "Lê Thị Út".encode() not in file.read_bytes(), file.name
        assert "Út" not in file.name


def test_a_commune_that_was_not_known_is_settled_once(tmp_path: Path) -> None:
    desk = new_desk(tmp_path / "book", commune="")
    with pytest.raises(InputError, match="commune-unknown"):
        profile.settle_commune(desk, "99999")
    profile.settle_commune(desk, "19819")
    with pytest.raises(InputError, match="commune-differs"):
        profile.settle_commune(desk, "19753")
    desk.close()

    again = open_desk(tmp_path / "book")
    assert again.commune_code == "19819"
    again.close()


def test_each_opening_is_a_session_of_its_own(tmp_path: Path) -> None:
    new_desk(tmp_path / "book").close()
    sessions = set()
    for number in range(2):
        desk = open_desk(tmp_path / "book", ambient=ticking_ambient(number))
        with desk.read() as reader:
            sessions.add(reader.local("incarnation"))
        desk.close()

    assert len(sessions) == 2
