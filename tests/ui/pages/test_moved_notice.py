"""Who was looked for and has moved away is named above the list."""

from __future__ import annotations

import pytest

from ctxh_desktop.commands.moved import MovedPerson
from ctxh_desktop.storage import stubs
from ctxh_desktop.storage.stubs import Stub
from ctxh_desktop.ui.pages.people_page import PeoplePage


@pytest.fixture
def page(book, qtbot):
    with book.desk.store.write(by="sync") as work:
        stubs.keep(
            work,
            [
                Stub("1", "Hồ Văn Mía", "19819", "19753", "2026-11-20"),
                Stub("2", "Hồ Thị Mía", "19819", "99999"),
            ],
        )
        work.commit()
    made = PeoplePage(book.scene)
    qtbot.addWidget(made)
    made.resize(1182, 679)
    made.open("")
    made.show()
    yield made
    made.hide()


def test_a_search_says_where_somebody_went(page, book, qtbot):
    page.search("mia")
    qtbot.waitUntil(page.moved.isVisible)

    first, second = page.moved.words.text().splitlines()
    commune = book.desk.units.commune("19753")
    assert first.startswith(f"Hồ Văn Mía moved to {commune.full_name} on 20/11")
    assert second.startswith("Hồ Thị Mía has moved to 99999")

    page.search("")
    assert not page.moved.isVisible()


def test_nothing_is_said_where_nobody_moved(page, qtbot):
    page.search("mia")
    qtbot.waitUntil(page.moved.isVisible)

    page.search("lan")
    qtbot.waitUntil(lambda: not page.moved.isVisible())


def test_a_late_answer_is_passed_over(page):
    page.moved.look_for("")
    page.moved._on_found("mia", (MovedPerson("1", "Hồ Văn Mía", "Xã Vinh Lộc", ""),))

    assert not page.moved.isVisible()
