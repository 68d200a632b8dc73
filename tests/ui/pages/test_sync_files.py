from __future__ import annotations

import pytest

from ctxh_desktop.commands.attachments import AddAttachment, ShowFiles
from ctxh_desktop.ui.pages.sync_files import SHOWN_MAX, FilesCard
from ctxh_desktop.ui.widgets.labels import Label
from tests.data.pictures import paper


@pytest.fixture
def card(qtbot, cases):
    made = FilesCard(cases.scene)
    qtbot.addWidget(made)
    made.show()
    return made


def words(card):
    return [label.text() for label in card.findChildren(Label) if label.isVisible()]


def test_what_waits_is_named_with_its_size(qtbot, cases, card, tmp_path):
    for number in range(SHOWN_MAX + 2):
        file = paper(tmp_path, f"{number}.pdf", 250_000)
        cases.send(AddAttachment(cases.filled.other_case_id, file, {"paper_kind": "DON"}))
    card.refresh()
    qtbot.waitUntil(lambda: "1,5 MB" in card.state.text())

    qtbot.waitUntil(lambda: sum("Lê Văn Đức" in line for line in words(card)) == SHOWN_MAX)
    assert any("2 more" in line for line in words(card))


def test_a_protected_case_is_not_named(qtbot, cases, card, tmp_path):
    file = paper(tmp_path, size=5000)
    cases.send(AddAttachment(cases.filled.case_id, file, {"paper_kind": "DON"}))
    card.refresh()
    qtbot.waitUntil(lambda: any("5 kB" in line for line in words(card)[2:]))

    assert not any("Ánh Nguyệt" in line for line in words(card))


def test_sending_only_text_is_switched_and_kept(qtbot, cases, card):
    card.refresh()
    card.text_only.click()
    qtbot.waitUntil(lambda: cases.send(ShowFiles()).is_text_only)
    card.text_only.click()
    qtbot.waitUntil(lambda: not cases.send(ShowFiles()).is_text_only)
