"""A scanner types into the real window; a person types; neither disturbs the other."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from ctxh_desktop.ui import card_scanner
from ctxh_desktop.ui.card_scanner import CardScanner
from ctxh_desktop.ui.widgets.buttons import Button
from ctxh_desktop.ui.widgets.inputs import LongTextInput, SearchInput, TextInput
from tests.data.typing import TELEX_NAME, compose, press, type_unikey

TEXT = "046088001234|191234567|Nguyen Van A|01021988|Nam|To 1, Kim Long, Hue|25042021"
INSURANCE = "HN2464612345678|4e677579|01/01/1950|2|54e1bb95|46 - 001|-|31/12/2026"
INPUTS = {"line": TextInput, "search": SearchInput, "lines": LongTextInput}


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.ms = 1000.0

    def __call__(self) -> float:
        return self.ms


class Desk(QWidget):
    """A window with every kind of input, a button, and a scanner that watches."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = Clock()
        self.inputs = {name: kind() for name, kind in INPUTS.items()}
        self.button = Button("Save")
        self.pressed: list[bool] = []
        self.button.clicked.connect(self.pressed.append)
        self.keys: list[str] = []
        self.plain = Plain(self.keys)
        row = QHBoxLayout(self)
        for widget in (*self.inputs.values(), self.button, self.plain):
            row.addWidget(widget)
        self.scanner = CardScanner(self, self.clock)
        self.scanned: list[str] = []
        self.scanner.scanned.connect(self.scanned.append)

    def text(self, name: str) -> str:
        return self.inputs[name].snapshot()[0]

    def type(self, text: str, gap_ms: float, end: int | None = Qt.Key.Key_Return) -> None:
        """Type with the same gap after each key, into what has the focus."""
        for letter in text:
            self.clock.ms += gap_ms
            press(self.focusWidget(), ord(letter.upper()) if letter.isascii() else 0, letter)
        if end is not None:
            self.clock.ms += gap_ms
            press(self.focusWidget(), end, "\r" if end == Qt.Key.Key_Return else "\t")


class Plain(QWidget):
    """Takes keys and is no text input, as a list is."""

    def __init__(self, keys: list[str]) -> None:
        super().__init__()
        self._keys = keys
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._keys.append(event.text())


@pytest.fixture
def desk(qapp, qtbot):
    made = Desk()
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    made.scanner.start()
    yield made
    made.scanner.stop()


@pytest.mark.parametrize("name", INPUTS)
@pytest.mark.parametrize("end", [Qt.Key.Key_Return, Qt.Key.Key_Tab])
def test_a_scan_into_an_input_leaves_it_as_it_was(desk, name, end) -> None:
    field = desk.inputs[name]
    field.setFocus()
    type_unikey(field, TELEX_NAME)
    left = []
    if isinstance(field, TextInput):
        field.submitted.connect(lambda: left.append("submitted"))
    desk.clock.ms += 900

    desk.type(TEXT, 12, end)

    assert desk.scanned == [TEXT]
    assert desk.text(name) == "Nguyễn Thị Đức"
    assert field.hasFocus(), "Enter or Tab of the scanner does not lead away"
    assert left == []


@pytest.mark.parametrize("name", INPUTS)
def test_what_was_typed_just_before_a_scan_stays(desk, name) -> None:
    desk.inputs[name].setFocus()
    desk.type("hoa ", 90, end=None)

    desk.type(TEXT, 8)

    assert desk.scanned == [TEXT]
    assert desk.text(name) == "hoa "


def test_a_scan_in_the_middle_of_a_text_goes_back_to_its_place(desk) -> None:
    field = desk.inputs["line"]
    field.setText("Thôn 3, Phong Mỹ")
    field.setFocus()
    field.setCursorPosition(7)

    desk.type(TEXT, 10)

    assert field.snapshot() == ("Thôn 3, Phong Mỹ", 7)


@pytest.mark.parametrize("gap_ms", [45, 90, 200])
def test_a_person_may_type_the_text_of_a_card(desk, gap_ms) -> None:
    desk.inputs["lines"].setFocus()

    desk.type(TEXT, gap_ms)

    assert desk.scanned == []
    assert desk.text("lines") == f"{TEXT}\n"


@pytest.mark.parametrize("text", ["0912773345", "Nguyen Van A", "a|b", "x" * 200])
def test_fast_typing_that_is_no_card_arrives_whole(desk, text) -> None:
    """An input tool or a tool for phrases types as fast as a scanner."""
    desk.inputs["lines"].setFocus()

    desk.type(text, 1)

    assert desk.scanned == []
    assert desk.text("lines") == f"{text}\n"


def test_a_long_pause_of_the_program_makes_no_scanner_of_a_person(desk) -> None:
    """Keys that waited for a busy program come all at once, but tell when they were pressed."""
    field = desk.inputs["lines"]
    field.setFocus()
    for number, letter in enumerate(TEXT):
        event = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter)
        event.setTimestamp(5000 + number * 80)
        QApplication.sendEvent(field, event)
    press(field, Qt.Key.Key_Return, "\r")

    assert desk.scanned == []
    assert desk.text("lines") == f"{TEXT}\n"


@pytest.mark.parametrize("style", ["unikey", "composition"])
@pytest.mark.parametrize("name", INPUTS)
def test_a_scan_through_an_input_tool_is_caught(desk, name, style) -> None:
    """UniKey takes letters back and sends others; Windows' own keyboard commits words."""
    field = desk.inputs[name]
    field.setFocus()
    desk.type("046088001234||", 10, end=None)
    if style == "unikey":
        states = ["D", "Du", "Duo", "Duo", "Đuo", "Đuo ", "Đuo A"]
        type_unikey(field, states)
    else:
        for word in ("Đuo", " A"):
            desk.clock.ms += 10
            compose(field, word)
    desk.type("|01021988|Nam|To 1, Kim Long, Hue|25042021", 10)

    assert desk.scanned == ["046088001234||Đuo A|01021988|Nam|To 1, Kim Long, Hue|25042021"]
    assert desk.text(name) == ""


def test_a_line_that_was_meant_to_be_a_card_is_handed_on(desk) -> None:
    """So that somebody who scans the wrong card is told which one it is."""
    desk.inputs["search"].setFocus()

    desk.type(INSURANCE, 10)

    assert desk.scanned == [INSURANCE]
    assert desk.text("search") == ""


def test_a_scanner_without_enter_is_caught_after_a_moment(desk, qtbot) -> None:
    desk.inputs["line"].setFocus()

    desk.type(TEXT, 10, end=None)

    qtbot.waitUntil(lambda: desk.scanned == [TEXT])
    assert desk.text("line") == ""


def test_a_scan_presses_no_button(desk) -> None:
    desk.button.setFocus()

    desk.type(TEXT, 10)

    assert desk.scanned == [TEXT]
    assert desk.pressed == [], "the name has two spaces"


def test_a_slow_moment_within_a_scan_presses_no_button(desk) -> None:
    desk.button.setFocus()
    desk.type(TEXT[:20], 10, end=None)
    desk.clock.ms += 100
    desk.type(TEXT[20:], 10)

    assert desk.scanned == [TEXT]
    assert desk.pressed == []


def test_a_scan_into_a_list_is_caught_but_for_its_first_sign(desk) -> None:
    desk.plain.setFocus()

    desk.type(TEXT, 10)

    assert desk.scanned == [TEXT]
    assert desk.keys == ["0"]


def test_keys_that_were_held_up_arrive_in_order(desk, qtbot) -> None:
    desk.plain.setFocus()

    desk.type("hoa", 5, end=None)
    assert desk.keys == ["h"]
    qtbot.waitUntil(lambda: desk.keys == ["h", "o", "a"])

    desk.type("lan", 5)
    assert desk.keys == ["h", "o", "a", "l", "a", "n", "\r"]
    assert desk.scanned == []


def test_a_slow_key_after_fast_ones_comes_after_them(desk) -> None:
    desk.plain.setFocus()
    desk.type("ho", 5, end=None)
    desk.type("a", 50, end=None)

    assert desk.keys == ["h", "o", "a"]


def test_two_scans_are_two(desk) -> None:
    desk.inputs["line"].setFocus()
    desk.type(TEXT, 10)
    desk.clock.ms += 500
    desk.type(TEXT, 10)

    assert desk.scanned == [TEXT, TEXT]


def test_a_field_that_is_too_short_for_a_card_loses_nothing_of_the_scan(desk) -> None:
    field = TextInput(length_max=12, parent=desk)
    field.show()
    field.setFocus()

    desk.type(TEXT, 10)

    assert desk.scanned == [TEXT]
    assert field.text() == ""


def test_after_it_stopped_nothing_is_watched(desk) -> None:
    desk.scanner.stop()
    desk.inputs["lines"].setFocus()

    desk.type(TEXT, 10)

    assert desk.scanned == []
    assert desk.text("lines") == f"{TEXT}\n"


def test_shortcuts_begin_anew(desk) -> None:
    desk.inputs["line"].setFocus()
    desk.type(TEXT[:40], 10, end=None)
    press(desk.inputs["line"], Qt.Key.Key_A, "", Qt.KeyboardModifier.ControlModifier)
    desk.type(TEXT[40:], 10)

    assert desk.scanned == []


def test_limits_fit_together() -> None:
    pauses = (card_scanner.GAP_MS, card_scanner.HELD_MS, card_scanner.BREAK_MS, card_scanner.END_MS)

    assert all(a < b for a, b in itertools.pairwise(pauses))
