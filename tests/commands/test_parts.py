"""The parts of a person or a household are read together, with what follows from them."""

from __future__ import annotations

import pytest

from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.parts import ListParts, OldAddressRead, Parts, ReadOldAddress
from ctxh_desktop.commands.people import RegisterPerson
from ctxh_desktop.commands.records import DeleteRecord, SaveRecord, UndoLast
from ctxh_desktop.domain.records import RECORD_TYPES, parts_of
from ctxh_desktop.domain.schema import RecordType
from ctxh_desktop.errors import InputError
from tests.data.parts import EXAMPLES

PARTS = [part for declared in RECORD_TYPES for part in parts_of(declared.name)]


@pytest.fixture
def owners(bus: Bus) -> dict[str, str]:
    person = bus.send(RegisterPerson({"full_name": "Hồ Thị Lài", "groups": "NCT"}, {})).result
    household = bus.send(SaveRecord("household", None, {"head_name": "Lài"})).result
    return {"person": person.person_id, "household": household}


def listed(bus: Bus, kind: str, row_id: str) -> Parts:
    found: Parts = bus.send(ListParts(kind, row_id)).result
    return found


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_any_part_is_added_changed_removed_and_brought_back(
    bus: Bus, owners: dict[str, str], part: RecordType
) -> None:
    assert part.owner is not None
    owner_id = owners[part.part_of]

    def there() -> list[str]:
        return [row.id for row in listed(bus, part.part_of, owner_id).rows[part.name]]

    given = {part.owner.name: owner_id, **EXAMPLES[part.name]}
    row_id = bus.send(SaveRecord(part.name, None, given)).result
    assert there() == [row_id]
    bus.send(SaveRecord(part.name, row_id, {"note": "ghi thêm"}))
    (row,) = listed(bus, part.part_of, owner_id).rows[part.name]
    assert row["note"] == "ghi thêm"
    bus.send(DeleteRecord(part.name, row_id, "NHAPSAI"))
    assert there() == []
    bus.send(UndoLast())
    assert there() == [row_id]


def test_all_types_of_parts_are_listed(bus: Bus, owners: dict[str, str]) -> None:
    for kind, row_id in owners.items():
        found = listed(bus, kind, row_id)
        assert set(found.rows) == {part.name for part in parts_of(kind)}
        assert (found.warnings, found.amounts) == ((), {})
    with pytest.raises(InputError, match="record-not-found"):
        bus.send(ListParts("person", "nobody"))


def test_what_has_ended_comes_last(bus: Bus, owners: dict[str, str]) -> None:
    ids = [
        bus.send(SaveRecord("person_address", None, {
            "person_id": owners["person"], "kind": "NOIO", "village": village, "to_on": end,
        })).result
        for village, end in (("Thôn 1", "2020"), ("Thôn 2", None), ("Thôn 3", "2100"))
    ]  # fmt: skip

    found = listed(bus, "person", owners["person"]).rows["person_address"]

    assert [row.id for row in found] == [ids[1], ids[2], ids[0]]


@pytest.mark.parametrize(
    ("values", "total", "standard"),
    [
        ({"policy": "BT6c", "from_on": "2021-07-01"}, 750_000, 500_000),
        ({"policy": "BT6c", "to_on": "2024-06-30", "status": "S_THOI"}, 540_000, 360_000),
        ({"policy": "BT4", "heads": 2}, 1_000_000, 500_000),
        ({"policy": "HTXH", "from_on": "2100-01-01"}, 500_000, 0),
        ({"policy": "TUTHIEN"}, None, None),
        ({"policy": "BT6c", "to_on": "2020-01-01", "status": "S_THOI"}, None, None),
    ],
)
def test_what_the_decree_gives_is_computed_for_its_day(
    bus: Bus, owners: dict[str, str], values, total, standard
) -> None:
    given = {"person_id": owners["person"], "amount": "700.000", **values}
    row_id = bus.send(SaveRecord("benefit", None, given)).result

    found = listed(bus, "person", owners["person"])

    assert found.rows["benefit"][0]["amount"] == 700_000, "what the decision says is kept"
    amount = found.amounts.get(row_id)
    assert (amount and (amount.total, amount.standard)) == (total and (total, standard))


def test_two_heads_are_told(bus: Bus, owners: dict[str, str]) -> None:
    for name in ("Lài", "Mía"):
        given = {"household_id": owners["household"], "full_name": name, "is_head": True}
        bus.send(SaveRecord("household_member", None, given))

    (warning,) = listed(bus, "household", owners["household"]).warnings

    assert (warning.type, warning.field, warning.code) == (
        "household_member", "is_head", "several-heads",
    )  # fmt: skip


def read(bus: Bus, address: str) -> OldAddressRead:
    found: OldAddressRead = bus.send(ReadOldAddress(address)).result
    return found


def test_an_old_address_leads_to_the_commune_of_today(bus: Bus) -> None:
    found = read(bus, "Thôn 2, xã Phong Hiền, huyện Phong Điền, Thừa Thiên Huế")

    assert found.is_sure
    assert [unit.name for unit in found.communes] == ["Phong Thái"]
    assert found.place == "Thôn 2"
    assert read(bus, "Thôn 2, xã Phong Hiền").communes == found.communes, "of this province"


def test_an_old_unit_that_was_split_is_asked_about(bus: Bus) -> None:
    from ctxh_desktop import paths

    lines = paths.reference_table("former_units").read_text("utf-8").splitlines()
    province, district, unit, heirs = next(
        line.split(",") for line in lines[1:] if " " in line.split(",")[-1] and line.count(",") == 3
    )

    found = read(bus, f"Tổ 1, {unit}, {district.split('; ')[0]}, {province}")

    assert not found.is_sure
    assert {unit.code for unit in found.communes} == set(heirs.split())


def test_an_address_without_a_known_unit_says_nothing(bus: Bus) -> None:
    found = read(bus, "gần chợ")

    assert (found.communes, found.is_sure) == ((), False)


def test_whoever_a_part_names_and_the_communes_to_choose_among_are_told(
    bus: Bus, owners: dict[str, str]
) -> None:
    given = {"household_id": owners["household"], "person_id": owners["person"]}
    bus.send(SaveRecord("household_member", None, given))
    found = listed(bus, "household", owners["household"])
    assert found.names == {owners["person"]: "Hồ Thị Lài"}

    elsewhere = {"person_id": owners["person"], "kind": "QUEQUAN", "commune_code": "30346"}
    bus.send(SaveRecord("person_address", None, elsewhere))
    communes = listed(bus, "person", owners["person"]).communes
    assert communes["19819"] == "Phường Phong Điền"
    assert "30346" in communes
    assert "30337" not in communes
