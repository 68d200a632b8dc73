"""Visit form: what is asked about one visit, laid out so that it takes few keys.

The questions come from the declaration of `Visit`; only their controls and places are chosen here:
often used kinds of contact and all who may be met stand open, because one click is faster than a
list.

Source: reference/ux.md §4 (T6: at most 15 keys), screen 7.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ctxh_desktop.forms.form import Form, Question
from ctxh_desktop.forms.session import Session
from ctxh_desktop.ui import actions
from ctxh_desktop.ui.forms.fields import Asking, FieldRow, choices_of, make_row
from ctxh_desktop.ui.forms.view import FormView
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import Button
from ctxh_desktop.ui.widgets.choice import Choices, Combo, OptionRow
from ctxh_desktop.ui.widgets.flow import FlowLayout
from ctxh_desktop.ui.widgets.inputs import LongTextInput
from ctxh_desktop.ui.widgets.labels import Label
from ctxh_desktop.ui.widgets.notices import Notice

ASKED = ("visited_on", "contact_kind", "met", "change", "is_safe", "note")
OPEN_KINDS = 3
"""Kinds of contact that stand open, the first ones of the list; the others are in a drop-down."""
DAY_ROW_PX = 204
"""Wide enough for "Đang hiểu: Thứ Hai, 16/11/2026" in one line."""
_OTHERS_PX = 150


class FewFirst(QWidget):
    """One choice: the first ones open as boxes, the others in a drop-down beside them.

    Signals:
        chosen: the choice changed; carries the value (str).
    """

    chosen = Signal(str)

    def __init__(self, choices: Choices, more: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        known = list(choices)
        self.first = OptionRow(known[:OPEN_KINDS])
        self.others = Combo(placeholder=more)
        self.others.setAccessibleName(more)
        self.others.set_choices(known[OPEN_KINDS:])
        self.others.setMaximumWidth(_OTHERS_PX)
        self.first.chosen.connect(self._on_first)
        self.others.chosen.connect(self._on_other)
        layout = FlowLayout(self, gap=8)
        for option, _ in known[:OPEN_KINDS]:
            layout.addWidget(self.first.option(option))
        layout.addWidget(self.others)
        self.setFocusProxy(self.first.option(known[0][0]))
        self._is_quiet = False

    def value(self) -> str:
        """Return what is chosen, "" for nothing."""
        return self.first.value() or self.others.value()

    def set_value(self, value: object) -> None:
        """Choose; tells nobody."""
        self._is_quiet = True
        self.first.set_value(value)
        self.others.set_value("" if self.first.value() else value)
        self._is_quiet = False

    def set_wrong(self, is_wrong: bool) -> None:
        """Mark or unmark as wrong."""
        self.first.set_wrong(is_wrong)
        self.others.set_wrong(is_wrong)

    @Slot(str)
    def _on_first(self, value: str) -> None:
        self._tell(value, self.others)

    @Slot(str)
    def _on_other(self, value: str) -> None:
        self._tell(value, self.first)

    def _tell(self, value: str, other: OptionRow | Combo) -> None:
        if self._is_quiet or not value:
            return
        self._is_quiet = True
        other.set_value("")
        self._is_quiet = False
        self.chosen.emit(value)


class OpenRow(FieldRow):
    """A question whose control this page has made itself."""

    def __init__(self, question: Question, asking: Asking, control: FewFirst | OptionRow) -> None:
        super().__init__(question, asking, control)
        control.chosen.connect(self._on_edited)


class SeveralRow(OpenRow):
    """Several choices, all of them open."""

    def value(self) -> str | None:
        return " ".join(sorted(self.typed().split())) or None


class VisitForm(FormView):
    """The form of one visit.

    Signals:
        phrase_kept: the marked words shall become a phrase of one's own (str).
    """

    phrase_kept = Signal(str)

    def __init__(
        self, form: Form, asking: Asking, session: Session, parent: QWidget | None = None
    ) -> None:
        # The base gets no questions: the rows are made and placed here.
        super().__init__(Form(form.record_type, ()), asking, session, parent=parent)
        self._rows = {q.name: self._make(q, asking) for q in form.questions}
        for made in self._rows.values():
            made.edited.connect(self._on_edited)
        self.danger = Notice.of(
            "danger", "alert", self.tr("Report at once"),
            self.tr("Call 111 (children) or the police 113, then the leader of the commune."),
        )  # fmt: skip
        self.danger.hide()
        self._phrases = FlowLayout(gap=8)
        self._phrase_buttons: list[Button] = []
        self.keep_phrase = Button(self.tr("+ my own"), "quiet", px=32, key=actions.key("phrases"))
        self.keep_phrase.setToolTip(self.tr("Mark words in the notes, then press F8."))
        self.keep_phrase.clicked.connect(self._on_keep_phrase)
        self._place()
        self.fill(session)

    def note(self) -> LongTextInput:
        """Return the input of the notes."""
        control = self.row("note").control
        assert isinstance(control, LongTextInput)
        return control

    def fill(self, session: Session) -> None:
        super().fill(session)
        if hasattr(self, "danger"):
            self._show_danger()

    def show_phrases(self, phrases: Sequence[str]) -> None:
        """Offer these phrases as buttons."""
        for old in self._phrase_buttons:
            self._phrases.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._phrases.removeWidget(self.keep_phrase)
        self._phrase_buttons = [Button(phrase, px=32, parent=self) for phrase in phrases]
        for button in self._phrase_buttons:
            button.clicked.connect(self._on_phrase)
            self._phrases.addWidget(button)
            button.show()
        self._phrases.addWidget(self.keep_phrase)

    def phrases(self) -> tuple[str, ...]:
        """Return the phrases that are offered."""
        return tuple(button.text() for button in self._phrase_buttons)

    def _make(self, question: Question, asking: Asking) -> FieldRow:
        choices = choices_of(question, asking) if question.field.codes else []
        if question.name == "contact_kind":
            return OpenRow(question, asking, FewFirst(choices, self.tr("Other kind…")))
        if question.name == "met":
            return SeveralRow(question, asking, OptionRow(choices, multiple=True))
        made = make_row(question, asking)
        if question.name == "visited_on":
            made.setFixedWidth(DAY_ROW_PX)
        return made

    def _place(self) -> None:
        column = self.layout()
        assert column is not None
        sheets.clear(column)
        column.setSpacing(10)
        self._first = self._pair("visited_on", "contact_kind")
        self._second = self._pair("change", "is_safe")
        words = Label(self.tr("Phrases:"), "hint")
        words.setContentsMargins(0, 6, 0, 0)
        phrases = sheets.row(words, self._phrases, gap=8)
        phrases.setAlignment(words, Qt.AlignmentFlag.AlignTop)
        phrases.setStretch(1, 1)
        self.setLayout(column)
        for part in (
            sheets.wrap(self._first), self.row("met"), sheets.wrap(self._second), self.danger,
            self.row("note"), sheets.wrap(phrases),
        ):  # fmt: skip
            column.addWidget(part)

    def _pair(self, left: str, right: str) -> QHBoxLayout:
        pair = sheets.row(self.row(left), self.row(right), gap=24)
        for name in (left, right):
            pair.setAlignment(self.row(name), Qt.AlignmentFlag.AlignTop)
        pair.setStretch(1, 1)
        return pair

    @Slot(str)
    def _on_edited(self, name: str) -> None:
        super()._on_edited(name)
        if name == "is_safe" and hasattr(self, "danger"):
            self._show_danger()

    def _show_danger(self) -> None:
        sheets.set_shown(self.danger, self.row("is_safe").typed() == "0")

    @Slot()
    def _on_phrase(self) -> None:
        button = self.sender()
        if isinstance(button, Button):
            self.note().add_phrase(button.text())

    @Slot()
    def _on_keep_phrase(self) -> None:
        words = " ".join(self.note().textCursor().selectedText().split())
        if words:
            self.phrase_kept.emit(words)
        self.note().setFocus()
