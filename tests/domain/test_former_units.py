"""An address of before 1/7/2025 leads to the commune of today, or is asked about."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxh_desktop.domain.former_units import FormerUnits, read_former_units
from ctxh_desktop.domain.units import Units, read_units
from ctxh_desktop.errors import InputError

CODES = Path(__file__).parents[2] / "resources" / "codes"
FILE = CODES / "reference" / "former_units.csv"


@pytest.fixture(scope="module")
def units() -> Units:
    return read_units((CODES / "units.csv").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def former(units: Units) -> FormerUnits:
    return read_former_units(FILE.read_text(encoding="utf-8"), units)


@pytest.mark.parametrize(
    ("address", "commune", "place"),
    [
        ("xã Phong Hiền, huyện Phong Điền, Thừa Thiên Huế", "Phường Phong Thái", ""),
        ("Tổ 1, Phong Hiền, Phong Điền, tỉnh Thừa Thiên Huế", "Phường Phong Thái", "Tổ 1"),
        ("an lo - phong hien - phong dien - thua thien hue", "Phường Phong Thái", "an lo"),
        ("Tổ 1, Kim Long, Huế, Thừa Thiên Huế", "Phường Kim Long", "Tổ 1"),
        ("Sịa, Quảng Điền, Thừa Thiên Huế", "Xã Quảng Điền", ""),
        ("TT. Khe Tre, huyện Nam Đông, Thừa Thiên Huế", "Xã Khe Tre", ""),
        ("Hương Xuân, Nam Đông, Thừa Thiên Huế", "Xã Nam Đông", ""),
        ("Hương Xuân, TX Hương Trà, Thừa Thiên Huế", "Phường Kim Trà", ""),
        ("Phú Thượng, thành phố Huế, Thừa Thiên Huế", "Phường Mỹ Thượng", ""),
        ("Thôn 3, xã A Lưới 2, thành phố Huế", "Xã A Lưới 2", "Thôn 3"),
        ("Hoà Bắc, Hoà Vang, Đà Nẵng", "Phường Hải Vân", ""),
        ("12 Lê Lợi, phường Cam Nghĩa, Cam Ranh, Khánh Hoà", "Phường Bắc Cam Ranh", "12 Lê Lợi"),
    ],
)  # fmt: skip
def test_an_old_address_leads_to_the_commune(
    former: FormerUnits, address: str, commune: str, place: str
) -> None:
    found = former.read(address)
    assert [unit.full_name for unit in found.communes] == [commune]
    assert found.is_sure
    assert found.commune == found.communes[0]
    assert found.place == place


@pytest.mark.parametrize(
    ("address", "names"),
    [
        # Two units bore the name, and the district says nothing or does not fit.
        ("Hương Phong, Thừa Thiên Huế", {"Phường Hoá Châu", "Xã A Lưới 4"}),
        ("xã Hương Phong, thị xã Hương Trà, Thừa Thiên Huế", {"Phường Hoá Châu", "Xã A Lưới 4"}),
        ("Phú Xuân, thành phố Huế", {"Phường Phú Xuân", "Xã Phú Hồ"}),
    ],
)
def test_what_may_mean_two_communes_is_asked_about(
    former: FormerUnits, address: str, names: set[str]
) -> None:
    found = former.read(address)
    assert {unit.full_name for unit in found.communes} == names
    assert not found.is_sure
    assert found.commune is None


def test_a_unit_that_was_split_is_asked_about(former: FormerUnits) -> None:
    found = former.read("phường Thụy Khuê, quận Tây Hồ, Hà Nội")
    assert len(found.communes) > 1
    assert found.commune is None


@pytest.mark.parametrize(
    ("address", "commune"),
    [
        ("Phong Hiền, Nơi Khác, Thừa Thiên Huế", "Phường Phong Thái"),
        # In 2024 the commune had passed from this district to the town.
        ("Nghi Thái, Nghi Lộc, Nghệ An", "Phường Vinh Lộc"),
    ],
)
def test_a_known_name_in_a_district_that_does_not_fit_is_proposed_only(
    former: FormerUnits, address: str, commune: str
) -> None:
    found = former.read(address)
    assert [unit.full_name for unit in found.communes] == [commune]
    assert found.commune is None


@pytest.mark.parametrize("address", ["", "Huế", "không rõ", "Xã X, Huyện Y, Tỉnh Z", ",,,"])
def test_what_names_no_unit_finds_nothing(former: FormerUnits, address: str) -> None:
    assert former.read(address).communes == ()


def test_an_address_without_province_is_read_in_the_own_one(former: FormerUnits) -> None:
    found = former.read("Thôn 2, Phong Hiền, Phong Điền", "46")
    assert found.commune is not None
    assert found.commune.full_name == "Phường Phong Thái"
    assert former.read("Thôn 2, Phong Hiền, Phong Điền").communes == ()


def test_every_former_unit_has_heirs_in_its_own_province(units: Units, former: FormerUnits) -> None:
    lines = FILE.read_text(encoding="utf-8").splitlines()[1:]
    assert len(lines) == 10_040
    split = [line for line in lines if " " in line.rsplit(",", 1)[1]]
    assert len(split) == 471
    provinces: dict[str, set[str]] = {}
    for line in lines:
        for code in line.rsplit(",", 1)[1].split():
            unit = units.commune(code)
            assert unit is not None
            provinces.setdefault(line.split(",")[0], set()).add(unit.province_code)
    assert len(provinces) == 63
    assert all(len(codes) == 1 for codes in provinces.values())


def test_the_map_agrees_with_what_hues_communes_were_formed_from(
    units: Units, former: FormerUnits
) -> None:
    asked = 0
    for unit in units.of_province("46"):
        for name in unit.formed_from.split(", "):
            if name == "giữ nguyên":
                continue
            asked += 1
            assert unit in former.read(f"{name}, Thừa Thiên Huế").communes, name
    assert asked > 120


@pytest.mark.parametrize(
    "line", ["Huế,Quận X,Phường Y,00000", "Huế,Quận X,Phường Y,", ",a,b,19774"]
)
def test_a_damaged_map_is_refused(units: Units, line: str) -> None:
    with pytest.raises(InputError) as raised:
        read_former_units(f"province,districts,unit,heirs\n{line}\n", units)
    assert raised.value.facts == {"list": "former_units", "line": 2}
    with pytest.raises(InputError):
        read_former_units("x\n", units)
