from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt

from ctxh_desktop.commands.tasks import Task
from ctxh_desktop.ui.models.tasks import SECTIONS, Section, TaskModel, section_of
from ctxh_desktop.ui.models.windowed import ITEM_ROLE

MONDAY = date(2026, 11, 16)


def task(days, step_id="s"):
    due = str(MONDAY + timedelta(days=days))
    return Task(step_id, "c", "p", "Lê Văn Đức", "Thăm", None, "", False, due, "HS")


@pytest.mark.parametrize(
    ("days", "section"),
    [(-1, "overdue"), (0, "today"), (1, "week"), (6, "week"), (7, "month"), (20, "month")],
)
def test_a_week_ends_on_sunday(days, section):
    assert section_of(task(days).due_on, MONDAY) == section


@given(st.lists(st.integers(-40, 40), max_size=30))
def test_every_task_stands_once_below_the_head_that_counts_it(offsets):
    tasks = [task(days, str(place)) for place, days in enumerate(sorted(offsets))]
    model = TaskModel(str)
    model.show_tasks(tasks, MONDAY)
    rows = [model.item(row) for row in range(model.rowCount())]

    assert [row for row in rows if isinstance(row, Task)] == tasks
    heads = [row for row in rows if isinstance(row, Section)]
    assert sum(head.count for head in heads) == len(tasks)
    assert [h.period for h in heads] == [p for p in SECTIONS if p in {h.period for h in heads}]


def test_heads_cannot_be_chosen_and_tasks_can():
    model = TaskModel(str)
    model.show_tasks([task(0)], MONDAY)

    assert model.flags(model.index(0)) == Qt.ItemFlag.NoItemFlags
    assert model.flags(model.index(1)) & Qt.ItemFlag.ItemIsSelectable
    assert isinstance(model.index(1).data(ITEM_ROLE), Task)


def test_a_step_is_found_by_its_id():
    model = TaskModel(str)
    model.show_tasks([task(-1, "a"), task(0, "b")], MONDAY)

    assert model.row_of("b") == 3
    assert model.row_of("x") == -1
