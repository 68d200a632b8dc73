"""Conflict page (Hai nơi cùng sửa): a person chooses between two versions, field by field."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import ClassVar

import shiboken6
from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from ctxh_desktop.commands.conflicts import (
    ConflictField,
    ConflictFile,
    ConflictItem,
    ListConflicts,
    MergedField,
    ResolveConflict,
    ResolveConflicts,
    ShowConflict,
)
from ctxh_desktop.domain.schema import RecordType
from ctxh_desktop.errors import CtxhError
from ctxh_desktop.ui import actions, theme, wording
from ctxh_desktop.ui.messages import record_text
from ctxh_desktop.ui.pages import marks
from ctxh_desktop.ui.pages.case_words import in_words
from ctxh_desktop.ui.pages.conflict_field import BOTH, RECOVERED, ConflictFieldRow
from ctxh_desktop.ui.pages.page import Page
from ctxh_desktop.ui.pages.version_row import NAME_PX, STRETCHES
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import Button
from ctxh_desktop.ui.widgets.chips import ChipRow
from ctxh_desktop.ui.widgets.inputs import commit_composition
from ctxh_desktop.ui.widgets.labels import BesideLabel, IconLabel, Label

_NOT_FOUND = "record-not-found"


class MergedSheet(sheets.Card):
    """The sheet "Đã tự gộp": changes that needed nobody."""

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._scene = scene
        self._list = sheets.column(gap=0, margins=(24, 12, 24, 8))
        self.setLayout(self._list)

    def show_fields(self, merged: Sequence[MergedField], declared: RecordType) -> None:
        """List what was merged; without anything the sheet is hidden."""
        sheets.clear(self._list)
        sheets.set_shown(self, bool(merged))
        title = Label(self.tr("Merged by itself ({n})").format(n=len(merged)), "section")
        hint = BesideLabel(self.tr("nothing to choose"), "hint", "section")
        head = sheets.row(
            IconLabel("merge", "ok", 20), title, hint, None, gap=10, margins=(0, 0, 0, 8)
        )
        self._list.addLayout(head)
        for one in merged:
            self._list.addWidget(sheets.Rule())
            value = in_words(declared.by_name[one.name], one.value, self._scene.catalogue)
            words = Label(f"{record_text(one.label)}: {value}", wrap=True)
            icon = IconLabel("laptop" if one.is_here else "server", "text2", 18)
            place = self.tr("from this computer") if one.is_here else self.tr("from the server")
            line = sheets.row(icon, words, Label(place, "hint"), gap=10, margins=(0, 8, 0, 8))
            line.setStretch(1, 1)
            self._list.addLayout(line)


class ConflictPage(Page):
    """All contested fields of one record ("<record type>:<record id>")."""

    watches: ClassVar[frozenset[str]] = frozenset({"conflict", "sync"})

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(scene, parent)
        self._argument = ""
        self._file: ConflictFile | None = None
        self._rows: list[ConflictFieldRow] = []
        self._box_label: Label | None = None
        self.back = Button(self.tr("Sync"), "quiet", icon="left", flush=True)
        self._title, self._chips = Label("", "title"), ChipRow()
        self._line = Label("", "body", "text2", wrap=True)
        self._fields = sheets.column(gap=0, margins=(24, 12, 24, 8))
        self._merged = MergedSheet(scene)
        self.apply = Button("", "primary", key=actions.key("send"), key_shown=False)
        self.later = Button(self.tr("Later"))
        self._arrange()
        self._connect()

    def open(self, argument: str) -> None:
        """Show the conflicts of the record named by *argument*."""
        if argument:
            self._argument = argument
            self._file = None
        self.refresh()

    def refresh(self) -> None:
        record_type, _, record_id = self._argument.partition(":")
        if record_id:
            command = ShowConflict(record_type, record_id)
            self.scene.dispatcher.latest("conflict", command, self._on_file, self._on_missing)

    def rows(self) -> tuple[ConflictFieldRow, ...]:
        """Return the contested fields as shown."""
        return tuple(self._rows)

    @Slot()
    def save(self) -> None:
        """Apply the choices; pressed too early, go to what is still open."""
        commit_composition()
        still_open = self._open_rows()
        if still_open:
            still_open[0].focus_cell()
            return
        choices = [ResolveConflict(row.field.conflict_id, row.choice()) for row in self._rows]
        command = ResolveConflicts(tuple(choices))
        self.scene.dispatcher.send(command, self._on_resolved, self._on_not_resolved, self)
        self.apply.setEnabled(False)

    def _arrange(self) -> None:
        head = sheets.PageHead(
            self.back, sheets.Rule(vertical=True), self._title, None, self._chips, gap=14
        )
        hint = self.tr(
            "Risk level, ID number, consent and case status are never chosen beforehand. "
            "A wrong choice can be undone at once, or corrected later."
        )
        told = sheets.row(IconLabel("info", "text2", 16), Label(hint, "hint", wrap=True), gap=8)
        told.setStretch(1, 1)
        card = sheets.Card(self._fields)
        body = sheets.PageBody(
            head, self._line, card, sheets.wrap(told), self._merged, None, gap=10
        )
        self.keys = Label("", "hint")
        keys = sheets.row(IconLabel("keyboard", "text2", 16), self.keys, gap=8)
        footer = sheets.Footer(self.apply, self.later, None, keys)
        self.body = sheets.ScrollBody(body)
        whole = sheets.column(self.body, footer, gap=0)
        whole.setStretch(0, 1)
        self.setLayout(whole)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Put the names above the versions where the window is narrow."""
        is_narrow = self.window().width() < theme.NARROW_BELOW_PX
        for row in self._rows:
            row.set_narrow(is_narrow)
        if self._box_label is not None and shiboken6.isValid(self._box_label):
            sheets.set_shown(self._box_label, not is_narrow)

    def _connect(self) -> None:
        for leave in (self.back, self.later):
            leave.clicked.connect(partial(self.page_wanted.emit, "sync", ""))
        self.apply.clicked.connect(self.save)
        for number in (1, 2, 3):
            key = QShortcut(QKeySequence(str(number)), self)
            key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            key.activated.connect(partial(self._on_number, number))

    def _on_file(self, file: ConflictFile) -> None:
        if f"{file.record_type}:{file.record_id}" != self._argument or file == self._file:
            return
        if not file.fields:
            self._go_on(())
            return
        self._file = file
        title = self.tr("Edited in two places")
        self._title.setText(f"{title} – {file.person_name}" if file.person_name else title)
        self._chips.show_marks((marks.protected(),) if file.is_protected else ())
        words = self.tr("{n} boxes differ; both versions are kept in the history.")
        self._line.setText(words.format(n=len(file.fields)))
        declared = self.scene.types[file.record_type]
        self._show_fields(file, declared)
        self._merged.show_fields(file.merged, declared)
        self._show_apply()
        self._focus_next()

    def _show_fields(self, file: ConflictFile, declared: RecordType) -> None:
        sheets.clear(self._fields)
        catalogue, today = self.scene.catalogue, self.scene.today()
        self._rows = [ConflictFieldRow(f, declared, catalogue, today) for f in file.fields]
        may_both = any(BOTH in row.choices() for row in self._rows)
        compared = [row.field for row in self._rows if not row.is_deletion()]
        if compared:
            self._fields.addLayout(self._column_heads(compared[0], may_both=may_both))
        for row in self._rows:
            if may_both and BOTH not in row.choices():
                row.keep_room()
            row.decided.connect(self._show_apply)
            if self._fields.count():
                self._fields.addWidget(sheets.Rule())
            self._fields.addWidget(row)
        self._fit()
        words = self.tr("Keys: 1 = this computer, 2 = server")
        if not compared:
            words = self.tr("Keys: 1 = keep, 2 = delete")
        if may_both:
            words = self.tr("Keys: 1 = this computer, 2 = server, 3 = keep both")
        if compared and not compared[0].is_mine_here:
            words = self.tr("Keys: 1 = first version, 2 = server")
            if may_both:
                words = self.tr("Keys: 1 = first version, 2 = server, 3 = keep both")
        self.keys.setText(words)

    def _column_heads(self, field: ConflictField, *, may_both: bool) -> QHBoxLayout:
        mine = self.tr("Version on this computer")
        if field.kind == RECOVERED:
            mine = self.tr("Version found again")
        elif not field.is_mine_here:
            mine = self.tr("Version that came later")
        label = Label(self.tr("Box"), "hint")
        label.setFixedWidth(NAME_PX)
        self._box_label = label
        today = self.scene.today()
        server = self.tr("Version on the server")
        heads = [
            _column_head("laptop", mine, _written(field.mine_by, field.mine_at, today)),
            _column_head("server", server, _written(field.province_by, field.province_at, today)),
        ]
        if may_both:
            heads.append(_column_head("both", self.tr("Keep both")))
        line = sheets.row(label, *heads, gap=16, margins=(0, 0, 0, 10))
        for place in range(1, len(heads) + 1):
            line.setStretch(place, STRETCHES[place - 1])
        return line

    @Slot()
    def _show_apply(self) -> None:
        count = len(self._open_rows())
        words = self.tr("Apply")
        if count:
            words = self.tr("Apply ({n} not chosen yet)").format(n=count)
        self.apply.set_words(words)
        self.apply.setEnabled(bool(self._rows))

    def _open_rows(self) -> list[ConflictFieldRow]:
        return [row for row in self._rows if not row.choice()]

    def _focus_next(self) -> None:
        still_open = self._open_rows()
        if still_open:
            still_open[0].focus_cell()
            self.body.show_widget(still_open[0])
        else:
            self.apply.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_number(self, number: int) -> None:
        focus = QApplication.focusWidget()
        rows = [row for row in self._rows if focus is not None and row.isAncestorOf(focus)]
        row = next(iter(rows or self._open_rows() or self._rows), None)
        if row is not None and row.choose(number):
            self._focus_next()

    def _on_resolved(self, _: None) -> None:
        self.saved.emit(self.tr("The choice was applied."))
        self.scene.dispatcher.send(ListConflicts(), self._go_on, self._on_failed, self)

    def _on_not_resolved(self, error: CtxhError) -> None:
        self._file = None
        self.refresh()
        self.failed.emit(error)

    def _go_on(self, items: Sequence[ConflictItem]) -> None:
        """Open the next record that needs a choice, or go back to the sync page."""
        self._file, self._rows = None, []
        if items:
            self.page_wanted.emit("conflict", f"{items[0].record_type}:{items[0].record_id}")
        else:
            self.page_wanted.emit("sync", "")

    def _on_missing(self, error: CtxhError) -> None:
        if error.code == _NOT_FOUND:
            self._go_on(())
        else:
            self.failed.emit(error)


def _column_head(icon: str, title: str, about: str = "") -> QWidget:
    words = sheets.column(Label(title, "strong", wrap=True), gap=1)
    if about:
        words.addWidget(Label(about, "hint", wrap=True))
    line = sheets.row(IconLabel(icon, "text2", 18), words, gap=10)
    line.setStretch(1, 1)
    return sheets.wrap(line)


def _written(by: str, at: str, today: date) -> str:
    """Return "Trần Thị Hoa · 15/11, 09:20"."""
    return wording.joined([by, wording.moment_in_list(at, today) if at else ""])
