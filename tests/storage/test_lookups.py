from __future__ import annotations

import pytest

from ctxh_desktop.domain import readings
from ctxh_desktop.domain.readings import Reading
from ctxh_desktop.domain.records.case import Case
from ctxh_desktop.domain.records.person import Person
from ctxh_desktop.storage import lookups
from ctxh_desktop.storage.lookups import Register
from ctxh_desktop.storage.store import Store
from ctxh_desktop.storage.tables import Role
from tests.data.laptops import SCOPE

PEOPLE = (
    ("Hoa", {}),
    ("Hoà", {}),
    ("Trần Thị Hoà", {"phone": "0912773345", "born": "1951-02-03"}),
    ("Trần Thị Hoa", {"phone": "0905773345", "born": "1951"}),
    ("Trần Thị Thí", {}),
    ("Trần Văn Thí", {}),
    ("H'Hen Niê", {"id_number": "046194550021"}),
    ("Lê Thị Kim Hoàn", {"born": "1951-02-04"}),
    ("Đào Hoá", {"alias": "thầy Hoà"}),
)


@pytest.fixture
def named(store: Store) -> dict[str, str]:
    ids = {}
    with store.write(by="Hoa") as work:
        for name, values in PEOPLE:
            row_id = ids[name] = work.ambient.new_id()
            work.insert("person", row_id, SCOPE, {"full_name": name, "groups": "NCT", **values})
        for name, values in PEOPLE[:4]:
            gone = work.insert(
                "person",
                work.ambient.new_id(),
                SCOPE,
                {"full_name": name, "groups": "NCT"} | values,
            )
            work.delete("person", gone.id, "double")
        work.commit()
    return {row_id: name for name, row_id in ids.items()}


def ask(store: Store, named: dict[str, str], lookup, *arguments: object) -> list[str]:
    with store.read() as reader:
        register = Register(reader.connection, Person.type, reader.tables.records["person"])
        return [named[row_id] for row_id in lookup(register, *arguments)]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Trần Thị Hoà", ["Trần Thị Hoà", "Trần Thị Hoà"]),
        ("trần thị hòa", ["Trần Thị Hoà", "Trần Thị Hoà"]),
        ("Thị Hoà", ["Trần Thị Hoà"]),
        ("Hoà Thị", []),
        ("Trấn Thị Hoà", []),
    ],
)
def test_spelled_so(store, named, typed, found) -> None:
    assert ask(store, named, lookups.spelled, typed, 9) == found


def test_one_word_is_spelled_so_where_a_given_name_is_it(store, named) -> None:
    assert set(ask(store, named, lookups.spelled, "Hoà", 9)) == {"Hoà", "Trần Thị Hoà"}
    assert len(ask(store, named, lookups.spelled, "Hoà", 1)) == 1


def test_a_whole_name(store, named) -> None:
    assert set(ask(store, named, lookups.named, "tran thi hoa", 9)) == {
        "Trần Thị Hoà",
        "Trần Thị Hoa",
    }
    assert ask(store, named, lookups.named, "tran thi", 9) == []


def test_a_word_typed_twice_is_there_twice(store, named) -> None:
    begins = lookups.begins
    found = ask(store, named, begins, "given_fold", "thi", ("tran", "thi", "thi"), 9)

    assert found == ["Trần Thị Thí"]


@pytest.mark.parametrize(
    ("digits", "found"),
    [
        ("3345", {"Trần Thị Hoà", "Trần Thị Hoa"}),
        ("73345", {"Trần Thị Hoà", "Trần Thị Hoa"}),
        ("12773345", {"Trần Thị Hoà"}),
        ("0912773345", {"Trần Thị Hoà"}),
        ("550021", {"H'Hen Niê"}),
        ("50021", {"H'Hen Niê"}),
        ("94550021", {"H'Hen Niê"}),
        ("1951", set()),
        ("345", set()),
        ("912773340", set()),
    ],
)
def test_numbers_that_end_so(store, named, digits, found) -> None:
    assert set(ask(store, named, lookups.ends, digits)) == found


def test_a_day_of_birth_narrows(store, named) -> None:
    def born(day: str) -> list[str]:
        return ask(store, named, lookups.full_text, Reading(("1951",), day), "", 9)

    assert born("1951-02-03") == ["Trần Thị Hoà"]
    assert set(born("1951-02")) == {"Trần Thị Hoà", "Lê Thị Kim Hoàn"}


def test_a_number_stands_for_its_beginning_wherever_it_was_typed(store, named) -> None:
    def found(typed: str) -> list[str]:
        return ask(store, named, lookups.full_text, readings.read(typed), typed, 9)

    assert found("0912 hoa") == found("hoa 0912") == ["Trần Thị Hoà"]


def test_what_is_spelled_so_and_whole_words_come_first(store, named) -> None:
    found = ask(store, named, lookups.full_text, Reading(("hoa",)), "Hoà", 9)

    assert set(found[:3]) == {"Hoà", "Trần Thị Hoà", "Đào Hoá"}, "the last is called so, too"
    assert found[-1] == "Lê Thị Kim Hoàn"


def test_words_that_are_only_begun_are_found_where_nobody_has_them_whole(store, named) -> None:
    def found(lookup, typed: str) -> list[str]:
        return ask(store, named, lookup, readings.read(typed), typed, 9)

    assert found(lookups.whole_words, "ki ho") == []
    assert found(lookups.all_begun, "ki ho") == ["Lê Thị Kim Hoàn"]
    assert found(lookups.full_text, "ki ho") == ["Lê Thị Kim Hoàn"]
    is_laptop = store.tables.role is Role.LAPTOP
    assert found(lookups.whole_words, "thi hoan") == ["Lê Thị Kim Hoàn"] * is_laptop


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("tranthihoan", []),
        ("lethikimhoan", ["Lê Thị Kim Hoàn"]),
        ("lethi kimho", ["Lê Thị Kim Hoàn"]),
        ("hhen", ["H'Hen Niê"]),
        ("hhen nie", ["H'Hen Niê"]),
        ("tranthithi", ["Trần Thị Thí"]),
        ("hen", []),
    ],
)
def test_a_name_typed_without_its_spaces(store, named, typed, found) -> None:
    assert ask(store, named, lookups.run_together, typed, 9) == found


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ltkh", {"Lê Thị Kim Hoàn"}),
        ("tth", {"Trần Thị Hoà", "Trần Thị Hoa"}),
        ("tth 1951", {"Trần Thị Hoà", "Trần Thị Hoa"}),
        ("tth 1952", set()),
        ("th", set()),
        ("đh", {"Đào Hoá"}),
    ],
)
def test_initials(store, named, typed, found) -> None:
    reading = readings.initials(typed)

    assert reading
    assert set(ask(store, named, lookups.by_initials, reading, 9)) == found


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("le thi kin hoan", ["Lê Thị Kim Hoàn"]),
        ("le thi kmi hoan", ["Lê Thị Kim Hoàn"]),
        ("tran vna thi", ["Trần Văn Thí"]),
        ("nguyen thi hoan", []),
        ("kin", []),
        ("kin 1951", []),
    ],
)
def test_a_slip_of_a_key(store, named, typed, found) -> None:
    assert ask(store, named, lookups.slipped, readings.read(typed), typed, 9) == found


def test_any_of_some_words_is_found_in_the_index_and_in_its_tail(store: Store) -> None:
    with store.write(by="Hoa") as work:
        ids = [
            work.insert("case", work.ambient.new_id(), SCOPE, {"number": number}).id
            for number in ("HS-19819-2026-A0017", "HS-19819-2026-B0017", "HS-19819-2025-A0017")
        ]
        work.commit()

    def found(*groups: tuple[str, ...]) -> list[str]:
        with store.read() as reader:
            register = Register(reader.connection, Case.type, reader.tables.records["case"])
            return list(lookups.any_of(register, groups, 9))

    assert found(("a0017", "b0017"), ("2026",)) == ids[1::-1]
    assert found(("a0017",)) == [ids[2], ids[0]]
    assert found(("a001",)) == []
