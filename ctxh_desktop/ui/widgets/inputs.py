"""Text inputs: the only place with a raw QLineEdit or QPlainTextEdit.

Vietnamese is typed either by injected Backspaces (UniKey, EVKey) or by composition (Windows' own
keyboard, ibus).  Both survive because nothing here touches the text while somebody types: no
inline completion, no mask, no restrictive validator, no handling of Backspace; room for eight raw
keys over the limit; clean-up only when `value()` is read.

Source: reference/ux.md §5, rules 1 to 9 (measured).
"""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import QEvent, QRect, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

from ctxh_desktop.domain.values import clean
from ctxh_desktop.ui import icons, theme
from ctxh_desktop.ui.widgets.buttons import IconButton

ROOM_FOR_RAW_KEYS = 8
"""Characters over the limit that an input accepts: a raw key needs its place before it resolves."""
SEARCH_PAUSE_MS = 120
"""How long the typing must rest before a search is asked."""


def commit_composition() -> None:
    """Take over the word that is still being composed.

    The first line of every save and shortcut handler: a shortcut does not move the focus, so the
    last word would be lost otherwise.
    """
    QGuiApplication.inputMethod().commit()


class TextInput(QLineEdit):
    """One line of text.

    Enter moves to the next field; Ctrl+S saves.

    Signals:
        edited: the text changed, by hand or by program.
        submitted: Enter was pressed.
    """

    edited = Signal()
    submitted = Signal()

    def __init__(
        self, *, length_max: int = 200, placeholder: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.moves_on = True
        self._length_max = length_max
        self.setMaxLength(length_max + ROOM_FOR_RAW_KEYS)
        self.setPlaceholderText(placeholder)
        self.textChanged.connect(self._on_text_changed)
        self.returnPressed.connect(self._on_return_pressed)

    def length_max(self) -> int:
        """Return the limit that is checked on saving.  Units: characters."""
        return self._length_max

    def value(self) -> str:
        """Return the text cleaned up: NFC, single spaces, trimmed.  The input keeps its own."""
        return clean(self.text())

    def set_value(self, value: object) -> None:
        """Show a stored value; None shows nothing.  A text that is the same is left alone."""
        text = "" if value is None else str(value)
        if text != self.text():
            self.setText(text)
            self.setCursorPosition(0)

    def set_wrong(self, is_wrong: bool) -> None:
        """Mark or unmark the input as wrong."""
        _set_state(self, is_wrong)

    def snapshot(self) -> tuple[str, int]:
        """Return text and place of the cursor, for `go_back_to`."""
        return self.text(), self.cursorPosition()

    def go_back_to(self, snapshot: tuple[str, int]) -> None:
        """Show a text as it was before something typed into it that was not a person."""
        text, at = snapshot
        if text != self.text():
            self.setText(text)
        self.setCursorPosition(at)

    @Slot()
    def _on_text_changed(self) -> None:
        self.edited.emit()

    @Slot()
    def _on_return_pressed(self) -> None:
        self.submitted.emit()
        if self.moves_on:
            self.focusNextChild()


class SecretInput(TextInput):
    """A passphrase: dots, nothing remembered by the system, never cleaned up (spaces count).

    Signals:
        accents_seen: a Vietnamese keyboard seems to be on; phrases are typed without accents.
    """

    accents_seen = Signal(bool)

    def __init__(self, *, length_max: int = 200, parent: QWidget | None = None) -> None:
        super().__init__(length_max=length_max, parent=parent)
        self.moves_on = False
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhHiddenText
            | Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
        )
        self.edited.connect(self._on_edited)

    def value(self) -> str:
        return unicodedata.normalize("NFC", self.text())

    def show_letters(self, is_shown: bool) -> None:
        """Show the letters or dots."""
        mode = QLineEdit.EchoMode.Normal if is_shown else QLineEdit.EchoMode.Password
        self.setEchoMode(mode)

    @Slot()
    def _on_edited(self) -> None:
        self.accents_seen.emit(not self.text().isascii())


class SearchInput(TextInput):
    """Search as you type: listens to text and composition and asks 120 ms after the last key.

    Signals:
        searched: the words to look for, cleaned (str); "" when emptied.
        moved_down: the arrow down was pressed; the list may take the focus.
    """

    searched = Signal(str)
    moved_down = Signal()

    def __init__(self, *, placeholder: str = "", parent: QWidget | None = None) -> None:
        super().__init__(length_max=200, placeholder=placeholder, parent=parent)
        self.moves_on = False
        self._preedit = ""
        self._asked = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SEARCH_PAUSE_MS)
        self._timer.timeout.connect(self._ask)
        self.edited.connect(self._on_edited)
        self.setTextMargins(24, 0, 28, 0)
        self._clear = IconButton(self.tr("Clear the search"), "x", px=28, boxed=False, parent=self)
        self._clear.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._clear.setCursor(Qt.CursorShape.ArrowCursor)
        self._clear.clicked.connect(self.clear)
        self._clear.hide()

    def words(self) -> str:
        """Return what is looked for: the text with the composed word at the cursor."""
        at = self.cursorPosition()
        return clean(self.text()[:at] + self._preedit + self.text()[at:])

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        super().inputMethodEvent(event)
        self._preedit = event.preeditString()
        self._on_edited()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and not self._preedit:
            self._ask()
            self.moved_down.emit()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        side = 28
        self._clear.setGeometry(
            QRect(self.width() - side - 4, (self.height() - side) // 2, side, side)
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        at = (8, (self.height() - 16) // 2)
        icons.draw(QPainter(self), "search", theme.color("text2"), at, 16)

    @Slot()
    def _on_edited(self) -> None:
        self._clear.setVisible(bool(self.text()))
        self._timer.start()

    @Slot()
    def _ask(self) -> None:
        self._timer.stop()
        words = self.words()
        if words != self._asked:
            self._asked = words
            self.searched.emit(words)


class LongTextInput(QPlainTextEdit):
    """Text of several lines; Tab leaves the field.

    Signals:
        edited: the text changed, by hand or by program.
    """

    edited = Signal()

    def __init__(
        self,
        *,
        length_max: int = 2000,
        lines: int = 3,
        placeholder: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._length_max = length_max
        self._lines = lines
        self.setTabChangesFocus(True)
        self.setPlaceholderText(placeholder)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._use_height()
        self.textChanged.connect(self._on_text_changed)

    def length_max(self) -> int:
        """Return the limit that is checked on saving.  Units: characters."""
        return self._length_max

    def value(self) -> str:
        """Return the text cleaned up line by line; the input keeps its own."""
        return clean(self.toPlainText())

    def set_value(self, value: object) -> None:
        """Show a stored value; None shows nothing.  A text that is the same is left alone."""
        text = "" if value is None else str(value)
        if text != self.toPlainText():
            self.setPlainText(text)

    def add_phrase(self, phrase: str) -> None:
        """Put a ready phrase at the cursor, parted from what is there, undoable with Ctrl+Z."""
        commit_composition()
        cursor = self.textCursor()
        before = self.toPlainText()[: cursor.position()]
        gap = "" if not before or before[-1].isspace() else " "
        cursor.insertText(gap + phrase)
        self.setTextCursor(cursor)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_wrong(self, is_wrong: bool) -> None:
        """Mark or unmark the input as wrong."""
        _set_state(self, is_wrong)

    def snapshot(self) -> tuple[str, int]:
        """Return text and place of the cursor, for `go_back_to`."""
        return self.toPlainText(), self.textCursor().position()

    def go_back_to(self, snapshot: tuple[str, int]) -> None:
        """Show a text as it was before something typed into it that was not a person."""
        text, at = snapshot
        if text != self.toPlainText():
            self.setPlainText(text)
        cursor = self.textCursor()
        cursor.setPosition(at)
        self.setTextCursor(cursor)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == theme.SIZE_EVENT:
            self._use_height()

    def _use_height(self) -> None:
        self.setFixedHeight(theme.metrics().lineSpacing() * self._lines + 26)

    @Slot()
    def _on_text_changed(self) -> None:
        self.edited.emit()


def _set_state(widget: QWidget, is_wrong: bool) -> None:
    state = "error" if is_wrong else ""
    if widget.property("state") != state:
        widget.setProperty("state", state)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
