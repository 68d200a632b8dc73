"""How Vietnamese reaches a text field: injected Backspaces (UniKey) or composition (Windows, ibus).

Never use QTest.keyClicks with Vietnamese letters: it aborts the whole process.
"""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Iterable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

TELEX_NAME = (
    *["N", "Ng", "Ngu", "Nguy", "Nguye", "Nguyê", "Nguyên", "Nguyễn"],
    *("Nguyễn ", "Nguyễn T", "Nguyễn Th", "Nguyễn Thi", "Nguyễn Thị", "Nguyễn Thị "),
    *("Nguyễn Thị D", "Nguyễn Thị Đ", "Nguyễn Thị Đu", "Nguyễn Thị Đư", "Nguyễn Thị Đưc"),
    "Nguyễn Thị Đức",
)
"""The text after each raw key of `Nguyeenx Thij Dduwcs`, as UniKey leaves it."""

_TONES = "\u0300\u0301\u0303\u0309\u0323"


def press(
    widget: QWidget, key: int, text: str = "", modifiers: Qt.KeyboardModifier | None = None
) -> None:
    """Press and release one physical key."""
    held = modifiers or Qt.KeyboardModifier.NoModifier
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(widget, QKeyEvent(kind, key, held, text))


def type_unikey(widget: QWidget, states: Iterable[str], before: str = "") -> None:
    """Type like UniKey: what changed is taken back with Backspaces, the rest comes as text only."""
    for state in states:
        pairs = zip(before, state, strict=False)
        kept = sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], pairs))
        for _ in before[kept:]:
            press(widget, Qt.Key.Key_Backspace, "\b")
        for letter in state[kept:]:
            press(widget, 0, letter)
        before = state


def compose(widget: QWidget, word: str, *, commits: bool = True) -> None:
    """Type like an input method: pre-edit text grows, then is committed (or left open)."""
    for end in range(1, len(word) + 1):
        QApplication.sendEvent(widget, QInputMethodEvent(word[:end], []))
    if commits:
        event = QInputMethodEvent("", [])
        event.setCommitString(word)
        QApplication.sendEvent(widget, event)


def unikey_states(words: str) -> list[str]:
    """Return the text after each key, as UniKey leaves it: shapes at once, the tone at the end.

    "Đức" is typed D, Đ, Đu, Đư, Đưc, Đức: each step the text that stands in the field.
    """
    states: list[str] = []
    done = ""
    for word in words.split(" "):
        done = f"{done} " if done else ""
        if done:
            states.append(done)
        typed = ""
        for letter in word:
            for shape in (_bare(letter), _toneless(letter)):
                if states[-1:] != [done + typed + shape]:
                    states.append(done + typed + shape)
            typed += _toneless(letter)
        done += word
        if states[-1:] != [done]:
            states.append(done)
    return states


def _bare(letter: str) -> str:
    base = unicodedata.normalize("NFD", letter)[0]
    return {"đ": "d", "Đ": "D"}.get(base, base)


def _toneless(letter: str) -> str:
    kept = [c for c in unicodedata.normalize("NFD", letter) if c not in _TONES]
    return unicodedata.normalize("NFC", "".join(kept))
