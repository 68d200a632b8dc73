"""Rows of "Đối tượng": name and person line, group, next task, state; and their head row.

Source: reference/visual.md §4 (list row); screens 03 and 10.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractScrollArea, QStyle, QStyledItemDelegate, QWidget
from PySide6.QtWidgets import QStyleOptionViewItem as ItemOption

from ctxh_desktop.commands.people import PersonHit
from ctxh_desktop.domain.codes import Catalogue
from ctxh_desktop.domain.words import fold
from ctxh_desktop.ui import icons, theme, wording
from ctxh_desktop.ui.models.windowed import ITEM_ROLE
from ctxh_desktop.ui.pages import marks
from ctxh_desktop.ui.widgets import painting

Index = QModelIndex | QPersistentModelIndex
ROW_PX = 56
HEAD_PX = 32
SIDE_PX = 20
_NARROW_BELOW_PX = 940


class Columns(NamedTuple):
    """Left edges of the columns in a list of some width.  Units: px."""

    name: int
    group: int
    task: int
    state: int


def columns(width: int) -> Columns:
    """Return where the columns begin; they are counted from the right edge."""
    group, task, state = (640, 416, 140) if width >= _NARROW_BELOW_PX else (450, 306, 114)
    return Columns(SIDE_PX, width - group, width - task, width - state)


def matches(name: str, words: str) -> tuple[tuple[int, int], ...]:
    """Return (start, length) of the beginnings in *name* that match the *words* looked for."""
    found: list[tuple[int, int]] = []
    free: list[tuple[int, str]] = []
    at = 0
    for part in name.split(" "):
        free.append((at, part))
        at += len(part) + 1
    for wanted in fold(words).split():
        for place, (start, part) in enumerate(free):
            if fold(part).startswith(wanted):
                found.append((start, _letters_for(part, wanted)))
                del free[place]
                break
    return tuple(sorted(found))


def _letters_for(part: str, wanted: str) -> int:
    """Return how many characters of *part* it takes to spell *wanted* (marks may stand apart)."""
    for length in range(1, len(part) + 1):
        if len(fold(part[:length])) > len(wanted):
            return length - 1
    return len(part)


def line_box(rect: QRect, left: int, baseline: int, width: int, role: str) -> QRect:
    """Return the box in which a text of *role* stands on a *baseline* below the row's top."""
    metrics, tall = theme.metrics(role), 24
    top = rect.top() + baseline - (tall + metrics.ascent() - metrics.descent()) // 2
    return QRect(rect.left() + left, top, max(width, 0), tall)


def draw_due(painter: QPainter, row: QRect, left: int, width: int, due: tuple[str, date]) -> None:
    """Paint a due day at the left of a column: icon and words when late, the day otherwise."""
    due_on, today = due
    kind = wording.due_kind(due_on, today)
    base = first_baseline()
    if not kind:
        box = line_box(row, left, base, width, "body")
        painting.draw_text(painter, box, wording.short_day(due_on, today), "body")
        return
    ink = theme.color(kind)
    box = line_box(row, left + 24, base, width - 24, "strong")
    icons.draw(painter, wording.due_icon(due_on, today), ink, (box.left() - 24, box.top() + 3), 18)
    painting.draw_text(painter, box, wording.due(due_on, today), "strong", ink)


def first_baseline() -> int:
    """Return the baseline of a row's first line.  Units: px below its top."""
    return 23 + (theme.height(ROW_PX) - ROW_PX) // 3


def second_baseline() -> int:
    """Return the baseline of a row's second line.  Units: px below its top."""
    return 43 + (theme.height(ROW_PX) - ROW_PX) * 2 // 3


class PeopleDelegate(QStyledItemDelegate):
    """Paints one person per row.

    Args:
        catalogue: for the words of sex.
        today: gives the day from which "overdue" is counted.
    """

    def __init__(
        self, catalogue: Catalogue, today: Callable[[], date], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._catalogue, self._today = catalogue, today
        self.words = ""

    def sizeHint(self, option: ItemOption, index: Index) -> QSize:
        return QSize(400, theme.height(ROW_PX))

    def person_line(self, hit: PersonHit) -> str:
        """Return "2012 · Nữ · Thôn 3 · HS-…"."""
        sex = self._catalogue.label("sex", hit.sex) if hit.sex else ""
        return wording.joined([wording.born(hit.born), sex, hit.village, hit.case_number])

    def spoken(self, hit: PersonHit) -> str:
        """Return what a screen reader says about a row."""
        group = marks.protected().text if hit.is_protected else hit.group_label
        parts = [hit.full_name, self.person_line(hit), group]
        if hit.next_due_on:
            due = wording.due(hit.next_due_on, self._today())
            parts += [hit.next_task or "", due]
        parts += [marks.unsent().text] if hit.is_unsent else []
        parts += [marks.contested().text] if hit.has_conflict else []
        return ", ".join(part for part in parts if part)

    def paint(self, painter: QPainter, option: ItemOption, index: Index) -> None:
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        is_selected = bool(state & QStyle.StateFlag.State_Selected)
        is_over = bool(state & QStyle.StateFlag.State_MouseOver)
        painting.draw_row(painter, rect, is_selected=is_selected, is_hovered=is_over)
        hit: PersonHit | None = index.data(ITEM_ROLE)
        if hit is None:
            _draw_awaited(painter, rect)
            return
        at = columns(rect.width())
        room = at.group - at.name - 12
        name = line_box(rect, at.name, first_baseline(), room, "strong")
        painting.draw_matched(
            painter, name, hit.full_name, matches(hit.full_name, self.words), "strong"
        )
        second = line_box(rect, at.name, second_baseline(), room, "hint")
        painting.draw_text(painter, second, self.person_line(hit), "hint", theme.color("text2"))
        self._paint_group(painter, rect, hit, is_selected=is_selected)
        self._paint_task(painter, rect, hit)
        self._paint_state(painter, rect, hit, is_selected=is_selected)

    def _paint_group(
        self, painter: QPainter, rect: QRect, hit: PersonHit, *, is_selected: bool
    ) -> None:
        at = columns(rect.width())
        middle = rect.center().y()
        if hit.is_protected:
            left = rect.left() + at.group
            painting.draw_chip(painter, (left, middle), marks.protected(), outlined=is_selected)
            return
        box = QRect(rect.left() + at.group, rect.top(), at.task - at.group - 12, rect.height())
        painting.draw_text(painter, box, hit.group_label, "body", theme.color("text2"))

    def _paint_task(self, painter: QPainter, rect: QRect, hit: PersonHit) -> None:
        at = columns(rect.width())
        room = at.state - at.task - 12
        if not hit.next_due_on:
            words = self.tr("Nothing planned") if hit.case_id else self.tr("No case yet")
            box = QRect(rect.left() + at.task, rect.top(), room, rect.height())
            painting.draw_text(painter, box, words, "body", theme.color("text2"))
            return
        draw_due(painter, rect, at.task, room, (hit.next_due_on, self._today()))
        below = line_box(rect, at.task, second_baseline(), room, "hint")
        painting.draw_text(painter, below, hit.next_task or "", "hint", theme.color("text2"))

    def _paint_state(
        self, painter: QPainter, rect: QRect, hit: PersonHit, *, is_selected: bool
    ) -> None:
        at = (rect.left() + columns(rect.width()).state, rect.center().y())
        if hit.has_conflict:
            painting.draw_chip(painter, at, marks.contested(), outlined=is_selected)
        elif hit.is_unsent:
            painting.draw_chip(painter, at, marks.unsent(), outlined=is_selected)


def _draw_awaited(painter: QPainter, rect: QRect) -> None:
    """Paint two quiet bars where a row will stand once its page has come."""
    ink = theme.color("divider")
    for top, width in ((14, 180), (34, 260)):
        bar = QRect(rect.left() + SIDE_PX, rect.top() + top, width, 8)
        painting.draw_box(painter, bar, ink, None, 4)


class PeopleHead(QWidget):
    """The head row; takes its width from the list's viewport, so a scroll bar does not shift it."""

    def __init__(self, area: QAbstractScrollArea, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._area = area
        self.setFixedHeight(theme.height(HEAD_PX) + 1)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == theme.SIZE_EVENT:
            self.setFixedHeight(theme.height(HEAD_PX) + 1)
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.draw_box(painter, self.rect(), theme.color("sunken"), None, 5)
        painter.fillRect(QRect(0, 8, self.width(), self.height() - 8), theme.color("sunken"))
        painter.fillRect(QRect(0, self.height() - 1, self.width(), 1), theme.color("divider"))
        at = columns(self._area.viewport().width())
        for left, words in (
            (at.name, self.tr("Full name")), (at.group, self.tr("Group")),
            (at.task, self.tr("Next task")), (at.state, self.tr("State")),
        ):  # fmt: skip
            box = QRect(left, 1, 220, self.height() - 2)
            painting.draw_text(painter, box, words, "hint-strong", theme.color("text2"))
