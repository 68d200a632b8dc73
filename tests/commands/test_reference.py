"""Data of the law are read from the program's own files, once."""

from __future__ import annotations

from datetime import date

from ctxh_desktop.commands.reference import load_former_units, load_rates


def test_rates_and_former_units_are_there() -> None:
    amount = load_rates().amount("BT6a", date(2026, 11, 25))
    read = load_former_units().read("xã Phong Hiền, huyện Phong Điền, Thừa Thiên Huế")

    assert amount is not None
    assert amount.total == 1_000_000
    assert read.communes
    assert load_rates() is load_rates()
    assert load_former_units() is load_former_units()
