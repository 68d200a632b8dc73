"""Pair page (Có phải một người?): two entries side by side, and what a person says about them.

*The same* needs a choice in every box that differs; *not the same* needs none.  Either answer is
one change, taken back by one undo, and the next pair comes by itself.

Source: ADR-0024; reference/visual.md §4 (conflict cell).
"""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QScrollBar, QWidget

from ctxh_desktop.commands.duplicates import (
    DuplicatePair,
    KeepApart,
    ListDuplicates,
    MergePeople,
)
from ctxh_desktop.commands.pairs import PairFile, ShowPair
from ctxh_desktop.errors import CtxhError
from ctxh_desktop.ui import actions, theme
from ctxh_desktop.ui.models.pairs import key_of
from ctxh_desktop.ui.pages import marks
from ctxh_desktop.ui.pages.page import Page
from ctxh_desktop.ui.pages.pair_field import PairWords
from ctxh_desktop.ui.pages.pair_parts import SettledSheet, WhyLines
from ctxh_desktop.ui.pages.pair_sheet import PairSheet
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import Button
from ctxh_desktop.ui.widgets.chips import ChipRow
from ctxh_desktop.ui.widgets.inputs import commit_composition
from ctxh_desktop.ui.widgets.labels import BesideLabel, IconLabel, Label
from ctxh_desktop.ui.widgets.painting import Mark

LIST_PAGE = "duplicates"
APART_KEY = "0"
_NOT_FOUND = "record-not-found"


class PairPage(Page):
    """Two entries that look alike ("<id>:<id>")."""

    watches: ClassVar[frozenset[str]] = frozenset({"person", "person_pair", "case", "sync"})

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(scene, parent)
        self._argument = ""
        self._file: PairFile | None = None
        self._following: list[str] = []
        self.back = Button(self.tr("Possible duplicates"), "quiet", icon="left", flush=True)
        self._place, self._chips = BesideLabel("", "body", "title"), ChipRow()
        self.why = WhyLines()
        self.sheet = PairSheet(scene)
        self.settled = SettledSheet()
        self.same = Button("", "primary", key=actions.key("send"), key_shown=False)
        self.apart = Button(
            self.tr("Two different people"), icon="split", key=APART_KEY, key_works=False
        )
        self.later = Button(self.tr("Later"))
        self._arrange()
        self._connect()

    def open(self, argument: str) -> None:
        """Show the pair named by *argument*."""
        if argument and argument != self._argument:
            self._argument, self._file = argument, None
        self.refresh()

    def refresh(self) -> None:
        one_id, _, other_id = self._argument.partition(":")
        if other_id:
            send = self.scene.dispatcher.latest
            send("pair", ShowPair(one_id, other_id), self._on_file, self._on_missing)
            send("pairs-around", ListDuplicates(), self._on_pairs, self._on_failed)

    @Slot()
    def save(self) -> None:
        """Say that both are one person; pressed too early, go to what is still open."""
        commit_composition()
        still_open = self.sheet.open_rows()
        if still_open or self._file is None or not self.same.isEnabled():
            if still_open:
                still_open[0].focus_cell()
            return
        ids = self._file.one.person.id, self._file.other.person.id
        words = self.tr("The two entries are one now.")
        self._answer(MergePeople(*ids, self.sheet.values()), words)

    @Slot()
    def say_apart(self) -> None:
        """Say that they are two people."""
        commit_composition()
        if self._file is not None and self.apart.isEnabled():
            ids = self._file.one.person.id, self._file.other.person.id
            words = self.tr("They are two people. Nobody is asked again.")
            self._answer(KeepApart(*ids), words)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.sheet.set_narrow(self.window().width() < theme.NARROW_BELOW_PX)

    def _arrange(self) -> None:
        title = Label(self.tr("One person, or two?"), "title")
        head = sheets.PageHead(
            self.back, sheets.Rule(vertical=True), title, self._place, None, self._chips, gap=14
        )
        words = self.tr(
            "What is not chosen goes into the note. Cases, visits and plans of both are kept. "
            "A wrong answer can be undone at once."
        )
        told = sheets.row(IconLabel("info", "text2", 16), Label(words, "hint", wrap=True), gap=8)
        told.setStretch(1, 1)
        self.keys = Label("", "hint", wrap=True)
        keys = sheets.row(IconLabel("keyboard", "text2", 16), self.keys, gap=8)
        keys.setStretch(1, 1)
        body = sheets.PageBody(
            head, self.why, self.sheet, sheets.wrap(told), sheets.wrap(keys),
            self.settled, None, gap=10,
        )  # fmt: skip
        self.body = sheets.ScrollBody(body)
        footer = sheets.Footer(self.same, self.apart, self.later, None)
        whole = sheets.column(self.body, footer, gap=0)
        whole.setStretch(0, 1)
        self.setLayout(whole)

    def _connect(self) -> None:
        self.back.clicked.connect(partial(self.page_wanted.emit, LIST_PAGE, ""))
        self.later.clicked.connect(self._go_on)
        self.same.clicked.connect(self.save)
        self.apart.clicked.connect(self.say_apart)
        self.sheet.decided.connect(self._show_same)
        self.sheet.opened.connect(partial(self.page_wanted.emit, "case"))
        numbers = {str(number): partial(self._on_number, number) for number in (1, 2, 3)}
        for key, slot in {**numbers, APART_KEY: self.say_apart}.items():
            made = QShortcut(QKeySequence(key), self)
            made.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            made.activated.connect(slot)

    def _on_file(self, file: PairFile) -> None:
        if f"{file.one.person.id}:{file.other.person.id}" != self._argument or file == self._file:
            return
        self._file = file
        shown = [marks.protected()] if file.one.is_protected or file.other.is_protected else []
        if file.is_sure:
            shown.insert(0, Mark(self.tr("Almost surely one"), "warn", "people"))
        self._chips.show_marks(tuple(shown))
        self.why.show_file(file)
        self._show_fields(file)
        for button in (self.same, self.apart):
            button.setEnabled(True)
        self._show_same()
        self._focus_next()
        bar = self.body.verticalScrollBar()
        QTimer.singleShot(0, bar, partial(self._show_top, bar))

    def _show_top(self, bar: QScrollBar) -> None:
        """Begin at the top once all is laid out, or as far down as the focus asks for."""
        bar.setValue(0)
        focus = QApplication.focusWidget()
        if focus is not None and self.body.isAncestorOf(focus):
            self.body.show_widget(focus)

    def _show_fields(self, file: PairFile) -> None:
        words = PairWords(self.scene.types["person"], self.scene.catalogue, file.names)
        self.sheet.show_file(file, words)
        self.settled.show_file(file, words)
        self.sheet.set_narrow(self.window().width() < theme.NARROW_BELOW_PX)
        keys = self.tr("Keys: 1 = left, 2 = right, 0 = two different people")
        if self.sheet.may_both():
            keys = self.tr("Keys: 1 = left, 2 = right, 3 = keep both, 0 = two different people")
        self.keys.setText(keys)

    def _on_pairs(self, pairs: tuple[DuplicatePair, ...]) -> None:
        keys = [key_of(pair) for pair in pairs]
        if self._argument not in keys:
            return
        place = keys.index(self._argument)
        self._following = keys[place + 1 :]
        words = self.tr("pair {n} of {count}")
        self._place.setText(words.format(n=place + 1, count=len(keys)))

    @Slot()
    def _show_same(self) -> None:
        count = len(self.sheet.open_rows())
        words = self.tr("One person")
        if count:
            words = self.tr("One person ({n} not chosen yet)").format(n=count)
        self.same.set_words(words)

    def _focus_next(self) -> None:
        still_open = self.sheet.open_rows()
        if still_open:
            still_open[0].focus_cell()
            self.body.show_widget(still_open[0])
        else:
            self.same.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_number(self, number: int) -> None:
        if self.sheet.choose(number):
            self._focus_next()

    def _answer(self, command: MergePeople | KeepApart, words: str) -> None:
        for button in (self.same, self.apart):
            button.setEnabled(False)
        done = partial(self._on_answered, words)
        self.scene.dispatcher.send(command, done, self._on_not_answered, self)

    def _on_answered(self, words: str, _: object) -> None:
        self.saved.emit(words)
        self._go_on()

    def _on_not_answered(self, error: CtxhError) -> None:
        self._file = None
        self.refresh()
        self.failed.emit(error)

    @Slot()
    def _go_on(self) -> None:
        """Open the next pair, or go back to the list."""
        self._file = None
        if self._following:
            following, self._following = self._following[0], self._following[1:]
            self.page_wanted.emit("pair", following)
        else:
            self._argument = ""  # an answer still on its way must not lead here again
            self.page_wanted.emit(LIST_PAGE, "")

    def _on_missing(self, error: CtxhError) -> None:
        if not self._argument:
            return
        if error.code == _NOT_FOUND:
            self._go_on()
        else:
            self.failed.emit(error)
