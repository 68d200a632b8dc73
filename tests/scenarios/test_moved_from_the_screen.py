"""A collaborator says that somebody moved; two communes and the province over real HTTPS."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ctxh_desktop.commands import sync
from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.cases import RecordVisit, ShowCase
from ctxh_desktop.commands.conflicts import ListConflicts
from ctxh_desktop.commands.held import SendHeldAnew, ShowHeld, WithdrawHeld
from ctxh_desktop.commands.moved import FindMoved
from ctxh_desktop.commands.people import FindPeople, RegisterPerson
from ctxh_desktop.commands.records import SaveRecord
from ctxh_desktop.commands.transfers import (
    RequestTransfer,
    ShowTransfer,
    Stage,
    WithdrawTransfer,
)
from ctxh_desktop.server import office, province, serve
from ctxh_desktop.server.serve import Served
from tests.data.desks import BINH, HOA, PHONG_DIEN, new_desk
from tests.data.laptops import ticking_ambient
from tests.data.province_db import ProvinceDb

PHU_XUAN, HUONG_TRA = "19753", "19960"
PERSON = {"full_name": "Hoàng Thị Thuỷ", "groups": "NCT"}


class Desks:
    """Laptops by name: A and B of one commune, Z of the one that people move to."""

    def __init__(self, served: Served, folder: Path) -> None:
        self.buses: dict[str, Bus] = {}
        for name, user, commune in (
            ("A", HOA, PHONG_DIEN),
            ("B", BINH, PHONG_DIEN),
            ("Z", HOA, PHU_XUAN),
        ):
            desk = new_desk(folder / name, user=user, commune=commune)
            sync.enrol(desk, served.url, office.hand_out_code(served.store, commune, 1).code)
            self.buses[name] = Bus(desk)

    def send(self, name: str, command: object) -> object:
        return self.buses[name].send(command).result

    def sync(self, names: str) -> None:
        for name in names:
            sync.synchronise(self.buses[name].desk)

    def found(self, name: str) -> list[str]:
        return [hit.id for hit in self.buses[name].send(FindPeople("thuy")).result]


@pytest.fixture
def served(province_db: ProvinceDb, tmp_path: Path) -> Iterator[Served]:
    settings = province.Settings(
        province_code="46", database=province_db.uri, schema=province_db.new_schema()
    )
    folder = province.create(tmp_path / "province", settings, ticking_ambient("province"))
    with serve.start_in_thread(folder, ticking_ambient("server")) as running:
        yield running


@pytest.fixture
def desks(served: Served, tmp_path: Path) -> Iterator[Desks]:
    made = Desks(served, tmp_path)
    yield made
    for bus in made.buses.values():
        bus.desk.close()


def register(desks: Desks) -> tuple[str, str]:
    registered = desks.buses["A"].send(RegisterPerson(PERSON, {})).result
    desks.sync("ABZ")
    return registered.person_id, registered.case_id


def test_the_case_goes_along_and_a_stub_stays(desks: Desks) -> None:
    person_id, case_id = register(desks)
    desks.send("A", RequestTransfer(person_id, PHU_XUAN, "2026-11-19"))
    visit = {"visited_on": "2026-11-21", "contact_kind": "VANGIA", "note": "Đang thu dọn để đi"}
    desks.send("A", RecordVisit(case_id, visit))

    desks.sync("ABZ")

    assert desks.found("A") == desks.found("B") == []
    assert desks.found("Z") == [person_id]
    case = desks.buses["Z"].send(ShowCase(case_id)).result
    assert [entry.text for entry in case.entries if entry.kind == "visit"] == [visit["note"]]
    for name in "AB":
        (stub,) = desks.buses[name].send(FindMoved("thuy")).result
        assert stub.id == person_id
    assert desks.buses["Z"].send(ListConflicts()).result == ()


def test_an_edit_made_elsewhere_is_asked_about_at_the_new_home(desks: Desks) -> None:
    person_id, _ = register(desks)
    desks.send("A", RequestTransfer(person_id, PHU_XUAN))
    desks.sync("A")
    desks.send("B", SaveRecord("person", person_id, {"alias": "Mệ Thuỷ"}))

    desks.sync("BZ")

    assert len(desks.buses["Z"].send(ListConflicts()).result) == 1


def test_what_is_taken_back_in_time_moves_nobody(desks: Desks) -> None:
    person_id, _ = register(desks)
    desks.send("A", RequestTransfer(person_id, PHU_XUAN))
    desks.send("A", WithdrawTransfer(person_id))

    desks.sync("ABZ")

    assert desks.found("A") == desks.found("B") == [person_id]
    assert desks.found("Z") == []


def test_two_communes_named_at_once_are_told_to_who_came_second(desks: Desks) -> None:
    person_id, _ = register(desks)
    desks.send("A", RequestTransfer(person_id, PHU_XUAN))
    desks.send("B", RequestTransfer(person_id, HUONG_TRA))

    desks.sync("ABZ")

    asked = desks.buses["B"].send(ShowTransfer(person_id)).result
    assert (asked.stage, asked.reason) == (Stage.HELD, "transfer-person-elsewhere")
    desks.send("B", WithdrawHeld(asked.group_id))
    assert desks.send("B", ShowTransfer(person_id)) is None
    assert desks.found("Z") == [person_id]


def test_a_wrong_commune_is_put_right_and_sent_anew(desks: Desks) -> None:
    person_id, _ = register(desks)
    wrong = {"person_id": person_id, "to_commune": "00004", "moved_on": "2026-11-19"}
    request_id = desks.send("A", SaveRecord("transfer_request", None, wrong))
    desks.sync("A")
    asked = desks.buses["A"].send(ShowTransfer(person_id)).result
    assert asked.reason == "commune-not-of-province"
    (change,) = desks.buses["A"].send(ShowHeld(asked.group_id)).result.changes
    assert change.field == "to_commune"

    right = {request_id: {"to_commune": PHU_XUAN}}
    desks.send("A", SendHeldAnew(asked.group_id, right))  # type: ignore[arg-type]
    desks.sync("AZ")

    assert desks.found("A") == []
    assert desks.found("Z") == [person_id]
