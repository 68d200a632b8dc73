"""Numbers of health-insurance cards in the cells of lists."""

from __future__ import annotations

import pytest

from ctxh_desktop.exchange.health_cards import read


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("DN4460012345678", "DN4460012345678"),
        ("gb 4 46 46.2230.0001", "GB4464622300001"),
        ("BT-2-46-0012345678", "BT2460012345678"),
        ("Số thẻ BHYT: HN3460012345678", "HN3460012345678"),
        ("4622300001", "4622300001"),
        ("Mã số BHXH 4622300001", "4622300001"),
    ],
)
def test_a_number_is_found_without_its_label(text, number):
    assert read(text) == (number, "")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("DN4460012345678 (hết hạn 31/12/2026)", "DN4460012345678"),
        ("BT 2 46 46 123 45678 46-001", "BT2464612345678"),
        ("4622300001, mất thẻ", "4622300001"),
        ("hộ nghèo", ""),
        ("không", ""),
        ("DN946001234567", ""),
        ("046050001234", ""),
        ("DN44600123456789", ""),
    ],
)
def test_what_says_more_or_something_else_stays_as_words(text, number):
    assert read(text) == (number, text)
