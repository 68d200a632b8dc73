"""Day entry: a day typed as people say it ("+7", "t2", "24/11"), or taken from a calendar (F4)."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import QCalendarWidget, QWidget

from ctxh_desktop.domain import days
from ctxh_desktop.errors import InputError
from ctxh_desktop.ui import actions, wording
from ctxh_desktop.ui.messages import sentence
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import IconButton
from ctxh_desktop.ui.widgets.inputs import TextInput
from ctxh_desktop.ui.widgets.labels import Label

INPUT_PX = 150


class DayEntry(QWidget):
    """An input for one day with its reading beside it.

    Signals:
        edited: the text changed.
        submitted: Enter was pressed.
    """

    edited = Signal()
    submitted = Signal()

    def __init__(self, name: str, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self.input = TextInput(length_max=40, placeholder=self.tr("+7, t2, 24/11"))
        self.input.moves_on = False
        self.input.setAccessibleName(name)
        self.input.setFixedWidth(INPUT_PX)
        self._pick = IconButton(self.tr("Calendar (F4)"), "calendar")
        self._reading = Label("", "body", "text2")
        self._calendar: QCalendarWidget | None = None
        self.setLayout(sheets.row(self.input, self._pick, 4, self._reading, gap=8))
        self.setFocusProxy(self.input)
        self.input.edited.connect(self._on_edited)
        self.input.submitted.connect(self.submitted)
        self._pick.clicked.connect(self.open_calendar)
        actions.shortcut("calendar", self).activated.connect(self.open_calendar)

    def set_today(self, today: date) -> None:
        """Count from another day."""
        self._today = today

    def set_text(self, text: str) -> None:
        """Put a text into the input, as if typed."""
        self.input.set_value(text)
        self.input.end(False)

    def value(self) -> str:
        """Return the day in plain form.

        Raises:
            InputError: as `days.read_due`; "day-unreadable" when nothing was typed.
        """
        return days.read_due(self.input.value(), self._today)

    def show_error(self, error: InputError) -> None:
        """Say beside the input what is wrong."""
        self._reading.set_ink("danger")
        self._reading.setText(sentence(error))
        self.input.set_wrong(True)
        self.input.setAccessibleDescription(sentence(error))

    @Slot()
    def open_calendar(self) -> None:
        """Show a calendar under the input."""
        shown = QCalendarWidget()
        shown.setWindowFlags(Qt.WindowType.Popup)
        shown.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        shown.setGridVisible(False)
        shown.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        shown.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        shown.setAccessibleName(self.tr("Calendar"))
        try:
            chosen = date.fromisoformat(self.value())
        except InputError:
            chosen = self._today
        shown.setSelectedDate(QDate(chosen.year, chosen.month, chosen.day))
        shown.clicked.connect(self._on_day_chosen)
        shown.activated.connect(self._on_day_chosen)
        size = shown.sizeHint()
        corner = self.mapToGlobal(QPoint(0, 0))
        below = corner + QPoint(0, self.height() + 4)
        screen = self.screen().availableGeometry()
        fits = below.y() + size.height() <= screen.bottom()
        shown.move(below if fits else corner - QPoint(0, size.height() + 4))
        self._calendar = shown
        shown.show()
        shown.setFocus()

    def calendar(self) -> QCalendarWidget | None:
        """Return the calendar that was opened last, for tests."""
        return self._calendar

    @Slot(QDate)
    def _on_day_chosen(self, day: QDate) -> None:
        self.set_text(wording.full_day(date(day.year(), day.month(), day.day())))
        if self._calendar is not None:
            self._calendar.close()
            self._calendar = None
        self.input.setFocus()

    @Slot()
    def _on_edited(self) -> None:
        self.input.set_wrong(False)
        self.input.setAccessibleDescription("")
        self._reading.set_ink("text2")
        try:
            self._reading.setText(wording.long_day(self.value()))
        except InputError:
            self._reading.setText("")
        self.edited.emit()
