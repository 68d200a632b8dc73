from __future__ import annotations

import dataclasses
from datetime import date

import pytest

from ctxh_desktop.commands.attachments import AttachmentItem, Whereabouts
from ctxh_desktop.commands.profile import load_catalogue
from ctxh_desktop.ui.pages import paper_words

TODAY = date(2026, 11, 16)
ITEM = AttachmentItem(
    id="1", paper_kind="XNKT", title="", on="2026-11-02", media_type="application/pdf",
    size_bytes=1_240_000, preview=b"", where=Whereabouts.HERE, percent=0,
    added_by="Hoa", added_at="",
)  # fmt: skip


def test_a_paper_without_a_title_is_called_by_its_kind(qapp):
    catalogue = load_catalogue()

    assert paper_words.title(ITEM, catalogue) == "Giấy xác nhận khuyết tật"
    assert paper_words.facts(ITEM, catalogue, TODAY) == "02/11 · PDF · 1,2 MB · Hoa"
    titled = dataclasses.replace(ITEM, title="Bản quét", on="", media_type="image/jpeg")
    assert paper_words.title(titled, catalogue) == "Bản quét"
    assert paper_words.facts(titled, catalogue, TODAY) == "Giấy xác nhận khuyết tật · 1,2 MB · Hoa"


@pytest.mark.parametrize(
    ("where", "percent", "words", "kind"),
    [
        (Whereabouts.HERE, 0, "Not sent yet", "unsent"),
        (Whereabouts.SENDING, 40, "Sending 40 %", "primary"),
        (Whereabouts.STORED, 100, "The province has it", "ok"),
        (Whereabouts.FAR, 0, "Not fetched yet", "off"),
        (Whereabouts.FETCHING, 0, "Waits to be fetched", "off"),
        (Whereabouts.FETCHING, 70, "Fetching 70 %", "primary"),
        (Whereabouts.ELSEWHERE, 100, "Still on another laptop", "off"),
    ],
)
def test_every_place_has_its_chip(qapp, where, percent, words, kind):
    mark = paper_words.mark(dataclasses.replace(ITEM, where=where, percent=percent))

    assert (mark.text, mark.kind) == (words, kind)
    assert mark.text in paper_words.spoken(
        dataclasses.replace(ITEM, where=where, percent=percent), load_catalogue(), TODAY
    )
