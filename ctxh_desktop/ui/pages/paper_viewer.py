"""Viewer: one paper or picture in the page, from memory, with zoom; never a file in clear.

Source: security reference §6 (limits of a decoder); ADR-0016.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QImageReader, QKeyEvent, QPainter, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QGraphicsPixmapItem,
    QGraphicsScene,
    QGraphicsView,
    QWidget,
)

from ctxh_desktop.commands.attachments import AttachmentItem, ExportAttachment, Opened, Whereabouts
from ctxh_desktop.domain.records.attachment import PDF
from ctxh_desktop.errors import CtxhError
from ctxh_desktop.ui import theme, wording
from ctxh_desktop.ui.pages import paper_words
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import Button, IconButton
from ctxh_desktop.ui.widgets.labels import Label, YieldingLabel

PIXELS_MAX = 40_000_000
ZOOM_STEP = 1.25
ZOOM_MAX = 4.0


def picture_of(content: bytes) -> QPixmap:
    """Return the picture in JPEG bytes, a null one when they are none or too large to be safe."""
    device = QBuffer()
    device.setData(QByteArray(content))
    device.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(device, QByteArray(b"jpg"))
    size = reader.size()
    if not size.isValid() or size.width() * size.height() > PIXELS_MAX:
        return QPixmap()
    return QPixmap.fromImage(reader.read())


class PictureView(QGraphicsView):
    """One picture that fits, or is as large as somebody wants it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Picture"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setMinimumHeight(40)
        self.viewport().setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the view itself has the focus
        self._stage = QGraphicsScene(self)
        self._item = QGraphicsPixmapItem()
        self._item.setTransformationMode(Qt.TransformationMode.SmoothTransformation)
        self._stage.addItem(self._item)
        self.setScene(self._stage)
        self._is_fitted = True

    def show_picture(self, pixmap: QPixmap) -> None:
        """Show a picture, fitted."""
        self._item.setPixmap(pixmap)
        self._stage.setSceneRect(self._item.boundingRect())
        self.fit()

    def zoom(self) -> float:
        """Return how large a point of the picture is on the screen.  Units: px."""
        return self.transform().m11()

    @Slot()
    def fit(self) -> None:
        """Show the whole picture, but never larger than it is."""
        self._is_fitted = True
        rect, room = self._item.boundingRect(), self.contentsRect().size()
        if rect.isEmpty():
            return
        bars = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setHorizontalScrollBarPolicy(bars)
        self.setVerticalScrollBarPolicy(bars)
        factor = min(room.width() / rect.width(), room.height() / rect.height(), 1.0)
        self.resetTransform()
        self.scale(factor, factor)

    @Slot()
    def larger(self) -> None:
        """Show it larger."""
        self._scale_by(ZOOM_STEP)

    @Slot()
    def smaller(self) -> None:
        """Show it smaller."""
        self._scale_by(1 / ZOOM_STEP)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._is_fitted:
            self.fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._scale_by(ZOOM_STEP if event.angleDelta().y() > 0 else 1 / ZOOM_STEP)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        acts = {"+": self.larger, "=": self.larger, "-": self.smaller, "0": self.fit}
        act = acts.get(event.text())
        if act is None:
            super().keyPressEvent(event)
        else:
            act()

    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        painter.fillRect(rect, theme.color("hover"))

    def _scale_by(self, factor: float) -> None:
        wanted = self.zoom() * factor
        if not 0.02 < wanted <= ZOOM_MAX:  # noqa: PLR2004 (a stamp on the screen)
            return
        self._is_fitted = False
        bars = Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self.setHorizontalScrollBarPolicy(bars)
        self.setVerticalScrollBarPolicy(bars)
        self.scale(factor, factor)


class PaperViewer(sheets.Card):
    """One attachment with what can be done about it.

    Signals:
        left: it was closed.
        page_wanted: another page of a PDF, counted from 0 (int).
        failed: a copy could not be written (CtxhError).
    """

    left = Signal()
    page_wanted = Signal(int)
    failed = Signal(object)

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._scene = scene
        self._opened: Opened | None = None
        self.title, self.facts = YieldingLabel("", "strong"), YieldingLabel("", "hint")
        self.picture = PictureView()
        self.words = Label("", "body", "text2", wrap=True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._note = sheets.wrap(sheets.column(self.words, margins=(20, 8, 20, 10)))
        self.larger = Button("+")
        self.smaller = Button("−")
        self.fit = Button(self.tr("Whole picture"))
        self.larger.setAccessibleName(self.tr("Larger"))
        self.smaller.setAccessibleName(self.tr("Smaller"))
        self.before = IconButton(self.tr("Page before"), "left")
        self.after = IconButton(self.tr("Next page"), "right")
        self.page = Label("", "hint")
        self.copy_button = Button(self.tr("Save a copy…"))
        self.close_button = Button(self.tr("Back to the list"), icon="left")
        self._connect()
        words = sheets.column(self.title, self.facts, gap=0)
        head = sheets.row(
            self.close_button, words, None, self.before, self.page, self.after, self.larger,
            self.smaller, self.fit, self.copy_button, gap=8, margins=(12, 8, 12, 8),
        )  # fmt: skip
        body = sheets.column(
            head, sheets.Rule(), self.picture, self._note, gap=0, margins=(1, 1, 1, 1)
        )
        body.setStretch(2, 1)
        self.setLayout(body)

    def item_id(self) -> str:
        """Return the id of what is shown, "" for nothing."""
        return self._opened.item.id if self._opened else ""

    def is_missing(self) -> bool:
        """Whether what is shown is not on this laptop yet."""
        return self._opened is not None and self._opened.picture is None

    def forget(self) -> None:
        """Let go of the picture."""
        self._opened = None
        self.picture.show_picture(QPixmap())

    def show_opened(self, opened: Opened) -> None:
        """Show a file, or its small picture and when the whole will come."""
        self._opened = opened
        item, catalogue = opened.item, self._scene.catalogue
        self.title.setText(paper_words.title(item, catalogue))
        self.facts.setText(paper_words.facts(item, catalogue, self._scene.today()))
        pixmap = picture_of(opened.picture or item.preview)
        self.picture.show_picture(pixmap)
        is_here, is_shown = opened.picture is not None, not pixmap.isNull()
        self._say(self._words(item, is_here=is_here, is_shown=is_shown))
        for button in (self.larger, self.smaller, self.fit):
            sheets.set_shown(button, is_here and is_shown)
        sheets.set_shown(self.copy_button, is_here)
        for part in (self.before, self.page, self.after):
            sheets.set_shown(part, opened.pages > 1)
        self.page.setText(f"{opened.page + 1}/{opened.pages}")
        self.before.setEnabled(opened.page > 0)
        self.after.setEnabled(opened.page < opened.pages - 1)

    def copy_to(self, target: Path) -> None:
        """Write a copy in clear where somebody wants it."""
        if self._opened is None:
            return
        command = ExportAttachment(self._opened.item.id, target)
        self._scene.dispatcher.send(command, self._on_copied, self._on_failed, owner=self)

    def _connect(self) -> None:
        self.larger.clicked.connect(self.picture.larger)
        self.smaller.clicked.connect(self.picture.smaller)
        self.fit.clicked.connect(self.picture.fit)
        self.before.clicked.connect(self._on_before)
        self.after.clicked.connect(self._on_after)
        self.copy_button.clicked.connect(self._on_copy)
        self.close_button.clicked.connect(self.left)

    def _words(self, item: AttachmentItem, *, is_here: bool, is_shown: bool) -> str:
        if item.where is Whereabouts.ELSEWHERE:
            return self.tr("The laptop that has it has not sent it yet. It will come by itself.")
        if not is_here:
            words = self.tr("It is fetched from the province at the next sync ({size}).")
            return words.format(size=wording.size(item.size_bytes))
        return "" if is_shown else self.tr("This picture cannot be shown.")

    def _say(self, words: str) -> None:
        self.words.setText(words)
        sheets.set_shown(self._note, bool(words))

    @Slot()
    def _on_before(self) -> None:
        if self._opened is not None:
            self.page_wanted.emit(self._opened.page - 1)

    @Slot()
    def _on_after(self) -> None:
        if self._opened is not None:
            self.page_wanted.emit(self._opened.page + 1)

    @Slot()
    def _on_copy(self) -> None:
        if self._opened is None:
            return
        ending = ".pdf" if self._opened.item.media_type == PDF else ".jpg"
        # The name says nothing about anybody: it ends up in lists of recent files.
        chosen, _ = QFileDialog.getSaveFileName(
            self,
            self.tr("Save a copy, not encrypted"),
            self.tr("paper") + ending,
            f"*{ending}",
            options=QFileDialog.Option.DontConfirmOverwrite,  # a file is never replaced
        )
        if chosen:
            self.copy_to(Path(chosen))

    def _on_copied(self, _: int) -> None:
        self._say(self.tr("The copy is saved. It is not encrypted: delete it when you are done."))

    def _on_failed(self, error: CtxhError) -> None:
        self.failed.emit(error)
