from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtGui import QPixmap

from ctxh_desktop.commands.attachments import (
    AddAttachment,
    ListAttachments,
    OpenAttachment,
    Opened,
    Whereabouts,
)
from ctxh_desktop.ui.pages.paper_viewer import ZOOM_MAX, PaperViewer, PictureView, picture_of
from tests.data.pictures import house, jpeg, paper, photo
from tests.ui.pages.test_paper_words import ITEM


@pytest.fixture
def viewer(qtbot, cases):
    made = PaperViewer(cases.scene)
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    return made


def opened(cases, file, page=0):
    added = cases.send(AddAttachment(cases.filled.case_id, file, {"paper_kind": "KHAC"}))
    return cases.send(OpenAttachment(added, page))


def test_a_picture_is_shown_whole_and_can_be_zoomed(qtbot, cases, viewer, tmp_path):
    viewer.show_opened(opened(cases, photo(tmp_path)))
    fitted = viewer.picture.zoom()

    assert 0 < fitted < 1
    viewer.larger.click()
    assert viewer.picture.zoom() == pytest.approx(fitted * 1.25)
    for _ in range(30):
        viewer.larger.click()
    assert viewer.picture.zoom() <= ZOOM_MAX
    viewer.fit.click()
    assert viewer.picture.zoom() == pytest.approx(fitted)
    viewer.resize(600, 400)
    assert viewer.picture.zoom() < fitted
    assert not viewer.words.isVisible()
    viewer.forget()
    assert viewer.item_id() == ""


def test_keys_zoom_too(qtbot):
    view = PictureView()
    qtbot.addWidget(view)
    view.show_picture(QPixmap(2000, 2000))
    before = view.zoom()
    qtbot.keyClicks(view, "+")
    assert view.zoom() > before
    qtbot.keyClicks(view, "-0")
    assert view.zoom() == pytest.approx(before)


def test_pages_of_a_paper_are_asked_for(qtbot, cases, viewer, tmp_path):
    viewer.show_opened(opened(cases, paper(tmp_path, pages=3), page=1))

    assert viewer.page.text() == "2/3"
    with qtbot.waitSignal(viewer.page_wanted) as asked:
        viewer.after.click()
    assert asked.args == [2]
    with qtbot.waitSignal(viewer.page_wanted) as asked:
        viewer.before.click()
    assert asked.args == [0]


def test_what_is_not_here_shows_its_small_picture_and_when_it_comes(viewer):
    small = jpeg(house(width=120, height=90))
    far = dataclasses.replace(ITEM, preview=small, where=Whereabouts.FAR)
    viewer.show_opened(Opened(far, None))

    assert viewer.is_missing()
    assert "1,2 MB" in viewer.words.text()
    assert viewer.picture.isVisible()
    assert not viewer.copy_button.isVisible()
    viewer.show_opened(Opened(dataclasses.replace(far, where=Whereabouts.ELSEWHERE), None))
    assert "laptop" in viewer.words.text()


def test_a_copy_is_written_where_somebody_wants_it_and_never_over_a_file(
    qtbot, cases, viewer, tmp_path
):
    viewer.show_opened(opened(cases, paper(tmp_path)))
    target = tmp_path / "copy.pdf"
    viewer.copy_to(target)
    qtbot.waitUntil(viewer.words.isVisible)

    assert target.read_bytes() == (tmp_path / "giay.pdf").read_bytes()
    with qtbot.waitSignal(viewer.failed) as told:
        viewer.copy_to(target)
    assert told.args[0].code == "file-exists"
    assert cases.send(ListAttachments(cases.filled.case_id))


def test_what_is_no_picture_is_not_decoded(qapp):
    assert picture_of(b"").isNull()
    assert picture_of(b"\x89PNG\r\n\x1a\n").isNull()
    head = bytearray(jpeg(house(width=80, height=60)))
    at = head.index(b"\xff\xc0") + 5
    head[at : at + 4] = b"\xff\xf0\xff\xf0"  # says that it is 65,520 points wide and high
    assert picture_of(bytes(head)).isNull()
