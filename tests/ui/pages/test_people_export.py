from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ctxh_desktop.commands import people_export
from ctxh_desktop.commands.access_log import ListAccess
from ctxh_desktop.ui.pages import people_export as people_export_page
from ctxh_desktop.ui.pages.people_page import PeoplePage
from tests.data.pages_desk import PHRASE
from tests.data.written_workbook import cells


@pytest.fixture
def page(book, qtbot):
    book.with_due_work()
    made = PeoplePage(book.scene)
    qtbot.addWidget(made)
    made.resize(1182, 679)
    made.open("")
    made.show()
    made.table_button.click()
    qtbot.waitUntil(lambda: names(made)[:1] == ["Nguyễn Văn Anh"], timeout=10_000)
    yield made
    made.hide()


def names(page):
    model = page.shown.table.model
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def ask_few(monkeypatch, most):
    monkeypatch.setattr(people_export_page, "UNASKED_MAX", most)
    monkeypatch.setattr(people_export, "UNASKED_MAX", most)


def test_what_is_shown_goes_into_a_new_file(page, book, qtbot, tmp_path):
    page.filters.group.set_value("NCT")
    qtbot.waitUntil(lambda: page.shown.table.model.rowCount() == 3)

    page.shown.table.out.export_to(tmp_path / "a.xlsx")

    qtbot.waitUntil(lambda: "3 people are in the file" in page.shown.table.out.words.text())
    head, *rows = cells((tmp_path / "a.xlsx").read_bytes(), after=2)
    assert head == list(page.shown.table.model.headings())
    assert [row[0] for row in rows] == names(page)
    assert book.send(ListAccess())[0].note.rows == 3


def test_many_ask_for_the_passphrase_and_a_wrong_one_is_said_beside_it(
    page, book, qtbot, tmp_path, monkeypatch
):
    ask_few(monkeypatch, 5)
    file = tmp_path / "all.xlsx"
    monkeypatch.setattr(
        people_export_page.QFileDialog, "getSaveFileName", lambda *_, **__: (str(file), "")
    )
    page.shown.table.out.export_button.click()
    proof = page.shown.table.out.proof
    assert proof.isVisible()

    proof.phrase.setText("not the one")
    proof.go.click()
    qtbot.waitUntil(lambda: proof.row.error() != "", timeout=10_000)
    assert not file.exists()

    proof.phrase.setText(PHRASE)
    QTest.keyClick(proof.phrase, Qt.Key.Key_Return)
    qtbot.waitUntil(file.exists, timeout=10_000)
    qtbot.waitUntil(lambda: not proof.isVisible())
    assert proof.phrase.text() == ""


def test_printing_hands_the_rows_in_words_to_the_printer(page, qtbot, monkeypatch):
    printed = []
    monkeypatch.setattr(
        people_export_page.printing, "print_list", lambda made, _: printed.append(made) or True
    )

    with qtbot.waitSignal(page.noted):
        page.shown.table.out.print_button.click()

    (made,) = printed
    assert [row[0] for row in made.rows] == names(page)
    assert made.headings == page.shown.table.model.headings()
    assert "Nguyệt" not in made.title
