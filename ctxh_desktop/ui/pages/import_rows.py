"""The rows of a list on the import's page: a group at a time, and the chosen row to put right."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Signal, Slot
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QStyle, QStyledItemDelegate, QWidget
from PySide6.QtWidgets import QStyleOptionViewItem as ItemOption

from ctxh_desktop.domain.schema import RecordType
from ctxh_desktop.ui import icons, theme
from ctxh_desktop.ui.models.import_rows import CANNOT, LOOK, READY, ImportRowsModel, RowToSee
from ctxh_desktop.ui.models.windowed import ITEM_ROLE
from ctxh_desktop.ui.pages import import_words
from ctxh_desktop.ui.pages.import_choices import Decided
from ctxh_desktop.ui.pages.import_row import NOTHING_DECIDED, SIDE_PX, RowEditor
from ctxh_desktop.ui.pages.people_delegate import (
    ROW_PX,
    first_baseline,
    line_box,
    second_baseline,
)
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.widgets import painting, sheets
from ctxh_desktop.ui.widgets.choice import CountSwitch, Part
from ctxh_desktop.ui.widgets.empty import EmptyState
from ctxh_desktop.ui.widgets.labels import Label
from ctxh_desktop.ui.widgets.row_list import RowList

Index = QModelIndex | QPersistentModelIndex
GROUPS = (CANNOT, LOOK, READY)
LIST_PX = 336
LIST_NARROW_PX = 170
"""Where it is narrow the chosen row stands below the list, and must be seen with it."""
_NUMBER_PX = 76
_LOOKS = {CANNOT: ("danger", "alert"), LOOK: ("warn", "info"), READY: ("ok", "check")}


def _nothing_decided(row: RowToSee) -> Decided:
    return NOTHING_DECIDED


class RowsDelegate(QStyledItemDelegate):
    """Paints one row of the file: its number, whose it is, and what is said about it."""

    def __init__(
        self, scene: Scene, record_type: RecordType, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._scene, self._type = scene, record_type

    def spoken(self, row: RowToSee) -> str:
        """Return what a screen reader says about a row."""
        return f"{row.name}: {self.below(row)}"

    def below(self, row: RowToSee) -> str:
        """Return the second line: what is said, else who it is."""
        said = import_words.sentences(row, self._type)
        return " ".join(said) or import_words.person_line(row, self._scene.catalogue)

    def sizeHint(self, option: ItemOption, index: Index) -> QSize:
        return QSize(300, theme.height(ROW_PX))

    def paint(self, painter: QPainter, option: ItemOption, index: Index) -> None:
        row: RowToSee = index.data(ITEM_ROLE)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        is_selected = bool(state & QStyle.StateFlag.State_Selected)
        is_over = bool(state & QStyle.StateFlag.State_MouseOver)
        painting.draw_row(painter, rect, is_selected=is_selected, is_hovered=is_over)
        kind, icon = ("text2", "x") if row.is_left_out else _LOOKS[row.group]
        icons.draw(painter, icon, theme.color(kind), (rect.left() + 20, rect.top() + 13), 18)
        number = line_box(rect, 48, first_baseline(), _NUMBER_PX, "hint")
        words = self.tr("Row {n}").format(n=row.number)
        painting.draw_text(painter, number, words, "hint", theme.color("text2"))
        left = 48 + _NUMBER_PX
        room = rect.width() - left - 20
        name = line_box(rect, left, first_baseline(), room, "strong")
        painting.draw_text(painter, name, row.name or "–", "strong")
        below = line_box(rect, left, second_baseline(), room, "hint")
        painting.draw_text(painter, below, self.below(row), "hint", theme.color("text2"))


class RowsPanel(QWidget):
    """Three groups with their counts, the rows of one, and the chosen row beside.

    Signals:
        mended, left_out, wanted_anyway, answered, took: as of `RowEditor`.
    """

    mended = Signal(int, object)
    left_out = Signal(int, bool)
    wanted_anyway = Signal(int, bool)
    answered = Signal(int, str)
    took = Signal(int, object)

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._all: tuple[RowToSee, ...] = ()
        self._decided: Callable[[RowToSee], Decided] = _nothing_decided
        self.switch = CountSwitch()
        self._say_counts({})
        self.nobody = Label("", "hint")
        delegate = RowsDelegate(scene, scene.types["person"])
        self.model = ImportRowsModel(delegate.spoken)
        self.list = RowList(self.tr("Rows to look at"), delegate, row_px=ROW_PX)
        self.list.setModel(self.model)
        self.empty = EmptyState("check", self.tr("No row stands here."))
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self.empty)
        self._stack.setFixedHeight(LIST_PX)
        self.editor = RowEditor(scene)
        card = sheets.Card(sheets.column(self._stack, margins=(1, 1, 1, 1)))
        side = sheets.wrap(sheets.column(self.editor, None, gap=0))
        columns = sheets.TwoColumns(sheets.wrap(sheets.column(card, None)), side, SIDE_PX)
        head = sheets.row(self.switch, None, self.nobody, gap=12)
        self.setLayout(sheets.column(head, columns, gap=12))
        self.switch.chosen.connect(self._on_group)
        self.list.moved.connect(self._on_moved)
        self.editor.mended.connect(self.mended)
        self.editor.left_out.connect(self.left_out)
        self.editor.wanted_anyway.connect(self.wanted_anyway)
        self.editor.answered.connect(self.answered)
        self.editor.took.connect(self.took)

    def resizeEvent(self, event: QResizeEvent) -> None:
        is_narrow = self.window().width() < theme.NARROW_BELOW_PX
        self._stack.setFixedHeight(LIST_NARROW_PX if is_narrow else LIST_PX)
        super().resizeEvent(event)

    def show_rows(
        self,
        rows: Sequence[RowToSee],
        decided: Callable[[RowToSee], Decided] = _nothing_decided,
        *,
        is_new: bool,
    ) -> None:
        """Show the rows; of a new list the group that asks for most is in front."""
        self._all, self._decided = tuple(rows), decided
        counts = dict.fromkeys(GROUPS, 0)
        for row in self._all:
            counts[row.group] += 1
        self._say_counts(counts)
        if is_new:
            self.switch.set_value(next((group for group in GROUPS if counts[group]), READY))
        self._show_group()

    def say_nobody(self, count: int) -> None:
        """Say how many rows are nobody."""
        words = self.tr("{n} rows are nobody (titles, totals)").format(n=count)
        self.nobody.setText(words if count else "")

    def _say_counts(self, counts: Mapping[str, int]) -> None:
        words = {
            CANNOT: self.tr("Cannot be taken in"),
            LOOK: self.tr("Worth a look"),
            READY: self.tr("Ready"),
        }
        self.switch.set_parts(
            Part(group, words[group], counts.get(group, 0), *_LOOKS[group]) for group in GROUPS
        )

    def _show_group(self) -> None:
        chosen, place = self.editor.row(), max(self.list.row(), 0)
        rows = [row for row in self._all if row.group == self.switch.value()]
        was_blocked = self.list.blockSignals(True)  # the editor is asked once, at the end
        self.model.show_rows(rows)
        self._stack.setCurrentIndex(0 if rows else 1)
        numbers = [row.number for row in rows]
        if chosen is not None and chosen.number in numbers:
            place = numbers.index(chosen.number)
        if rows:
            self.list.choose(min(place, len(rows) - 1))
        self.list.blockSignals(was_blocked)
        self.show_chosen()

    def show_chosen(self) -> None:
        """Show the chosen row beside, as it was decided about it."""
        if self.editor.is_dirty():
            return  # never lose what is being typed
        rows, place = self.model.rows(), self.list.row()
        row = rows[place] if 0 <= place < len(rows) else None
        self.editor.show_row(row, self._decided(row) if row else NOTHING_DECIDED)

    @Slot(str)
    def _on_group(self, group: str) -> None:
        self.editor.commit()
        self._show_group()

    @Slot()
    def _on_moved(self) -> None:
        self.editor.commit()
        self.show_chosen()
