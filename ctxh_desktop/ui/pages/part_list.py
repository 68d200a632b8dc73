"""List of parts: what a person or a household has several of, added, changed and removed in place.

One list serves every type of part: all it says and asks comes from the declaration.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QApplication, QWidget

from ctxh_desktop.commands.parts import Parts
from ctxh_desktop.commands.records import DeleteRecord
from ctxh_desktop.domain.schema import RecordType, Row
from ctxh_desktop.errors import CtxhError
from ctxh_desktop.ui.messages import record_text
from ctxh_desktop.ui.pages.part_drafts import NEW, Forms, PartDrafts
from ctxh_desktop.ui.pages.part_form import Known, PartForm
from ctxh_desktop.ui.pages.part_words import PartWords, in_order, words_of
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import Button
from ctxh_desktop.ui.widgets.chips import ChipRow
from ctxh_desktop.ui.widgets.labels import IconLabel, Label

_REASON = "NHAPSAI"
"""Code of the reason why a part is removed: it was written down wrongly.  What has ended gets its
last day instead, and stays."""


class PartRow(QWidget):
    """One part with what can be done about it.

    Signals:
        change_wanted: it is to be changed.
        removal_wanted: it is to be removed.
        person_wanted: the person it names is to be opened.
    """

    change_wanted = Signal()
    removal_wanted = Signal()
    person_wanted = Signal()

    def __init__(self, words: PartWords, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        title = Label(words.title, "body" if words.is_over else "strong", wrap=True)
        told = sheets.column(title, gap=1)
        for line in (words.facts, *words.notes):
            if line:
                told.addWidget(Label(line, "hint", wrap=True))
        for sentence in words.warnings:
            icon = IconLabel("alert", "warn", 16)
            warned = sheets.row(icon, Label(sentence, "hint", "warn", wrap=True), gap=6)
            warned.setStretch(1, 1)
            told.addLayout(warned)
        across = sheets.row(told, gap=4, margins=(0, 8, 0, 8))
        across.setStretch(0, 1)
        if words.marks:
            across.addWidget(ChipRow(words.marks))
        self.open = Button(self.tr("Open the case"), "quiet", px=32)
        self.change = Button(self.tr("Change"), "quiet", px=32)
        self.remove = Button(self.tr("Remove"), "quiet", px=32)
        buttons = [self.open] if words.person_id else []
        for button in (*buttons, self.change, self.remove):
            button.setAccessibleName(f"{button.text()}: {words.title}")
            across.addWidget(button)
        sheets.set_shown(self.open, bool(words.person_id))
        self.open.clicked.connect(self.person_wanted)
        self.change.clicked.connect(self.change_wanted)
        self.remove.clicked.connect(self.removal_wanted)
        self.setLayout(across)


class PartList(sheets.Card):
    """All parts of one type that an owner has, with the form that adds or changes one.

    What is written in a form and not saved is a draft of its owner: it is here again, form by form,
    when the owner is.

    Signals:
        saved: something was saved; carries the sentence for the undo bar (str).
        failed: a command failed (CtxhError).
        page_wanted: another page is to be opened; carries its name and argument (str, str).
    """

    saved = Signal(str)
    failed = Signal(object)
    page_wanted = Signal(str, str)

    def __init__(self, scene: Scene, declared: RecordType, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._scene, self.declared = scene, declared
        self._owner_id = ""
        self._parts = Parts({}, (), {})
        self._shown: tuple[object, ...] = ()
        self.villages: tuple[str, ...] = ()
        self.rows: dict[str, PartRow] = {}
        self.form: PartForm | None = None
        self.drafts = PartDrafts(scene.dispatcher, declared.name, self._written, self)
        self.drafts.loaded.connect(self._go_on)
        heading = record_text(declared.plural)
        self.add = Button(self.tr("Add"), "quiet", icon="plus", px=32)
        self.add.setAccessibleName(f"{self.add.text()}: {heading}")
        self.add.clicked.connect(self._on_add)
        self.empty = Label(self.tr("Nothing written down yet."), "body", "text2", wrap=True)
        self._column = sheets.column(gap=0)
        head = sheets.row(Label(heading, "section", wrap=True), self.add, gap=8)
        head.setStretch(0, 1)
        self.setLayout(
            sheets.column(head, self.empty, self._column, gap=4, margins=(20, 8, 12, 10))
        )

    def show_parts(self, owner_id: str, parts: Parts) -> None:
        """Show the parts of an owner; what somebody is just writing is left alone."""
        is_other = owner_id != self._owner_id
        if is_other:
            self.drafts.keep()
            self._close_form()
            self._owner_id = owner_id
        self._parts = parts
        rows = in_order(parts.rows.get(self.declared.name, ()), self.declared)
        shown = tuple(words_of(row, self.declared, parts, self._scene) for row in rows)
        if (shown, rows) != self._shown or self.rows.keys() != {row.id for row in rows}:
            self._shown = (shown, rows)
            self._fill(rows, shown)
        if is_other:
            self.drafts.begin(owner_id)

    def is_changed(self) -> bool:
        """Whether the open form holds something that is not saved."""
        return self.form is not None and self.form.is_changed()

    def save(self) -> None:
        """Save what stands in the open form."""
        if self.form is not None:
            self.form.save()

    def hideEvent(self, event: QHideEvent) -> None:
        self.drafts.keep()
        super().hideEvent(event)

    def _written(self) -> Forms:
        """Return what stands in the open form and is not saved, by the part it is about."""
        draft = self.form.draft() if self.form is not None else {}
        return {self.form.key: draft} if self.form is not None and draft else {}

    def _fill(self, rows: Iterable[Row], shown: Iterable[PartWords]) -> None:
        form = self.form
        if form is not None:
            self._column.removeWidget(form)
        sheets.clear(self._column)
        self.rows = {}
        for row, words in zip(rows, shown, strict=True):
            self._column.addWidget(sheets.Rule())
            line = PartRow(words)
            line.change_wanted.connect(partial(self._on_change, row))
            line.removal_wanted.connect(partial(self._on_remove, row))
            opened = partial(self.page_wanted.emit, "case", f"person:{words.person_id}")
            line.person_wanted.connect(opened)
            self._column.addWidget(line)
            self.rows[row.id] = line
        if form is not None:
            self._place(form)
        self._show_empty()

    def _place(self, form: PartForm) -> None:
        """Put the form in place of the part it changes, or below all."""
        line = self.rows.get(form.part.id) if form.part else None
        if line is None:
            self._column.addWidget(form)
            return
        self._column.insertWidget(self._column.indexOf(line) + 1, form)
        line.hide()

    def _show_empty(self) -> None:
        sheets.set_shown(self.empty, not self.rows and self.form is None)

    def _ask(self, row: Row | None) -> PartForm:
        self.drafts.put_by()
        self._close_form()
        known = Known(self._parts.names, self._parts.communes, self.villages)
        self.form = PartForm(self._scene, self.declared, self._owner_id, row, known)
        self.form.saved.connect(self._on_saved)
        self.form.left.connect(self._end_form)
        self.form.failed.connect(self.failed)
        begun = self.drafts.take(self.form.key)
        if begun is not None:
            self.form.restore(begun)
        self.form.edited.connect(self.drafts.touch)
        self.drafts.kept.connect(self.form.draft_state.show_saved)
        self._place(self.form)
        self.form.show()
        self._show_empty()
        return self.form

    @Slot()
    def _go_on(self) -> None:
        """Open again what was begun and is neither saved nor given up."""
        rows = {row.id: row for row in self._parts.rows.get(self.declared.name, ())}
        key = next((key for key in self.drafts.waiting() if key == NEW or key in rows), None)
        if key is not None and self.form is None:
            self._ask(rows.get(key))

    def _close_form(self) -> None:
        if self.form is None:
            return
        changed, focus = self.form.part, QApplication.focusWidget()
        if focus is not None and self.form.isAncestorOf(focus):
            self.add.setFocus()  # else it would wander to whatever comes next, far below
        self._column.removeWidget(self.form)
        self.form.hide()
        self.form.deleteLater()
        self.form = None
        if changed is not None and changed.id in self.rows:
            self.rows[changed.id].show()
        self._show_empty()

    @Slot()
    def _on_add(self) -> None:
        if self._owner_id:
            self._ask(None).begin()

    def _on_change(self, row: Row) -> None:
        self._ask(row).begin()

    @Slot()
    def _end_form(self) -> None:
        """Close the form for good; what else was begun is shown next."""
        self._close_form()
        self.drafts.finish()
        self.add.setFocus()
        self._go_on()

    @Slot()
    def _on_saved(self) -> None:
        self._end_form()
        self.saved.emit(self._sentence(self.tr("Saved: {what}.")))

    def _on_remove(self, row: Row) -> None:
        command = DeleteRecord(row.type, row.id, _REASON)
        self._scene.dispatcher.send(command, self._on_removed, self._on_failed, owner=self)

    def _on_removed(self, _: None) -> None:
        self.add.setFocus()
        self.saved.emit(self._sentence(self.tr("Removed: {what}.")))

    def _on_failed(self, error: CtxhError) -> None:
        self.failed.emit(error)

    def _sentence(self, words: str) -> str:
        label = record_text(self.declared.label)
        return words.format(what=label[:1].lower() + label[1:])
