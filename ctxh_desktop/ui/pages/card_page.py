"""Đọc thẻ căn cước: scan, paste, or choose a picture of a card.

Source: ux reference §5 (scanner); ADR-0030.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from ctxh_desktop.commands.id_cards import ReadCard, ReadCardPicture
from ctxh_desktop.errors import CtxhError
from ctxh_desktop.ui import actions
from ctxh_desktop.ui.messages import sentence
from ctxh_desktop.ui.pages.import_parts import ErrorNotice
from ctxh_desktop.ui.pages.page import Page
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import Button
from ctxh_desktop.ui.widgets.inputs import LongTextInput, commit_composition
from ctxh_desktop.ui.widgets.labels import IconLabel, Label


class CardPage(Page):
    """Three ways from a card to the person.

    Signals:
        card_read: a card was read; carries the `CardRead`.
    """

    card_read = Signal(object)

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(scene, parent)
        self.error = ErrorNotice()
        self.text = LongTextInput(length_max=2000, lines=3)
        self.text.setAccessibleName(self.tr("Text of the card's code"))
        self.read_button = Button(self.tr("Read the card"), "primary", key=actions.key("send"))
        self.picture_button = Button(self.tr("Choose a picture of the card…"), icon="qr")
        self.setFocusProxy(self.text)
        self._arrange()
        self.read_button.clicked.connect(self.read)
        self.picture_button.clicked.connect(self._on_choose)

    def open(self, argument: str) -> None:
        self.text.set_value("")
        self.error.say("")

    @Slot()
    def read(self) -> None:
        """Read what was pasted or scanned into the box."""
        commit_composition()
        command = ReadCard(self.text.toPlainText())
        self.scene.dispatcher.latest("card", command, self._on_read, self._on_refused)

    def read_picture(self, file: Path) -> None:
        """Read the code on a picture; the picture is not kept."""
        self.error.say("")
        command = ReadCardPicture(file)
        self.scene.dispatcher.latest("card", command, self._on_read, self._on_refused)

    def _arrange(self) -> None:
        head = sheets.PageHead(Label(self.tr("Read an ID card"), "title"), None)
        scan = self.tr(
            "Scan the square code with a scanner on the USB port: it works on every screen. "
            "Old cards have the code on the front, cards since 7/2024 on the back."
        )
        off = self.tr(
            "If the name comes out wrong, switch the Vietnamese typing tool (UniKey) off while "
            "scanning."
        )
        steps = sheets.column(Label(scan, "body", wrap=True), Label(off, "hint", wrap=True), gap=6)
        row = sheets.row(IconLabel("qr", "primary", 24), steps, gap=16)
        row.setStretch(1, 1)
        kept = self.tr("The picture is only looked at. It is not kept on this computer.")
        card = sheets.Card(
            sheets.column(
                row,
                sheets.Rule(),
                Label(self.tr("Or paste the text of the code here"), "strong"),
                self.text,
                sheets.row(self.read_button, self.picture_button, None, gap=8),
                Label(kept, "hint", wrap=True),
                gap=12,
                margins=(20, 16, 20, 16),
            )
        )
        body = sheets.PageBody(head, self.error, card)
        body.body().addStretch(1)
        self.setLayout(sheets.column(sheets.ScrollBody(body), gap=0))

    def _on_read(self, read: object) -> None:
        self.error.say("")
        self.card_read.emit(read)

    def _on_refused(self, error: CtxhError) -> None:
        self.error.say(sentence(error))
        self.text.setFocus()

    @Slot()
    def _on_choose(self) -> None:
        kinds = self.tr("Pictures (*.jpg *.jpeg *.png *.pdf)")
        title = self.tr("Choose a picture of the card")
        chosen, _ = QFileDialog.getOpenFileName(self, title, "", kinds)
        if chosen:
            self.read_picture(Path(chosen))
