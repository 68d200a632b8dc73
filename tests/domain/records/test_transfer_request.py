from __future__ import annotations

import pytest

from ctxh_desktop.domain.records.transfer_request import TransferRequest

WHOLE = {"person_id": "p", "to_commune": "19900", "moved_on": "2026-11-20"}


def test_a_whole_request_has_no_issues() -> None:
    assert TransferRequest.from_plain(WHOLE).issues() == {}


@pytest.mark.parametrize("code", ["1990", "199000", "19 90", "Phú Xuân", "19900\n"])
def test_a_commune_is_five_digits(code: str) -> None:
    asked = TransferRequest.from_plain({**WHOLE, "to_commune": code})

    assert asked.issues() == {"to_commune": "commune-code-malformed"}


def test_only_the_province_says_what_came_of_it() -> None:
    assert [f.name for f in TransferRequest.type.fields if f.by_province] == ["outcome"]
