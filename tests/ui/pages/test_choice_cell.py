from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ctxh_desktop.ui.pages.choice_cell import ChoiceCell, differing


def test_the_differing_end_of_a_number_is_found():
    one, other = differing("0912 345 678", "0912 345 687")
    assert "0912 345 678"[one[0] : sum(one)] == "78"
    assert "0912 345 687"[other[0] : sum(other)] == "87"


def test_values_that_have_nothing_in_common_are_not_underlined():
    assert differing("Cao", "Trung bình") == ((0, 0), (0, 0))


@given(st.text(max_size=30), st.text(max_size=30))
def test_outside_the_marked_part_both_are_the_same(one, other):
    (start, length), (start_other, length_other) = differing(one, other)
    if length or length_other:
        assert start == start_other
        assert one[:start] + one[start + length :] == other[:start] + other[start + length_other :]


def test_a_long_text_makes_the_cell_higher_and_all_of_it_is_the_target(qtbot, light):
    cell = ChoiceCell("Vết loét bàn chân đã khô. " * 12, "1", "Trần Thị Hoa")
    qtbot.addWidget(cell)
    assert cell.heightForWidth(300) > cell.heightForWidth(900) >= 64
    cell.resize(300, cell.heightForWidth(300))
    assert cell.hitButton(cell.rect().bottomRight())
    assert cell.hasHeightForWidth()
