"""A person is said to have moved: the request waits, may be taken back, and tells how far it is."""

from __future__ import annotations

import pytest

from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.desk import Desk
from ctxh_desktop.commands.held import WithdrawHeld
from ctxh_desktop.commands.people import RegisterPerson
from ctxh_desktop.commands.records import DeleteRecord, UndoLast
from ctxh_desktop.commands.transfers import (
    TYPE,
    ListCommunes,
    RequestTransfer,
    ShowTransfer,
    Stage,
    WithdrawTransfer,
)
from ctxh_desktop.domain.operation import Ack, Status
from ctxh_desktop.errors import InputError
from ctxh_desktop.storage import outbox
from tests.data.desks import PHONG_DIEN

PERSON = {"full_name": "Hoàng Thị Thuỷ", "groups": "NCT"}
PHU_XUAN = "19753"
"""A ward of the same province."""
ELSEWHERE = "00004"
"""A ward of another province."""


@pytest.fixture
def person_id(bus: Bus) -> str:
    return str(bus.send(RegisterPerson(PERSON, {})).result.person_id)


def refusal(bus: Bus, person_id: str, commune: str, **more: str) -> dict[str, str]:
    with pytest.raises(InputError) as refused:
        bus.send(RequestTransfer(person_id, commune, **more))
    return {name: code for name, (code, _) in refused.value.issues.items()}


def answer(desk: Desk, request_id: str, status: Status, note: str = "") -> None:
    """Let the province answer what was asked."""
    with desk.write("sync") as work:
        (operation,) = outbox.of_row(work, request_id)
        outbox.settle(work, [Ack(operation.id, status, seq=9, note=note)])


def test_the_communes_of_the_province_but_this_one_are_offered(bus: Bus, desk: Desk) -> None:
    offered = bus.send(ListCommunes()).result

    assert len(offered) == 39
    assert {unit.province_code for unit in offered} == {"46"}
    assert PHONG_DIEN not in {unit.code for unit in offered}
    desk.commune_code = ""
    assert bus.send(ListCommunes()).result == ()


def test_what_is_asked_is_told(bus: Bus, desk: Desk, person_id: str) -> None:
    assert bus.send(ShowTransfer(person_id)).result is None

    done = bus.send(RequestTransfer(person_id, PHU_XUAN, "2026-11-19", "Con gái đón"))

    assert done.changes == {TYPE}
    asked = bus.send(ShowTransfer(person_id)).result
    commune = desk.units.commune(PHU_XUAN)
    assert commune is not None
    assert (asked.id, asked.commune) == (done.result, commune.full_name)
    assert (asked.moved_on, asked.note, asked.stage) == ("2026-11-19", "Con gái đón", Stage.UNSENT)


def test_today_is_taken_where_no_day_is_given(bus: Bus, desk: Desk, person_id: str) -> None:
    bus.send(RequestTransfer(person_id, PHU_XUAN))

    assert bus.send(ShowTransfer(person_id)).result.moved_on == str(desk.ambient.today())


def test_it_is_taken_back_while_it_was_not_sent(bus: Bus, person_id: str) -> None:
    bus.send(WithdrawTransfer(person_id))  # nothing is asked yet
    bus.send(RequestTransfer(person_id, PHU_XUAN))
    bus.send(WithdrawTransfer(person_id))
    assert bus.send(ShowTransfer(person_id)).result is None

    bus.send(RequestTransfer(person_id, PHU_XUAN))
    bus.send(UndoLast())
    assert bus.send(ShowTransfer(person_id)).result is None


def test_what_was_sent_is_not_taken_back(bus: Bus, desk: Desk, person_id: str) -> None:
    request_id = bus.send(RequestTransfer(person_id, PHU_XUAN)).result
    answer(desk, request_id, Status.OK)

    assert bus.send(ShowTransfer(person_id)).result.stage is Stage.SENT
    with pytest.raises(InputError, match="transfer-sent"):
        bus.send(WithdrawTransfer(person_id))


def test_what_is_held_says_why_and_is_withdrawn(bus: Bus, desk: Desk, person_id: str) -> None:
    request_id = bus.send(RequestTransfer(person_id, PHU_XUAN)).result
    answer(desk, request_id, Status.HELD, "commune-not-of-province:to_commune")

    asked = bus.send(ShowTransfer(person_id)).result
    assert (asked.stage, asked.reason) == (Stage.HELD, "commune-not-of-province")
    with pytest.raises(InputError, match="transfer-sent"):
        bus.send(WithdrawTransfer(person_id))

    bus.send(WithdrawHeld(asked.group_id))
    assert bus.send(ShowTransfer(person_id)).result is None
    bus.send(RequestTransfer(person_id, PHU_XUAN))


def test_nobody_is_asked_for_twice(bus: Bus, person_id: str) -> None:
    bus.send(RequestTransfer(person_id, PHU_XUAN))

    with pytest.raises(InputError, match="transfer-asked-before"):
        bus.send(RequestTransfer(person_id, PHU_XUAN))


def test_who_cannot_be_moved_there_is_told(bus: Bus, person_id: str) -> None:
    assert refusal(bus, person_id, PHONG_DIEN) == {"to_commune": "transfer-same-commune"}
    for code in (ELSEWHERE, "99999", "Phú Xuân"):
        assert refusal(bus, person_id, code) == {"to_commune": "commune-not-of-province"}
    assert refusal(bus, person_id, PHU_XUAN, moved_on="hôm qua") == {"moved_on": "value-unreadable"}
    assert bus.send(ShowTransfer(person_id)).result is None


def test_who_is_not_here_cannot_be_moved(bus: Bus, person_id: str) -> None:
    bus.send(DeleteRecord("person", person_id, "nhầm"))

    for nobody in (person_id, "nobody"):
        with pytest.raises(InputError, match="record-not-found"):
            bus.send(RequestTransfer(nobody, PHU_XUAN))
