"""A list fills somebody in on one laptop while another laptop writes something else there.

Over real HTTPS: what is empty at both ends is one value for all, what differs is kept twice and a
person is asked; the undo of the import takes back only its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from ctxh_desktop.commands import sync
from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.conflicts import ListConflicts
from ctxh_desktop.commands.import_log import UndoImport
from ctxh_desktop.commands.imports import ImportPeople
from ctxh_desktop.commands.known_people import FILL, Answers
from ctxh_desktop.commands.records import SaveRecord, ShowRecord
from ctxh_desktop.domain.values import Plain
from ctxh_desktop.server import office, province, serve
from tests.data.desks import BINH, HOA, PHONG_DIEN, new_desk
from tests.data.laptops import ticking_ambient
from tests.data.province_db import ProvinceDb
from tests.data.workbooks import xlsx

PERSON = {"full_name": "Lê Văn An", "born": "1950-08-05", "groups": "NCT"}
LIST = [["Họ và tên", "Ngày sinh", "SĐT", "Nghề nghiệp", "Số thẻ BHYT"],
        ["Lê Văn An", "5/8/1950", "0905111222", "Làm ruộng", "4622300001"]]  # fmt: skip


@pytest.fixture
def buses(province_db: ProvinceDb, tmp_path: Path) -> Iterator[tuple[Bus, Bus]]:
    settings = province.Settings(
        province_code="46", database=province_db.uri, schema=province_db.new_schema()
    )
    folder = province.create(tmp_path / "province", settings, ticking_ambient("province"))
    with serve.start_in_thread(folder, ticking_ambient("server")) as served:
        made = []
        for name, user in (("A", HOA), ("B", BINH)):
            desk = new_desk(tmp_path / name, user=user)
            sync.enrol(desk, served.url, office.hand_out_code(served.store, PHONG_DIEN, 1).code)
            made.append(Bus(desk))
        yield made[0], made[1]
        for bus in made:
            bus.desk.close()


def exchange(*buses: Bus) -> None:
    for bus in buses:
        sync.synchronise(bus.desk)


def stored(bus: Bus, person_id: str) -> Mapping[str, Plain]:
    return bus.send(ShowRecord("person", person_id)).result.values


def test_what_differs_is_asked_and_the_undo_takes_back_only_its_own(
    buses: tuple[Bus, Bus], tmp_path: Path
) -> None:
    here, there = buses
    person_id = str(here.send(SaveRecord("person", None, PERSON)).result)
    exchange(here, there)
    path = tmp_path / "list.xlsx"
    path.write_bytes(xlsx(LIST))

    there.send(SaveRecord("person", person_id, {"phone": "0987654321", "village": "Thôn 3"}))
    done = here.send(ImportPeople(path, known=Answers(FILL))).result
    assert (done.count, done.filled) == (0, 1)
    exchange(there, here, there)

    for bus in buses:
        values = stored(bus, person_id)
        assert (values["occupation"], values["village"]) == ("NONG", "Thôn 3")
        assert values["insurance_number"] == "4622300001"
        assert values["phone"] == "0987654321"  # the province had it first
        (asked,) = bus.send(ListConflicts()).result
        assert asked.record_id == person_id

    undone = here.send(UndoImport(done.id)).result
    exchange(here, there)
    assert (undone.emptied, undone.kept) == (0, 1)  # another phone stands there meanwhile
    values = stored(there, person_id)
    assert (values["occupation"], values["insurance_number"]) == (None, None)
    assert (values["phone"], values["village"]) == ("0987654321", "Thôn 3")


def test_filled_in_sent_and_taken_back_is_as_before_everywhere(
    buses: tuple[Bus, Bus], tmp_path: Path
) -> None:
    here, there = buses
    person_id = str(here.send(SaveRecord("person", None, PERSON)).result)
    exchange(here, there)
    before = stored(there, person_id)
    path = tmp_path / "list.xlsx"
    path.write_bytes(xlsx(LIST))
    done = here.send(ImportPeople(path, known=Answers(FILL))).result
    exchange(here, there)
    assert stored(there, person_id)["phone"] == "0905111222"

    assert here.send(UndoImport(done.id)).result.emptied == 1
    exchange(here, there)

    assert stored(there, person_id) == stored(here, person_id) == before
