from __future__ import annotations

from pathlib import Path

from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.cases import OpenCase, ShowCase
from ctxh_desktop.commands.older_history import (
    FetchOlderHistory,
    OlderHistory,
    ShowOlderHistory,
)
from ctxh_desktop.commands.people import RegisterPerson
from ctxh_desktop.storage import older_history
from tests.data.desks import new_desk
from tests.data.older import leave_older


def test_older_history_is_asked_for_once_and_told_with_the_case(tmp_path: Path) -> None:
    desk = new_desk(tmp_path / "book")
    bus = Bus(desk)
    made = bus.send(RegisterPerson({"full_name": "Lê A", "groups": "NCT"}, {})).result
    ids = (made.case_id, made.person_id)
    leave_older(desk.store, desk.commune_code, made.person_id)

    def shown() -> OlderHistory:
        where: OlderHistory = bus.send(ShowCase(made.case_id)).result.older_history
        return where

    before = (bus.send(ShowOlderHistory(ids)).result, shown())
    asked = [bus.send(FetchOlderHistory(ids)) for _ in range(2)]
    after = (bus.send(ShowOlderHistory(ids)).result, shown())
    with desk.read() as reader:
        wanted = older_history.wanted(reader, 9)

    assert before == (OlderHistory.FAR, OlderHistory.FAR)
    assert [(done.result, done.changes) for done in asked] == [
        (OlderHistory.ASKED, frozenset())
    ] * 2
    assert after == (OlderHistory.ASKED, OlderHistory.ASKED)
    assert [ask.id for ask in wanted] == [made.person_id]
    desk.close()


def test_where_all_is_here_nothing_is_asked_for(tmp_path: Path) -> None:
    desk = new_desk(tmp_path / "book")
    bus = Bus(desk)
    person_id = bus.send(RegisterPerson({"full_name": "Lê A", "groups": "NCT"}, {})).result
    case_id = bus.send(OpenCase(person_id.person_id, {"source": "RASOAT"})).result

    assert bus.send(FetchOlderHistory((case_id,))).result is OlderHistory.HERE
    with desk.read() as reader:
        assert older_history.wanted(reader, 9) == []
    desk.close()
