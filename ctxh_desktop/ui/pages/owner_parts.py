"""Parts of one owner: all the lists of what a person or a household has several of."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from ctxh_desktop.commands.parts import ListParts, Parts
from ctxh_desktop.domain.records import parts_of
from ctxh_desktop.errors import CtxhError
from ctxh_desktop.ui.pages.part_list import PartList
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.widgets import sheets


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
