"""Notices: error summary, duplicate hint, warnings and the undo bar; never a dialog."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QRect, QTimer, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLayout, QSizePolicy, QWidget

from ctxh_desktop.ui import theme
from ctxh_desktop.ui.widgets import painting, sheets
from ctxh_desktop.ui.widgets.buttons import Button, LinkButton
from ctxh_desktop.ui.widgets.labels import IconLabel, Label

UNDO_SHOWN_MS = 10_000


class Notice(QFrame):
    """A tinted bar with a 4-px edge: amber for "look at this", red for errors.

    Args:
        kind: one of `theme.KINDS`.
        layout: what stands inside; see `Notice.of` for icon, title and lines.
        pad: inner room.  Units: px.
    """

    def __init__(
        self,
        kind: str,
        layout: QLayout | None = None,
        *,
        pad: int = 12,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._kind = kind
        self._pad = pad
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        if layout is not None:
            self.fill(layout)

    @classmethod
    def of(
        cls,
        kind: str,
        icon: str,
        title: str,
        text: str = "",
        *,
        actions: Sequence[QWidget] = (),
        parent: QWidget | None = None,
    ) -> Notice:
        """Return a notice of one title, one sentence and its actions at the right."""
        words = sheets.column(Label(title, "strong"), gap=2)
        if text:
            words.addWidget(Label(text, "hint", "text", wrap=True))
        line = sheets.row(IconLabel(icon, kind, 20), words, *actions, gap=16)
        line.setStretch(1, 1)
        made = cls(kind, line, parent=parent)
        made.setAccessibleName(f"{title} {text}".strip())
        return made

    def fill(self, layout: QLayout) -> None:
        """Put *layout* inside, with the notice's own margins."""
        layout.setContentsMargins(self._pad + 8, self._pad, self._pad, self._pad)
        self.setLayout(layout)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        ink, ground = theme.tone(self._kind)
        painting.draw_box(painter, self.rect(), ground)
        painter.fillRect(QRect(0, 0, 4, self.height()), ink)


class ErrorSummary(Notice):
    """What has to be corrected after saving, each problem a link to its field.

    Signals:
        chosen: somebody wants to go to a field; carries its name (str).
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("danger", pad=10, parent=parent)
        self._title = Label("", "strong", "danger")
        self._links = sheets.column(gap=0)
        self._shown_links: list[LinkButton] = []
        head = sheets.row(IconLabel("alert", "danger"), self._title, None, gap=8)
        self.fill(sheets.column(head, self._links, gap=2))
        self.hide()

    def show_problems(self, problems: Sequence[tuple[str, str]]) -> None:
        """List (field name, sentence) pairs; an empty list hides the summary."""
        sheets.clear(self._links)
        self._shown_links = []
        self._title.setText(self.tr("There are {n} places to correct").format(n=len(problems)))
        if len(problems) == 1:
            self._title.setText(self.tr("There is 1 place to correct"))
        for field, sentence in problems:
            link = LinkButton(sentence, ink="danger", underlined=True)
            link.clicked.connect(partial(self.chosen.emit, field))
            self._shown_links.append(link)
            self._links.addLayout(sheets.row(28, link, None, gap=0))
        self.setAccessibleName(self._title.text())
        sheets.set_shown(self, bool(problems))
        if problems:
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def links(self) -> tuple[LinkButton, ...]:
        """Return the links as shown, for tests and for moving the focus."""
        return tuple(self._shown_links)


class UndoBar(QFrame):
    """Says for ten seconds what was saved and offers to take it back (Ctrl+Z).

    What went wrong is said in the same place, in red or amber, and stays until it is closed.

    Signals:
        undone: somebody wants the last change taken back.
    """

    undone = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = "ok"
        self._icon = IconLabel("check", "ok")
        self._words = Label("", "body", wrap=True)
        self._button = Button(self.tr("Undo"), "quiet", key="Ctrl+Z", px=32)
        self._button.clicked.connect(self._on_undo)
        self._close = Button(self.tr("Close"), "quiet", px=32)
        self._close.clicked.connect(self.hide)
        self._line = sheets.row(
            self._icon, self._words, self._button, self._close, gap=12, margins=(24, 4, 16, 4)
        )
        self._line.setStretch(1, 1)
        self.setLayout(self._line)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(UNDO_SHOWN_MS)
        self._timer.timeout.connect(self.hide)
        self.hide()

    @Slot(str)
    def offer(self, sentence: str) -> None:
        """Say what was done and offer to take it back for ten seconds."""
        self._show("ok", sentence)
        self._timer.start()

    @Slot(str)
    def note(self, sentence: str) -> None:
        """Say for ten seconds what was done and cannot be taken back here."""
        self._show("ok", sentence, can_undo=False)
        self._timer.start()

    def tell(self, sentence: str, kind: str = "danger") -> None:
        """Say what went wrong ("danger") or what to know ("warn"), until it is closed."""
        self._show(kind, sentence, can_undo=False)
        self._timer.stop()

    def kind(self) -> str:
        """Return the kind of what is said, one of `theme.KINDS`."""
        return self._kind

    def sentence(self) -> str:
        """Return what is said."""
        return self._words.text()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        ink, ground = theme.tone(self._kind)
        painter.fillRect(self.rect(), ground)
        painter.fillRect(QRect(0, 0, self.width(), 1), theme.color("divider"))
        if self._kind != "ok":
            painter.fillRect(QRect(0, 0, 4, self.height()), ink)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._line.setContentsMargins(sheets.side_px(self.window().width()), 4, 16, 4)
        super().resizeEvent(event)

    def _show(self, kind: str, sentence: str, *, can_undo: bool = True) -> None:
        self._kind = kind
        self._icon.show_icon("check" if kind == "ok" else "alert", kind)
        self._words.setText(sentence)
        self.setAccessibleName(sentence)
        sheets.set_shown(self._button, can_undo)
        sheets.set_shown(self, True)
        self.update()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    @Slot()
    def _on_undo(self) -> None:
        self.hide()
        self._timer.stop()
        self.undone.emit()


class DraftState(QWidget):
    """The right end of a form's footer, which says when the draft was saved."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = IconLabel("check", "ok", 16)
        self._words = Label("", "hint")
        self.setLayout(sheets.row(None, self._icon, self._words, gap=8))
        self.hide()

    def show_saved(self, clock: str) -> None:
        """Say that the draft was kept at *clock* ("09:14:05")."""
        self._words.setText(self.tr("Draft saved at {clock}").format(clock=clock))
        sheets.set_shown(self, True)
