"""Communes are found by code, by province, and by the names people still use."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxh_desktop.domain.units import Units, read_units
from ctxh_desktop.errors import InputError

FILE = Path(__file__).parents[2] / "resources" / "codes" / "units.csv"


@pytest.fixture(scope="module")
def units() -> Units:
    return read_units(FILE.read_text(encoding="utf-8"))


def test_the_country_has_34_provinces_and_hue_40_communes(units: Units) -> None:
    assert len(units.provinces) == 34
    hue = units.of_province("46")
    assert len(hue) == 40
    assert [unit.name for unit in hue[:3]] == ["A Lưới 1", "A Lưới 2", "A Lưới 3"]
    assert [unit.name for unit in hue[-2:]] == ["Vinh Lộc", "Vỹ Dạ"]
    assert sum(len(units.of_province(province.code)) for province in units.provinces) == 3321


def test_a_commune_is_found_by_its_code(units: Units) -> None:
    found = units.commune("19774")
    assert found is not None
    assert found.full_name == "Phường Kim Long"
    assert found.province == "Thành phố Huế"
    assert units.commune("00000") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("phong dien", "Phường Phong Điền"),
        ("PHƯỜNG PHÚ BÀI", "Phường Phú Bài"),
        ("Thuận Hóa", "Phường Thuận Hoá"),
        ("sịa", "Xã Quảng Điền"),
        ("thị trấn Sịa", "Xã Quảng Điền"),
        ("xã Phong Mỹ", "Phường Phong Điền"),
        ("Long Hồ", "Phường Kim Long"),
    ],
)
def test_present_and_former_names_lead_to_the_commune(
    units: Units, text: str, expected: str
) -> None:
    assert units.find(text, "46")[0].full_name == expected


def test_a_part_of_a_former_unit_leads_to_all_its_heirs(units: Units) -> None:
    names = {unit.full_name for unit in units.find("phường Thụy Khuê", "01")}
    assert {"Phường Tây Hồ", "Phường Ba Đình"} <= names


def test_what_is_no_name_finds_nothing(units: Units) -> None:
    assert units.find("") == ()
    assert units.find("qqqq") == ()
    assert units.find("sịa", "01") == ()


@pytest.mark.parametrize("text", ["", "code,name\n1,x\n"])
def test_a_damaged_file_is_refused(text: str) -> None:
    with pytest.raises(InputError) as raised:
        read_units(text)
    assert raised.value.code == "code-list-unreadable"


def test_a_code_that_is_not_five_digits_is_refused() -> None:
    header = FILE.read_text(encoding="utf-8").splitlines()[0]
    with pytest.raises(InputError) as raised:
        read_units(f"{header}\n46,Huế,1974,Xã,A,A,\n")
    assert raised.value.facts == {"list": "units", "line": 2}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("phu loc", "Phú Lộc"), ("xã Phú Lộc", "Phú Lộc"), ("THUẬN HÓA", "Thuận Hoá"),
        ("a lưới 2", "A Lưới 2"), ("xã Lộc Trì", "Phú Lộc"), ("Phú Xuân", "Phú Xuân"),
        ("phu", None), ("", None), ("xa", None), ("ba dinh", None),
    ],
)  # fmt: skip
def test_a_commune_of_a_province_by_its_whole_name(units: Units, text, name) -> None:
    found = units.named(text, "46")

    assert (found.name if found else None) == name
