"""Filters of "Đối tượng": four at hand in the head, more in a strip, and those kept by a name."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from ctxh_desktop.commands.people import CountPeople, FindPeople, ListPeople
from ctxh_desktop.commands.people_table import FOUND_MAX
from ctxh_desktop.commands.who import (
    ALL,
    NAME_LENGTH_MAX,
    ForgetFilter,
    KeepFilter,
    KeptFilter,
    ListFilters,
    Who,
)
from ctxh_desktop.errors import CtxhError
from ctxh_desktop.ui import theme
from ctxh_desktop.ui.forms.choices import offered
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import Button
from ctxh_desktop.ui.widgets.choice import Combo
from ctxh_desktop.ui.widgets.flow import FlowLayout
from ctxh_desktop.ui.widgets.inputs import TextInput, commit_composition

ANY, MANAGED, UNMANAGED = "all", "managed", "unmanaged"
AGES: tuple[tuple[int | None, int | None], ...] = (
    (None, 5), (None, 15), (16, 59), (60, None), (60, 74), (75, None), (80, None),
)  # fmt: skip
"""Completed years that the law asks about: small children, children, old people, the very old."""


class PeopleFilters(QWidget):
    """Group, village, whether somebody manages the case, and the order.

    Signals:
        changed: another choice was made.
    """

    changed = Signal()

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.more = FilterStrip(scene)
        everybody = self.tr("All")
        self.group = Combo(prefix=self.tr("Group"))
        groups = offered(scene.catalogue["target_group"], scene.today())
        self.group.set_choices(groups, with_none=everybody)
        self.village = Combo(prefix=self.tr("Village"))
        self.managed = Combo()
        self.managed.setAccessibleName(self.tr("State"))
        self.managed.setSizePolicy(self.group.sizePolicy())
        self.managed.set_choices(
            [(ANY, self.tr("Any state")), (MANAGED, self.tr("In care")),
             (UNMANAGED, self.tr("Not in care"))]
        )  # fmt: skip
        self.order = Combo(prefix=self.tr("Sort"))
        self.order.set_choices(
            [
                ("name", self.tr("Name")),
                ("due", self.tr("Next task")),
                ("newest", self.tr("Newest")),
            ]
        )
        self.group.set_value("")
        self.managed.set_value(ANY)
        self.order.set_value("name")
        self.show_villages(())
        for combo in self.combos():
            combo.chosen.connect(self._on_chosen)
        self.more.changed.connect(self._on_chosen)
        self.more.kept_chosen.connect(self.choose)
        self.more.keep_wanted.connect(self._on_keep_wanted)
        self.setLayout(sheets.row(self.group, self.village, self.managed, 8, self.order, gap=8))

    def combos(self) -> tuple[Combo, ...]:
        """Return the four drop-downs from left to right."""
        return self.group, self.village, self.managed, self.order

    def show_villages(self, villages: tuple[str, ...]) -> None:
        """Offer these villages; the choice stays."""
        chosen = self.village.value()
        with_all = self.tr("All")
        self.village.set_choices([(name, name) for name in villages], with_none=with_all)
        _set_quietly(self.village, chosen)

    def who(self) -> Who:
        """Return which people are chosen."""
        managed = {MANAGED: True, UNMANAGED: False}.get(self.managed.value())
        return replace(
            self.more.who(),
            group=self.group.value() or None,
            village=self.village.value() or None,
            managed=managed,
        )

    def count_command(self) -> CountPeople:
        """Return the command that counts what is chosen."""
        return CountPeople(self.who())

    def page_command(self, offset: int, limit: int) -> ListPeople:
        """Return the command that reads one window of what is chosen."""
        return ListPeople(offset, limit, self.who(), self.order.value() or "name")

    def search_command(self, words: str) -> FindPeople:
        """Return the command that finds *words* among what is chosen."""
        return FindPeople(words, FOUND_MAX, self.who())

    def is_narrowing(self) -> bool:
        """Whether somebody may be left out."""
        return self.who() != ALL

    def clear(self) -> None:
        """Leave nobody out any more."""
        self.choose(ALL)

    @Slot(object)
    def choose(self, who: Who, order: str = "") -> None:
        """Choose exactly these people, and tell once."""
        managed = {True: MANAGED, False: UNMANAGED}.get(who.managed, ANY)  # type: ignore[arg-type]
        _set_quietly(self.group, who.group or "")
        _set_quietly(self.village, who.village or "")
        _set_quietly(self.managed, managed)
        if order:
            _set_quietly(self.order, order)
        self.more.show_who(who)
        self.changed.emit()

    def set_room(self, width: int) -> None:
        """Keep long group names from pushing the others out.  Units: px of the window."""
        most = 176 if width < theme.NARROW_BELOW_PX else 280
        for combo in self.combos():
            combo.setMaximumWidth(most)
        self.more.set_room(width)

    @Slot()
    def _on_chosen(self) -> None:
        self.changed.emit()

    @Slot(str)
    def _on_keep_wanted(self, name: str) -> None:
        self.more.keep(KeepFilter(name, self.who(), self.order.value() or "name"))


class FilterStrip(QWidget):
    """Age, household, policies, life and state of the case; and the kept filters.

    Signals:
        changed: another choice was made.
        kept_chosen: a kept filter was chosen; carries the Who and the order (object, str).
        keep_wanted: what is chosen is to be kept under a name (str).
        failed: a command failed (CtxhError).
    """

    changed = Signal()
    kept_chosen = Signal(object, str)
    keep_wanted = Signal(str)
    failed = Signal(object)

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene = scene
        self._kept: dict[str, KeptFilter] = {}
        self.age = Combo(prefix=self.tr("Age"))
        ages = [(_age_key(age), self._age_words(age)) for age in AGES]
        self.age.set_choices(ages, with_none=self.tr("Any"))
        self.household = self._coded(self.tr("Household"), "household_class")
        self.policy = self._coded(self.tr("Policy"), "policy")
        self.benefit = self._coded(self.tr("Receives today"), "policy")
        self.life = self._coded(self.tr("Life"), "life_status")
        self.case = self._coded(self.tr("Case"), "case_status")
        self.kept = Combo(prefix=self.tr("Kept filters"))
        self.name = TextInput(
            placeholder=self.tr("Name for this choice"), length_max=NAME_LENGTH_MAX
        )
        self.name.setAccessibleName(self.tr("Name for this choice"))
        self.name.setFixedWidth(200)
        self.keep_button = Button(self.tr("Keep this choice"))
        self.forget_button = Button(self.tr("Forget it"), "quiet")
        self._arrange()
        self._show_kept(())

    def combos(self) -> tuple[Combo, ...]:
        """Return the drop-downs that narrow, from left to right."""
        return self.age, self.household, self.policy, self.benefit, self.life, self.case

    def who(self) -> Who:
        """Return what the strip narrows by."""
        age_min, age_max = next((a for a in AGES if _age_key(a) == self.age.value()), (None, None))
        return Who(
            age_min=age_min,
            age_max=age_max,
            household_class=self.household.value() or None,
            policy=self.policy.value() or None,
            case_status=self.case.value() or None,
            life_status=self.life.value() or None,
            benefit=self.benefit.value() or None,
        )

    def show_who(self, who: Who) -> None:
        """Show what is chosen; tells nobody."""
        age = (who.age_min, who.age_max)
        _set_quietly(self.age, _age_key(age) if age in AGES else "")
        _set_quietly(self.household, who.household_class or "")
        _set_quietly(self.policy, who.policy or "")
        _set_quietly(self.case, who.case_status or "")
        _set_quietly(self.life, who.life_status or "")
        _set_quietly(self.benefit, who.benefit or "")

    def set_room(self, width: int) -> None:
        """Keep long names from taking a third line of a narrow window.  Units: px of the window."""
        is_narrow = width < theme.NARROW_BELOW_PX
        for combo in self.combos():
            combo.setMaximumWidth(200 if is_narrow else 280)
        self.kept.setMaximumWidth(200 if is_narrow else 320)

    def ask(self) -> None:
        """Ask for the kept filters."""
        self._scene.dispatcher.latest("people-filters", ListFilters(), self._show_kept)

    def keep(self, command: KeepFilter) -> None:
        """Keep a filter."""
        self._scene.dispatcher.send(command, self._on_kept, self._on_failed, self)

    def _arrange(self) -> None:
        flow = FlowLayout(self, gap=8)
        for combo in self.combos():
            combo.chosen.connect(self._on_chosen)
            flow.addWidget(combo)
        for widget in (self.kept, self.forget_button, self.name, self.keep_button):
            flow.addWidget(widget)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_room(theme.NARROW_BELOW_PX)
        self._show_name(is_shown=False)
        self.kept.chosen.connect(self._on_kept_chosen)
        self.keep_button.clicked.connect(self._on_keep)
        self.name.moves_on = False
        self.name.submitted.connect(self._on_keep)
        self.forget_button.clicked.connect(self._on_forget)

    def _coded(self, prefix: str, codes: str) -> Combo:
        made = Combo(prefix=prefix)
        choices = offered(self._scene.catalogue[codes], self._scene.today())
        made.set_choices(choices, with_none=self.tr("Any"))
        made.set_value("")
        return made

    def _age_words(self, age: tuple[int | None, int | None]) -> str:
        youngest, oldest = age
        if youngest is None:
            return self.tr("under {n}").format(n=(oldest or 0) + 1)
        if oldest is None:
            return self.tr("{n} and older").format(n=youngest)
        return f"{youngest}–{oldest}"

    def _show_kept(self, kept: tuple[KeptFilter, ...]) -> None:
        self._kept = {one.name: one for one in kept}
        self.kept.set_choices([(name, name) for name in self._kept], with_none=self.tr("none"))
        if self.kept.value() not in self._kept:
            _set_quietly(self.kept, "")
        self._show_name(is_shown=False)

    def _show_name(self, *, is_shown: bool) -> None:
        """Ask for the name of a choice in place of the kept ones, or show those again."""
        sheets.set_shown(self.name, is_shown)
        sheets.set_shown(self.kept, bool(self._kept) and not is_shown)
        sheets.set_shown(self.forget_button, bool(self.kept.value()) and not is_shown)

    def _on_kept(self, kept: tuple[KeptFilter, ...]) -> None:
        name = self.name.value()
        self._show_kept(kept)
        if name in self._kept:
            _set_quietly(self.kept, name)
            self.name.clear()
            self.keep_button.setFocus()
        self._show_name(is_shown=False)

    def _on_failed(self, error: CtxhError) -> None:
        self.failed.emit(error)

    @Slot()
    def _on_chosen(self) -> None:
        self.changed.emit()

    @Slot(str)
    def _on_kept_chosen(self, name: str) -> None:
        sheets.set_shown(self.forget_button, bool(name))
        one = self._kept.get(name)
        self.kept_chosen.emit(one.who if one else ALL, one.order if one else "")

    @Slot()
    def _on_keep(self) -> None:
        commit_composition()
        if self.name.isHidden() and not self.name.value():
            self._show_name(is_shown=True)
            self.name.setFocus()
            return
        self.keep_wanted.emit(self.name.value())

    @Slot()
    def _on_forget(self) -> None:
        command = ForgetFilter(self.kept.value())
        _set_quietly(self.kept, "")
        self._scene.dispatcher.send(command, self._show_kept, self._on_failed, self)


def _age_key(age: tuple[int | None, int | None]) -> str:
    if age == (None, None):
        return ""
    return f"{'' if age[0] is None else age[0]}-{'' if age[1] is None else age[1]}"


def _set_quietly(combo: Combo, value: str) -> None:
    was_blocked = combo.blockSignals(True)
    combo.set_value(value)
    combo.blockSignals(was_blocked)
    combo.updateGeometry()
    combo.update()
