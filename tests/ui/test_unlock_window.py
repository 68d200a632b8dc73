from __future__ import annotations

import subprocess
import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ctxh_desktop.commands import profile
from ctxh_desktop.commands.doorstep import ProfileView, view_profile
from ctxh_desktop.ui.sync_state import SyncFacts
from ctxh_desktop.ui.unlock_window import LONGEST_WAIT_S, UnlockWindow, wait_s
from ctxh_desktop.ui.widgets.labels import Label
from tests.data.pages_desk import CHEAP, COMMUNE, PHRASE, USER
from tests.data.seeded import seeded_ambient
from tests.data.typing import type_unikey


@pytest.fixture
def folder(tmp_path):
    """A real profile on the disk, closed."""
    folder = tmp_path / "profile"
    profile.create_profile(
        folder, user=USER, passphrase=PHRASE, commune_code=COMMUNE,
        ambient=seeded_ambient(1), cost=CHEAP,
    ).close()  # fmt: skip
    return folder


@pytest.fixture
def window(folder, qtbot):
    def open_book(user, passphrase):
        return profile.unlock(
            folder, user=user, passphrase=passphrase, ambient=seeded_ambient(2), cost_floor=CHEAP
        )

    made = UnlockWindow(folder, view_profile(folder), seeded_ambient(1), open_book=open_book)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    made.desks = []
    made.unlocked.connect(made.desks.append)
    yield made
    for desk in made.desks:
        desk.close()


def attempt(window, qtbot, phrase):
    window.phrase.setText(phrase)
    QTest.keyClick(window.phrase, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not window._runner.is_running(), timeout=20_000)


def test_the_right_phrase_and_enter_open_the_book(window, qtbot):
    QTest.keyClicks(window.phrase, PHRASE)
    QTest.keyClick(window.phrase, Qt.Key.Key_Return)
    assert not window.phrase.isEnabled()
    qtbot.waitUntil(lambda: len(window.desks) == 1, timeout=20_000)

    assert window.desks[0].user == USER
    assert window.phrase.text() == ""


def test_a_wrong_phrase_says_so_and_is_kept_selected(window, qtbot):
    attempt(window, qtbot, "khoai bien chuong lam mao")

    assert window.error.text() == "The passphrase is not right. Type it again."
    assert window.phrase.selectedText() == "khoai bien chuong lam mao"
    assert window.phrase.accessibleDescription() == window.error.text()
    assert window.desks == []


def test_accents_are_hinted_at_while_typing_and_after_a_wrong_phrase(window, qtbot):
    type_unikey(window.phrase, ["k", "kh", "kho", "khoa", "khoai", "khoái"])
    assert window._accents.isVisible()

    attempt(window, qtbot, "khoái bien chuong lam mao")

    assert "Vietnamese keyboard is on" in window.error.text()


def test_accents_that_the_keyboard_added_do_not_keep_anybody_out(window, qtbot):
    attempt(window, qtbot, "khoai biển chương lam mua")

    assert len(window.desks) == 1


def test_waiting_grows_after_several_wrong_tries():
    assert [wait_s(tries) for tries in (1, 2, 3, 4, 5)] == [0, 0, 2, 4, 8]
    assert wait_s(50) == LONGEST_WAIT_S


def test_after_three_wrong_tries_the_button_counts_down(window, qtbot):
    for _ in range(3):
        attempt(window, qtbot, "sai sai sai sai sai")
    assert not window.unlock.isEnabled()
    assert window.unlock.text() == "Unlock in 2 s"

    window._on_second()
    window._on_second()

    assert window.unlock.isEnabled()
    assert window.unlock.text() == "Unlock"


def test_an_empty_phrase_is_not_tried(window):
    QTest.keyClick(window.phrase, Qt.Key.Key_Return)

    assert not window._runner.is_running()
    assert window.error.text() == "Type a passphrase."


def test_show_shows_the_letters_and_hides_them_again(window):
    window.phrase.setText("khoai")
    window.show_letters.click()
    assert window.phrase.echoMode() == window.phrase.EchoMode.Normal
    assert window.show_letters.text() == "Hide"

    window.show_letters.click()
    assert window.phrase.echoMode() == window.phrase.EchoMode.Password


def test_a_book_that_is_open_elsewhere_is_said_so(window, folder, qtbot):
    other = profile.unlock(
        folder, user=USER, passphrase=PHRASE, ambient=seeded_ambient(3), cost_floor=CHEAP
    )
    attempt(window, qtbot, PHRASE)
    other.close()

    assert "already open" in window.error.text()


@pytest.mark.parametrize("kind", ["keys-missing", "keys-damaged", "database-missing"])
def test_a_damaged_profile_says_what_to_do_and_asks_nothing(kind, tmp_path, qtbot):
    made = UnlockWindow(tmp_path, ProfileView(kind), seeded_ambient(1))
    qtbot.addWidget(made)
    made.show()
    words = " ".join(label.text() for label in made.findChildren(Label) if label.isVisible())

    assert "IT support" in words
    assert not made.phrase.isVisible()
    assert not made.unlock.isVisible()


def test_the_state_of_the_exchange_stands_below_the_sheet(tmp_path, qtbot):
    facts = SyncFacts(is_online=False, unsent=3, last_sent="16:42 hôm qua")
    view = ProfileView("ready", ("A", "B"))
    made = UnlockWindow(tmp_path, view, seeded_ambient(1), commune="Xã Phong Điền", facts=facts)
    qtbot.addWidget(made)
    words = [label.text() for label in made.findChildren(Label)]

    assert "Xã Phong Điền" in words
    assert "Last sent 16:42 hôm qua  ·" in words
    assert made.user.value() == "A"


def test_the_window_comes_without_the_database_libraries():
    code = (
        "import sys, ctxh_desktop.ui.unlock_window as w, ctxh_desktop.ui.setup_window;"
        "print(sorted({'sqlalchemy', 'sqlcipher3', 'alembic'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
