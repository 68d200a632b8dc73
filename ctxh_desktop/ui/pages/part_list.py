"""List of parts: what a person or a household has several of, added, changed and removed in place.

One list serves every type of part: all it says and asks comes from the declaration.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from ctxh_desktop.commands.parts import ListParts, Parts
from ctxh_desktop.commands.records import DeleteRecord
from ctxh_desktop.domain.records import parts_of
from ctxh_desktop.domain.schema import RecordType, Row
from ctxh_desktop.errors import CtxhError
from ctxh_desktop.ui.messages import record_text
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
        if owner_id != self._owner_id:
            self._close_form()
            self._owner_id = owner_id
        self._parts = parts
        rows = in_order(parts.rows.get(self.declared.name, ()), self.declared)
        shown = tuple(words_of(row, self.declared, parts, self._scene) for row in rows)
        if (shown, rows) == self._shown and self.rows.keys() == {row.id for row in rows}:
            return
        self._shown = (shown, rows)
        self._fill(rows, shown)

    def is_changed(self) -> bool:
        """Whether the open form holds something that is not saved."""
        return self.form is not None and self.form.is_changed()

    def save(self) -> None:
        """Save what stands in the open form."""
        if self.form is not None:
            self.form.save()

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
            line.person_wanted.connect(partial(self._on_person_wanted, words.person_id))
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

    def _ask(self, row: Row | None) -> None:
        self._close_form()
        known = Known(self._parts.names, self._parts.communes, self.villages)
        self.form = PartForm(self._scene, self.declared, self._owner_id, row, known)
        self.form.saved.connect(self._on_saved)
        self.form.left.connect(self._on_left)
        self.form.failed.connect(self.failed)
        self._place(self.form)
        self.form.show()
        self._show_empty()
        self.form.begin()

    def _close_form(self) -> None:
        if self.form is None:
            return
        changed = self.form.part
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
            self._ask(None)

    def _on_person_wanted(self, person_id: str) -> None:
        self.page_wanted.emit("case", f"person:{person_id}")

    def _on_change(self, row: Row) -> None:
        self._ask(row)

    @Slot()
    def _on_saved(self) -> None:
        self._close_form()
        self.add.setFocus()
        self.saved.emit(self._sentence(self.tr("Saved: {what}.")))

    @Slot()
    def _on_left(self) -> None:
        self._close_form()
        self.add.setFocus()

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


class OwnerParts(QObject):
    """Reads the parts of one owner for all lists that show some of them, and again on changes.

    Signals:
        saved, failed, page_wanted: as of `PartList`.
    """

    saved = Signal(str)
    failed = Signal(object)
    page_wanted = Signal(str, str)

    def __init__(self, scene: Scene, owner_type: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._scene, self._owner_type = scene, owner_type
        self._owner_id = ""
        self._parts: Parts | None = None
        self._villages: tuple[str, ...] = ()
        self.lists: dict[str, PartList] = {}
        scene.dispatcher.changed.connect(self._on_changed)

    def list_of(self, type_name: str) -> PartList:
        """Make the list of one type of part."""
        made = PartList(self._scene, self._scene.types[type_name])
        made.villages = self._villages
        made.saved.connect(self.saved)
        made.failed.connect(self.failed)
        made.page_wanted.connect(self.page_wanted)
        self.lists[type_name] = made
        if self._parts is not None:
            made.show_parts(self._owner_id, self._parts)
        return made

    def show_owner(self, owner_id: str) -> None:
        """Show the parts of an owner."""
        if owner_id != self._owner_id:
            self._owner_id, self._parts = owner_id, None
        self._ask()

    def set_villages(self, villages: tuple[str, ...]) -> None:
        """Offer these villages in forms that are opened from now on."""
        self._villages = villages
        for each in self.lists.values():
            each.villages = villages

    def changed_lists(self) -> tuple[PartList, ...]:
        """Return the lists in whose form something is not saved."""
        return tuple(each for each in self.lists.values() if each.is_changed())

    def _ask(self) -> None:
        if self._owner_id:
            key = f"parts-{id(self)}"
            command = ListParts(self._owner_type, self._owner_id)
            self._scene.dispatcher.latest(key, command, self._on_parts, self._on_failed)

    def _on_parts(self, parts: Parts) -> None:
        self._parts = parts
        for each in self.lists.values():
            each.show_parts(self._owner_id, parts)

    def _on_failed(self, error: CtxhError) -> None:
        self.failed.emit(error)

    @Slot(object)
    def _on_changed(self, changes: frozenset[str]) -> None:
        watched = {*self.lists, "sync"}
        if changes & watched and any(each.isVisible() for each in self.lists.values()):
            self._ask()


class PartsPanel(QWidget):
    """All lists of parts of whatever record is shown, one below the other.

    Signals:
        saved, failed, page_wanted: as of `PartList`.
    """

    saved = Signal(str)
    failed = Signal(object)
    page_wanted = Signal(str, str)

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene = scene
        self._type_name = ""
        self.parts: OwnerParts | None = None
        self._column = sheets.column(gap=12)
        self.setLayout(self._column)

    def show_owner(self, type_name: str, owner_id: str) -> None:
        """Show the parts of a record; nothing of a type without parts, or before it is saved."""
        if type_name != self._type_name:
            self._type_name = type_name
            self._make_lists(type_name)
        sheets.set_shown(self, bool(self.lists() and owner_id))
        if self.parts is not None and owner_id:
            self.parts.show_owner(owner_id)

    def lists(self) -> tuple[PartList, ...]:
        """Return the lists from top to bottom."""
        return tuple(self.parts.lists.values()) if self.parts is not None else ()

    def save(self) -> bool:
        """Save what stands in open forms; whether there was anything."""
        changed = self.parts.changed_lists() if self.parts is not None else ()
        for each in changed:
            each.save()
        return bool(changed)

    def set_villages(self, villages: tuple[str, ...]) -> None:
        """Offer these villages in forms that are opened from now on."""
        if self.parts is not None:
            self.parts.set_villages(villages)

    def _make_lists(self, type_name: str) -> None:
        if self.parts is not None:
            self.parts.deleteLater()
        sheets.clear(self._column)
        self.parts = OwnerParts(self._scene, type_name, self)
        self.parts.saved.connect(self.saved)
        self.parts.failed.connect(self.failed)
        self.parts.page_wanted.connect(self.page_wanted)
        for part in parts_of(type_name, self._scene.types.values()):
            self._column.addWidget(self.parts.list_of(part.name))
