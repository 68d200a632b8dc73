from __future__ import annotations

from PySide6.QtCore import Qt

from ctxh_desktop.commands.duplicates import DuplicatePair
from ctxh_desktop.commands.people import PersonHit
from ctxh_desktop.ui.models.pairs import PairHead, PairModel, key_of
from ctxh_desktop.ui.models.windowed import ITEM_ROLE


def hit(person_id):
    return PersonHit(person_id, "Lê An", "1951", "NU", "Thôn 3", "", False, None, None, None, None,
                     False, False, "")  # fmt: skip


def pair(one, other, *, is_sure):
    return DuplicatePair(hit(one), hit(other), 95 if is_sure else 70, ("name",), is_sure, ())


def test_pairs_stand_under_their_heads_which_cannot_be_chosen(qapp):
    model = PairModel(str)
    sure, doubtful = pair("a", "b", is_sure=True), pair("a", "c", is_sure=False)
    model.show_pairs((sure, doubtful))

    rows = [model.item(row) for row in range(model.rowCount())]
    assert rows == [PairHead(True, 1), sure, PairHead(False, 1), doubtful]
    assert model.flags(model.index(0, 0)) == Qt.ItemFlag.NoItemFlags
    assert model.flags(model.index(1, 0)) & Qt.ItemFlag.ItemIsSelectable
    assert model.data(model.index(1, 0), ITEM_ROLE) is sure
    assert model.row_of(key_of(doubtful)) == 3
    assert model.row_of("x:y") == -1


def test_a_head_without_pairs_is_left_out(qapp):
    model = PairModel(str)
    model.show_pairs((pair("a", "b", is_sure=False),))

    assert model.item(0) == PairHead(False, 1)
    assert model.rowCount() == 2
