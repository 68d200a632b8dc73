"""Card reading: what follows when a card was scanned, pasted or chosen as a picture.

Whose number it is, is opened; else the intake begins with what the card says, or takes it in where
the person is being entered already.

Source: ux reference §4 (T2), §5 (scanner); ADR-0030.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from ctxh_desktop.commands.id_cards import CardRead, ReadCard
from ctxh_desktop.errors import CtxhError
from ctxh_desktop.ui import messages
from ctxh_desktop.ui.card_scanner import CardScanner
from ctxh_desktop.ui.dispatcher import Dispatcher
from ctxh_desktop.ui.main_window import MainWindow
from ctxh_desktop.ui.pages.card_notice import argument_of
from ctxh_desktop.ui.pages.intake_page import PERSON_ARGUMENT, IntakePage
from ctxh_desktop.ui.widgets.inputs import commit_composition


class CardReading(QObject):
    """Leads from a card to the person, on any screen.

    Attributes:
        scanner: watches the keys while a book is open.
    """

    def __init__(self, window: MainWindow, dispatcher: Dispatcher, parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._dispatcher = window, dispatcher
        self.scanner = CardScanner(self)
        self.scanner.scanned.connect(self._on_scanned)

    @Slot(object)
    def follow(self, read: CardRead) -> None:
        """Open the person whose card it is, or the intake."""
        commit_composition()
        if len(read.people) == 1:
            found = read.people[0]
            page, argument = ("case", found.case_id) if found.case_id else ("intake", "")
            self._window.open_page(page, argument or f"{PERSON_ARGUMENT}{found.id}")
            self._window.undo_bar.note(self.tr("The person with this number is in the register."))
        elif read.people:
            # Two entries with one number: a person sees both and says what is right.
            self._window.search.setText(read.card.number)
        else:
            self._begin_intake(argument_of(read.card))

    def _begin_intake(self, argument: str) -> None:
        intake = self._window.page("intake")
        assert isinstance(intake, IntakePage)
        if not intake.take_card(argument):
            self._window.search.set_value("")
            self._window.open_page("intake", argument)

    @Slot(str)
    def _on_scanned(self, text: str) -> None:
        command = ReadCard(text, is_typed=True)
        self._dispatcher.send(command, self.follow, self._on_refused, owner=self)

    def _on_refused(self, error: CtxhError) -> None:
        self._window.undo_bar.tell(messages.sentence(error), "warn")
