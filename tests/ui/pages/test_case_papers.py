from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent

from ctxh_desktop.commands.attachments import AddAttachment, ListAttachments
from ctxh_desktop.commands.cases import ShowCase
from ctxh_desktop.ui.pages.case_papers import PapersTab
from tests.data.pictures import paper, photo


@pytest.fixture
def tab(qtbot, cases):
    made = PapersTab(cases.scene)
    qtbot.addWidget(made)
    made.resize(1000, 500)
    made.show()
    made.show_case(cases.send(ShowCase(cases.filled.case_id)))
    cases.scene.dispatcher.changed.connect(lambda _: show(cases, made))
    return made


def show(cases, tab):
    tab.show_case(cases.send(ShowCase(cases.filled.case_id)))


def add(cases, tab, qtbot, *files):
    for file in files:
        cases.send(AddAttachment(cases.filled.case_id, file, {"paper_kind": "ANHNHA"}))
    show(cases, tab)
    qtbot.waitUntil(lambda: len(tab.model.items()) == len(files))


def dropped(tab, *files):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, left, none)
    tab.dragEnterEvent(entering)
    tab.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, left, none))
    return entering.isAccepted()


def test_an_empty_case_says_what_can_be_done(qtbot, tab):
    qtbot.waitUntil(tab.empty.isVisible)
    assert not tab.open_button.isVisible()
    assert not tab.list.isVisible()


def test_dropped_files_are_asked_about_and_added(qtbot, cases, tab, tmp_path):
    assert dropped(tab, photo(tmp_path), paper(tmp_path))
    assert tab.form.isVisible()
    tab.form.view.row("paper_kind").control.set_value("ANHNHA")
    with qtbot.waitSignal(tab.saved, timeout=10_000):
        tab.form.save()
    qtbot.waitUntil(lambda: len(tab.model.items()) == 2)
    assert tab.list.isVisible()


def test_words_that_are_dropped_are_no_files(tab):
    data = QMimeData()
    data.setText("hello")
    event = QDragEnterEvent(
        QPoint(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    event.ignore()
    tab.dragEnterEvent(event)
    assert not event.isAccepted()


def test_one_is_looked_at_and_left_with_escape(qtbot, cases, tab, tmp_path):
    add(cases, tab, qtbot, photo(tmp_path), paper(tmp_path, pages=2))
    with qtbot.waitSignal(tab.viewing):
        tab.open_button.click()
    assert tab.viewer.isVisible()
    tab.viewer.after.click()
    qtbot.waitUntil(lambda: tab.viewer.page.text() == "2/2")

    tab.close_viewer()
    assert tab.list.isVisible()
    assert tab.viewer.item_id() == ""


def test_a_picture_has_the_whole_of_a_low_window(qtbot, cases, tmp_path):
    from ctxh_desktop.ui.pages.case_page import CasePage

    page = CasePage(cases.scene)
    qtbot.addWidget(page)
    page.resize(900, 430)
    page.show()
    cases.send(AddAttachment(cases.filled.case_id, photo(tmp_path), {"paper_kind": "KHAC"}))
    page.open(cases.filled.case_id)
    qtbot.waitUntil(lambda: bool(page.papers.model.items()))
    page._go_to("papers")
    page.papers.look()
    qtbot.waitUntil(page.papers.viewer.isVisible)

    assert not page.band.isVisible()
    qtbot.waitUntil(lambda: page.papers.viewer.picture.height() > 300)
    page.papers.close_viewer()
    assert page.band.isVisible()


def test_the_current_one_stays_current_when_the_list_changes(qtbot, cases, tab, tmp_path):
    add(cases, tab, qtbot, photo(tmp_path), paper(tmp_path))
    tab.list.choose(1)
    kept = tab.model.items()[1].id
    cases.send(AddAttachment(cases.filled.case_id, paper(tmp_path, "b.pdf"), {"paper_kind": "DON"}))
    show(cases, tab)
    qtbot.waitUntil(lambda: len(tab.model.items()) == 3)

    assert tab.model.items()[tab.list.row()].id == kept


def test_one_is_taken_away(qtbot, cases, tab, tmp_path):
    add(cases, tab, qtbot, photo(tmp_path))
    with qtbot.waitSignal(tab.saved):
        tab.remove.click()

    assert cases.send(ListAttachments(cases.filled.case_id)) == ()
    qtbot.waitUntil(tab.empty.isVisible)


def test_a_file_that_is_fetched_meanwhile_is_shown(qtbot, cases, tab, tmp_path):
    add(cases, tab, qtbot, photo(tmp_path))
    (item,) = tab.model.items()
    flip(cases, is_here=False)
    tab.look()
    qtbot.waitUntil(tab.viewer.is_missing)
    flip(cases, is_here=True)
    show(cases, tab)
    qtbot.waitUntil(lambda: not tab.viewer.is_missing())
    assert tab.viewer.item_id() == item.id


def flip(cases, *, is_here):
    """Say that the province has the files, and that they are here or not."""
    with cases.desk.store.write(by="x") as work:
        rows, book = work.tables.records["attachment"], work.tables.book("blob")
        work.connection.execute(rows.update().values(stored_at="2026-11-16T01:00:00.000Z"))
        work.connection.execute(book.update().values(is_here=is_here))
        work.commit()
