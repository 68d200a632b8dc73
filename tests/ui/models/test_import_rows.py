from __future__ import annotations

from ctxh_desktop.ui.models.import_rows import ImportRowsModel, RowToSee
from ctxh_desktop.ui.models.windowed import ITEM_ROLE


def test_rows_are_shown_and_said_whole():
    model = ImportRowsModel()
    row = RowToSee(14, "Lê Văn Đức", "Date of birth: …", True)
    model.show_rows([row])

    assert model.rowCount() == 1
    assert model.index(0).data(ITEM_ROLE) is row
    assert model.index(0).data() == "14. Lê Văn Đức: Date of birth: …"


def test_showing_others_replaces_all():
    model = ImportRowsModel()
    model.show_rows([RowToSee(1, "a", "b", True)] * 3)
    model.show_rows([])

    assert model.rowCount() == 0
    assert model.rows() == ()
