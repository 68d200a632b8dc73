"""One field in which two entries differ: both values side by side, and which one is chosen."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from ctxh_desktop.commands.pairs import BOTH, ONE, OTHER, PairField
from ctxh_desktop.domain.codes import Catalogue
from ctxh_desktop.domain.schema import RecordType
from ctxh_desktop.domain.values import Kind, Plain
from ctxh_desktop.ui.messages import record_text
from ctxh_desktop.ui.pages.case_words import in_words
from ctxh_desktop.ui.pages.choice_cell import ChoiceCell, differing
from ctxh_desktop.ui.pages.version_row import VersionRow


def field_label(field: PairField, declared: RecordType) -> str:
    """Return the names of the fields in which the entries differ."""
    return ", ".join(record_text(declared.by_name[name].label) for name in told(field))


def told(field: PairField) -> tuple[str, ...]:
    """Return the fields of a group in which the entries differ."""
    return tuple(name for name in field.names if field.one.get(name) != field.other.get(name))


class PairWords:
    """Puts values of both entries into words.

    Args:
        declared: the record type of both.
        catalogue: for codes.
        names: {id: name} of what they are linked to.
    """

    def __init__(
        self, declared: RecordType, catalogue: Catalogue, names: Mapping[str, str]
    ) -> None:
        self.declared, self._catalogue, self._names = declared, catalogue, names

    def of(self, name: str, value: Plain) -> str:
        """Return one value as a person reads it."""
        field = self.declared.by_name[name]
        if field.kind is Kind.LINK and value:
            return self._names.get(str(value)) or in_words(field, value, self._catalogue)
        said = in_words(field, value, self._catalogue)
        is_number = field.is_phone or field.kind is Kind.IDENTIFIER
        return said.replace(" ", "\u00a0") if is_number and value else said  # kept in one line

    def version(self, names: tuple[str, ...], values: Mapping[str, Plain]) -> str:
        """Return one side of a field, with a labelled line for each member of a group."""
        if len(names) == 1:
            return self.of(names[0], values.get(names[0]))
        labels = ((name, record_text(self.declared.by_name[name].label)) for name in names)
        return "\n".join(f"{label}: {self.of(name, values.get(name))}" for name, label in labels)


class PairFieldRow(VersionRow):
    """The two values of one field; its choices are those of `commands.pairs`."""

    def __init__(self, field: PairField, words: PairWords, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        proposed = (field.proposed, self.tr("Proposed: it says more"))
        self.fill(field_label(field, words.declared), self._make_cells(words), "", proposed)

    def values(self) -> dict[str, Plain]:
        """Return what the choice means for the entry that stays."""
        side = self.choice()
        if side != BOTH:
            return dict(self.field.other if side == OTHER else self.field.one)
        first, second = self.field.one, self.field.other
        if self.field.proposed == OTHER:
            first, second = second, first
        return {**first, self.field.second_place: second[self.field.names[0]]}

    def _make_cells(self, words: PairWords) -> dict[str, ChoiceCell]:
        field, names = self.field, told(self.field)
        one, other = words.version(names, field.one), words.version(names, field.other)
        one_span, other_span = differing(one, other)
        made = {
            ONE: ChoiceCell(one, "1", "", one_span),
            OTHER: ChoiceCell(other, "2", "", other_span),
        }
        if field.second_place:
            place = record_text(words.declared.by_name[field.second_place].label)
            second = one if field.proposed == OTHER else other
            hint = f"{place}: {second}"
            made[BOTH] = ChoiceCell(self.tr("Both"), "3", hint)
        return made
