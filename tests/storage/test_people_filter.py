"""Each part of a filter narrows windows and counts alike, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ctxh_desktop.storage import people
from ctxh_desktop.storage.people_filter import EVERYBODY, Filter
from ctxh_desktop.storage.store import Store, open_laptop
from tests.data.laptops import KEY, ticking_ambient
from tests.data.province_db import ProvinceDb

PEOPLE: tuple[dict[str, object], ...] = (
    {"full_name": "Hồ Thị Mía", "born": "1946-11-28", "groups": "NCT NKT", "policies": "BTXH"},
    {"full_name": "Hồ Văn Đa", "born": "1946-11-30", "groups": "NCT", "village": "Thôn 2"},
    {"full_name": "Hồ Văn Bé", "born": "2020", "groups": "", "village": "Thôn 2"},
    {"full_name": "Hồ Thị Khoảng", "born": "1946~", "groups": "NKT", "life_status": "SONG"},
    {"full_name": "Hồ Không Ngày", "born": None, "groups": "NCTKHAC", "life_status": "MAT"},
)
BENEFITS: tuple[tuple[int, dict[str, object]], ...] = (
    (0, {"policy": "BT5c", "status": "S_DANG", "from_on": "2026-01-01"}),
    (1, {"policy": "BT5c", "status": "S_DANG", "to_on": "2026-06-30"}),
    (2, {"policy": "BT5c", "status": "S_THOI", "to_on": "2026-12-31"}),
    (3, {"policy": "BT1a", "status": "S_DANG"}),
    (4, {"policy": "BT5c", "status": "S_DANG", "from_on": "2027-01-01"}),
)
"""Place of the person → a policy by a decision."""


@pytest.fixture(params=["laptop", "province"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Return a store with a few people: the first in a poor household with an open case."""
    ambient = ticking_ambient("filter")
    if request.param == "laptop":
        opened = open_laptop(tmp_path / "ctxh.db", KEY, ambient, create=True)
    else:
        province_db: ProvinceDb = request.getfixturevalue("province_db")
        opened = province_db.open(ambient)
    with opened.write(by="Hoa", label="fill") as work:
        home = {"head_name": "Hồ Thị Mía", "household_class": "NGHEO"}
        household_id = work.insert("household", ambient.new_id(), "19819", home).id
        for place, person in enumerate(PEOPLE):
            own = {"household_id": household_id} if place == 0 else {}
            person_id = work.insert("person", ambient.new_id(), "19819", {**person, **own}).id
            if place < 2:
                case = {"person_id": person_id, "number": f"HS-{place}", "opened_on": "2026-11-01",
                        "status": "KETTHUC" if place else "TIEPNHAN"}  # fmt: skip
                work.insert("case", ambient.new_id(), "19819", case)
            for benefit in (values for owner, values in BENEFITS if owner == place):
                given = {"person_id": person_id, **benefit}
                work.insert("benefit", ambient.new_id(), "19819", given)
        work.commit()
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("where", "names"),
    [
        (EVERYBODY, {"Mía", "Đa", "Bé", "Khoảng", "Ngày"}),
        (Filter(group="NCT"), {"Mía", "Đa"}),
        (Filter(policy="BTXH"), {"Mía"}),
        (Filter(village="Thôn 2"), {"Đa", "Bé"}),
        (Filter(born_until="1946-11-29"), {"Mía"}),
        (Filter(born_after="1946-11-29"), {"Đa", "Bé", "Khoảng"}),
        (Filter(household_class="NGHEO"), {"Mía"}),
        (Filter(case_status="KETTHUC"), {"Đa"}),
        (Filter(is_managed=True), {"Mía"}),
        (Filter(is_managed=False, group="NCT"), {"Đa"}),
        (Filter(group="NCT", village="Thôn 9"), set()),
        (Filter(life_status="SONG"), {"Mía", "Đa", "Bé", "Khoảng"}),
        (Filter(life_status="MAT"), {"Ngày"}),
        (Filter(benefit="BT5c", on="2026-11-29"), {"Mía"}),
        (Filter(benefit="BT5c", on="2026-06-30"), {"Mía", "Đa"}),
        (Filter(benefit="BT5c", on="2027-01-01"), {"Mía", "Ngày"}),
        (Filter(benefit="BT1a", on="2026-11-29", life_status="MAT"), set()),
    ],
)
def test_a_filter_shows_exactly_those_who_fit(store: Store, where: Filter, names: set[str]) -> None:
    with store.read() as reader:
        lines = people.window(reader, where, "name", 0, 10)
        assert {line.person.text("full_name").split()[-1] for line in lines} == names
        assert people.count(reader, where) == len(names)
