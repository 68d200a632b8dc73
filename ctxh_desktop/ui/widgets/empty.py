"""Empty state: an icon, one sentence, and what can be done about it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import Button
from ctxh_desktop.ui.widgets.labels import IconLabel, Label

_WITH_ICON_PX = 168


class EmptyState(QWidget):
    """What a list shows instead of nothing.

    Signals:
        acted: the first action was pressed.
    """

    acted = Signal()

    def __init__(
        self,
        icon: str,
        sentence: str,
        action: str = "",
        *,
        more: Sequence[Button] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon = IconLabel(icon, "text2", 32)
        self._sentence = Label(sentence, "body", "text2", wrap=True)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._action = Button(action)
        sheets.set_shown(self._action, bool(action))
        self._action.clicked.connect(self.acted)
        self.setLayout(
            sheets.column(
                None,
                sheets.row(None, self._icon, None),
                self._sentence,
                4,
                sheets.row(None, self._action, *more, None),
                None,
                gap=12,
                margins=(24, 12, 24, 12),
            )
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        # In little room words and action must be whole; the picture can go.
        sheets.set_shown(self._icon, self.height() >= _WITH_ICON_PX)
        super().resizeEvent(event)

    def show_sentence(self, sentence: str, action: str = "") -> None:
        """Say something else, with another first action or none."""
        self._sentence.setText(sentence)
        self._action.set_words(action)
        sheets.set_shown(self._action, bool(action))
