"""The first set-up through its widgets, against a province that answers by real HTTPS."""

from __future__ import annotations

import functools
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ctxh_desktop.ambient import system
from ctxh_desktop.commands import profile
from ctxh_desktop.commands import sync as sync_commands
from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.desk import Desk
from ctxh_desktop.commands.people import CountPeople, RegisterPerson
from ctxh_desktop.commands.sync import ShowSyncState, enrol, synchronise
from ctxh_desktop.security.enrolment import new_code as code_of_nobody
from ctxh_desktop.server.serve import Served
from ctxh_desktop.sync import enrolment
from ctxh_desktop.ui.setup_window import FETCH, PHRASE, PLACE, SetupWindow
from tests.data.desks import CHEAP, PHONG_DIEN
from tests.data.people import people
from tests.data.province_server import laptops

PEOPLE = 1_300


class SetUp:
    """Somebody at a new laptop.

    Attributes:
        desks: what the window handed over.
    """

    def __init__(self, folder: Path, qtbot: QtBot) -> None:
        make = functools.partial(profile.create_profile, folder, ambient=system(), cost=CHEAP)
        self.qtbot = qtbot
        self.window = SetupWindow(
            folder,
            system(),
            make_book=lambda user, passphrase, commune_code: make(
                user=user, passphrase=passphrase, commune_code=commune_code
            ),
        )
        self.desks: list[Desk] = []
        self.window.finished.connect(self.desks.append)
        qtbot.addWidget(self.window)
        self.window.show()

    def give_code(self, code: str, address: str) -> None:
        """Fill in the first step and go on."""
        self.window.place.code.control.setText(code)
        self.window.place.address.control.setText(address)
        self.window.go_on.click()

    def go_to_the_end(self, code: str, address: str) -> None:
        """Answer everything; the last Enter begins to make the book."""
        self.give_code(code, address)
        self.window.user.input.setText("Trần Thị Hoa")
        QTest.keyClick(self.window.user.input, Qt.Key.Key_Return)
        assert self.window.step() == PHRASE
        self.window.phrase.again.control.setText(self.window.phrase.made.text())
        QTest.keyClick(self.window.phrase.again.control, Qt.Key.Key_Return)

    def wait_opened(self) -> Bus:
        """Wait for the opened book."""
        self.qtbot.waitUntil(lambda: len(self.desks) == 1, timeout=60_000)
        return Bus(self.desks[0])

    def wait_refused(self, step: int) -> None:
        """Wait until the window is back at *step* with something to say."""
        self.qtbot.waitUntil(
            lambda: self.window.step() == step and not self.window._runner.is_running(),
            timeout=60_000,
        )


@pytest.fixture
def laptop(tmp_path: Path, qtbot: QtBot) -> Iterator[SetUp]:
    made = SetUp(tmp_path / "new laptop", qtbot)
    yield made
    made.window.close()
    for desk in made.desks:
        desk.close()


@pytest.fixture
def province(served: Served, tmp_path: Path) -> Served:
    """A province that has the people of Phong Điền."""
    with laptops(tmp_path, served, "first") as (first,):
        with first.store.write(by="Hoa", label="ImportPeople") as work:
            work.is_one_group = False
            for person in people(PEOPLE, seed=3):
                work.insert("person", first.store.ambient.new_id(), PHONG_DIEN, person)
            work.commit()
        assert first.sync().sent == PEOPLE
    return served


def code_for(served: Served) -> str:
    return enrolment.new_code(served.store, [PHONG_DIEN])


def test_a_new_laptop_ends_in_the_book_of_its_commune(laptop: SetUp, province: Served) -> None:
    told: list[str] = []
    shown: list[str] = []
    words = laptop.window.fetch.words
    laptop.window._runner.progressed.connect(lambda stage: told.append(stage.name))
    laptop.window._runner.progressed.connect(lambda _: shown.append(words.text()))
    laptop.go_to_the_end(code_for(province), province.url)
    bus = laptop.wait_opened()

    assert bus.send(CountPeople()).result == PEOPLE
    assert bus.desk.commune_code == PHONG_DIEN
    state = bus.send(ShowSyncState()).result
    assert (state.is_enrolled, state.unsent, state.province_name) == (True, 0, "Thành phố Huế")
    assert told[0] == "join"
    assert "Phường Phong Điền" in shown[-1]


def test_stopping_keeps_what_came_and_going_on_fetches_the_rest(
    laptop: SetUp, province: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    received: list[int] = []
    stopped: list[int] = []
    gate = threading.Event()
    real = sync_commands.synchronise

    def stopped_by_the_person(desk, progress, is_cancelled):
        def tell(step):
            received.append(step.received)
            progress(step)
            if step.received and not stopped:  # the first page has come
                stopped.append(step.received)
                laptop.window.fetch.progress._stop.clicked.emit()
                while not is_cancelled():  # until the window's thread has handed the click on
                    gate.wait(0.005)

        return real(desk, tell, is_cancelled)

    monkeypatch.setattr(sync_commands, "synchronise", stopped_by_the_person)
    laptop.go_to_the_end(code_for(province), province.url)
    laptop.wait_refused(FETCH)

    assert laptop.desks == []
    assert "Stopped" in laptop.window.fetch.words.text()
    assert laptop.window.go_on.isEnabled()
    assert laptop.window.later.isVisible()
    before_stop = received[-1]
    assert 0 < before_stop < PEOPLE
    laptop.window.go_on.click()
    bus = laptop.wait_opened()

    assert bus.send(CountPeople()).result == PEOPLE
    assert received[-1] == PEOPLE - before_stop


def test_leaving_after_a_stop_opens_the_book_and_a_later_sync_fills_it(
    laptop: SetUp, province: Served
) -> None:
    laptop.window._runner.progressed.connect(lambda _: laptop.window._runner.cancel())
    laptop.go_to_the_end(code_for(province), province.url)
    laptop.wait_refused(FETCH)
    assert laptop.window._is_joined  # a stop never leaves a code half used
    laptop.window.later.click()
    bus = laptop.wait_opened()

    assert bus.desk.commune_code == PHONG_DIEN
    synchronise(bus.desk)
    assert bus.send(CountPeople()).result == PEOPLE


@pytest.mark.parametrize("kind", ["wrong", "used"])
def test_a_code_that_is_refused_is_mended_beside_it(
    laptop: SetUp, served: Served, tmp_path: Path, kind: str
) -> None:
    code = code_of_nobody(system())
    if kind == "used":
        other = profile.create_profile(
            tmp_path / "other", user="Bình", passphrase="khoai bien chuong lam mua",
            commune_code="", ambient=system(), cost=CHEAP,
        )  # fmt: skip
        code = code_for(served)
        enrol(other, served.url, code)
        other.close()
    laptop.go_to_the_end(code, served.url)
    laptop.wait_refused(PLACE)

    said = laptop.window.place.code.error()
    assert ("not valid" if kind == "wrong" else "already used") in said
    assert laptop.desks == []
    laptop.give_code(code_for(served), served.url)
    bus = laptop.wait_opened()

    assert bus.send(ShowSyncState()).result.is_enrolled


def test_without_a_server_work_begins_and_reaches_the_province_later(
    laptop: SetUp, served: Served
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        nobody = f"127.0.0.1:{free.getsockname()[1]}"
    laptop.go_to_the_end(code_for(served), nobody)
    laptop.wait_refused(FETCH)
    assert "no network" in laptop.window.fetch.error.text()
    laptop.window.later.click()

    # A book without a commune could not take anybody in.
    assert laptop.desks == []
    assert laptop.window.step() == PLACE
    laptop.window.place.province.control.set_value("46")
    laptop.window.place.search.control.setText("phong dien")
    laptop.window.go_on.click()
    bus = laptop.wait_opened()
    assert bus.desk.commune_code == PHONG_DIEN
    person = {"full_name": "Hồ Văn Mía", "groups": "NCT"}
    made = bus.send(RegisterPerson(person, {"source": "THON"})).result

    enrol(bus.desk, served.url, code_for(served))
    assert synchronise(bus.desk).held == 0
    with served.store.read() as reader:
        row = reader.get("person", made.person_id)
    assert row is not None
    assert (row.scope, row["full_name"]) == (PHONG_DIEN, "Hồ Văn Mía")
