"""Card scanner: a scanner of QR codes that acts as a keyboard, told from a person who types.

A scanner types some 150 signs, each within few milliseconds, and then Enter.  Where they arrive:

    in a text input   nothing is held up.  What is typed goes in as it comes; once it is seen to be
                      a card, the input shows again what it showed before the first sign of it, and
                      only that one Enter is kept from it
    elsewhere         signs that follow each other faster than fingers do are held up for a moment,
                      so that a space presses no button; was it no card, all of them arrive late

So a person's typing is never lost, whatever is mistaken for what.  Input tools (UniKey, EVKey) take
letters back with Backspace and send others: what is remembered follows them, and so does what the
name looks like (`domain.id_card.Doubt`).

Source: ux reference §5 (scanner, rules 2 and 5, measured); ADR-0030.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from ctxh_desktop.domain import id_card
from ctxh_desktop.ui.widgets.inputs import LongTextInput, TextInput

GAP_MS = 30.0
"""Mean time between two signs of a scanner, at most; fingers need twice that over a line."""
BREAK_MS = 150.0
"""After so long without a sign another burst begins."""
END_MS = 200
"""A burst without an Enter ends after so long."""
HELD_MS = 60
"""How long signs are held up that may still be a person's."""
CHARS_MIN = 20
SURE_DIGITS = 8
"""So many digits within `GAP_MS` each are no fingers: what follows is waited for longer."""
_STARTS = re.compile(r"(?<![A-Z]{2}[0-9])[0-9]{12}\s*\|")
_ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)


@dataclass(frozen=True)
class _Sign:
    """One sign that was typed: when, and what the input showed before it."""

    letter: str
    at_ms: float
    before: tuple[str, int] | None


class CardScanner(QObject):
    """Watches the keys of the whole program while a book is open.

    Args:
        now_ms: a clock for keys that do not tell their own time.

    Signals:
        scanned: a scanner typed a line that is, or was meant to be, a card; carries it (str).
    """

    scanned = Signal(str)

    def __init__(
        self, parent: QObject | None = None, now_ms: Callable[[], float] | None = None
    ) -> None:
        super().__init__(parent)
        self._now_ms = now_ms or (lambda: time.monotonic() * 1000)
        self._signs: list[_Sign] = []
        self._held: list[QKeyEvent] = []
        self._target: QWidget | None = None
        self._is_giving_back = False
        self._end = QTimer(self)
        self._end.setSingleShot(True)
        self._end.timeout.connect(self._on_end)

    def start(self) -> None:
        """Begin to watch."""
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self)

    def stop(self) -> None:
        """Watch no more; what is held up arrives."""
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
        self._give_back()
        self._forget()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind not in (QEvent.Type.KeyPress, QEvent.Type.InputMethod) or self._is_giving_back:
            return False
        # A key passes by the window and all parents, too: only its first stop counts.
        receiver = QApplication.focusWidget() or QApplication.activeWindow()
        if not isinstance(watched, QWidget) or watched is not receiver:
            return False
        if isinstance(event, QKeyEvent):
            return self._on_key(watched, event)
        if isinstance(event, QInputMethodEvent) and event.commitString():
            self._note(watched, event.commitString(), self._now_ms())
        return False

    def _on_key(self, receiver: QWidget, event: QKeyEvent) -> bool:
        """Note one key; return whether it is kept from its receiver."""
        held_down = event.modifiers()
        if event.key() in _ENDS and not held_down & ~Qt.KeyboardModifier.KeypadModifier:
            return self._on_line_end(receiver)
        if held_down & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.MetaModifier):
            self._give_back()
            self._forget()
            return False
        if event.key() == Qt.Key.Key_Backspace:
            self._signs = self._signs[:-1]
            return self._hold(event) if self._held else False
        letters = "".join(c for c in event.text() if c.isprintable())
        if not letters:
            # Shift alone says nothing; an arrow or Esc is a person.
            if event.key() not in (Qt.Key.Key_Shift, Qt.Key.Key_AltGr, Qt.Key.Key_Alt, 0):
                self._give_back()
                self._forget()
            return False
        at_ms = float(event.timestamp()) or self._now_ms()
        is_fast = bool(self._signs) and at_ms - self._signs[-1].at_ms < self._gap_ms()
        self._note(receiver, letters, at_ms)
        if isinstance(receiver, TextInput | LongTextInput):
            return False
        if is_fast:
            return self._hold(event)
        self._give_back()
        return False

    def _note(self, receiver: QWidget, letters: str, at_ms: float) -> None:
        is_same = self._target is receiver
        if not is_same or (self._signs and at_ms - self._signs[-1].at_ms > BREAK_MS):
            if not is_same:
                self._give_back()
            self._signs = []
        self._target = receiver
        is_text = isinstance(receiver, TextInput | LongTextInput)
        before = receiver.snapshot() if is_text else None  # type: ignore[attr-defined]
        self._signs += [_Sign(letter, at_ms, before) for letter in letters]
        self._signs = self._signs[-id_card.CHARS_MAX * 2 :]
        self._end.start(END_MS if is_text or self._is_sure() else HELD_MS)

    def _on_line_end(self, receiver: QWidget) -> bool:
        if self._target is receiver and self._take():
            return True
        self._give_back()
        self._forget()
        return False

    @Slot()
    def _on_end(self) -> None:
        if not self._take():
            self._give_back()

    def _take(self) -> bool:
        """Hand on what was typed if it is a card's line; return whether it was."""
        text = "".join(sign.letter for sign in self._signs)
        started = _STARTS.search(text)
        signs = self._signs[started.start() if started else 0 :]
        line = "".join(sign.letter for sign in signs)
        if len(signs) < CHARS_MIN or not id_card.looks_like(line):
            return False
        if signs[-1].at_ms - signs[0].at_ms > GAP_MS * (len(signs) - 1):
            return False
        receiver = self._receiver()
        before = signs[0].before
        self._held.clear()
        self._forget()
        if before is not None and isinstance(receiver, TextInput | LongTextInput):
            receiver.go_back_to(before)
        self.scanned.emit(line)
        return True

    def _receiver(self) -> QWidget | None:
        """Return where the signs went, if it is still there."""
        return self._target if self._target is not None and isValid(self._target) else None

    def _gap_ms(self) -> float:
        return BREAK_MS if self._is_sure() else GAP_MS

    def _is_sure(self) -> bool:
        """Whether what is held up cannot be fingers."""
        return len(self._held) >= SURE_DIGITS and all(
            sign.letter.isdigit() for sign in self._signs[:SURE_DIGITS]
        )

    def _hold(self, event: QKeyEvent) -> bool:
        self._held.append(event.clone())
        return True

    def _give_back(self) -> None:
        """Let what was held up arrive, in its order, where it would have."""
        held, self._held = self._held, []
        receiver = self._receiver()
        if not held or receiver is None:
            return
        self._is_giving_back = True
        try:
            for event in held:
                press = (event.key(), event.modifiers(), event.text())
                for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                    QApplication.sendEvent(receiver, QKeyEvent(kind, *press))
        finally:
            self._is_giving_back = False

    def _forget(self) -> None:
        self._end.stop()
        self._signs = []
