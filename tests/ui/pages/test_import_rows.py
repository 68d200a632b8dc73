from __future__ import annotations

import pytest

from ctxh_desktop.ui.models.import_rows import CANNOT, LOOK, READY, RowToSee
from ctxh_desktop.ui.pages.import_choices import Decided
from ctxh_desktop.ui.pages.import_rows import LIST_NARROW_PX, LIST_PX, RowsPanel

ROWS = (
    RowToSee(2, "Lê An", READY, values={"full_name": "Lê An", "born": "1950"}),
    RowToSee(3, "Hồ Bảy", CANNOT, is_left_out=True),
    RowToSee(4, "Trần Mía", LOOK, known="name", values={"full_name": "Trần Mía"}),
    RowToSee(5, "Phan Sáu", READY, values={"full_name": "Phan Sáu"}),
)


@pytest.fixture
def panel(book, qtbot):
    made = RowsPanel(book.scene)
    qtbot.addWidget(made)
    made.resize(1130, 500)
    made.show()
    made.activateWindow()
    made.show_rows(ROWS, is_new=True)
    return made


def names(panel):
    return [row.name for row in panel.model.rows()]


def press(panel, group):
    panel.switch._buttons[group].click()


def test_what_asks_for_most_is_in_front(panel):
    assert panel.switch.value() == CANNOT
    assert names(panel) == ["Hồ Bảy"]
    assert panel.editor.row() == ROWS[1]
    assert panel.switch._buttons[READY].accessibleName() == "Ready: 2"


def test_a_group_is_shown_at_a_time(panel):
    press(panel, READY)
    assert names(panel) == ["Lê An", "Phan Sáu"]
    panel.list.choose(1)
    assert panel.editor.row() == ROWS[3]
    assert panel.model.data(panel.model.index(0, 0)) == "2. Lê An: 1950"

    panel.show_rows(ROWS[2:3], is_new=False)
    assert panel.switch.value() == READY
    assert panel.empty.isVisible()
    assert panel.editor.row() is None


def test_the_chosen_row_stays_chosen_when_the_list_is_read_again(panel):
    press(panel, READY)
    panel.list.choose(1)

    panel.show_rows((ROWS[0], ROWS[2], ROWS[3]), is_new=False)

    assert panel.editor.row().number == 5


def test_leaving_a_row_takes_over_what_was_written(panel):
    told = []
    panel.mended.connect(lambda *mended: told.append(mended))
    press(panel, READY)
    panel.editor.control("full_name").setText("Lê Văn An")

    panel.list.choose(1)

    assert told == [(2, {"full_name": "Lê Văn An"})]
    assert panel.editor.row() == ROWS[3]


def test_five_thousand_rows_are_shown_at_once(panel, qtbot):
    many = [RowToSee(n, f"Lê An {n}", READY, values={"full_name": "Lê An"}) for n in range(5_000)]
    panel.show_rows(many, is_new=True)

    assert panel.model.rowCount() == 5_000
    assert panel.list.verticalHeader().sectionSize(4_999) == panel.list.rowHeight(0)


def test_the_list_is_lower_where_it_is_narrow(panel, qtbot):
    assert panel._stack.height() == LIST_PX
    panel.resize(800, 500)
    qtbot.waitUntil(lambda: panel._stack.height() == LIST_NARROW_PX)


def test_rows_that_are_nobody_are_only_counted(panel):
    panel.say_nobody(3)
    assert panel.nobody.text() == "3 rows are nobody (titles, totals)"
    panel.say_nobody(0)
    assert panel.nobody.text() == ""


def test_what_was_decided_about_a_row_is_asked_when_it_is_shown(panel):
    asked = []

    def decided(row):
        asked.append(row.number)
        return Decided(is_anyway=True)

    panel.show_rows(ROWS, decided, is_new=False)
    press(panel, LOOK)
    assert asked[-1] == 4
    asked.clear()
    panel.show_chosen()
    assert asked == [4]
