"""Mở khoá: who is at the computer, and the passphrase that opens the working book.

Deriving the key takes about a second of another thread; the window stays alive.  What opening needs
(database libraries) is imported beside the person's typing, never before the window is there.

Source: reference screen 01; reference/ux.md §8, §11.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ctxh_desktop import __version__
from ctxh_desktop.ambient import Ambient
from ctxh_desktop.commands.doorstep import ProfileView
from ctxh_desktop.errors import CtxhError
from ctxh_desktop.ui.messages import sentence, sentence_of
from ctxh_desktop.ui.sync_runner import SyncRunner
from ctxh_desktop.ui.sync_state import SyncFacts, look
from ctxh_desktop.ui.widgets import door_sheet, sheets
from ctxh_desktop.ui.widgets.buttons import Button
from ctxh_desktop.ui.widgets.chips import Chip
from ctxh_desktop.ui.widgets.choice import Combo, OptionRow
from ctxh_desktop.ui.widgets.inputs import SecretInput, commit_composition
from ctxh_desktop.ui.widgets.labels import IconLabel, Label
from ctxh_desktop.ui.widgets.notices import Notice
from ctxh_desktop.ui.widgets.progress import ProgressBar

READY = "ready"
FREE_TRIES = 3
"""Wrong tries before one has to wait; the key derivation is what really slows a guesser down."""
LONGEST_WAIT_S = 30
RADIOS_MAX = 4
_NEEDED_MODULES = ("ctxh_desktop.commands.profile", "ctxh_desktop.ui.notebook")

Opener = Callable[[str, str], object]
"""(user, passphrase) → the opened desk; raises as `commands.profile.unlock`."""


def wait_s(wrong_tries: int) -> int:
    """Return how long to wait after so many wrong tries in a row.  Units: seconds."""
    if wrong_tries < FREE_TRIES:
        return 0
    return min(1 << (wrong_tries - FREE_TRIES + 1), LONGEST_WAIT_S)


def warm_up() -> threading.Thread:
    """Import what opening needs in a thread of its own, which is returned running."""
    thread = threading.Thread(target=_import_needed, name="warm-up", daemon=True)
    thread.start()
    return thread


def opener(folder: Path, ambient: Ambient) -> Opener:
    """Return what opens the book in *folder*."""

    def open_book(user: str, passphrase: str) -> object:
        from ctxh_desktop.commands import profile  # noqa: PLC0415 (database libraries, slow)

        return profile.unlock(folder, user=user, passphrase=passphrase, ambient=ambient)

    return open_book


def _import_needed() -> None:
    for name in _NEEDED_MODULES:
        import_module(name)


class UnlockWindow(QWidget):
    """The window of a locked book.

    Args:
        folder: the profile.
        view: what may be known of it before it is unlocked.
        ambient: clock and chance.
        commune: name of the commune when it is known ("Xã Phong Điền").
        facts: how the exchange stood when the book was locked, when that is known.
        open_book: opens the book; by default `commands.profile.unlock`.

    Signals:
        unlocked: the book is open; carries its desk.
    """

    unlocked = Signal(object)

    def __init__(
        self,
        folder: Path,
        view: ProfileView,
        ambient: Ambient,
        *,
        commune: str = "",
        facts: SyncFacts | None = None,
        open_book: Opener | None = None,
    ) -> None:
        super().__init__()
        self.setWindowTitle(self.tr("Social work notebook"))
        self.setAutoFillBackground(True)
        self._open_book = open_book or opener(folder, ambient)
        self._wrong_tries = 0
        self._wait_left_s = 0
        self._has_accents = False
        self._runner = SyncRunner(lambda _tell, _stop: self._open_book(*self._typed), self)
        self._typed = ("", "")
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._make_controls(view)
        column = sheets.column(door_sheet.head(self.windowTitle(), commune), gap=0)
        column.addSpacing(20)
        column.addWidget(sheets.Rule())
        column.addSpacing(20)
        if view.kind == READY:
            self._fill(column)
        else:
            self._fill_damaged(column, view.kind)
        sheet = door_sheet.DoorSheet(column)
        self.setLayout(door_sheet.centred(sheet, self._state_line(facts)))
        self.resize(1366, 700)
        self._connect()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        warm_up()
        self.phrase.setFocus()

    def _make_controls(self, view: ProfileView) -> None:
        people = [(name, name) for name in view.users]
        self.user: OptionRow | Combo
        if len(people) <= RADIOS_MAX:
            self.user = OptionRow(people)
        else:
            self.user = Combo()
            self.user.set_choices(people)
        self.user.setAccessibleName(self.tr("User"))
        if view.users:
            self.user.set_value(view.users[0])
        self.phrase = SecretInput()
        self.phrase.setAccessibleName(self.tr("Passphrase"))
        self.show_letters = Button(self.tr("Show"), icon="eye")
        self.show_letters.setCheckable(True)
        self.unlock = Button(self.tr("Unlock"), "primary", icon="lock", px=40)
        self.forgotten = Button(self.tr("Forgot the passphrase?"), "quiet", px=40)
        self.error = Label("", "hint-strong", "danger", wrap=True)
        self._error_icon = IconLabel("alert", "danger", 16)
        self._bar = ProgressBar()
        self._bar.setRange(0, 0)
        self._bar_words = Label(self.tr("Opening…"), "hint")

    def _fill(self, column: QVBoxLayout) -> None:
        column.addWidget(Label(self.tr("User"), "hint-strong", "text"))
        column.addSpacing(4)
        column.addWidget(self.user)
        column.addSpacing(20)
        label = Label(self.tr("Passphrase"), "hint-strong", "text")
        label.setBuddy(self.phrase)
        column.addWidget(label)
        column.addSpacing(4)
        line = sheets.row(self.phrase, self.show_letters, gap=8)
        line.setStretch(0, 1)
        column.addLayout(line)
        column.addSpacing(4)
        column.addLayout(self._hint_line())
        self._error_box = sheets.wrap(
            sheets.row(
                sheets.column(1, self._error_icon, None, gap=0),
                self.error,
                gap=6,
                margins=(0, 6, 0, 0),
            )
        )
        column.addWidget(self._error_box)
        self._error_box.hide()
        column.addSpacing(24)
        column.addLayout(sheets.row(self.unlock, None, self.forgotten, gap=8))
        self._progress_box = sheets.wrap(
            sheets.row(self._bar_words, self._bar, gap=12, margins=(0, 12, 0, 0))
        )
        column.addWidget(self._progress_box)
        self._progress_box.hide()
        words = Notice.of(
            "warn",
            "info",
            self.tr("The passphrase cannot be read out by anybody."),
            self.tr(
                "Look for the paper in the commune's safe. Without it, IT support sets this "
                "computer up anew; what was sent to the province comes back."
            ),
        )
        self._help = sheets.wrap(sheets.column(words, margins=(0, 16, 0, 0)))
        column.addWidget(self._help)
        self._help.hide()

    def _fill_damaged(self, column: QVBoxLayout, kind: str) -> None:
        """Say what is wrong with the profile and what to do; nothing here can be unlocked."""
        for control in (self.phrase, self.unlock, self.show_letters, self.forgotten, self.user):
            control.setParent(self)
            control.hide()
        title = self.tr("The working book cannot be opened")
        column.addWidget(Notice.of("danger", "alert", title, sentence_of(kind)))

    def _hint_line(self) -> QHBoxLayout:
        self._keyboard = IconLabel("keyboard", "text2", 16)
        self._accents = Label("", "hint-strong", "warn")
        self._hint = Label(self.tr("Without accents, with spaces"), "hint")
        self._accents.hide()
        return sheets.row(self._keyboard, self._accents, self._hint, None, gap=6)

    def _state_line(self, facts: SyncFacts | None) -> QHBoxLayout:
        line = sheets.row(None, gap=8)
        if facts is not None and facts.is_joined:
            line.addWidget(Chip(look(facts).mark))
            if facts.last_sent:
                words = self.tr("Last sent {when}").format(when=facts.last_sent)
                line.addWidget(Label(f"{words}  ·", "hint"))
        words = self.tr("Version {version}").format(version=__version__)
        line.addWidget(Label(words, "hint"))
        line.addStretch(1)
        return line

    def _connect(self) -> None:
        self.phrase.submitted.connect(self._on_unlock)
        self.phrase.accents_seen.connect(self._on_accents_seen)
        self.unlock.clicked.connect(self._on_unlock)
        self.show_letters.toggled.connect(self._on_show_toggled)
        self.forgotten.clicked.connect(self._on_forgotten)
        self.user.chosen.connect(self._on_user_chosen)
        self._clock.timeout.connect(self._on_second)
        self._runner.finished.connect(self._on_opened)
        self._runner.failed.connect(self._on_failed)

    @Slot()
    def _on_unlock(self) -> None:
        commit_composition()
        if self._wait_left_s or self._runner.is_running():
            return
        phrase = self.phrase.value()
        if not phrase.strip():
            self._say(sentence_of("phrase-missing"))
            return
        self._typed = (self.user.value(), phrase)
        self._set_busy(is_busy=True)
        self._runner.start()

    @Slot(object)
    def _on_opened(self, desk: object) -> None:
        self._typed = ("", "")
        self._set_busy(is_busy=False)
        self.phrase.clear()
        self.unlocked.emit(desk)

    @Slot(object)
    def _on_failed(self, error: CtxhError) -> None:
        self._typed = ("", "")
        self._set_busy(is_busy=False)
        words = sentence(error)
        if error.code == "wrong-passphrase":
            self._wrong_tries += 1
            if self._has_accents:
                words += " " + self.tr("The Vietnamese keyboard is on; the phrase has no accents.")
            self._begin_wait(wait_s(self._wrong_tries))
        self._say(words)
        self.phrase.setFocus()
        self.phrase.selectAll()

    def _set_busy(self, *, is_busy: bool) -> None:
        sheets.set_shown(self._progress_box, is_busy)
        for control in (self.phrase, self.unlock, self.user):
            control.setEnabled(not is_busy)
        if is_busy:
            self._say("")

    def _say(self, words: str) -> None:
        self.error.setText(words)
        sheets.set_shown(self._error_box, bool(words))
        self.phrase.set_wrong(bool(words))
        self.phrase.setAccessibleDescription(words)
        if words:
            self.phrase.setFocus()

    def _begin_wait(self, seconds: int) -> None:
        self._wait_left_s = seconds
        if seconds:
            self.unlock.setEnabled(False)
            self._show_wait()
            self._clock.start()

    def _show_wait(self) -> None:
        words = self.tr("Unlock in {n} s").format(n=self._wait_left_s)
        self.unlock.set_words(words if self._wait_left_s else self.tr("Unlock"))

    @Slot()
    def _on_second(self) -> None:
        self._wait_left_s -= 1
        if self._wait_left_s <= 0:
            self._wait_left_s = 0
            self._clock.stop()
            self.unlock.setEnabled(True)
        self._show_wait()

    @Slot(bool)
    def _on_accents_seen(self, are_seen: bool) -> None:
        self._has_accents = are_seen
        self._keyboard.show_icon("keyboard", "warn" if are_seen else "text2")
        self._accents.setText(self.tr("Keyboard: on"))
        sheets.set_shown(self._accents, are_seen)
        words = self.tr("Without accents, with spaces")
        self._hint.setText(
            self.tr("· the phrase has no accents, but spaces") if are_seen else words
        )
        if self.error.text() and not self._wait_left_s:
            self._say("")

    @Slot(bool)
    def _on_show_toggled(self, is_on: bool) -> None:
        self.phrase.show_letters(is_on)
        self.show_letters.set_words(self.tr("Hide") if is_on else self.tr("Show"))
        self.phrase.setFocus()

    @Slot()
    def _on_forgotten(self) -> None:
        sheets.set_shown(self._help, self._help.isHidden())

    @Slot(str)
    def _on_user_chosen(self, name: str) -> None:
        self._wrong_tries = 0
        self._say("")
        self.phrase.setFocus()
