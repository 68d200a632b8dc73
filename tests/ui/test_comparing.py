"""After people were written, those who look alike are found without anybody asking."""

from __future__ import annotations

from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.duplicates import CountDuplicates, KeepApart, ListDuplicates
from ctxh_desktop.commands.people import RegisterPerson
from ctxh_desktop.ui.comparing import LIKENESS, Comparing
from ctxh_desktop.ui.dispatcher import Dispatcher
from tests.data.desks import new_desk

LAN = {"full_name": "Nguyễn Thị Lan", "born": "1951", "village": "Thôn 3", "groups": "NCT"}


def test_a_change_of_people_is_looked_at(qtbot, tmp_path):
    desk = new_desk(tmp_path / "book")
    dispatcher = Dispatcher(Bus(desk))
    errors, counts, told, heard = [], [], [], []
    comparing = Comparing(dispatcher, errors.append)
    comparing.counted.connect(told.append)
    dispatcher.changed.connect(heard.append)

    for _ in range(2):
        dispatcher.send(RegisterPerson(LAN, {}))

    def is_found():
        dispatcher.send(CountDuplicates(), counts.append)
        return bool(counts) and counts[-1] == 1

    qtbot.waitUntil(is_found)
    qtbot.waitUntil(lambda: told == [1])
    assert frozenset({LIKENESS}) in heard

    (pair,) = dispatcher._bus.send(ListDuplicates()).result
    dispatcher.send(KeepApart(pair.one.id, pair.other.id))
    qtbot.waitUntil(lambda: told == [1, 0])
    assert errors == []
    comparing.deleteLater()
    dispatcher.close()
    desk.close()


def test_people_who_come_while_the_last_step_is_answered_are_looked_at(qtbot, tmp_path):
    """As a sync brings them, on a lane of its own: the step did not see them any more."""
    desk = new_desk(tmp_path / "book")
    dispatcher = Dispatcher(Bus(desk))
    told = []
    comparing = Comparing(dispatcher, lambda _: None)
    comparing.counted.connect(told.append)

    comparing.go_on(is_due=True)
    assert dispatcher._lane.waitForDone(5_000)  # answered: nothing is due, but not heard yet
    for _ in range(2):
        dispatcher.announce(Bus(desk).send(RegisterPerson(LAN, {})).changes)

    qtbot.waitUntil(lambda: told == [1])
    comparing.deleteLater()
    dispatcher.close()
    desk.close()
