"""Numbers of papers have the digits of their kind."""

from __future__ import annotations

import pytest

from ctxh_desktop.domain.records.person_identifier import PersonIdentifier
from ctxh_desktop.domain.values import PartialDay


@pytest.mark.parametrize(
    ("kind", "number", "issue"),
    [
        ("CCCD", "046 151 001 234", None),
        ("CCCD", "046151001", "number-needs-12-digits"),
        ("CC", "04615100123x", "number-needs-12-digits"),
        ("SDDCN", "٠٤٦١٥١٠٠١٢٣٤", "number-needs-12-digits"),
        ("CMND9", "191.234.567", None),
        ("CMND9", "046151001234", "number-needs-9-digits"),
        ("BHXH", "4622300001", None),
        ("BHXH", "462230000", "number-needs-10-digits"),
        ("BHYT", "GB 4 46 4622300001", None),
        ("GKS", "12/2012", None),
        ("KHONG", None, None),
        ("KHONG", "1", "number-or-no-papers"),
        ("GKS", None, "number-or-no-papers"),
    ],
)
def test_a_number_fits_its_kind(kind, number, issue) -> None:
    paper = PersonIdentifier(person_id="p", kind=kind, number=number)

    assert paper.issues().get("number") == issue


def test_a_paper_ends_after_it_begins() -> None:
    days = {"valid_from": PartialDay(2021), "valid_to": PartialDay(2020, 12)}

    paper = PersonIdentifier(person_id="p", kind="GKS", number="1", **days)

    assert paper.issues() == {"valid_to": "ends-before-it-begins"}
