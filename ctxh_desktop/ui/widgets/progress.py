"""Progress in the page: what is being done, how far it is, and a stop that leaves all in order."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QWidget

from ctxh_desktop.ui import theme
from ctxh_desktop.ui.widgets import painting, sheets
from ctxh_desktop.ui.widgets.buttons import Button
from ctxh_desktop.ui.widgets.labels import Label


class ProgressBar(QProgressBar):
    """A flat 8-px bar; with a maximum of 0 it shows that the end is unknown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextVisible(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(160, 8)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, 8)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, rect = QPainter(self), self.rect()
        painting.draw_box(painter, rect, theme.color("off_tint"), theme.color("border"))
        span = self.maximum() - self.minimum()
        share = 0.3 if span <= 0 else (self.value() - self.minimum()) / span
        width = round((rect.width() - 2) * min(max(share, 0.0), 1.0))
        if width > 0:
            bar = QRect(1, 1, width, rect.height() - 2)
            painting.draw_box(painter, bar, theme.color("primary"), None, 3)


class InlineProgress(QWidget):
    """Sentence, bar and stop button in one line.

    Args:
        stop: words of the button, by default "Dừng".

    Signals:
        stopped: somebody wants it to stop.
    """

    stopped = Signal()

    def __init__(self, stop: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = Label("", "hint", "text")
        self._bar = ProgressBar()
        self._stop = Button(stop or self.tr("Stop"), px=32)
        self._stop.clicked.connect(self._on_stop)
        line = sheets.row(self._words, self._bar, self._stop, gap=12)
        line.setStretch(1, 1)
        self.setLayout(line)
        self.hide()

    def show_step(self, done: int, total: int, sentence: str) -> None:
        """Show how far it is; *total* 0 when the end is unknown."""
        self._words.setText(sentence)
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._bar.setAccessibleName(sentence)
        self._bar.update()
        self._stop.setEnabled(True)
        sheets.set_shown(self, True)

    def finish(self) -> None:
        """Hide the line."""
        self.hide()

    def sentence(self) -> str:
        """Return what is said."""
        return self._words.text()

    @Slot()
    def _on_stop(self) -> None:
        self._stop.setEnabled(False)
        self.stopped.emit()
