"""Who the person of a row is in the register, what the list would add, and what becomes of it.

    In the register: Trần Thị Mỹ Lệ · 1951 · Thôn 3
    ○ leave as it is   ● fill in what is empty   ○ take in as a new person
    Filled in: Occupation: …
    Village    In the register: Thôn 3    In the list: Thôn 5    ☐ take the list's

Nothing of the register is changed without a tick; a tick fills in the rest as well.

Source: ADR-0031.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ctxh_desktop.commands.known_people import FILL, NEW, SKIP, KnownPerson
from ctxh_desktop.domain.filling import Difference
from ctxh_desktop.domain.schema import Merge, RecordType
from ctxh_desktop.domain.values import Kind, Plain
from ctxh_desktop.ui import wording
from ctxh_desktop.ui.messages import record_text
from ctxh_desktop.ui.pages.case_words import in_words
from ctxh_desktop.ui.pages.import_choices import Decided
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import CheckOption
from ctxh_desktop.ui.widgets.choice import OptionRow
from ctxh_desktop.ui.widgets.labels import Label


class KnownPanel(QWidget):
    """The entry of the register beside a row of a list.

    Signals:
        answered: what becomes of the person; carries SKIP, FILL or NEW (str).
        took: in which differences the list's is taken; carries their names (frozenset).
    """

    answered = Signal(str)
    took = Signal(object)

    def __init__(
        self, scene: Scene, person: KnownPerson, decided: Decided, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._scene, self._person = scene, person
        self._type: RecordType = scene.types["person"]
        self._ticks: dict[str, CheckOption] = {}
        self.answer = OptionRow(self._answers(), boxed=False)
        self.answer.setAccessibleName(self.tr("What becomes of this person"))
        self.answer.set_value(decided.answer)
        self.answer.chosen.connect(self._on_answered)
        body = sheets.column(gap=8)
        if person.id:
            line = wording.joined([wording.born(person.born), person.village])
            words = self.tr("In the register: {name}").format(name=person.full_name)
            who = Label(words, "hint-strong", wrap=True)
            body.addLayout(sheets.column(who, Label(line, "hint", wrap=True), gap=2))
        else:
            body.addWidget(Label(self.tr("Several people of the register fit."), "hint", wrap=True))
        body.addWidget(self.answer)
        if words := self._filled():
            body.addWidget(Label(words, "hint", wrap=True))
        for difference in person.comparison.differences:
            body.addWidget(sheets.Rule())
            body.addLayout(self._difference(difference, decided))
        self.setLayout(body)

    def tick(self, name: str) -> CheckOption:
        """Return the tick of a difference; one that is not there is a bug (KeyError)."""
        return self._ticks[name]

    def _answers(self) -> list[tuple[str, str]]:
        fill = (FILL, self.tr("Fill in what is empty"))
        return [
            (SKIP, self.tr("Leave as it is")),
            *([fill] if self._person.can_be_filled else []),
            (NEW, self.tr("Take in as a new person")),
        ]

    def _filled(self) -> str:
        fills = self._person.comparison.fills
        if not self._person.can_be_filled and self._person.id:
            return self.tr("The list says nothing that is not there already.")
        said = ", ".join(f"{self._label(name)}: {self._said(name, v)}" for name, v in fills.items())
        return self.tr("To be filled in: {fields}").format(fields=said) if said else ""

    def _difference(self, difference: Difference, decided: Decided) -> QVBoxLayout:
        names = [name for name in difference.listed if difference.listed[name] is not None]
        label = ", ".join(map(self._label, names))
        ours = ", ".join(self._said(name, difference.register.get(name)) for name in names)
        theirs = ", ".join(self._said(name, difference.listed[name]) for name in names)
        is_added = any(self._adds(name) for name in names)
        words = self.tr("Add what the list says") if is_added else self.tr("Take the list's")
        tick = CheckOption(words)
        tick.setAccessibleName(f"{label}: {words}: {theirs}")
        tick.setChecked(difference.name in decided.taken)
        tick.toggled.connect(partial(self._on_ticked, difference.name))
        self._ticks[difference.name] = tick
        in_register = self.tr("In the register: {value}").format(value=ours)
        in_list = self.tr("In the list: {value}").format(value=theirs)
        return sheets.column(
            Label(label, "hint-strong", "text", wrap=True),
            Label(in_register, "hint", wrap=True),
            Label(in_list, "hint", "text", wrap=True),
            sheets.row(tick, None),
            gap=2,
        )

    def _adds(self, name: str) -> bool:
        """Return whether taking the list's keeps what is there: choices and lines are added."""
        field = self._type.by_name[name]
        return field.merge is Merge.ELEMENTS or field.kind is Kind.LONG_TEXT

    def _label(self, name: str) -> str:
        return record_text(self._type.by_name[name].label)

    def _said(self, name: str, value: Plain) -> str:
        return in_words(self._type.by_name[name], value, self._scene.catalogue)

    @Slot(str)
    def _on_answered(self, answer: str) -> None:
        if answer != FILL and any(tick.isChecked() for tick in self._ticks.values()):
            for tick in self._ticks.values():
                was_blocked = tick.blockSignals(True)
                tick.setChecked(False)
                tick.blockSignals(was_blocked)
            self.took.emit(frozenset())
        self.answered.emit(answer)

    def _on_ticked(self, name: str, is_on: bool) -> None:
        if is_on:
            self.answer.set_value(FILL)
        self.took.emit(frozenset(n for n, tick in self._ticks.items() if tick.isChecked()))
