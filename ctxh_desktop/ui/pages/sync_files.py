"""Papers and pictures on "Đồng bộ": which ones wait, how large, and "Chỉ gửi chữ lúc này"."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from ctxh_desktop.commands.attachments import Files, ShowFiles, WaitingFile
from ctxh_desktop.commands.settings import TEXT_ONLY, SaveSetting
from ctxh_desktop.errors import CtxhError
from ctxh_desktop.ui import wording
from ctxh_desktop.ui.pages import marks
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import CheckOption
from ctxh_desktop.ui.widgets.labels import Label

SHOWN_MAX = 4


class FilesCard(sheets.Card):
    """The files that the province has yet to confirm.

    Signals:
        failed: a command failed (CtxhError).
    """

    failed = Signal(object)

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._scene = scene
        self.state = Label("", "body", wrap=True)
        self._list = sheets.column(gap=6)
        self.text_only = CheckOption(self.tr("Send only text for now"))
        self.text_only.clicked.connect(self._on_chosen)
        self.hint = Label("", "hint", wrap=True)
        self.setLayout(
            sheets.column(
                Label(self.tr("Papers and pictures"), "section"), sheets.Rule(), self.state,
                self._list, self.text_only, self.hint, gap=8, margins=(20, 12, 20, 14),
            )
        )  # fmt: skip

    def refresh(self) -> None:
        """Ask how the files stand."""
        self._scene.dispatcher.latest("sync-files", ShowFiles(), self._on_files, self._on_failed)

    def _on_files(self, files: Files) -> None:
        self.text_only.setChecked(files.is_text_only)
        hint = self.tr(
            "Text is always sent first. Pictures stay safely here until the province has them."
        )
        self.hint.setText(hint)
        left = sum(file.size_bytes - file.sent_bytes for file in files.waiting)
        words = self.tr("The province has all of them.")
        if files.waiting:
            words = self.tr("{n} files wait to be sent, {size} to go")
        self.state.setText(words.format(n=len(files.waiting), size=wording.size(left)))
        sheets.clear(self._list)
        for file in files.waiting[:SHOWN_MAX]:
            self._list.addWidget(Label(self._line(file), "hint", wrap=True))
        if len(files.waiting) > SHOWN_MAX:
            more = self.tr("and {n} more").format(n=len(files.waiting) - SHOWN_MAX)
            self._list.addWidget(Label(more, "hint"))
        if files.wanted:
            more = self.tr("{n} files wait to be fetched").format(n=files.wanted)
            self._list.addWidget(Label(more, "hint", wrap=True))

    def _line(self, file: WaitingFile) -> str:
        whose = marks.protected().text if file.is_protected else file.person_name
        kind = self._scene.catalogue.label("paper_kind", file.paper_kind)
        size = wording.size(file.size_bytes)
        percent = 100 * file.sent_bytes // max(file.size_bytes, 1)
        return wording.joined([kind, whose, size, f"{percent} %" if percent else ""])

    @Slot()
    def _on_chosen(self) -> None:
        setting = SaveSetting(TEXT_ONLY, "1" if self.text_only.isChecked() else "")
        self._scene.dispatcher.send(setting, None, self._on_failed, owner=self)
        self.refresh()  # after it in the lane; an older answer on its way is passed over

    def _on_failed(self, error: CtxhError) -> None:
        self.failed.emit(error)
