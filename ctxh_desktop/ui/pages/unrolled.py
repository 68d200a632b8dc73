"""Unrolled list: as high as its rows, so that the page scrolls and not the list inside it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt, Slot
from PySide6.QtWidgets import QListView

from ctxh_desktop.ui.widgets.sheets import ScrollBody

_ROOM_PX = 30
"""Above and below the rows: viewport margins and the frame of the sheet."""


class Unrolled(QObject):
    """Gives *view* the height of its rows and lets the scrolling body follow the current one."""

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view
        view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.viewport().installEventFilter(self)
        view.model().modelReset.connect(self._measure)
        view.selectionModel().currentChanged.connect(self._on_current_changed)
        self._measure()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._measure()
        return False

    @Slot()
    def _measure(self) -> None:
        rows = range(self._view.model().rowCount())
        height = sum(self._view.sizeHintForRow(row) for row in rows) + _ROOM_PX
        if height != self._view.minimumHeight():
            self._view.setMinimumHeight(height)

    @Slot(QModelIndex)
    def _on_current_changed(self, index: QModelIndex) -> None:
        body = self._view.parentWidget()
        while body is not None and not isinstance(body, ScrollBody):
            body = body.parentWidget()
        content = body.widget() if body is not None else None
        if body is None or content is None or not self._view.hasFocus():
            return
        rect = self._view.visualRect(index)
        for corner in (rect.bottomLeft(), rect.topLeft()):
            at = self._view.viewport().mapTo(content, QPoint(corner))
            body.ensureVisible(at.x(), at.y(), 0, 24)
