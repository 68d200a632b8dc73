from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ctxh_desktop.commands import profile
from ctxh_desktop.commands.doorstep import view_profile
from ctxh_desktop.security.enrolment import new_code
from ctxh_desktop.ui.setup_window import FETCH, PHRASE, PLACE, USER, SetupWindow
from tests.data.pages_desk import CHEAP, COMMUNE
from tests.data.seeded import seeded_ambient


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "profile"


@pytest.fixture
def window(folder, qtbot):
    ambient = seeded_ambient(4)

    def make_book(user, passphrase, commune_code):
        return profile.create_profile(
            folder, user=user, passphrase=passphrase, commune_code=commune_code,
            ambient=ambient, cost=CHEAP,
        )  # fmt: skip

    made = SetupWindow(folder, ambient, make_book=make_book)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    made.desks = []
    made.finished.connect(made.desks.append)
    yield made
    made.close()
    for desk in made.desks:
        desk.close()


def choose_commune(window, letters="phong dien"):
    window.place.way.option("alone").click()
    window.place.province.control.set_value("46")
    window.place.search.control.setText(letters)


def fill_until_phrase(window):
    choose_commune(window)
    window.go_on.click()
    window.user.input.setText("Trần Thị Hoa")
    window.go_on.click()


def test_working_alone_makes_a_book_of_the_chosen_commune(window, folder, qtbot):
    fill_until_phrase(window)
    assert window.step() == PHRASE
    assert view_profile(folder).kind == "empty"

    window.phrase.again.control.setText(window.phrase.made.text())
    QTest.keyClick(window.phrase.again.control, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(window.desks) == 1, timeout=20_000)

    assert window.desks[0].commune_code == COMMUNE
    assert window.desks[0].user == "Trần Thị Hoa"
    assert view_profile(folder).users == ("Trần Thị Hoa",)


def test_each_step_asks_for_what_is_missing_beside_its_field(window):
    window.go_on.click()
    assert window.step() == PLACE
    assert "16" in window.place.code.error()
    assert window.place.address.error()

    choose_commune(window, "khong co xa nay")
    window.go_on.click()
    assert window.step() == PLACE
    assert window.place.search.error()

    choose_commune(window)
    window.go_on.click()
    window.go_on.click()
    assert window.step() == USER
    assert window.user.name.error() == "Type the user's name."


def test_nothing_is_lost_on_the_way_back(window):
    fill_until_phrase(window)
    made = window.phrase.made.text()
    window.back.click()
    assert window.user.value() == "Trần Thị Hoa"
    window.back.click()
    assert window.place.commune().code == COMMUNE
    window.go_on.click()
    window.go_on.click()

    assert window.phrase.made.text() == made


def test_a_phrase_typed_differently_is_not_taken(window, folder):
    fill_until_phrase(window)
    window.phrase.again.control.setText("khac han")
    window.go_on.click()

    assert window.step() == PHRASE
    assert "not the same" in window.phrase.again.error()
    assert view_profile(folder).kind == "empty"


def test_a_mistyped_code_is_found_before_anything_is_made(window, folder):
    code = new_code(seeded_ambient(9))
    window.place.code.control.setText(code[:-1] + ("2" if code[-1] != "2" else "3"))
    window.place.address.control.setText("may-chu.hue.gov.vn")
    window.go_on.click()

    assert window.step() == PLACE
    assert "One letter or digit" in window.place.code.error()
    assert view_profile(folder).kind == "empty"


def test_without_network_the_book_is_made_and_joining_can_wait(window, folder, qtbot):
    window.place.code.control.setText(new_code(seeded_ambient(9)))
    window.place.address.control.setText("127.0.0.1:9")
    window.go_on.click()
    window.user.input.setText("Trần Thị Hoa")
    window.go_on.click()
    window.phrase.again.control.setText(window.phrase.made.text())
    window.go_on.click()
    qtbot.waitUntil(lambda: bool(window.fetch.error.text()), timeout=30_000)

    assert window.step() == FETCH
    assert window.later.isVisible()
    assert view_profile(folder).kind == "ready"
    window.later.click()
    assert window.step() == PLACE
    choose_commune(window)
    window.go_on.click()
    qtbot.waitUntil(lambda: len(window.desks) == 1, timeout=20_000)
    assert window.desks[0].commune_code == COMMUNE


def test_going_back_after_the_book_is_made_mends_only_the_code(window, qtbot):
    window.place.code.control.setText(new_code(seeded_ambient(9)))
    window.place.address.control.setText("127.0.0.1:9")
    window.go_on.click()
    window.user.input.setText("Trần Thị Hoa")
    window.go_on.click()
    window.phrase.again.control.setText(window.phrase.made.text())
    window.go_on.click()
    qtbot.waitUntil(lambda: bool(window.fetch.error.text()), timeout=30_000)

    window.back.click()
    assert window.step() == PLACE
    window.go_on.click()
    assert window.step() == FETCH
    qtbot.waitUntil(lambda: bool(window.fetch.error.text()), timeout=30_000)


def test_closing_in_the_middle_leaves_a_whole_book(window, folder, qtbot):
    fill_until_phrase(window)
    window.phrase.again.control.setText(window.phrase.made.text())
    window.finished.disconnect()
    window.go_on.click()
    window.close()

    assert view_profile(folder).kind == "ready"
    desk = profile.unlock(
        folder, user="Trần Thị Hoa", passphrase=window.phrase.made.text(),
        ambient=seeded_ambient(5), cost_floor=CHEAP,
    )  # fmt: skip
    desk.close()
