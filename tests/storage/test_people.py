"""The register of people, window by window, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ctxh_desktop.domain.words import fold
from ctxh_desktop.storage import people
from ctxh_desktop.storage.people_filter import Filter
from ctxh_desktop.storage.records import Reader
from ctxh_desktop.storage.store import Store, open_laptop
from tests.data import people as invented
from tests.data.laptops import KEY, ticking_ambient
from tests.data.province_db import ProvinceDb

COUNT = 150


@pytest.fixture(params=["laptop", "province"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Return a store with invented people, every third with an open case and a step."""
    ambient = ticking_ambient("people")
    if request.param == "laptop":
        opened = open_laptop(tmp_path / "ctxh.db", KEY, ambient, create=True)
    else:
        province_db: ProvinceDb = request.getfixturevalue("province_db")
        opened = province_db.open(ambient)
    with opened.write(by="Hoa", label="fill") as work:
        for index, person in enumerate(invented.people(COUNT, seed=11)):
            person_id = ambient.new_id()
            work.insert("person", person_id, "19819", person)
            if index % 3 == 0:
                case = {"person_id": person_id, "number": f"HS-{index}", "opened_on": "2026-11-01",
                        "status": "KETTHUC" if index % 2 else "TIEPNHAN"}  # fmt: skip
                case_id = work.insert("case", ambient.new_id(), "19819", case).id
                step = {"case_id": case_id, "person_id": person_id, "task": "Thăm",
                        "status": "HD_CHUA", "due_on": f"2026-12-{index % 28 + 1:02d}"}  # fmt: skip
                work.insert("plan_step", ambient.new_id(), "19819", step)
        work.commit()
    yield opened
    opened.close()


def _window_ids(reader: Reader, where: Filter, order: str, offset: int, limit: int) -> list[str]:
    return [line.person.id for line in people.window(reader, where, order, offset, limit)]


def test_windows_put_together_are_the_whole_list_in_order(store: Store) -> None:
    with store.read() as reader:
        whole = _window_ids(reader, Filter(), "name", 0, COUNT)
        parts = [
            row_id
            for start in range(0, COUNT, 40)
            for row_id in _window_ids(reader, Filter(), "name", start, 40)
        ]
        names = [line.person.text("full_name") for line in people.lines(reader, whole)]

    assert parts == whole
    assert len(set(whole)) == COUNT == people_count(store)
    given = [fold(name).split()[-1][0] for name in names]
    assert given == sorted(given)


def people_count(store: Store) -> int:
    with store.read() as reader:
        return people.count(reader, Filter())


def test_filter_agrees_with_counting_by_hand(store: Store) -> None:
    with store.read() as reader:
        rows = reader.where("person")
        for group in ("NCT", "NKT", "N"):
            expected = {row.id for row in rows if group in str(row["groups"]).split()}
            where = Filter(group=group)
            assert set(_window_ids(reader, where, "newest", 0, COUNT)) == expected
            assert people.count(reader, where) == len(expected)


def test_managed_and_others_are_everybody_once(store: Store) -> None:
    with store.read() as reader:
        managed = _window_ids(reader, Filter(is_managed=True), "name", 0, COUNT)
        others = _window_ids(reader, Filter(is_managed=False), "name", 0, COUNT)

    assert len(managed) == COUNT // 6
    assert len(set(managed) | set(others)) == len(managed) + len(others) == COUNT


def test_due_order_puts_the_soonest_first_and_the_rest_last(store: Store) -> None:
    with store.read() as reader:
        ids = _window_ids(reader, Filter(), "due", 0, COUNT)
        days = [
            line.step.text("due_on") if line.step else "9999" for line in people.lines(reader, ids)
        ]

    assert days == sorted(days)
    assert days[0] < "9999"


def test_line_shows_the_open_case_and_the_soonest_step(store: Store) -> None:
    with store.read() as reader:
        person = reader.where("person")[0]
        line = people.lines(reader, [person.id, "unknown"])
        assert len(line) == 1
        assert line[0].case is not None
        assert line[0].case["number"] == "HS-0"
        assert line[0].step is not None
        assert line[0].has_conflict is False


def test_deleted_people_are_in_no_list(store: Store) -> None:
    with store.write(by="Hoa", label="delete") as work:
        gone = work.where("person")[0]
        work.delete("person", gone.id, "NHAPSAI")
        work.commit()

    with store.read() as reader:
        assert people.count(reader, Filter()) == COUNT - 1
        assert gone.id not in _window_ids(reader, Filter(), "name", 0, COUNT)
        assert gone.id not in people.find(reader, gone.text("full_name"), 20)


@pytest.mark.parametrize(
    ("typed", "is_found"),
    [
        ("A17 {name}", True),
        ("{name} a0017/26", True),
        ("{year} A0017/2026 {name}", True),
        ("HS-19819-2026-A0017 {name}", True),
        ("{name} A18", False),
        ("A17 Xyz", False),
    ],
)
def test_the_number_of_a_case_goes_with_other_words_in_any_order(
    store: Store, typed: str, is_found: bool
) -> None:
    with store.write(by="Hoa") as work:
        person = work.where("person")[7]
        case = {"person_id": person.id, "number": "HS-19819-2026-A0017", "status": "TIEPNHAN"}
        work.insert("case", work.ambient.new_id(), "19819", {**case, "opened_on": "2026-11-01"})
        work.commit()
    name, year = person.text("full_name").split()[-1], person.text("born")[:4]
    with store.read() as reader:
        found = people.find(reader, typed.format(name=name, year=year), 20)

    assert (found == [person.id]) == is_found


def test_everybody_is_known_by_number_and_by_name_and_birth(store: Store) -> None:
    with store.read() as reader:
        known = people.known(reader)
        for row in reader.where("person"):
            number = row.text("id_number")
            assert (row.id in known.numberless) == (not number)
            assert not number or row.id in known.by_number[number]
            assert row.id in known.by_name[fold(row.text("full_name")), row.text("born")]


@pytest.mark.parametrize("managed", [True, False, None])
def test_a_narrowed_search_is_the_search_less_whom_the_list_leaves_out(
    store: Store, managed: bool | None
) -> None:
    with store.read() as reader:
        villages = people.villages(reader)
        for where in (Filter("NCT", None, managed), Filter(None, villages[0], managed)):
            listed = set(_window_ids(reader, where, "name", 0, COUNT))
            for typed in ("nguyen", "thi", "van a"):
                whole = people.find(reader, typed, COUNT)
                narrowed = people.find(reader, typed, COUNT, where)

                assert narrowed == [row_id for row_id in whole if row_id in listed]


@pytest.mark.parametrize(
    ("part", "values", "typed"),
    [
        ("person_identifier", {"kind": "CMND9", "number": "191 234 567"}, "191234567"),
        ("person_identifier", {"kind": "BHYT", "number": "GB4464622300001"}, "gb44646"),
        ("person_phone", {"number": "0905777666"}, "0905 777 666"),
        ("relation", {"role": "GIAMHO", "full_name": "Quỳnh Thị Blúp Xiêng"}, "blup xieng"),
        ("relation", {"role": "LIENLAC", "full_name": "Mía", "phone": "0905777888"}, "0905777888"),
    ],
)
def test_somebody_is_found_by_what_their_parts_say(
    store: Store, part: str, values: dict[str, str], typed: str
) -> None:
    with store.write(by="Hoa", label="add") as work:
        found = {"full_name": "Lê Văn Tìm", "groups": "NCT"}
        person_id = work.insert("person", work.ambient.new_id(), "19819", found).id
        row_id = work.ambient.new_id()
        work.insert(part, row_id, "19819", {"person_id": person_id, **values})
        work.commit()

    with store.read() as reader:
        assert people.find(reader, typed, 50) == [person_id]
    for gone in ((part, row_id), ("person", person_id)):
        with store.write(by="Hoa", label="delete") as work:
            work.delete(*gone, "TRUNG")
            work.commit()
        with store.read() as reader:
            assert people.find(reader, typed, 50) == []
        with store.write(by="Hoa", label="back") as work:
            work.patch(*gone, {"deleted_at": None, "deleted_reason": None})
            work.commit()


def test_former_names_and_health_cards_are_found(store: Store) -> None:
    with store.write(by="Hoa", label="add") as work:
        found = {"full_name": "Lê Văn Tìm", "groups": "NCT", "former_name": "Xiêng Blúp Kăn",
                 "insurance_number": "GB4464622300001"}  # fmt: skip
        person_id = work.insert("person", work.ambient.new_id(), "19819", found).id
        work.commit()

    with store.read() as reader:
        for typed in ("xieng blup", "GB4464622"):
            assert people.find(reader, typed, 50) == [person_id]
