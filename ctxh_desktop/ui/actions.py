"""Every shortcut of the program, declared once: id, key, words for the help page.

Source: reference/ux.md §11 (keyboard map).
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QObject
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget


@dataclass(frozen=True)
class ActionSpec:
    """One shortcut; *text* is the English source (context "actions")."""

    id: str
    key: str
    text: str


ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec("help", "F1", str(QT_TRANSLATE_NOOP("actions", "Help"))),
    ActionSpec("today", "F2", str(QT_TRANSLATE_NOOP("actions", "Today's work"))),
    ActionSpec("people", "F3", str(QT_TRANSLATE_NOOP("actions", "People"))),
    ActionSpec("calendar", "F4", str(QT_TRANSLATE_NOOP("actions", "Open the calendar"))),
    ActionSpec("next_region", "F6", str(QT_TRANSLATE_NOOP("actions", "Next part of the window"))),
    ActionSpec("card", "F7", str(QT_TRANSLATE_NOOP("actions", "Read an ID card"))),
    ActionSpec("phrases", "F8", str(QT_TRANSLATE_NOOP("actions", "Keep my own phrase"))),
    ActionSpec("sync", "F9", str(QT_TRANSLATE_NOOP("actions", "Send now"))),
    ActionSpec("find", "Ctrl+F", str(QT_TRANSLATE_NOOP("actions", "Find"))),
    ActionSpec("register", "Ctrl+N", str(QT_TRANSLATE_NOOP("actions", "New intake"))),
    ActionSpec("visit", "Ctrl+G", str(QT_TRANSLATE_NOOP("actions", "Record a visit"))),
    ActionSpec("step", "Ctrl+K", str(QT_TRANSLATE_NOOP("actions", "Add a plan step"))),
    ActionSpec("print", "Ctrl+P", str(QT_TRANSLATE_NOOP("actions", "Print"))),
    ActionSpec("save", "Ctrl+S", str(QT_TRANSLATE_NOOP("actions", "Save"))),
    ActionSpec("done", "Ctrl+D", str(QT_TRANSLATE_NOOP("actions", "Mark as done"))),
    ActionSpec("postpone", "Ctrl+H", str(QT_TRANSLATE_NOOP("actions", "Choose another day"))),
    ActionSpec("open_match", "Ctrl+O", str(QT_TRANSLATE_NOOP("actions", "Open the similar case"))),
    ActionSpec("send", "Ctrl+Return", str(QT_TRANSLATE_NOOP("actions", "Send or apply"))),
    ActionSpec("undo", "Ctrl+Z", str(QT_TRANSLATE_NOOP("actions", "Undo"))),
    ActionSpec("lock", "Ctrl+L", str(QT_TRANSLATE_NOOP("actions", "Lock"))),
    ActionSpec("larger", "Ctrl++", str(QT_TRANSLATE_NOOP("actions", "Larger text"))),
    ActionSpec("smaller", "Ctrl+-", str(QT_TRANSLATE_NOOP("actions", "Smaller text"))),
    ActionSpec("back", "Alt+Left", str(QT_TRANSLATE_NOOP("actions", "Back"))),
    ActionSpec("close", "Esc", str(QT_TRANSLATE_NOOP("actions", "Close"))),
)
_BY_ID = {action.id: action for action in ACTIONS}


def key(action_id: str) -> str:
    """Return the key of an action; an unknown id is a bug (KeyError)."""
    return _BY_ID[action_id].key


def words(action_id: str) -> str:
    """Return what an action does, in the person's language."""
    return QCoreApplication.translate("actions", _BY_ID[action_id].text)


def shortcut(action_id: str, owner: QWidget) -> QShortcut:
    """Return a shortcut that works in the window of *owner* while *owner* is shown."""
    made = QShortcut(QKeySequence(key(action_id)), owner)
    QObject.setObjectName(made, f"shortcut-{action_id}")
    return made
