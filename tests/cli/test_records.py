"""Any record at a prompt, with the parts of people and households."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ctxh_desktop.cli import main as program
from tests.data.prompt import Run, list_of


@pytest.fixture
def person(book: Run, tmp_path: Path) -> str:
    book("a", "import", "people", list_of(tmp_path, "Nguyễn Thị Đức,1950,Nữ,Thôn 1"))
    return str(book("a", "find", "duc")[1][0]["id"])


def added(book: Run, *words: str) -> tuple[str, str]:
    code, made, said = book("a", "add", *words)
    assert code == 0, said
    return made["id"], said


def shown(book: Run, kind: str, row_id: str) -> dict[str, Any]:
    code, told, said = book("a", "show", kind, row_id)
    assert code == 0, said
    return dict(told)


def test_parts_are_added_shown_changed_and_removed(book: Run, person: str) -> None:
    paper, _ = added(book, "person_identifier", f"person_id={person}", "kind=CMND9",
                     "number=191 234 567")  # fmt: skip
    benefit, _ = added(book, "benefit", f"person_id={person}", "policy=BT6c", "amount=800.000")
    found = shown(book, "person", person)
    assert [row["number"] for row in found["parts"]["person_identifier"]] == ["191 234 567"]
    assert found["person"]["policies"] == "BT6c"
    assert found["amounts"][benefit]["total"] == 750_000
    assert found["parts"]["benefit"][0]["amount"] == 800_000
    assert [hit["id"] for hit in book("a", "find", "191234567")[1]] == [person]

    assert book("a", "edit", "person_identifier", paper, "is_current=false")[0] == 0
    assert book("a", "remove", "benefit", benefit)[0] == 0
    found = shown(book, "person", person)
    assert found["parts"]["person_identifier"][0]["is_current"] is False
    assert found["parts"]["benefit"] == []
    assert found["person"]["policies"] is None


def test_a_household_is_shown_with_members_years_and_doubts(book: Run, person: str) -> None:
    home, _ = added(book, "household", "head_name=Nguyễn Văn Tư")
    added(book, "household_member", f"household_id={home}", f"person_id={person}",
          "relation_to_head=ME", "is_head=true")  # fmt: skip
    added(book, "household_member", f"household_id={home}", "full_name=Nguyễn Văn Tư",
          "is_head=true")  # fmt: skip
    added(book, "household_year", f"household_id={home}", "year=2026", "household_class=NGHEO")

    found = shown(book, "household", home)

    assert found["household"]["household_class"] == "NGHEO"
    assert len(found["parts"]["household_member"]) == 2
    assert [one["code"] for one in found["warnings"]] == ["several-heads"]
    assert shown(book, "person", person)["person"]["household_id"] == home


def test_what_is_wrong_with_a_part_is_told_by_field(book: Run, person: str) -> None:
    code, told, said = book(
        "a", "add", "person_identifier", f"person_id={person}", "kind=CCCD", "number=1"
    )

    assert code == 1
    assert set(told["error"]["issues"]) == {"number"}
    assert "12" in said


def test_the_commune_of_today_is_proposed_for_an_old_address(book: Run, person: str) -> None:
    words = ["person_address", f"person_id={person}", "kind=THUONGTRU"]
    old = "old_address=xã Phong Hiền, huyện Phong Điền, Thừa Thiên Huế"

    _, said = added(book, *words, old)
    added(book, *words, old, "commune_code=19819")

    first, second = shown(book, "person", person)["parts"]["person_address"]
    assert first["commune_code"] == "19858"
    assert "Phong Thái" in said
    assert second["commune_code"] == "19819", "what was given stands"


def test_an_old_unit_that_was_split_is_not_guessed(book: Run, person: str) -> None:
    old = "old_address=Xã Phú Hội, Huyện An Phú, An Giang"

    _, said = added(book, "person_address", f"person_id={person}", "kind=QUEQUAN", old)

    (found,) = shown(book, "person", person)["parts"]["person_address"]
    assert found["commune_code"] is None
    assert "30337" in said
    assert "30346" in said


def test_lines_for_the_eye_show_parts_amounts_and_doubts(
    book: Run, person: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for policy in ("BT6c", "BT5c"):
        added(book, "benefit", f"person_id={person}", f"policy={policy}")
    capsys.readouterr()

    assert program.main(["--profile", str(tmp_path / "a"), "show", "person", person]) == 0

    lines = capsys.readouterr().out.splitlines()
    (at,) = [n for n, line in enumerate(lines) if "policy=BT5c" in line]
    assert "500000" in lines[at + 1]
    assert lines[at + 2].strip().startswith("! ")


def test_a_number_that_somebody_has_needs_a_reason(book: Run, person: str) -> None:
    assert book("a", "edit", "person", person, "id_number=046150001234")[0] == 0
    new = ("add", "person", "full_name=Lê Văn Tâm", "groups=NCT", "id_number=046150001234")

    code, told, _ = book("a", *new)
    assert (code, told["error"]["code"]) == (1, "number-taken")
    assert "Nguyễn Thị Đức" in told["error"]["sentence"]

    code, made, said = book("a", *new, "--number-reason", "Xã ghi nhầm số")
    assert code == 0, said
    note = shown(book, "person", made["id"])["person"]["note"]
    assert note == "Trùng số với Nguyễn Thị Đức: Xã ghi nhầm số"


def test_what_is_kept_apart_is_shown_when_asked_for_and_noted(book: Run, person: str) -> None:
    assert book("a", "edit", "person", person, "illness=Hen", "village=Thôn 2")[0] == 0

    assert "illness" not in shown(book, "person", person)["person"]
    _, told, _ = book("a", "show", "person", person, "--history")
    assert ["illness", None, None] in told["changes"][0]["changes"]
    assert book("a", "access")[1] == []

    _, told, _ = book("a", "show", "person", person, "--sealed")
    assert told["person"]["illness"] == "Hen"
    _, told, _ = book("a", "show", "person", person, "--history", "--sealed")
    assert ["illness", None, "Hen"] in told["changes"][0]["changes"]
    (seen,) = book("a", "access")[1]
    assert (seen["note"]["by"], seen["note"]["fields"]) == ("Hoa", ["illness"])
    assert seen["person_name"] == "Nguyễn Thị Đức"
