"""Parts of the page of one pair: whose column it is, and what nobody has to choose."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from ctxh_desktop.commands.pairs import DIFFERS, FILLED, JOINED, ONE, PairField, PairFile, PairSide
from ctxh_desktop.ui import wording
from ctxh_desktop.ui.messages import record_text
from ctxh_desktop.ui.pages import marks, pair_words
from ctxh_desktop.ui.pages.pair_field import PairWords
from ctxh_desktop.ui.pages.version_row import NAME_PX, STRETCHES
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import LinkButton
from ctxh_desktop.ui.widgets.labels import BesideLabel, IconLabel, Label


class WhyLines(QWidget):
    """Why the two look alike and how much differs; below, what speaks against it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.agreeing = Label("", "body", wrap=True)
        self.against = Label("", "hint-strong", "warn", wrap=True)
        self._icon = IconLabel("alert", "warn", 16)
        below = sheets.row(self._icon, self.against, gap=6)
        below.setStretch(1, 1)
        self.setLayout(sheets.column(self.agreeing, below, gap=2))

    def show_file(self, file: PairFile) -> None:
        """Say it about another pair."""
        count = len(file.differing)
        words = self.tr("Nothing differs.")
        if count:
            words = self.tr("{n} boxes differ.").format(n=count)
        agreeing = pair_words.agreeing(file.reasons)
        self.agreeing.setText(f"{agreeing}. {words}" if agreeing else words)
        against = pair_words.against(file.reasons)
        self.against.setText(against)
        for part in (self._icon, self.against):
            sheets.set_shown(part, bool(against))


class SideHead(QWidget):
    """The head of one entry's column: name, cases, when and by whom it was entered.

    Signals:
        opened: the entry is to be looked at; carries the argument of the case page (str).
    """

    opened = Signal(str)

    def __init__(self, side: PairSide, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        person, self._where = side.person, f"person:{side.person.id}"
        if side.cases:
            self._where = side.cases[0].id
        numbers = ", ".join(case.text("number") for case in side.cases)
        words = self.tr("Open (no case yet)")
        if numbers:
            words = self.tr("Open the case {number}").format(number=numbers)
        self.open = LinkButton(words, text_role="hint")
        self.open.setAccessibleName(f"{words}: {person.text('full_name')}")
        self.open.clicked.connect(self._on_open)
        entered = ""
        if person.created_at:
            when = wording.moment_in_list(person.created_at, today)
            entered = self.tr("entered {when}").format(when=when)
        told = sheets.column(
            Label(person.text("full_name"), "strong", wrap=True),
            Label(wording.joined([entered, person.created_by]), "hint", wrap=True),
            sheets.row(self.open, None),
            None,
            gap=1,
        )
        icon = IconLabel("user", "text2", 18)
        line = sheets.row(icon, told, gap=10)
        line.setAlignment(icon, Qt.AlignmentFlag.AlignTop)
        line.setStretch(1, 1)
        self.setLayout(line)

    def _on_open(self) -> None:
        self.opened.emit(self._where)


class ColumnHeads(QWidget):
    """The row over the fields: both entries, and the column for keeping both.

    Signals:
        opened: an entry is to be looked at; carries the argument of the case page (str).
    """

    opened = Signal(str)

    def __init__(
        self, file: PairFile, today: date, *, may_both: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name = Label(self.tr("Box"), "hint")
        self._name.setFixedWidth(NAME_PX)
        self.sides = [SideHead(side, today) for side in (file.one, file.other)]
        heads: list[QWidget] = [*self.sides]
        if may_both:
            both = sheets.row(
                IconLabel("both", "text2", 18), Label(self.tr("Keep both"), "strong", wrap=True),
                gap=10,
            )  # fmt: skip
            both.setStretch(1, 1)
            heads.append(sheets.wrap(sheets.column(both, None, gap=0)))
        line = sheets.row(self._name, *heads, gap=16, margins=(0, 0, 0, 10))
        for place in range(1, len(heads) + 1):
            line.setStretch(place, STRETCHES[place - 1])
        self.setLayout(line)
        for side in self.sides:
            side.opened.connect(self.opened)

    def set_narrow(self, is_narrow: bool) -> None:
        """Leave out the column of names, which stand above the versions."""
        sheets.set_shown(self._name, not is_narrow)


class SettledSheet(sheets.Card):
    """The sheet "Không phải chọn": what is the same, stands on one side only, or is joined."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._list = sheets.column(gap=0, margins=(24, 12, 24, 8))
        self.setLayout(self._list)

    def show_file(self, file: PairFile, words: PairWords) -> None:
        """List what needs no choice; without anything the sheet is hidden."""
        sheets.clear(self._list)
        lines = [(f, name) for f in file.fields for name in f.names if _is_settled(f, name)]
        sheets.set_shown(self, bool(lines))
        title = Label(self.tr("Nothing to choose ({n})").format(n=len(lines)), "section")
        hint = BesideLabel(self.tr("all of it is kept"), "hint", "section")
        head = sheets.row(
            IconLabel("merge", "ok", 20), title, hint, None, gap=10, margins=(0, 0, 0, 8)
        )
        self._list.addLayout(head)
        is_protected = file.one.is_protected or file.other.is_protected
        for field, name in lines:
            value = words.of(name, field.kept[name])
            if is_protected and name == "groups":
                value = marks.protected().text
            label = record_text(words.declared.by_name[name].label)
            self._add_line(label, value, *self._where(field.state, field.side))

    def _add_line(self, label: str, value: str, icon: str, where: str) -> None:
        self._list.addWidget(sheets.Rule())
        name = sheets.wrap(sheets.column(Label(label, "strong", wrap=True)))
        name.setFixedWidth(NAME_PX)
        line = sheets.row(
            IconLabel(icon, "text2", 18), name, Label(value, wrap=True), Label(where, "hint"),
            gap=10, margins=(0, 8, 0, 8),
        )  # fmt: skip
        line.setStretch(2, 1)
        self._list.addLayout(line)

    def _where(self, state: str, side: str) -> tuple[str, str]:
        if state == JOINED:
            return "both", self.tr("from both")
        if state == FILLED:
            return ("left", self.tr("only at the left")) if side == ONE else (
                "right", self.tr("only at the right")
            )  # fmt: skip
        return "check", self.tr("the same")


def _is_settled(field: PairField, name: str) -> bool:
    """Whether a field says something about which nobody has to decide."""
    if field.state == DIFFERS and field.one[name] != field.other[name]:
        return False
    return bool(field.kept.get(name))
