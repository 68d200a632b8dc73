"""Forms of the intake: the person, and the case that is opened; few questions, more on demand.

The questions come from the declarations; only their places are chosen here.

Source: reference screens 05 and 05b; reference/ux.md §4 (T3).
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from ctxh_desktop.forms.form import Form, Question
from ctxh_desktop.forms.session import Session
from ctxh_desktop.ui.forms.choices import BOXED_WORDS_MAX
from ctxh_desktop.ui.forms.fields import Asking, FieldRow, choices_of, make_row
from ctxh_desktop.ui.forms.view import FormView
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.choice import Combo, OptionRow
from ctxh_desktop.ui.widgets.form_grid import FormGrid
from ctxh_desktop.ui.widgets.inputs import TextInput
from ctxh_desktop.ui.widgets.labels import Label

PERSON_FIRST = (
    "full_name", "id_number", "born", "sex", "groups", "village", "guardian_name", "phone"
)  # fmt: skip
PERSON_BESIDE = ("has_no_id", "phone_of")
PERSON_MORE = (
    "alias", "address", "ethnicity", "policies", "disability_types", "disability_degree",
    "disability_certificate", "paper_address", "note",
)  # fmt: skip
CASE_FIRST = ("source", "urgency")
CASE_BESIDE = ("is_protected",)
CASE_MORE = ("opened_on", "risk", "reporter", "request")
_OTHER = "+"
"""Value of "another place": no village is called so."""
_WHOSE_PX = 132
_SHARES = (3, 4)
"""The right column holds what is broad: number and its check, phone and whose, four urgencies."""


class VillageChoice(QWidget):
    """A village chosen from the ones known, or typed when it is another one.

    Signals:
        chosen: the answer changed; carries it (str).
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._villages: tuple[str, ...] = ()
        self.combo = Combo(placeholder=self.tr("Choose…"))
        self.text = TextInput(length_max=200)
        self.text.setAccessibleName(self.tr("Another village or ward group"))
        self.setLayout(sheets.row(self.combo, self.text, gap=8))
        self.combo.chosen.connect(self._on_combo)
        self.text.edited.connect(self._on_text)
        self.set_villages(())

    def set_villages(self, villages: Sequence[str]) -> None:
        """Offer these villages; without any the name is typed."""
        kept = self.value()
        self._villages = tuple(villages)
        choices = [(name, name) for name in villages]
        other = (_OTHER, self.tr("Another place (type it)"))
        self.combo.set_choices([*choices, other], with_none=self.tr("(not filled in)"))
        sheets.set_shown(self.combo, bool(villages))
        self.set_value(kept)

    def value(self) -> str:
        """Return the village, "" for none."""
        if not self._villages or self.combo.value() == _OTHER:
            return self.text.value()
        return self.combo.value()

    def set_value(self, value: object) -> None:
        """Show a village, known or not."""
        name = str(value or "")
        is_other = bool(name) and name not in self._villages
        self.combo.blockSignals(True)
        self.combo.set_value(_OTHER if is_other and self._villages else name)
        self.combo.blockSignals(False)
        self.text.set_value(name if is_other else "")
        self._show_text()

    def set_wrong(self, is_wrong: bool) -> None:
        """Mark or unmark as wrong."""
        self.combo.set_wrong(is_wrong)
        self.text.set_wrong(is_wrong)

    def _show_text(self) -> None:
        is_typed = not self._villages or self.combo.value() == _OTHER
        sheets.set_shown(self.text, is_typed)
        self.setFocusProxy(self.combo if self._villages else self.text)

    @Slot(str)
    def _on_combo(self, value: str) -> None:
        self._show_text()
        if value == _OTHER:
            self.text.setFocus()
        self.chosen.emit(self.value())

    @Slot()
    def _on_text(self) -> None:
        self.chosen.emit(self.value())


class PlacedRow(FieldRow):
    """A question whose control this page has made itself."""

    def __init__(
        self, question: Question, asking: Asking, control: VillageChoice | OptionRow
    ) -> None:
        super().__init__(question, asking, control)
        control.chosen.connect(self._on_edited)


class IntakeForm(FormView):
    """Base of both forms: some questions first, more on demand, some controls placed elsewhere.

    Args:
        form: everything that is asked.
        asking: how it is asked.
        session: where the answers go.
        first: names of the questions that always show.
        more: names of the questions that show on demand.
    """

    def __init__(
        self,
        form: Form,
        asking: Asking,
        session: Session,
        *,
        first: Sequence[str],
        more: Sequence[str],
    ) -> None:
        # The base gets no questions: the rows are made and placed here.
        super().__init__(Form(form.record_type, ()), asking, session)
        self._rows = {q.name: self._make(q, asking) for q in form.questions}
        for made in self._rows.values():
            made.edited.connect(self._on_edited)
        self._first = FormGrid(shares=_SHARES)
        self._more = FormGrid(shares=_SHARES)
        for name in first:
            self._first.add(self._rows[name])
        for name in more:
            is_wide = hasattr(self._rows[name].control, "add_phrase")
            self._more.add(self._rows[name], wide=is_wide)
        for name, row in self._rows.items():
            if name not in {*first, *more}:
                row.setParent(self)
                row.hide()
        column = self.layout()
        assert column is not None
        sheets.clear(column)
        column.addWidget(self._first)
        column.addWidget(self._more)
        self._more.hide()
        self._place()
        self.fill(session)

    def show_more(self, *, is_shown: bool) -> None:
        """Show or hide the further questions."""
        sheets.set_shown(self._more, is_shown)

    def has_answers_in(self, names: Sequence[str]) -> bool:
        """Whether one of these questions has an answer."""
        return any(self._session.value(name) for name in names if name in self._rows)

    def _make(self, question: Question, asking: Asking) -> FieldRow:
        return make_row(question, asking)

    def _place(self) -> None:
        """Place what stands beside other controls."""


class PersonForm(IntakeForm):
    """The person."""

    def _make(self, question: Question, asking: Asking) -> FieldRow:
        if question.name == "village":
            return PlacedRow(question, asking, VillageChoice())
        if question.name == "sex":
            unknown = self.tr("Other/not known")
            choices = [
                (code, words if len(words.split()) <= BOXED_WORDS_MAX else unknown)
                for code, words in choices_of(question, asking)
            ]
            return PlacedRow(question, asking, OptionRow(choices))
        return make_row(question, asking)

    def village(self) -> VillageChoice:
        """Return the control of the village."""
        control = self.row("village").control
        assert isinstance(control, VillageChoice)
        return control

    def _place(self) -> None:
        self.row("id_number").add_beside(self.row("has_no_id").control)
        whose = self.row("phone_of").control
        whose.setMaximumWidth(_WHOSE_PX)
        whose.setMinimumWidth(_WHOSE_PX)
        self.row("phone").add_beside(Label(self.tr("of"), "body", "text2"), whose)


class CaseForm(IntakeForm):
    """The case that is opened."""
