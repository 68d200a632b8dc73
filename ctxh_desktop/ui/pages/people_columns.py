"""Choice of the columns of the register: in the groups in which the person's fields are asked.

Some fifty can be chosen, so one finds a column by its group and not in one long row.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from ctxh_desktop.commands.people_table import offered
from ctxh_desktop.ui.messages import record_text
from ctxh_desktop.ui.pages.record_layout import groups_of
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import CheckOption, RadioOption
from ctxh_desktop.ui.widgets.choice import OptionRow
from ctxh_desktop.ui.widgets.labels import Label

_PERSON = "person"


class ColumnChoice(QWidget):
    """Checks for all columns, by group.

    Signals:
        chosen: the choice changed; carries the keys with spaces between (str).
    """

    chosen = Signal(str)

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._order = tuple(column.key for column in offered(scene.types))
        words = {c.key: record_text(c.field.label) for c in offered(scene.types)}
        self._rows: list[OptionRow] = []
        self._row_of: dict[str, OptionRow] = {}
        column = sheets.column(gap=4)
        for heading, keys in self._groups(scene):
            shown = [(key, words[key]) for key in keys if key in words]
            if not shown:
                continue
            row = OptionRow(shown, multiple=True, boxed=False)
            row.setAccessibleName(heading)
            row.chosen.connect(self._on_chosen)
            self._rows.append(row)
            self._row_of |= dict.fromkeys((key for key, _ in shown), row)
            column.addWidget(Label(heading, "hint-strong"))
            column.addWidget(row)
        self.setLayout(column)
        self.setFocusProxy(self._rows[0])

    def value(self) -> str:
        """Return the chosen keys in the order of the columns, with spaces between."""
        found = {key for row in self._rows for key in row.value().split()}
        return " ".join(key for key in self._order if key in found)

    def set_value(self, keys: str) -> None:
        """Choose exactly these; tells nobody."""
        for row in self._rows:
            row.set_value(keys)

    def option(self, key: str) -> RadioOption | CheckOption:
        """Return the control of one column; an unknown key is a bug (KeyError)."""
        return self._row_of[key].option(key)

    def _groups(self, scene: Scene) -> Iterator[tuple[str, list[str]]]:
        for group in groups_of(scene.types[_PERSON]):
            yield record_text(group.heading), [f"{_PERSON}.{name}" for name in group.fields]
        beside = [key for key in self._order if not key.startswith(f"{_PERSON}.")]
        yield self.tr("Household, case, next step"), beside

    @Slot()
    def _on_chosen(self) -> None:
        self.chosen.emit(self.value())
