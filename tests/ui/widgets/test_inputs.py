from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.inputs import (
    LongTextInput,
    SearchInput,
    SecretInput,
    TextInput,
    commit_composition,
)
from tests.data.typing import TELEX_NAME, compose, press, type_unikey

KINDS = pytest.mark.parametrize("kind", [TextInput, LongTextInput, SearchInput, SecretInput])


@pytest.fixture
def shown(qtbot, light):
    kept = []  # a window that nobody holds may be collected while it paints

    def show(widget):
        kept.append(widget)
        qtbot.addWidget(widget)
        widget.show()
        widget.activateWindow()
        with qtbot.waitActive(widget):
            widget.setFocus()
        return widget

    yield show
    kept.clear()


def raw(widget):
    return widget.toPlainText() if isinstance(widget, LongTextInput) else widget.text()


@KINDS
def test_a_name_typed_with_unikey_arrives_whole(shown, kind):
    widget = shown(kind())
    type_unikey(widget, TELEX_NAME)
    assert raw(widget) == "Nguyễn Thị Đức"


@KINDS
def test_a_name_composed_word_by_word_arrives_whole(shown, kind):
    widget = shown(kind())
    for place, word in enumerate(("Nguyễn", "Thị", "Đức")):
        if place:
            press(widget, Qt.Key.Key_Space, " ")
        compose(widget, word)
    assert raw(widget) == "Nguyễn Thị Đức"


@pytest.mark.parametrize("kind", [TextInput, LongTextInput])
def test_typing_up_to_the_limit_leaves_room_for_raw_keys(shown, kind):
    widget = shown(kind(length_max=14))
    type_unikey(widget, TELEX_NAME)
    assert raw(widget) == "Nguyễn Thị Đức"
    assert len(widget.value()) <= widget.length_max()


@pytest.mark.parametrize("kind", [TextInput, LongTextInput])
def test_text_is_cleaned_only_when_read(shown, kind):
    widget = shown(kind())
    type_unikey(widget, [" ", "  ", "  A", "  A ", "  A  ", "  A  B "])
    assert raw(widget) == "  A  B "
    assert widget.value() == "A B"
    assert raw(widget) == "  A  B "


def test_decomposed_letters_are_stored_composed(shown):
    widget = shown(TextInput())
    widget.setText("Nguye\u0302\u0303n")
    assert widget.value() == "Nguyễn"


def test_no_input_has_a_mask_a_validator_or_a_completer(shown):
    for kind in (TextInput, SearchInput, SecretInput):
        widget = shown(kind())
        assert (widget.inputMask(), widget.validator(), widget.completer()) == ("", None, None)


def test_same_value_again_keeps_the_cursor(shown):
    widget = shown(TextInput())
    widget.setText("Trần Thị Hoa")
    widget.setCursorPosition(4)
    widget.set_value("Trần Thị Hoa")
    assert widget.cursorPosition() == 4


def test_enter_moves_to_the_next_field(qtbot, shown):
    first, second = TextInput(), TextInput()
    page = QWidget()
    page.setLayout(sheets.column(first, second))
    shown(page)
    first.setFocus()
    with qtbot.waitSignal(first.submitted, timeout=1_000):
        QTest.keyClick(first, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is second


def test_open_composition_is_committed_before_saving(shown, monkeypatch):
    # The offscreen platform has no input method: the widget stands in for its commit.
    widget = shown(TextInput())
    compose(widget, "Đức", commits=False)
    assert widget.text() == ""
    called = []

    class Method:
        def commit(self):
            called.append(True)
            event = QInputMethodEvent("", [])
            event.setCommitString("Đức")
            QApplication.sendEvent(widget, event)

    monkeypatch.setattr("ctxh_desktop.ui.widgets.inputs.QGuiApplication.inputMethod", Method)
    commit_composition()
    assert called
    assert widget.value() == "Đức"


def test_search_asks_once_after_the_typing_rests(qtbot, shown):
    widget, asked = shown(SearchInput()), []
    widget.searched.connect(asked.append)
    type_unikey(widget, ["n", "ng", "ng ", "ng a", "ng an", "ng anh"])
    qtbot.waitUntil(lambda: bool(asked), timeout=2_000)
    qtbot.wait(200)
    assert asked == ["ng anh"]


def test_search_looks_for_the_word_that_is_still_composed(qtbot, shown):
    widget, asked = shown(SearchInput()), []
    widget.searched.connect(asked.append)
    compose(widget, "Đức", commits=False)
    qtbot.waitUntil(lambda: bool(asked), timeout=2_000)
    assert asked == ["Đức"]
    assert widget.text() == ""


def test_clear_button_empties_the_search(qtbot, shown):
    widget, asked = shown(SearchInput()), []
    widget.resize(480, 36)
    widget.searched.connect(asked.append)
    widget.set_value("ng anh")
    qtbot.waitUntil(lambda: asked == ["ng anh"], timeout=2_000)
    button = widget.findChild(QWidget)
    assert button.isVisible()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: asked == ["ng anh", ""], timeout=2_000)
    assert not button.isVisible()


def test_arrow_down_hands_over_to_the_list(qtbot, shown):
    widget = shown(SearchInput())
    with qtbot.waitSignal(widget.moved_down, timeout=1_000):
        QTest.keyClick(widget, Qt.Key.Key_Down)


def test_secret_shows_dots_and_keeps_spaces(shown):
    widget = shown(SecretInput())
    widget.setText(" mot hai ")
    assert widget.value() == " mot hai "
    assert widget.displayText() != widget.text()
    widget.show_letters(True)
    assert widget.displayText() == widget.text()


def test_accents_in_a_phrase_are_noticed(qtbot, shown):
    widget, seen = shown(SecretInput()), []
    widget.accents_seen.connect(seen.append)
    type_unikey(widget, ["a", "â"])
    assert seen[-1] is True
    widget.clear()
    assert seen[-1] is False


def test_a_phrase_button_parts_its_words_and_can_be_undone(shown):
    widget = shown(LongTextInput())
    widget.set_value("Ông khoẻ.")
    cursor = widget.textCursor()
    cursor.movePosition(cursor.MoveOperation.End)
    widget.setTextCursor(cursor)
    widget.add_phrase("Cần khám lại")
    assert widget.value() == "Ông khoẻ. Cần khám lại"
    widget.undo()
    assert widget.value() == "Ông khoẻ."


def test_tab_leaves_a_long_text(shown):
    first, second = LongTextInput(), TextInput()
    page = QWidget()
    page.setLayout(sheets.column(first, second))
    shown(page)
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is second


def test_a_wrong_input_is_marked_and_unmarked(shown):
    widget = shown(TextInput())
    widget.set_wrong(True)
    assert widget.property("state") == "error"
    widget.set_wrong(False)
    assert widget.property("state") == ""
