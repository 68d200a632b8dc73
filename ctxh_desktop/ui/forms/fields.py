"""One form row per kind of field: it asks, reads back what it understood, and shows what is wrong.

Nothing is judged while somebody types; `read_into` is called on saving and for the draft.

Source: reference/ux.md §6; visual.md §4 (form row).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtWidgets import QWidget

from ctxh_desktop.domain import days
from ctxh_desktop.domain.codes import Catalogue
from ctxh_desktop.domain.identity import NUMBER_DIGITS, clean_number
from ctxh_desktop.domain.values import Kind, PartialDay, Plain
from ctxh_desktop.errors import InputError
from ctxh_desktop.forms.form import Question
from ctxh_desktop.forms.session import Session
from ctxh_desktop.ui import wording
from ctxh_desktop.ui.forms import choices
from ctxh_desktop.ui.messages import record_text, sentence_of
from ctxh_desktop.ui.widgets.buttons import CheckOption
from ctxh_desktop.ui.widgets.choice import Combo, OptionRow
from ctxh_desktop.ui.widgets.inputs import LongTextInput, TextInput
from ctxh_desktop.ui.widgets.labels import Label
from ctxh_desktop.ui.widgets.multi_choice import MultiCombo
from ctxh_desktop.ui.widgets.sheets import FormRow, set_shown


@dataclass(frozen=True)
class Asking:
    """How questions are asked on one page.

    Shapes: *today* is the day in Vietnam; *past* names day fields that look back (a visit);
    *labels* replaces labels (field name → words); *suggested* gives texts that are chosen from a
    list (villages: field name → values, or pairs of value and words).
    """

    catalogue: Catalogue
    today: date
    past: frozenset[str] = frozenset()
    labels: Mapping[str, str] = field(default_factory=dict)
    suggested: Mapping[str, Sequence[str | tuple[str, str]]] = field(default_factory=dict)


class FieldRow(FormRow):
    """A question on the screen.

    Signals:
        edited: the answer changed; carries the field's name (str).
    """

    edited = Signal(str)

    def __init__(
        self,
        question: Question,
        asking: Asking,
        control: QWidget,
        *,
        beside: Sequence[QWidget] = (),
    ) -> None:
        label = asking.labels.get(question.name) or record_text(question.label)
        super().__init__(
            label, control, optional=question.is_optional, hint=record_text(question.field.hint)
            if question.field.hint else "", beside=beside,
        )  # fmt: skip
        self.question = question
        self.asking = asking

    @property
    def name(self) -> str:
        """Name of the field."""
        return self.question.name

    def value(self) -> Plain:
        """Return the answer in plain form.

        Raises:
            InputError: what was typed cannot be read.
        """
        return str(self.control.value()) or None  # type: ignore[attr-defined]

    def set_value(self, value: Plain) -> None:
        """Show a stored answer."""
        self.control.set_value(value)  # type: ignore[attr-defined]

    def typed(self) -> str:
        """Return what stands in the input, for drafts of what could not be read."""
        return str(self.control.value())  # type: ignore[attr-defined]

    def read_into(self, session: Session) -> None:
        """Hand the answer to *session*, or what is wrong with it."""
        try:
            session.answer(self.name, self.value())
        except InputError as error:
            session.refuse(self.name, self.typed(), error.code, error.facts)

    def show_issue(self, code: str, facts: Mapping[str, object]) -> str:
        """Show what is wrong and return the sentence."""
        sentence = issue_sentence(code, facts, self.label())
        self.set_error(sentence)
        return sentence

    @Slot()
    def _on_edited(self) -> None:
        self.edited.emit(self.name)


class TextRow(FieldRow):
    """One line of text or a name."""

    def __init__(self, question: Question, asking: Asking) -> None:
        control = TextInput(length_max=question.field.length_max)
        super().__init__(question, asking, control)
        control.edited.connect(self._on_edited)


class LongTextRow(FieldRow):
    """Text of several lines with the counter "208/2000" at the right of the label."""

    def __init__(self, question: Question, asking: Asking) -> None:
        self._input = LongTextInput(length_max=question.field.length_max)
        super().__init__(question, asking, self._input)
        self.counter.show()
        self._input.edited.connect(self._on_text)
        self._on_text()

    @Slot()
    def _on_text(self) -> None:
        length, limit = len(self._input.value()), self._input.length_max()
        self.counter.setText(f"{length}/{limit}")
        self.counter.set_ink("danger" if length > limit else "text2")
        self._on_edited()


class NumberRow(FieldRow):
    """A whole number or an amount; spaces and dots are ignored."""

    def __init__(self, question: Question, asking: Asking) -> None:
        control = TextInput(length_max=18)
        super().__init__(question, asking, control)
        control.edited.connect(self._on_edited)

    def value(self) -> Plain:
        digits = "".join(self.typed().replace(".", "").split())
        if not digits:
            return None
        if not digits.isascii() or not digits.isdigit():
            raise InputError("number-unreadable", label=self.question.label)
        return int(digits)

    def set_value(self, value: Plain) -> None:
        shown = wording.number(int(value)) if value is not None else ""
        super().set_value(shown)


class IdentifierRow(FieldRow):
    """A personal number in groups of three, with its counter "11/12"."""

    def __init__(self, question: Question, asking: Asking) -> None:
        self._input = TextInput(length_max=question.field.length_max + 8)
        self._digits = Label("", "hint-strong", "text2")
        super().__init__(question, asking, self._input, beside=[self._digits])
        self._input.edited.connect(self._on_text)
        self._on_text()

    def value(self) -> Plain:
        return clean_number(self.typed()) or None

    def set_value(self, value: Plain) -> None:
        digits = "" if value is None else str(value)
        groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
        super().set_value(" ".join(groups))

    def set_error(self, sentence: str) -> None:
        super().set_error(sentence)
        self._digits.set_ink("danger" if sentence else "text2")

    @Slot()
    def _on_text(self) -> None:
        count = len(clean_number(self._input.value()))
        self._digits.setText(f"{count}/{NUMBER_DIGITS}" if count else "")
        words = QCoreApplication.translate("FieldRow", "{count} of {limit} digits")
        set_shown(self._digits, count > 0)
        self._digits.setAccessibleName(words.format(count=count, limit=NUMBER_DIGITS))
        self._on_edited()


class DayRow(FieldRow):
    """A day as people type it, with the reading "Đang hiểu: Thứ Hai, 16/11/2026" underneath."""

    def __init__(self, question: Question, asking: Asking) -> None:
        self._input = TextInput(length_max=40)
        super().__init__(question, asking, self._input)
        self._input.edited.connect(self._on_text)

    def value(self) -> Plain:
        typed = self.typed()
        return self._read(typed) if typed else None

    def set_value(self, value: Plain) -> None:
        super().set_value(self._shown(str(value)) if value else "")

    def _read(self, typed: str) -> str:
        is_past = self.name in self.asking.past
        return days.read_due(typed, self.asking.today, is_past=is_past)

    def _shown(self, plain: str) -> str:
        return wording.full_day(plain)

    def _reading(self, plain: str) -> str:
        return wording.reading_of_day(plain)

    @Slot()
    def _on_text(self) -> None:
        try:
            plain = self.value()
            self.set_hint(self._reading(str(plain)) if plain else "")
        except InputError:
            self.set_hint("")
        self._on_edited()


class PartialRow(DayRow):
    """A day of any precision ("8/2012", "khoảng 1950"); a birth ("70t") never lies ahead."""

    def _read(self, typed: str) -> str:
        read = days.read_birth if self.name == "born" else days.read_partial
        return read(typed, self.asking.today)

    def _shown(self, plain: str) -> str:
        known = PartialDay.parse(plain)
        return f"~{known.year}" if known.is_about else wording.born(plain)

    def _reading(self, plain: str) -> str:
        if self.name == "born":
            return wording.reading_of_birth(plain, self.asking.today)
        return wording.reading_of_partial(plain)


class ChoiceRow(FieldRow):
    """One choice: boxed radios when they are few and short, a drop-down otherwise."""

    def __init__(self, question: Question, asking: Asking) -> None:
        self._offered, self._kept = choices_of(question, asking), list[tuple[str, str]]()
        self._control: OptionRow | Combo
        if choices.is_boxed(self._offered):
            self._control = OptionRow(self._offered)
        else:
            words = QCoreApplication.translate("FieldRow", "Choose…")
            self._control = Combo(placeholder=words)
            _offer(self._control, question, self._offered)
        super().__init__(question, asking, self._control)
        self._control.chosen.connect(self._on_edited)

    def set_value(self, value: Plain) -> None:
        kept = _kept(self.question, self.asking, value)
        if kept != self._kept:
            self._kept = kept
            if isinstance(self._control, OptionRow):
                self._control.set_choices([*self._offered, *kept])
            else:
                _offer(self._control, self.question, [*self._offered, *kept])
        super().set_value(value)


class ChoicesRow(FieldRow):
    """Several choices: boxed checks when they are few and short, a list to tick otherwise."""

    def __init__(self, question: Question, asking: Asking) -> None:
        self._offered, self._kept = choices_of(question, asking), list[tuple[str, str]]()
        self._control: OptionRow | MultiCombo
        if choices.is_boxed(self._offered, limit=5):
            self._control = OptionRow(self._offered, multiple=True)
        else:
            words = QCoreApplication.translate("FieldRow", "Choose…")
            self._control = MultiCombo(placeholder=words)
            self._control.set_choices(self._offered)
        super().__init__(question, asking, self._control)
        self._control.chosen.connect(self._on_edited)

    def value(self) -> Plain:
        return " ".join(sorted(self.typed().split())) or None

    def set_value(self, value: Plain) -> None:
        kept = _kept(self.question, self.asking, value)
        if kept != self._kept:
            self._kept = kept
            self._control.set_choices([*self._offered, *kept])
        super().set_value(value)


class SuggestedRow(FieldRow):
    """A text that is chosen from a list (villages, communes); one not in it is kept."""

    def __init__(self, question: Question, asking: Asking) -> None:
        self._combo = Combo(placeholder=QCoreApplication.translate("FieldRow", "Choose…"))
        self._offered: dict[str, str] = {}
        super().__init__(question, asking, self._combo)
        self.offer(asking.suggested[question.name])
        self._combo.chosen.connect(self._on_edited)

    def offer(self, values: Sequence[str | tuple[str, str]]) -> None:
        """Offer these besides what is offered already: values, or pairs of value and words."""
        self._offered.update((v, v) if isinstance(v, str) else v for v in values)
        _offer(self._combo, self.question, list(self._offered.items()))

    def set_value(self, value: Plain) -> None:
        if value and str(value) not in self._offered:
            self.offer([str(value)])
        super().set_value(value)


class YesNoRow(FieldRow):
    """Yes or no as two radios; unanswered stays unanswered."""

    def __init__(self, question: Question, asking: Asking) -> None:
        yes = QCoreApplication.translate("FieldRow", "Yes")
        control = OptionRow([("1", yes), ("0", QCoreApplication.translate("FieldRow", "No"))])
        super().__init__(question, asking, control)
        control.chosen.connect(self._on_edited)

    def value(self) -> Plain:
        typed = self.typed()
        return None if not typed else typed == "1"

    def set_value(self, value: Plain) -> None:
        super().set_value("" if value is None else "1" if value else "0")


class CheckRow(FieldRow):
    """A yes that is ticked: the label stands beside its mark."""

    def __init__(self, question: Question, asking: Asking) -> None:
        words = asking.labels.get(question.name) or record_text(question.label)
        self._check = CheckOption(words)
        super().__init__(question, asking, self._check)
        self.hide_label()
        self._check.toggled.connect(self._on_edited)

    def value(self) -> Plain:
        return self._check.isChecked()

    def set_value(self, value: Plain) -> None:
        self._check.setChecked(bool(value))

    def typed(self) -> str:
        return "1" if self._check.isChecked() else "0"


def choices_of(question: Question, asking: Asking) -> list[tuple[str, str]]:
    """Return (code, words) of what may be chosen today."""
    return choices.offered(asking.catalogue[question.field.codes or ""], asking.today)


def _kept(question: Question, asking: Asking, value: Plain) -> list[tuple[str, str]]:
    return choices.kept(asking.catalogue[question.field.codes or ""], asking.today, value)


def _offer(control: Combo, question: Question, shown: Sequence[tuple[str, str]]) -> None:
    none = QCoreApplication.translate("FieldRow", "(not filled in)")
    control.set_choices(shown, with_none=none if question.is_optional else "")


def issue_sentence(code: str, facts: Mapping[str, object], label: str) -> str:
    """Return the sentence for an issue, with the label as this page writes it."""
    words = label[:1].lower() + label[1:]
    return sentence_of(code, {**facts, "label": words})


_ROWS: dict[Kind, Callable[[Question, Asking], FieldRow]] = {
    Kind.TEXT: TextRow,
    Kind.NAME: TextRow,
    Kind.LONG_TEXT: LongTextRow,
    Kind.CODE: ChoiceRow,
    Kind.CODES: ChoicesRow,
    Kind.DAY: DayRow,
    Kind.PARTIAL_DAY: PartialRow,
    Kind.INT: NumberRow,
    Kind.MONEY: NumberRow,
    Kind.IDENTIFIER: IdentifierRow,
}


def make_row(question: Question, asking: Asking) -> FieldRow:
    """Return the row for a question; kinds that are not asked of people are a bug (KeyError)."""
    if question.name in asking.suggested:
        return SuggestedRow(question, asking)
    if question.kind is Kind.BOOL:
        return (
            CheckRow(question, asking) if question.default is False else YesNoRow(question, asking)
        )
    return _ROWS[question.kind](question, asking)
