from __future__ import annotations

import dataclasses

from PySide6.QtCore import Qt

from ctxh_desktop.commands.attachments import AttachmentItem, Whereabouts
from ctxh_desktop.ui.models.papers import PapersModel
from ctxh_desktop.ui.models.windowed import ITEM_ROLE
from tests.data.pictures import house, jpeg

ITEM = AttachmentItem(
    id="1", paper_kind="ANHNHA", title="Mái nhà", on="2026-11-02", media_type="image/jpeg",
    size_bytes=244_000, preview=b"", where=Whereabouts.HERE, percent=0, added_by="Hoa", added_at="",
)  # fmt: skip


def test_rows_are_spoken_and_their_pictures_decoded_once(qapp):
    model = PapersModel(lambda item: f"said {item.title}")
    pictured = dataclasses.replace(ITEM, preview=jpeg(house(width=120, height=90)))
    model.show_items((pictured,))
    index = model.index(0)

    assert (model.rowCount(), model.rowCount(index)) == (1, 0)
    assert index.data(ITEM_ROLE) == pictured
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "said Mái nhà"
    assert model.pixmap(pictured).width() == 120
    assert model.pixmap(pictured) is model.pixmap(pictured)
    model.show_items(())
    assert model.items() == ()


def test_a_broken_preview_is_no_picture(qapp):
    model = PapersModel(str)

    assert model.pixmap(dataclasses.replace(ITEM, preview=b"\xff\xd8\xff broken")).isNull()
