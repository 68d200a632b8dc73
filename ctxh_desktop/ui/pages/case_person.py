"""Tab "Thông tin": the person and the case in parts, one shown at a time, changed in place.

A part is made when it is first looked at: of some sixty fields few are needed at once.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from ctxh_desktop.commands.people import ListVillages
from ctxh_desktop.domain.schema import Row
from ctxh_desktop.ui import theme
from ctxh_desktop.ui.messages import record_text
from ctxh_desktop.ui.pages.owner_parts import OwnerParts
from ctxh_desktop.ui.pages.part_list import PartList
from ctxh_desktop.ui.pages.record_layout import Group, groups_of
from ctxh_desktop.ui.pages.record_sheet import RecordSheet, SealedSheet
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import Button
from ctxh_desktop.ui.widgets.choice import Combo, OptionRow
from ctxh_desktop.ui.widgets.labels import Label

FAMILY, CASE = "family", "case"


class GroupPane(QWidget):
    """One group: its fields, its lists of parts, and what is kept apart.

    Signals:
        saved: a sheet was saved (str: name of the record type).
        failed: a command failed (CtxhError).
        page_wanted: another page is to be opened; carries its name and argument (str, str).
    """

    saved = Signal(str)
    failed = Signal(object)
    page_wanted = Signal(str, str)

    def __init__(
        self, scene: Scene, type_name: str, group: Group, parts: OwnerParts,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.fields = RecordSheet(scene, type_name, record_text(group.heading), group.fields)
        self.fields.page_wanted.connect(self.page_wanted)
        self.lists: tuple[PartList, ...] = tuple(parts.list_of(name) for name in group.parts)
        self.sealed = SealedSheet(scene, type_name, group.sealed) if group.sealed else None
        self.sheets: list[RecordSheet | SealedSheet] = [self.fields]
        if self.sealed is not None:
            self.sheets.append(self.sealed)
        for sheet in self.sheets:
            sheet.saved.connect(self.saved)
            sheet.failed.connect(self.failed)
        column = sheets.column(*self.lists, self.fields, gap=12)
        if self.sealed is not None:
            column.addWidget(self.sealed)
        self.setLayout(column)

    def show_row(self, row: Row, villages: tuple[str, ...]) -> None:
        """Show a record."""
        for sheet in self.sheets:
            sheet.show_row(row, villages)

    def is_changed(self) -> bool:
        """Whether something here is not saved."""
        return any(part.is_changed() for part in (*self.sheets, *self.lists))

    def save(self) -> None:
        """Save everything that was changed here."""
        for part in (*self.sheets, *self.lists):
            if part.is_changed():
                part.save()


class GroupSwitch(QWidget):
    """Which group is shown: boxes side by side, a drop-down where they would take two lines.

    Signals:
        chosen: another group was chosen; carries its key (str).
    """

    chosen = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row, self.combo = OptionRow(), Combo()
        for control in (self.row, self.combo):
            control.setAccessibleName(name)
            control.chosen.connect(self._on_chosen)
        self.setLayout(sheets.column(self.row, self.combo, gap=0))
        self.combo.hide()

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Offer these groups and keep what was chosen; tells nobody."""
        self.row.set_choices(choices)
        self.combo.set_choices(choices)
        self.set_value(self.value() or choices[0][0])

    def value(self) -> str:
        """Return the key of the chosen group."""
        return self.row.value()

    def set_value(self, key: str) -> None:
        """Choose a group; tells nobody."""
        self.row.set_value(key)
        was_blocked = self.combo.blockSignals(True)
        self.combo.set_value(key)
        self.combo.blockSignals(was_blocked)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = self.window().width() < theme.NARROW_BELOW_PX
        sheets.set_shown(self.row, not is_narrow)
        sheets.set_shown(self.combo, is_narrow)

    @Slot(str)
    def _on_chosen(self, key: str) -> None:
        self.set_value(key)
        self.chosen.emit(key)


class PersonTab(QWidget):
    """Person and case in parts, and the way to the household.

    Signals:
        saved: something was saved; carries the sentence for the undo bar (str).
        failed: a command failed (CtxhError).
        household_wanted: the person's household is to be shown; its id, "" when not known (str).
        transfer_wanted: the person lives in another commune now.
        page_wanted: another page is to be opened; carries its name and argument (str, str).
    """

    saved = Signal(str)
    failed = Signal(object)
    household_wanted = Signal(str)
    transfer_wanted = Signal()
    page_wanted = Signal(str, str)

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene = scene
        self._rows: tuple[Row, Row | None] | None = None
        self._villages: tuple[str, ...] = ()
        every = tuple(scene.types.values())
        self._groups = {group.key: group for group in groups_of(scene.types["person"], every)}
        self._groups |= {group.key: group for group in groups_of(scene.types[CASE])}
        self.parts = OwnerParts(scene, "person", self)
        self.parts.saved.connect(self.saved)
        self.parts.failed.connect(self.failed)
        self.parts.page_wanted.connect(self.page_wanted)
        self.panes: dict[str, GroupPane] = {}
        self.switch = GroupSwitch(self.tr("Parts of the information"))
        self.switch.chosen.connect(self.choose)
        self._unsaved = Label("", "hint", "warn", wrap=True)
        self.household = Button(self.tr("Household"), icon="house")
        self.household.clicked.connect(self._on_household)
        self._household_hint = Label("", "hint", wrap=True)
        self.transfer = Button(self.tr("Moved to another commune…"), icon="right")
        self.transfer.clicked.connect(self.transfer_wanted)
        hint = Label(
            self.tr("The records go along, to the collaborators there."), "hint", wrap=True
        )
        self._home = sheets.line_card(self.household, self._household_hint)
        self._place = sheets.column(gap=0)
        transfer = sheets.line_card(self.transfer, hint)
        shown = self.switch, self._unsaved, self._home, self._place, transfer
        self._body = sheets.ScrollBody(sheets.PageBody(*shown, None))
        self.setLayout(sheets.column(self._body, gap=0))
        self._offer(has_case=True)

    def show_rows(self, person: Row, case: Row | None) -> None:
        """Show a person and the case, if there is one."""
        is_other = self._rows is not None and self._rows[0].id != person.id
        self._rows = (person, case)
        self._offer(has_case=case is not None)
        if is_other:
            self._body.verticalScrollBar().setValue(0)
        if self.isVisible():
            self._fill()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fill()

    def pane(self, key: str) -> GroupPane:
        """Return the pane of a group, made when it is first asked for."""
        if key not in self.panes:
            type_name = CASE if key == CASE else "person"
            made = GroupPane(self._scene, type_name, self._groups[key], self.parts)
            made.saved.connect(self._on_saved)
            made.failed.connect(self.failed)
            made.page_wanted.connect(self.page_wanted)
            made.hide()
            self._place.addWidget(made)
            self.panes[key] = made
            self._fill_pane(key)
        return self.panes[key]

    @Slot(str)
    def choose(self, key: str) -> None:
        """Show one group; what was changed in another one stays there, and is said."""
        self.switch.set_value(key)
        shown = self.pane(key)
        for pane in self.panes.values():
            sheets.set_shown(pane, pane is shown)
        sheets.set_shown(self._home, key == FAMILY)
        self._body.verticalScrollBar().setValue(0)
        self._tell_unsaved()

    @Slot()
    def save(self) -> None:
        """Save everything that was changed, in whatever group it is."""
        for pane in self.panes.values():
            pane.save()

    def _offer(self, *, has_case: bool) -> None:
        """Offer the groups; that of the case only where there is one."""
        wanted = [
            (key, record_text(group.short or group.heading))
            for key, group in self._groups.items()
            if has_case or key != CASE
        ]
        self.switch.set_choices(wanted)

    def _fill(self) -> None:
        if self._rows is None:
            return
        person = self._rows[0]
        self.parts.show_owner(person.id)
        for key in self.panes:
            self._fill_pane(key)
        hint = self.tr("Who lives together, and how the commune classes the household.")
        if not person["household_id"]:
            hint = self.tr("No household is linked yet. Open the register and choose one.")
        self._household_hint.setText(hint)
        if not self._is_shown(self.switch.value()):
            self.choose(self.switch.value())
        self._scene.dispatcher.latest("case-villages", ListVillages(), self._on_villages)

    def _is_shown(self, key: str) -> bool:
        return key in self.panes and self.panes[key].isVisibleTo(self)

    def _fill_pane(self, key: str) -> None:
        if self._rows is None:
            return
        person, case = self._rows
        if key != CASE:
            self.panes[key].show_row(person, self._known_villages(person))
        elif case is not None:
            self.panes[key].show_row(case, ())

    def _known_villages(self, person: Row) -> tuple[str, ...]:
        known = {*self._villages, person.text("village")} - {""}
        return tuple(sorted(known, key=self._villages_order)) if self._villages else ()

    def _villages_order(self, village: str) -> int:
        return self._villages.index(village) if village in self._villages else len(self._villages)

    def _tell_unsaved(self) -> None:
        """Name the groups where something waits to be saved and cannot be seen now."""
        others = [
            record_text(self._groups[key].heading)
            for key, pane in self.panes.items()
            if key != self.switch.value() and pane.is_changed()
        ]
        words = self.tr("Not saved yet: {parts}. Ctrl+S saves all.").format(parts=", ".join(others))
        self._unsaved.setText(words)
        sheets.set_shown(self._unsaved, bool(others))

    def _on_villages(self, villages: tuple[str, ...]) -> None:
        if villages != self._villages:
            self._villages = villages
            self.parts.set_villages(villages)
            for key in self.panes:
                self._fill_pane(key)

    @Slot(str)
    def _on_saved(self, type_name: str) -> None:
        sentence = self.tr("Changes of the person saved.")
        if type_name == CASE:
            sentence = self.tr("Changes of the case saved.")
        self._tell_unsaved()
        self.saved.emit(sentence)

    @Slot()
    def _on_household(self) -> None:
        if self._rows is not None:
            self.household_wanted.emit(self._rows[0].text("household_id"))
