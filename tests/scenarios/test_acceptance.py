"""Acceptance scripts A02–A06 of the ux reference §14: a person at the keyboard of the real window.

Each runs with both ways in which Vietnamese letters come: injected Backspaces (UniKey) and
composition; a scanner's letters come the same ways.  Keys are counted; the time of a keystroke
among 300,000 people is a benchmark.
"""

from __future__ import annotations

import itertools
import re
import shutil
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.cases import ShowCase
from ctxh_desktop.commands.drafts import LoadDraft
from ctxh_desktop.commands.duplicates import CompareNext
from ctxh_desktop.commands.people import CountPeople, RegisterPerson
from ctxh_desktop.ui.appearance import Appearance
from ctxh_desktop.ui.notebook import Notebook
from ctxh_desktop.ui.pages.case_page import CasePage
from ctxh_desktop.ui.pages.intake_page import IntakePage
from ctxh_desktop.ui.pages.people_page import PeoplePage
from tests.data.desks import new_desk, open_desk
from tests.data.people import people
from tests.data.typing import compose, press, type_unikey, unikey_states

CTRL = Qt.KeyboardModifier.ControlModifier
REGISTERED = 400
KNOWN: tuple[dict[str, str], ...] = (
    {"full_name": "Nguyễn Thị Ánh Nguyệt", "born": "2012-08", "groups": "NKT",
     "id_number": "046312001239", "phone": "0912345678"},
    {"full_name": "Đặng Văn Lưỡng", "born": "1960~", "groups": "NKT"},
    {"full_name": "Lê Văn Đức", "born": "1979", "groups": "NKT"},
)  # fmt: skip


CARD = {
    "full_name": "Hồ Thị Mỹ Đượm", "born": "1988-02-01", "sex": "NU", "id_number": "046188001299",
    "paper_address": "Thôn 3, Phong Mỹ, Phong Điền, Thừa Thiên Huế",
}  # fmt: skip
_SEVEN = (
    f"{CARD['id_number']}|191234567|{CARD['full_name']}|01021988|Nữ|{CARD['paper_address']}"
    "|25042021"
)
CARDS = {
    "seven fields": _SEVEN,
    "six fields": _SEVEN.replace("|191234567", ""),
    "new card": f"{_SEVEN}|Hồ Văn Mía||Lê Thị Sen|",
    "decomposed letters": unicodedata.normalize("NFD", _SEVEN),
}


class Hands:
    """Types into whatever has the focus, in one of two styles, and counts the keys."""

    def __init__(self, style: str) -> None:
        self.style = style
        self.keys = 0

    def key(self, key: Qt.Key, text: str = "", held: Qt.KeyboardModifier | None = None) -> None:
        """Press one key."""
        self.keys += 1
        press(self._target(), key, text, held)

    def plain(self, text: str) -> None:
        """Type letters and digits that no input tool touches."""
        for letter in text:
            self.key(
                Qt.Key(ord(letter.upper())) if letter.isalnum() else Qt.Key.Key_unknown, letter
            )

    def words(self, text: str, *, commits: bool = True) -> None:
        """Type Vietnamese words; each key that a person presses counts."""
        if self.style == "unikey":
            states = unikey_states(text)
            self.keys += len(states)
            type_unikey(self._target(), states)
            return
        parts = text.split(" ")
        for place, word in enumerate(parts):
            is_last = place == len(parts) - 1
            self.keys += len(word)
            compose(self._target(), word, commits=commits or not is_last)
            if not is_last:
                self.key(Qt.Key.Key_Space, " ")

    def scan(self, text: str, notebook: Notebook) -> None:
        """Let a scanner type a line, 10 ms from sign to sign; it is nobody's keys."""
        ticks = itertools.count(1, 10)
        notebook.cards.scanner._now_ms = lambda: float(next(ticks))
        for part in re.findall(r"[^\W\d_]+\S*?(?=[\s|,/]|$)|.", text):
            if self.style == "composition" and not part.isascii():
                compose(self._target(), part)
                continue
            for letter in part:
                press(self._target(), ord(letter.upper()) if letter.isascii() else 0, letter)
        press(self._target(), Qt.Key.Key_Return, "\r")

    def _target(self) -> QWidget:
        found = QApplication.focusWidget()
        assert found is not None, "nothing has the focus"
        return found


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a book with a full register."""
    folder = tmp_path_factory.mktemp("acceptance") / "book"
    desk = new_desk(folder)
    with desk.write("fill") as work:
        work.is_one_group = False
        for person in people(REGISTERED, seed=5):
            work.insert("person", desk.ambient.new_id(), desk.commune_code, person)
    for person in KNOWN:
        Bus(desk).send(RegisterPerson(person, {"source": "THON"}))
    while Bus(desk).send(CompareNext()).result:
        pass
    desk.close()
    return folder


@pytest.fixture(params=["unikey", "composition"])
def hands(request: pytest.FixtureRequest) -> Hands:
    """Return two hands that type in one style."""
    return Hands(request.param)


@pytest.fixture
def notebook(qapp: QApplication, qtbot: QtBot, book: Path, tmp_path: Path) -> Iterator[Notebook]:
    """Return the window on a copy of the book, with its first page at rest."""
    shutil.copytree(book, tmp_path / "book")
    opened = Notebook(open_desk(tmp_path / "book"), Appearance(qapp), is_automatic=False)
    opened.show()
    opened.window.activateWindow()
    qtbot.waitUntil(opened.is_at_rest, timeout=20_000)
    yield opened
    opened.close()


def begin_intake(notebook: Notebook, hands: Hands, qtbot: QtBot) -> IntakePage:
    """Press Ctrl+N and wait for the empty form."""
    notebook.window.intake_wanted.emit()
    hands.keys += 1
    page = notebook.window.page("intake")
    assert isinstance(page, IntakePage)
    qtbot.waitUntil(page.isVisible)
    qtbot.waitUntil(notebook.is_at_rest)
    assert page.person.row("full_name").control.hasFocus()
    return page


def go_to(hands: Hands, widget: QWidget) -> None:
    """Press Tab until *widget*, or what stands for it, has the focus."""
    for _ in range(12):
        focus = QApplication.focusWidget()
        if focus is widget or (focus is not None and widget.isAncestorOf(focus)):
            return
        hands.key(Qt.Key.Key_Tab, "\t")
    raise AssertionError("Tab does not lead there")


def save(hands: Hands) -> None:
    """Press Ctrl+S."""
    hands.key(Qt.Key.Key_S, "\x13", CTRL)


def saved_case(notebook: Notebook, qtbot: QtBot) -> str:
    """Wait until the new case is open and return its id."""
    page = notebook.window.page("case")
    qtbot.waitUntil(page.isVisible, timeout=10_000)
    qtbot.waitUntil(notebook.is_at_rest)
    assert isinstance(page, CasePage)
    return str(page._argument)


@pytest.mark.parametrize("card", CARDS)
def test_a02_a_card_and_few_keys_take_a_person_in(
    notebook: Notebook, hands: Hands, qtbot: QtBot, card: str
) -> None:
    page = notebook.window.page("intake")
    assert isinstance(page, IntakePage)
    hands.scan(CARDS[card], notebook)
    begun_s = time.process_time()
    qtbot.waitUntil(page.isVisible, timeout=5_000)
    qtbot.waitUntil(notebook.is_at_rest)
    took_s = time.process_time() - begun_s

    assert page.person.row("full_name").control.value() == CARD["full_name"]
    assert page.person.row("id_number").typed() == "046 188 001 299"
    go_to(hands, page.person.row("groups").control)
    hands.key(Qt.Key.Key_Space, " ")
    hands.key(Qt.Key.Key_Down)
    hands.key(Qt.Key.Key_Space, " ")
    hands.key(Qt.Key.Key_Escape)
    begun_s = time.process_time()
    save(hands)

    file = Bus(notebook.desk).send(ShowCase(saved_case(notebook, qtbot))).result
    took_s += time.process_time() - begun_s
    assert {name: file.person[name] for name in CARD} == CARD
    assert file.person["groups"]
    assert hands.keys <= 12
    assert took_s <= 1.0, "the machine is to be waited for"


def test_a03_a_person_without_a_card_takes_few_keys(
    notebook: Notebook, hands: Hands, qtbot: QtBot
) -> None:
    name = "Hồ Thị Mỹ Đượm"
    page = begin_intake(notebook, hands, qtbot)
    before = hands.keys
    hands.words(name)
    for_the_name = hands.keys - before
    go_to(hands, page.person.row("born").control)
    hands.plain("8/2012")
    go_to(hands, page.person.row("sex").control)
    hands.key(Qt.Key.Key_Space, " ")
    go_to(hands, page.person.row("groups").control)
    hands.key(Qt.Key.Key_Space, " ")
    hands.key(Qt.Key.Key_Down)
    hands.key(Qt.Key.Key_Space, " ")
    hands.key(Qt.Key.Key_Escape)
    save(hands)

    file = Bus(notebook.desk).send(ShowCase(saved_case(notebook, qtbot))).result
    assert file.person["full_name"] == name
    assert file.person["born"] == "2012-08"
    assert file.person["groups"]
    assert hands.keys - for_the_name <= 45


def test_a04_two_mistakes_are_said_and_nothing_is_lost(
    notebook: Notebook, hands: Hands, qtbot: QtBot
) -> None:
    page = begin_intake(notebook, hands, qtbot)
    hands.words("Hồ Thị Mỹ Đượm")
    go_to(hands, page.person.row("id_number").control)
    hands.plain("001 085 000 12")
    count = Bus(notebook.desk).send(CountPeople()).result
    save(hands)

    assert len(page.summary.links()) == 2
    assert page.person.row("id_number").control.hasFocus()
    assert page.person.row("full_name").control.value() == "Hồ Thị Mỹ Đượm"
    assert Bus(notebook.desk).send(CountPeople()).result == count

    page.person.row("id_number").control.setText("046312001330")
    page.person.row("groups").control.set_value("NCT")
    save(hands)

    file = Bus(notebook.desk).send(ShowCase(saved_case(notebook, qtbot))).result
    assert file.person["id_number"] == "046312001330"


@pytest.mark.parametrize("by", ["number", "name and year"])
def test_a05_who_is_known_already_is_shown_and_opened_with_the_draft_kept(
    notebook: Notebook, hands: Hands, qtbot: QtBot, by: str
) -> None:
    page = begin_intake(notebook, hands, qtbot)
    if by == "number":
        hands.words("Hồ Thị Mỹ Đượm")
        go_to(hands, page.person.row("id_number").control)
        hands.plain("046312001239")
    else:
        hands.words("Nguyễn Thị Ánh Nguyệt")
        go_to(hands, page.person.row("born").control)
        hands.plain("2012")
    qtbot.waitUntil(page.duplicates.isVisible, timeout=5_000)

    hands.key(Qt.Key.Key_O, "\x0f", CTRL)

    file = Bus(notebook.desk).send(ShowCase(saved_case(notebook, qtbot))).result
    assert file.person["full_name"] == "Nguyễn Thị Ánh Nguyệt"
    qtbot.waitUntil(lambda: Bus(notebook.desk).send(LoadDraft("intake")).result is not None)


@pytest.mark.parametrize(
    ("typed", "is_vietnamese", "wanted"),
    [
        ("nguyet anh", False, "Nguyễn Thị Ánh Nguyệt"),
        ("luong dan", False, "Đặng Văn Lưỡng"),
        ("le duc 1979", False, "Lê Văn Đức"),
        ("0912345", False, "Nguyễn Thị Ánh Nguyệt"),
        ("001239", False, "Nguyễn Thị Ánh Nguyệt"),
        ("Lưỡng", True, "Đặng Văn Lưỡng"),
    ],
)
def test_a06_a_person_is_found_in_few_keys(
    notebook: Notebook,
    hands: Hands,
    qtbot: QtBot,
    typed: str,
    is_vietnamese: bool,
    wanted: str,
) -> None:
    notebook.window.search.setFocus()
    page = notebook.window.page("people")
    assert isinstance(page, PeoplePage)
    took_s = []

    if is_vietnamese:
        hands.words(typed, commits=False)  # the last word is still being composed
    else:
        for letter in typed:
            begun = time.perf_counter()
            hands.plain(letter)
            qtbot.waitUntil(notebook.is_at_rest)
            took_s.append(time.perf_counter() - begun)

    qtbot.waitUntil(lambda: wanted in first_three(page), timeout=5_000)
    assert hands.keys <= 12
    if took_s:
        assert sorted(took_s)[len(took_s) // 2] < 0.5, "a keystroke waits for the register"


def first_three(page: PeoplePage) -> list[str]:
    """Return the names of the first rows."""
    model = page.shown.model
    rows = [model.item(row) for row in range(min(model.rowCount(), 3))]
    return [hit.full_name for hit in rows if hit is not None]
