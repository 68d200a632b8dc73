"""Tab "Giấy tờ, ảnh": the papers and pictures of a case; add, look at one, take one away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from ctxh_desktop.commands.attachments import (
    AttachmentItem,
    ListAttachments,
    OpenAttachment,
    Opened,
    RemoveAttachment,
)
from ctxh_desktop.commands.cases import CaseFile
from ctxh_desktop.ui import actions, theme
from ctxh_desktop.ui.models.papers import PapersModel
from ctxh_desktop.ui.pages.paper_delegate import ROW_PX, PaperDelegate
from ctxh_desktop.ui.pages.paper_form import PaperForm
from ctxh_desktop.ui.pages.paper_viewer import PaperViewer
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import Button
from ctxh_desktop.ui.widgets.empty import EmptyState
from ctxh_desktop.ui.widgets.labels import Label
from ctxh_desktop.ui.widgets.row_list import RowList

_CHANGED = frozenset({"attachment"})


class PapersTab(QWidget):
    """The list, the form for more, and the viewer in their place.

    Signals:
        saved: something was saved; carries the sentence for the undo bar (str).
        viewing: a picture needs the room, or no longer (bool).
        failed: a command failed (CtxhError).
    """

    saved = Signal(str)
    viewing = Signal(bool)
    failed = Signal(object)

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene = scene
        self._case_id = ""
        self.setAcceptDrops(True)
        delegate = PaperDelegate(scene.catalogue, scene.today)
        self.model = PapersModel(delegate.spoken)
        self.list = RowList(self.tr("Papers and pictures"), delegate, row_px=ROW_PX)
        self.list.setModel(self.model)
        self.form, self.viewer = PaperForm(scene), PaperViewer(scene)
        self.empty = EmptyState("doc", "", "")
        self.empty.show_sentence(
            self.tr("No paper or picture yet. Choose files, or drop them here."),
            self.tr("Add pictures, papers…"),
        )
        self._nothing = sheets.ScrollBody(self.empty)
        self.add = Button(self.tr("Add pictures, papers…"), icon="plus")
        self.open_button = Button(self.tr("Look at it"))
        self.remove = Button(self.tr("Take away"))
        self._stack = QStackedWidget()
        self._arrange()
        self._connect()

    def show_case(self, file: CaseFile) -> None:
        """Show the papers of a case."""
        if file.case.id != self._case_id:
            self._case_id = file.case.id
            self.close_viewer()
            self._show_items(())
        self._scene.dispatcher.latest(
            "case-papers", ListAttachments(self._case_id), self._show_items, self.failed.emit
        )

    @Slot()
    def choose_files(self) -> None:
        """Let somebody choose files, and ask what they are."""
        kinds = self.tr("Pictures and PDF files (*.jpg *.jpeg *.png *.pdf)")
        chosen, _ = QFileDialog.getOpenFileNames(
            self, self.tr("Choose pictures or papers"), "", kinds
        )
        self.begin([Path(name) for name in chosen])

    def begin(self, files: Sequence[Path]) -> None:
        """Ask what these files are; nothing happens without any."""
        if files and self._case_id:
            self.close_viewer()
            self._stack.setCurrentWidget(self._asked)
            self.form.ask(self._case_id, files)

    @Slot()
    def look(self) -> None:
        """Show the current one."""
        item = self._current()
        if item is not None:
            self._open(OpenAttachment(item.id), self._on_opened)

    @Slot()
    def close_viewer(self) -> None:
        """Go back to the list and let go of the picture."""
        was_shown = self._stack.currentWidget() is not self._listed and self.isVisible()
        if self.viewer.item_id():
            self.viewing.emit(False)
        self.viewer.forget()
        self._stack.setCurrentWidget(self._listed)
        if was_shown:
            self.list.setFocus()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        urls = event.mimeData().urls()
        self.begin([Path(url.toLocalFile()) for url in urls if url.isLocalFile()])
        event.setDropAction(Qt.DropAction.CopyAction)  # never moved away from where it was
        event.accept()

    def _arrange(self) -> None:
        title = Label(self.tr("Papers and pictures"), "section")
        head = sheets.row(
            title, None, self.open_button, self.remove, self.add, gap=8, margins=(20, 8, 12, 8)
        )
        card = sheets.Card(
            sheets.column(
                head, sheets.Rule(), self.list, self._nothing, gap=0, margins=(1, 1, 1, 1)
            )
        )
        self._listed, self._viewed = sheets.PageBody(card), sheets.PageBody(self.viewer)
        self._asked = sheets.ScrollBody(sheets.PageBody(self.form, None))
        for page in (self._listed, self._viewed, self._asked):
            self._stack.addWidget(page)
        self.setLayout(sheets.column(self._stack, gap=0))
        self.setFocusProxy(self.list)
        self.list.setMinimumHeight(theme.height(36))

    def _connect(self) -> None:
        self.add.clicked.connect(self.choose_files)
        self.empty.acted.connect(self.choose_files)
        self.open_button.clicked.connect(self.look)
        self.list.opened.connect(self.look)
        self.list.moved.connect(self._show_buttons)
        self.remove.clicked.connect(self._on_remove)
        self.form.added.connect(self._on_added)
        self.form.left.connect(self.close_viewer)
        self.viewer.page_wanted.connect(self._on_page_wanted)
        self.viewer.left.connect(self.close_viewer)
        self.viewer.failed.connect(self.failed)
        for part in (self.viewer, self.form):
            actions.shortcut("close", part).activated.connect(self.close_viewer)

    def _current(self) -> AttachmentItem | None:
        row, items = self.list.row(), self.model.items()
        return items[row] if 0 <= row < len(items) else None

    def _show_items(self, items: tuple[AttachmentItem, ...]) -> None:
        current = self._current()
        self.model.show_items(items)
        ids = [item.id for item in items]
        self.list.choose(ids.index(current.id) if current and current.id in ids else 0)
        sheets.set_shown(self.list, bool(items))
        sheets.set_shown(self._nothing, not items)
        self._show_buttons()
        if self.viewer.is_missing() and self.viewer.item_id() in ids:
            self._open(OpenAttachment(self.viewer.item_id()), self._on_reopened)

    @Slot()
    def _show_buttons(self) -> None:
        for button in (self.open_button, self.remove):
            sheets.set_shown(button, self._current() is not None)

    def _open(self, command: OpenAttachment, done: Callable[[Opened], None]) -> None:
        self._scene.dispatcher.latest("paper-open", command, done, self.failed.emit)

    @Slot(int)
    def _on_page_wanted(self, page: int) -> None:
        self._open(OpenAttachment(self.viewer.item_id(), page), self._on_reopened)

    def _on_opened(self, opened: Opened) -> None:
        self.viewer.show_opened(opened)
        self._stack.setCurrentWidget(self._viewed)
        self.viewing.emit(True)
        self.viewer.close_button.setFocus()
        if opened.picture is None:
            self._scene.dispatcher.announce(_CHANGED)  # so that a sync comes soon

    def _on_reopened(self, opened: Opened) -> None:
        if opened.picture is not None and opened.item.id == self.viewer.item_id():
            self.viewer.show_opened(opened)

    def _on_added(self, count: int) -> None:
        words = self.tr("{n} papers and pictures added.") if count > 1 else self.tr("Added.")
        self.saved.emit(words.format(n=count))
        if not self.form.has_problems():
            self.close_viewer()

    @Slot()
    def _on_remove(self) -> None:
        item = self._current()
        if item is not None:
            self._scene.dispatcher.send(
                RemoveAttachment(item.id), self._on_removed, self.failed.emit, owner=self
            )

    def _on_removed(self, _: None) -> None:
        self.saved.emit(self.tr("Taken away from the case."))
