"""Card notice: what the intake says about a card that was read into it.

Source: ux reference §5 (scanner), §6 (identity number); ADR-0030.
"""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ctxh_desktop.domain import id_card
from ctxh_desktop.domain.id_card import Card, Doubt
from ctxh_desktop.ui.messages import sentence_of
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.labels import IconLabel, Label
from ctxh_desktop.ui.widgets.notices import Notice

CARD_ARGUMENT = "card:"
_ODD_ARGUMENT = f"{CARD_ARGUMENT}{Doubt.ODD}:"


def argument_of(card: Card) -> str:
    """Return a card as the argument with which the intake is opened."""
    return f"{_ODD_ARGUMENT if card.doubt is Doubt.ODD else CARD_ARGUMENT}{id_card.write(card)}"


def card_of(argument: str) -> Card:
    """Return the card that an argument stands for; one that is none is a bug (InputError)."""
    return id_card.read(argument.removeprefix(_ODD_ARGUMENT).removeprefix(CARD_ARGUMENT))


class CardNotice(Notice):
    """Says that a card was read, what to look at again, and the address that stands on it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("primary", parent=parent)
        self._title = Label(self.tr("The ID card is read in"), "strong")
        self._lines = Label("", "body", wrap=True)
        words = sheets.column(self._title, self._lines, gap=2)
        line = sheets.row(IconLabel("qr", "primary", 20), words, gap=16)
        line.setStretch(1, 1)
        self.fill(line)
        self.hide()

    def show_argument(self, argument: str) -> None:
        """Show what there is to say of an argument's card; another argument hides the notice."""
        is_card = argument.startswith(CARD_ARGUMENT)
        if is_card:
            is_odd = argument.startswith(_ODD_ARGUMENT)
            self._lines.setText("\n".join(self._sentences(card_of(argument), is_odd=is_odd)))
            self.setAccessibleName(f"{self._title.text()}. {self._lines.text()}")
        sheets.set_shown(self, is_card)

    def sentences(self) -> str:
        """Return what is said."""
        return self._lines.text()

    def _sentences(self, card: Card, *, is_odd: bool) -> list[str]:
        said = []
        if card.doubt is Doubt.NO_MARKS:
            words = self.tr(
                "The scanner sent letters without their marks: “{name}”. Type the name again; "
                "number, birth and sex are filled in."
            )
            said.append(words.format(name=card.full_name))
        elif is_odd:
            said.append(
                self.tr(
                    "Check the name. If its marks are wrong, switch the Vietnamese typing tool "
                    "(UniKey) off and scan again."
                )
            )
        said += [sentence_of(code, facts) for code, facts in card.warnings]
        if card.address:
            said.append(self.tr("Address on the card: {place}").format(place=card.address))
        return said
