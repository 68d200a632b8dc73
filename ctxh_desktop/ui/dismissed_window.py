"""Thôi dùng sổ: what a machine shows that the province has dismissed, when its book is destroyed.

Source: security reference §4.5; ADR-0019.
"""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ctxh_desktop import __version__
from ctxh_desktop.commands.doorstep import Dismissal
from ctxh_desktop.ui import wording
from ctxh_desktop.ui.widgets import door_sheet, sheets
from ctxh_desktop.ui.widgets.buttons import Button
from ctxh_desktop.ui.widgets.labels import Label
from ctxh_desktop.ui.widgets.notices import Notice


class DismissedWindow(QWidget):
    """Says what happened, that nothing was lost, and whom to ask.

    Signals:
        setup_wanted: somebody with a new pairing code sets this machine up anew.
    """

    setup_wanted = Signal()

    def __init__(self, dismissal: Dismissal, today: date) -> None:
        super().__init__()
        self.setWindowTitle(self.tr("Social work notebook"))
        self.setAutoFillBackground(True)
        column = sheets.column(door_sheet.head(self.windowTitle(), dismissal.province), gap=0)
        column.addSpacing(12)
        column.addWidget(sheets.Rule())
        column.addSpacing(16)
        title = self.tr("The province has dismissed this computer")
        self.notice = Notice.of("warn", "info", title, self._told(dismissal, today))
        column.addWidget(self.notice)
        column.addSpacing(16)
        ask = self.tr(
            "Ask the IT support of the province's social work centre. With a new pairing code this "
            "computer can be set up anew."
        )
        self.whom = Label(ask, "body", wrap=True)
        column.addWidget(self.whom)
        column.addSpacing(16)
        self.set_up = Button(self.tr("Set this computer up anew"), px=40)
        self.set_up.clicked.connect(self.setup_wanted)
        column.addLayout(sheets.row(self.set_up, None, gap=8))
        words = self.tr("Version {version}").format(version=__version__)
        foot = sheets.row(None, Label(words, "hint"), None, gap=8)
        self.setLayout(door_sheet.centred(door_sheet.DoorSheet(column), foot))
        self.resize(1366, 700)

    def _told(self, dismissal: Dismissal, today: date) -> str:
        rest = self.tr(
            "Everything written here was handed in to the province before. The records were then "
            "removed from this computer."
        )
        try:
            when = wording.moment(dismissal.at, today)
        except ValueError:
            return rest
        return self.tr("This happened at {when}.").format(when=when) + " " + rest
